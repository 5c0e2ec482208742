/* Which open report a line belongs to: its caller where the carrier tells it, else the newest that can still take it. */
#include <limits.h>

#include "assemble/context.h"

enum { SAID_BEFORE = 16 }; /* puts a report behind all that may still say this */

static bool kind_is_memory(enum line_kind kind)
{
	return kind >= LINE_MEMINFO && kind <= LINE_ALLOCATION;
}

bool kind_is_verdict(enum line_kind kind)
{
	return kind >= LINE_OOM_KILL && kind <= LINE_KILLED;
}

static bool kind_is_context(enum line_kind kind)
{
	return kind >= LINE_CPUSET && kind <= LINE_REGISTERS;
}

static bool kind_is_memcg(enum line_kind kind)
{
	return kind >= LINE_MEMCG_TASK && kind <= LINE_MEMCG_PROTECTION;
}

/* "Call Trace:" */
bool line_begins_trace(const struct text_line *l)
{
	return l->kind == LINE_REGISTERS && str_starts(str_trim_left(l->text), STR("Call "));
}

bool caller_is(const struct context *ctx, strv caller)
{
	return ctx->caller[0] == '\0' || caller.n == 0 || str_eq(str_of(ctx->caller), str_upto(caller, MOST_CALLER));
}

static int64_t pid_of(const struct match *match, enum object object)
{
	struct line_values line = {.pid = OOMLOG_ABSENT};
	struct oomlog_victim victim = {.pid = OOMLOG_ABSENT};
	struct oomlog_chosen chosen = {.pid = OOMLOG_ABSENT};

	match_apply(match, OBJECT_LINE, &line, NULL);
	match_apply(match, OBJECT_VICTIM, &victim, NULL);
	match_apply(match, OBJECT_CHOSEN, &chosen, NULL);
	return object == OBJECT_LINE ? line.pid : object == OBJECT_VICTIM ? victim.pid : chosen.pid;
}

/*
 * A memory line. After the totals ("N pages RAM") a zone is another dump's; so is a second "Mem-Info:", and any after
 * an OOM's task table.
 */
static bool takes_memory(const struct context *ctx, enum line_kind kind)
{
	if (ctx->phase > PHASE_MEMORY)
		return false;
	if (kind == LINE_MEMINFO)
		return !ctx->meminfo && ctx->phase < PHASE_MEMORY;
	return !ctx->totals || kind == LINE_MEMORY_TOTAL || kind == LINE_HUGEPAGES ||
		(kind >= LINE_SLAB_HEAD && kind <= LINE_ALLOCATION);
}

/* "/system.slice/x.service/worker" lies in x.service */
static bool in_unit(strv path, strv unit)
{
	for (strv rest = path; rest.n > 0;) {
		size_t slash = str_find_byte(rest, '/');

		if (str_eq(str_upto(rest, slash), unit))
			return true;
		rest = slash == SIZE_MAX ? STR_NONE : str_from(rest, slash + 1);
	}
	return false;
}

/* systemd speaks of the unit some milliseconds after the kernel's kill, in two lines. */
static bool is_of_unit(const struct oomlog_event *ev, const struct match *match)
{
	struct line_values v = {.unit = STR_NONE};

	match_apply(match, OBJECT_LINE, &v, NULL);
	if (ev->systemd != NULL && str_eq(ev->systemd->unit, v.unit))
		return true;
	/* also of a unit around that one: user@1000.service, by its own systemd app.scope */
	if (ev->killer != NULL)
		return in_unit(ev->killer->cgroup, v.unit);
	return ev->memcg != NULL && (in_unit(ev->memcg->task_path, v.unit) || in_unit(ev->memcg->path, v.unit));
}

/*
 * "Memory cgroup out of memory: Killed process 4243 (worker) ..", one such line for each task of the group. Without a
 * table nothing but the time tells whose it is, once others may have been killed since.
 */
static bool is_of_group(struct context *ctx, const struct text_line *l)
{
	int64_t pid = pid_of(&l->match, OBJECT_VICTIM);

	if (context_victim(ctx, pid) != NULL || context_task(ctx, pid) != NULL)
		return true;
	return !ctx->table && (!ctx->handed || context_is_recent(ctx, l->record));
}

