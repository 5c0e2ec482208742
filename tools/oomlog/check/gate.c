#include "check/gate.h"

#include <inttypes.h>
#include <stdio.h>

#include "clock.h"
#include "cmd.h"
#include "reports/redact/redact.h"

static int open_gate(void *user, bool several_inputs)
{
	(void)user;
	(void)several_inputs;
	return 0;
}

/* --- the window --- */

/* A victim's pid, or that of a process that was to be killed. */
static bool is_of_command(const struct gate *g, const struct oomlog_event *ev)
{
	const struct oomlog_chosen *chosen = oomlog_event_chosen(ev);
	const struct oomlog_victim *victim;

	for (size_t i = 0; (victim = oomlog_event_victim(ev, i)) != NULL; i++)
		if (command_has(g->command, victim->pid))
			return true;
	return chosen != NULL && command_has(g->command, chosen->pid);
}

/* "Nov 21 19:28:01" at 17:30, of a log in another time zone: whether it lies behind the mark is not known. */
static bool is_yet_to_come(const struct oomlog_event *ev)
{
	int64_t at_us = oomlog_event_time(ev)->realtime_us;

	return at_us != OOMLOG_ABSENT && at_us > clock_us(CLOCK_REALTIME) + GATE_AHEAD_US;
}

static bool is_in_window(struct gate *g, const struct oomlog_event *ev)
{
	enum mark_side side = g->has_mark ? mark_compare(&g->mark, &g->now, ev) : MARK_BEHIND;

	if (side != MARK_BEFORE && g->settings->check.pid_tree && !is_of_command(g, ev)) {
		g->oom_kills_of_others += policy_class_of(ev) == POLICY_OOM_KILL;
		side = MARK_BEFORE;
	}
	if (side == MARK_BEFORE) {
		g->verdict.outside++;
		return false;
	}
	if (side == MARK_UNKNOWN || filter_is_undated(&g->settings->filter, ev))
		g->verdict.undated++;
	if (g->seen != NULL && seen_before(g->seen, ev)) {
		g->verdict.told_before++;
		return false;
	}
	g->yet_to_come += g->has_mark && side == MARK_BEHIND && is_yet_to_come(ev);
	return true;
}

/* --- events and inputs --- */

static void judge(struct gate *g, struct oomlog_event *ev)
{
	const struct check_settings *check = &g->settings->check;
	enum policy_class class = policy_class_of(ev);
	const struct allowance *allowance;

	if (!is_in_window(g, ev))
		return;
	if (oomlog_event_missing(ev) != 0)
		g->verdict.incomplete++;
	if (g->command != NULL && class == POLICY_OOM_KILL && is_of_command(g, ev))
		g->oom_kills_of_command++;
	if (((check->fail_on | check->warn_on) & 1u << class) == 0) {
		g->verdict.ignored++;
		return;
	}
	allowance = allow_match(&g->allowances, ev);
	/* Behind this nothing looks at a name any more. */
	if (g->redactor != NULL && redact_event(g->redactor, ev) < 0)
		g->verdict.nomem = true;
	if (allowance != NULL)
		verdict_add(&g->verdict, ev, LEVEL_ALLOWED, allowance);
	else
		verdict_add(&g->verdict, ev, (check->fail_on & 1u << class) != 0 ? LEVEL_ERROR : LEVEL_WARNING, NULL);
}

static void take_event(void *user, struct oomlog_event *ev)
{
	struct gate *g = user;
	struct oomlog_event *oldest;

	g->has_events = true;
	if (g->settings->lines == LINES_ALL) {
		judge(g, ev);
		return;
	}
	/* More of them than can wait: what is judged without the end being known is taken as inside. */
	oldest = waiting_add(&g->waiting, ev);
	if (oldest != NULL)
		judge(g, oldest);
	oomlog_event_unref(oldest);
}

/* Their log has so many lines; those behind `lines` from its end are looked at. */
static void judge_waiting(struct gate *g, uint64_t total)
{
	uint64_t before = total > g->settings->lines ? total - g->settings->lines : 0;
	struct oomlog_event *ev;

	while ((ev = waiting_take(&g->waiting)) != NULL) {
		if (oomlog_event_origin(ev)->last_line > before)
			judge(g, ev);
		else
			g->verdict.outside++;
		oomlog_event_unref(ev);
	}
}

void gate_release(struct gate *g)
{
	struct oomlog_event *ev;

	while ((ev = waiting_take(&g->waiting)) != NULL)
		oomlog_event_unref(ev);
}

static void take_copy(void *user, uint64_t first, struct oomlog_event *copy)
{
	(void)user;
	(void)first;
	(void)copy;
}

static void note_mentions(struct verdict *v, const struct oomlog_input *input)
{
	if (v->mentions == 0 && input->stats.mentions > 0 &&
	    asprintf(&v->mentioned, "%s:%" PRIu64, input->path, input->stats.mention_line) < 0)
		v->mentioned = NULL;
	v->mentions += input->stats.mentions;
}

static void take_input(void *user, const struct oomlog_input *input)
{
	struct gate *g = user;
	enum level gap = g->settings->check.require_complete ? LEVEL_ERROR : LEVEL_WARNING;
	struct oomlog_input shown = *input;

	if (g->redactor != NULL)
		redact_input(g->redactor, &shown);

	judge_waiting(g, input->stats.lines);
	g->verdict.inputs++;
	g->verdict.lines += input->stats.lines;
	if (input->error != NULL) {
		g->verdict.failed_inputs++;
		verdict_remark(&g->verdict, REMARK_UNREADABLE, LEVEL_WARNING, "%s", shown.error);
	} else if (input->stats.lines == 0) {
		verdict_remark(&g->verdict, REMARK_EMPTY, gap, "%s is empty: it says nothing of what happened",
		               shown.path);
	}
	note_mentions(&g->verdict, &shown);
	if (input->stats.gaps > 0)
		verdict_remark(&g->verdict, REMARK_GAP, gap,
		               "%s: messages are missing at %" PRIu64 " place%s, at least %" PRIu64 " of them",
		               shown.path, input->stats.gaps, input->stats.gaps == 1 ? "" : "s", input->stats.lost);
}

static bool is_dead(void *user)
{
	struct gate *g = user;

	return g->verdict.nomem;
}

const struct consumer gate_consumer = {open_gate, take_event, take_copy, NULL, take_input, is_dead};

/* --- the end --- */

static void tell_allowances(struct gate *g)
{
	for (size_t i = 0; i < g->allowances.n; i++) {
		const struct allowance *a = &g->allowances.items[i];
		enum level level = a->beyond > 0 ? LEVEL_WARNING : LEVEL_ALLOWED;

		if (a->expired)
			verdict_remark(&g->verdict, REMARK_ALLOWANCE, level,
			               "allowance %zu expired on %s and is not applied (%" PRIu64
			               " event%s would match): %s",
			               i + 1, a->expires, a->beyond, a->beyond == 1 ? "" : "s", a->reason);
		else if (a->used == 0)
			verdict_remark(&g->verdict, REMARK_ALLOWANCE, level,
			               "allowance %zu matched nothing and may go: %s", i + 1, a->reason);
		else if (a->beyond > 0)
			verdict_remark(&g->verdict, REMARK_ALLOWANCE, level,
			               "allowance %zu is used up: %" PRIu64 " more event%s match%s: %s", i + 1,
			               a->beyond, a->beyond == 1 ? "" : "s", a->beyond == 1 ? "es" : "", a->reason);
	}
}

static void name_killed(const struct command *c, char *who, size_t size)
{
	if (c->killed)
		snprintf(who, size, "the command (pid %ld)", (long)c->pid);
	else if (c->killed_child != 0)
		snprintf(who, size, "a process that the command started (pid %ld)", (long)c->killed_child);
	else
		snprintf(who, size, "a process that the command started");
}