/* What may follow the kill: further victims of the same event, and the reaper. */
static bool takes_after_end(struct context *ctx, const struct text_line *l)
{
	const struct oomlog_event *ev = ctx->ev;

	/* A further victim has to be told, if not here. */
	if (ctx->handed && !context_may_amend(ctx) && l->kind != LINE_REAPED && l->kind != LINE_REAP_FAILED &&
	    l->kind != LINE_UNIT_OOM)
		return false;
	switch (l->kind) {
	case LINE_REAPED:
	case LINE_REAP_FAILED:
		return context_victim(ctx, pid_of(&l->match, OBJECT_LINE)) != NULL;
	case LINE_GROUP:
		return !ctx->group && ev->victims.n == 1;
	case LINE_KILLED:
		return ctx->group && is_of_group(ctx, l);
	case LINE_SHARING:
		return true;
	case LINE_UNIT_OOM:
		return is_of_unit(ev, &l->match);
	case LINE_PANIC:
		return ev->outcome == OOMLOG_OUTCOME_NO_KILLABLE_TASK;
	default:
		return false;
	}
}

/* oom-kill: names a thread, "Killed process" its process: another pid, mostly the same comm. */
static bool same_victim_comm(const struct context *ctx, const struct match *match)
{
	struct oomlog_victim victim = {.comm = STR_NONE};

	match_apply(match, OBJECT_VICTIM, &victim, NULL);
	return str_eq(victim.comm, ctx->expected_comm);
}

/* Up to 2.6.32: "Killed process 2711 (httpd)", with nothing that says why or how large. */
bool kill_is_bare(const struct match *match)
{
	struct line_values v = {.prefix = STR_NONE};
	struct oomlog_victim victim = {.total_vm_bytes = OOMLOG_ABSENT_U};

	match_apply(match, OBJECT_LINE, &v, NULL);
	match_apply(match, OBJECT_VICTIM, &victim, NULL);
	return v.prefix.p == NULL && victim.total_vm_bytes == OOMLOG_ABSENT_U;
}

static bool takes(struct context *ctx, const struct text_line *l)
{
	const enum line_kind kind = l->kind;

	if (ctx->ended)
		return takes_after_end(ctx, l);
	if (kind_is_memory(kind))
		return takes_memory(ctx, kind);
	if (ctx->on_demand) /* a vmalloc error has a trace of its own, sysrq has none */
		return kind_is_context(kind) && ctx->ev->trigger != NULL && ctx->phase <= PHASE_CONTEXT;
	if (kind_is_context(kind))
		return (!ctx->candidate || ctx->oom_frame) && ctx->phase <= PHASE_CONTEXT;
	if (kind == LINE_MEMCG_PROTECTION)
		return ctx->phase >= PHASE_MEMCG && ctx->phase <= PHASE_MEMORY;
	if (kind == LINE_UNIT_OOM)
		return is_of_unit(ctx->ev, &l->match);
	if (ctx->ev->kind != OOMLOG_KIND_OOM)
		return ctx->ev->kind == OOMLOG_KIND_LOW_MEMORY_KILLER && kind == LINE_LMK_MORE;
	if (kind_is_memcg(kind))
		return ctx->phase <= PHASE_MEMCG;
	switch (kind) {
	case LINE_TASKS_HEAD:
	case LINE_COLUMNS:
		return ctx->phase < PHASE_TASKS || (ctx->phase == PHASE_TASKS && ctx->ev->tasks.n == 0);
	case LINE_TASK:
		return ctx->phase <= PHASE_TASKS;
	case LINE_OOM_KILL:
		return ctx->phase < PHASE_VERDICT;
	case LINE_KILLED:
		/* it only follows "kill process N (x) score .." */
		if (kill_is_bare(&l->match) && ctx->ev->chosen == NULL)
			return false;
		return ctx->expected_pid == OOMLOG_ABSENT || ctx->ev->chosen != NULL ||
			ctx->expected_pid == pid_of(&l->match, OBJECT_VICTIM) || same_victim_comm(ctx, &l->match);
	case LINE_CHOSEN:
		return ctx->ev->chosen == NULL;
	case LINE_NOT_KILLED:
	case LINE_NO_KILLABLE:
	case LINE_PANIC:
	case LINE_GROUP:
		return true;
	default:
		return false;
	}
}

/* "CPU: 1 PID: 67 Comm: hog-B Not tainted 3.10.65 #2" */
static bool has_cpu(const struct context *ctx)
{
	return ctx->ev->trigger != NULL && ctx->ev->trigger->pid != OOMLOG_ABSENT;
}

/* dump_stack() prints the CPU line, on older kernels words of the stack, and then the trace. */
static bool expects_trace(const struct context *ctx, const struct text_line *l)
{
	if (line_begins_trace(l) || (l->kind == LINE_REGISTERS && !ctx->traced))
		return has_cpu(ctx) && !ctx->traced;
	return ctx->traced && !ctx->foreign_trace;
}

/* A trace, dump or table in progress keeps its lines, even when another report has begun since. */
static bool expects(const struct context *ctx, const struct text_line *l)
{
	enum line_kind kind = l->kind;

	if (kind == LINE_TRACE || kind == LINE_REGISTERS)
		return expects_trace(ctx, l);
	if (kind == LINE_TASK)
		return ctx->table;
	if (!kind_is_memory(kind))
		return false;
	if (kind == LINE_MEMINFO)
		return ctx->on_demand && !ctx->meminfo;
	return ctx->meminfo && (!ctx->totals || kind == LINE_MEMORY_TOTAL);
}