/* Who killed it: SIGKILL says nothing of its sender. */
static void tell_command(struct gate *g, bool could_read)
{
	const struct command *c = g->command;
	char who[64];

	name_killed(c, who, sizeof(who));

	if (c->pids_full)
		verdict_remark(&g->verdict, REMARK_LIMIT, LEVEL_WARNING,
		               "the command started more than %d processes: not all are known", COMMAND_PIDS - 1);
	else if (!c->exact && g->oom_kills_of_others > 0)
		verdict_remark(&g->verdict, REMARK_LIMIT, LEVEL_WARNING,
		               "%" PRIu64
		               " OOM kill%s while the command ran %s taken as not its own: the kernel does not "
		               "tell here which processes it started, and such as lived for %d ms may be missed",
		               g->oom_kills_of_others, g->oom_kills_of_others == 1 ? "" : "s",
		               g->oom_kills_of_others == 1 ? "is" : "are", COMMAND_LOOK_MS);
	if (g->oom_kills_of_command > 0) {
		verdict_remark(&g->verdict, REMARK_COMMAND, LEVEL_ALLOWED,
		               "the kernel's OOM killer killed processes of the command (pid %ld): %" PRIu64
		               " kill%s in the log",
		               (long)c->pid, g->oom_kills_of_command, g->oom_kills_of_command == 1 ? "" : "s");
		return;
	}
	if (!c->killed && !c->child_killed)
		return;
	if (!could_read)
		verdict_remark(
			&g->verdict, REMARK_COMMAND, LEVEL_WARNING,
			"%s died by SIGKILL; whether the kernel's OOM killer sent it is not known: the log could "
			"not be read",
			who);
	else if (!command_pids_are_the_kernels())
		verdict_remark(
			&g->verdict, REMARK_COMMAND, LEVEL_WARNING,
			"%s died by SIGKILL; whether the kernel's OOM killer sent it is not known by pid: in this "
			"container processes have other numbers than in the kernel's log",
			who);
	else
		/* Of a child it is no more than a note: who runs tests kills processes. */
		verdict_remark(&g->verdict, REMARK_COMMAND, c->killed ? LEVEL_WARNING : LEVEL_ALLOWED,
		               "%s died by SIGKILL; the log tells of no kill of it by the kernel's OOM killer", who);
}

void gate_finish(struct gate *g, bool could_read)
{
	struct verdict *v = &g->verdict;
	enum level half = g->settings->check.require_complete ? LEVEL_ERROR : LEVEL_WARNING;

	if (g->command != NULL)
		tell_command(g, could_read);
	if (v->incomplete > 0)
		verdict_remark(v, REMARK_HALF, half, "%" PRIu64 " report%s not complete in the log", v->incomplete,
		               v->incomplete == 1 ? " is" : "s are");
	if (v->undated > 0)
		verdict_remark(v, REMARK_UNDATED, LEVEL_WARNING,
		               "%" PRIu64 " event%s no time that the window can be compared with: taken as inside",
		               v->undated, v->undated == 1 ? " has" : "s have");
	if (g->yet_to_come > 0)
		verdict_remark(v, REMARK_UNDATED, LEVEL_WARNING,
		               "%" PRIu64 " event%s stamped later than it is now: taken as inside; if the log is of "
		               "another time zone, --timezone says which",
		               g->yet_to_come, g->yet_to_come == 1 ? " is" : "s are");
	/* Beside events that are understood it may be a quote of them. */
	if (v->mentions > 0 && !g->has_events)
		verdict_remark(v, REMARK_MENTIONS, half,
		               "%" PRIu64
		               " line%s the kernel's words for an OOM in a form that is not known (%s%s): if they "
		               "are not quoted, but a log, take away what stands in front of them, and check it again",
		               v->mentions, v->mentions == 1 ? " has" : "s have",
		               v->mentions == 1 ? "" : "the first is ", v->mentioned != NULL ? v->mentioned : "");
	tell_allowances(g);
	verdict_settle(v);
}