static int same_comm(const struct context *ctx, const struct text_line *l)
{
	struct line_values v = {.comm = STR_NONE};

	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	if (ctx->ev->trigger == NULL || ctx->ev->trigger->comm.p == NULL)
		return 0;
	/* "Comm: swapper/6 Not tai" has its comm whole; "Comm: nl" may go on behind a newline */
	if (l->cut && str_find(v.comm, STR(" Not t")) == SIZE_MAX && str_find(v.comm, STR(" Tainted: ")) == SIZE_MAX)
		return 1;
	if (l->cut)
		return str_starts(v.comm, ctx->ev->trigger->comm) ? 1 : -1;
	/* of a comm with a newline a carrier may have kept the second line only */
	return str_ends(v.comm, ctx->ev->trigger->comm) || str_ends(ctx->ev->trigger->comm, v.comm) ? 1 : -1;
}

static int same_pid(struct context *ctx, int64_t pid)
{
	const struct oomlog_event *ev = ctx->ev;

	if ((ev->chosen != NULL && ev->chosen->pid == pid) || ctx->expected_pid == pid ||
	    context_task(ctx, pid) != NULL)
		return 1;
	return ctx->table ? -1 : 0;
}

static int same_group(const struct context *ctx, strv text)
{
	const struct oomlog_memcg *memcg = ctx->ev->memcg;

	skip_literal(&text, STR("Memory cgroup stats for "));
	if (memcg == NULL || memcg->path.p == NULL)
		return 0;
	return str_starts(text, memcg->path) ? 1 : -1;
}

/* Does the line name what the report names? 1: yes, -1: something else, 0: it names nothing. */
static int identity(struct context *ctx, const struct text_line *l)
{
	switch (l->kind) {
	case LINE_CPUSET:
	case LINE_CPU:
		return same_comm(ctx, l);
	case LINE_MEMCG_STATS:
		return same_group(ctx, l->text);
	case LINE_OOM_KILL:
		return same_pid(ctx, pid_of(&l->match, OBJECT_LINE));
	case LINE_CHOSEN:
		return same_pid(ctx, pid_of(&l->match, OBJECT_CHOSEN));
	case LINE_KILLED:
		return ctx->ended ? 0 : same_pid(ctx, pid_of(&l->match, OBJECT_VICTIM));
	default:
		return 0;
	}
}

/* A line that a report has once: the second one is another's, if there is one that lacks it. */
static bool had(const struct context *ctx, const struct text_line *l)
{
	return (l->kind == LINE_CPU && has_cpu(ctx)) || (line_begins_trace(l) && ctx->traced);
}

/*
 * Of two reports whose lines came in turn one has the other's rows, or its kill. What is left of the other belongs to
 * the one that has no end.
 */
static struct context *other_half(const struct stream *s, const struct text_line *l)
{
	if (!kind_is_verdict(l->kind))
		return NULL;
	for (struct context *ctx = s->newest; ctx != NULL; ctx = ctx->next)
		if (ctx->mixed && !ctx->ended && caller_is(ctx, l->record->caller) && takes(ctx, l))
			return ctx;
	return NULL;
}

/*
 * The caller id decides where there is one. Else reports of two CPUs may lie in each other in runs of lines: what names
 * its report goes there, the rest to where the line before went, else to the newest that can take it.
 */
struct context *route(const struct stream *s, const struct text_line *l)
{
	/* the reaper is a thread of its own */
	bool any_caller = l->kind == LINE_REAPED || l->kind == LINE_REAP_FAILED;
	struct context *best = NULL;
	int best_rank = INT_MIN;

	if (s == NULL)
		return NULL;
	for (struct context *ctx = s->newest; ctx != NULL; ctx = ctx->next) {
		int same, rank;

		if ((!any_caller && !caller_is(ctx, l->record->caller)) || !takes(ctx, l))
			continue;
		same = identity(ctx, l);
		if (ctx->overtaken && (same < 0 || (same == 0 && kind_is_verdict(l->kind))))
			continue;
		if (same < 0 && (l->kind == LINE_CPU || l->kind == LINE_CPUSET))
			continue;
		rank = (same + 1) * 4 + (expects(ctx, l) ? 2 : 0) + (s->active == ctx);
		if (had(ctx, l))
			rank -= SAID_BEFORE;
		if (rank > best_rank) {
			best = ctx;
			best_rank = rank;
		}
	}
	return best != NULL ? best : other_half(s, l);
}
