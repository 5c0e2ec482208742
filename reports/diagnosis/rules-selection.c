/* Why this process and not another. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/groups.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/pagetables.h"
#include "reports/diagnosis/proposal.h"
#include "reports/diagnosis/sentence.h"
#include "reports/diagnosis/thresholds.h"

/* The kernel's OOM killer compared processes, and somebody was chosen. */
static bool about_choice(const struct diagnosis *d)
{
	enum oomlog_outcome outcome = oomlog_event_outcome(d->ev);

	return oomlog_event_kind(d->ev) == OOMLOG_KIND_OOM && !oomlog_event_allocating_task(d->ev) &&
		(outcome == OOMLOG_OUTCOME_KILLED || outcome == OOMLOG_OUTCOME_UNKNOWN);
}

static enum rule_result choice_known(struct diagnosis *d, struct finding *f)
{
	if (!about_choice(d))
		return RULE_SILENT;
	if (oomlog_event_tasks(d->ev) == 0)
		return finding_needs(f, "the task table");
	if (about_victim(d) == NULL && oomlog_event_chosen(d->ev) == NULL)
		return finding_needs(f, "the kill line");
	if (d->selection.uncomputable != NULL || d->selection.n_top == 0)
		return finding_needs(f, "figures that the kernel counted and the report does not print");
	return RULE_HOLDS;
}

static strv victim_path(const struct diagnosis *d)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(d->ev);

	return m != NULL ? m->task_path : STR_NONE;
}

static void say_first(struct diagnosis *d, struct finding *f)
{
	const struct selection *s = &d->selection;
	const struct oomlog_task *first = s->top[0].task;

	if (s->n_top > 1 && s->margin_pages == 0)
		SENTENCE(d, f, PROCESS(first->comm, first->pid), WORDS(" was the kernel's first choice among "),
		         NUMBER(s->candidates), WORDS(": level with "),
		         PROCESS(s->top[1].task->comm, s->top[1].task->pid), WORDS(", and taken by their order."));
	else if (s->n_top > 1 && s->margin_pages != OOMLOG_ABSENT)
		SENTENCE(d, f, PROCESS(first->comm, first->pid), WORDS(" was the kernel's first choice among "),
		         NUMBER(s->candidates), WORDS(": "), SIGNED(s->margin_pages), WORDS(" points ahead of "),
		         PROCESS(s->top[1].task->comm, s->top[1].task->pid), WORDS("."));
	else if (s->candidates > 1)
		SENTENCE(d, f, PROCESS(first->comm, first->pid), WORDS(" was the kernel's first choice among "),
		         NUMBER(s->candidates), WORDS("."));
	else
		SENTENCE(d, f, PROCESS(first->comm, first->pid), WORDS(" was the only process that could be chosen."));
}

static uint64_t pages_of(const struct oomlog_task *t)
{
	return measure_add(measure_rss_pages(t), t->swapents);
}

/* Who dies in its place has to give back enough, or one more dies. */
static bool frees_enough(const struct oomlog_task *next, const struct oomlog_task *victim)
{
	return measure_reaches(pages_of(next), pages_of(victim), SPARE_NEXT_PERCENT);
}

/* memory.oom.group: whoever is chosen, all of them are killed. */
static bool is_group_kill(const struct diagnosis *d)
{
	const struct oomlog_victim *second = oomlog_event_victim(d->ev, 1);

	return second != NULL && second->role == OOMLOG_ROLE_GROUP;
}

/* Not where the next is one more of the same or next to nothing, nor where all die, nor where all that was short are
 * the victim's own page tables. */
static bool is_worth_sparing(const struct diagnosis *d)
{
	const struct selection *s = &d->selection;
	const struct oomlog_task *next = s->spare_next != NULL || s->n_top < 2 ? s->spare_next : s->top[1].task;
	bool tables = d->holder.kind == HOLDER_PAGETABLES;
	struct pagetables p;

	if (s->adj_to_spare == OOMLOG_ABSENT || next == NULL || is_group_kill(d))
		return false;
	if (str_eq(groups_name(s->top[0].task->comm), groups_name(next->comm)) || !frees_enough(next, s->top[0].task))
		return false;
	if (tables)
		pagetables_of_event(d->ev, &p);
	return !tables || p.most != s->top[0].task;
}

static enum rule_result as_designed(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = choice_known(d, f);
	const struct selection *s = &d->selection;

	if (known != RULE_HOLDS)
		return known;
	if (!s->agrees)
		return RULE_SILENT;
	f->confidence = s->tie ? CONFIDENCE_LIKELY : CONFIDENCE_CERTAIN;
	finding_signed(f, "diagnosis.selection.points", s->top[0].points, "");
	finding_signed(f, "diagnosis.selection.margin_pages", s->margin_pages, "pages");
	finding_number(f, "diagnosis.selection.candidates", s->candidates, "");
	say_first(d, f);
	if (!s->adj_decided && is_worth_sparing(d))
		proposal_add(d, f, PROPOSAL_SPARE, victim_path(d), s->adj_to_spare);
	return RULE_HOLDS;
}

static enum rule_result tie(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = choice_known(d, f);
	const struct selection *s = &d->selection;

	if (known != RULE_HOLDS)
		return known;
	if (s->agrees || !s->tie || s->victim.task == NULL)
		return RULE_SILENT;
	finding_signed(f, "diagnosis.selection.points", s->victim.points, "");
	SENTENCE(d, f, PROCESS(s->victim.task->comm, s->victim.task->pid), WORDS(" and "),
	         PROCESS(s->top[0].task->comm, s->top[0].task->pid),
	         WORDS(" were level, within what the table can tell: either could have been chosen."));
	return RULE_HOLDS;
}

static bool is_giant(const struct diagnosis *d, uint64_t bytes)
{
	return measure_reaches(bytes, d->holder.of_bytes, GIANT_PERCENT);
}

/* That a small protected process would have come before a smaller one is no news. */
static bool is_worth_telling(const struct diagnosis *d)
{
	const struct selection *s = &d->selection;

	return s->victim.adj > 0 || s->without_adj == NULL || !about_is_exempt(s->without_adj) ||
		is_giant(d, about_task_bytes(d, s->without_adj));
}

static enum rule_result adj_decided(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = choice_known(d, f);
	const struct selection *s = &d->selection;

	if (known != RULE_HOLDS)
		return known;
	if (!s->adj_decided || s->victim.task == NULL || !is_worth_telling(d))
		return RULE_SILENT;
	finding_signed(f, "victims.oom_score_adj", s->victim.adj, "");
	finding_signed(f, "diagnosis.selection.adj_points", s->victim.adj_points, "");
	if (s->without_adj != NULL) {
		finding_signed(f, "diagnosis.selection.without_adj", s->without_adj->pid, "");
		SENTENCE(d, f, WORDS("oom_score_adj decided it: with all at 0, "),
		         PROCESS(s->without_adj->comm, s->without_adj->pid), WORDS(" would have been first, not "),
		         PROCESS(s->victim.task->comm, s->victim.task->pid), WORDS(" (oom_score_adj "),
		         SIGNED(s->victim.adj), WORDS(")."));
	} else {
		SENTENCE(d, f, WORDS("oom_score_adj decided it: with all at 0, another than "),
		         PROCESS(s->victim.task->comm, s->victim.task->pid), WORDS(" would have been first."));
	}
	if (s->victim.adj > 0 && is_worth_sparing(d))
		proposal_add(d, f, PROPOSAL_SPARE, victim_path(d), s->adj_to_spare);
	return RULE_HOLDS;
}

/* --- who was out of reach --- */

static bool is_protected(const struct oomlog_task *t)
{
	return about_is_exempt(t) || (t->oom_score_adj != OOMLOG_ABSENT && t->oom_score_adj <= PROTECTED_ADJ);
}

static const struct oomlog_task *largest_protected(const struct diagnosis *d, uint64_t *ret_bytes)
{
	const struct oomlog_task *t, *best = NULL;

	for (size_t i = 0; (t = oomlog_event_task(d->ev, i)) != NULL; i++) {
		uint64_t bytes = is_protected(t) ? about_task_bytes(d, t) : OOMLOG_ABSENT_U;

		if (bytes == OOMLOG_ABSENT_U || (best != NULL && bytes <= *ret_bytes))
			continue;
		best = t;
		*ret_bytes = bytes;
	}
	return best;
}

static uint64_t victim_bytes(const struct diagnosis *d)
{
	const struct oomlog_victim *v = about_victim(d);
	const struct oomlog_task *t = v != NULL ? measure_task(d->ev, v->pid) : NULL;

	if (t != NULL)
		return about_task_bytes(d, t);
	return v != NULL ? measure_held(d->ev, v) : OOMLOG_ABSENT_U;
}

static enum rule_result protected_giant(struct diagnosis *d, struct finding *f)
{
	uint64_t bytes = 0, victim = victim_bytes(d);
	const struct oomlog_task *giant;

	if (oomlog_event_kind(d->ev) != OOMLOG_KIND_OOM || oomlog_event_allocating_task(d->ev))
		return RULE_SILENT;
	if (oomlog_event_tasks(d->ev) == 0)
		return finding_needs(f, "the task table");
	giant = largest_protected(d, &bytes);
	if (giant == NULL)
		return RULE_SILENT;
	if (about_victim(d) != NULL && victim == OOMLOG_ABSENT_U)
		return finding_needs(f, "the victim's size");
	if (about_victim(d) == NULL || bytes <= victim)
		return RULE_SILENT;
	if (d->holder.of_bytes == OOMLOG_ABSENT_U || d->holder.of_bytes == 0)
		return finding_needs(f, "the size of the memory that was short");
	if (!is_giant(d, bytes))
		return RULE_SILENT;
	finding_word(f, "tasks.comm", giant->comm);
	finding_signed(f, "tasks.pid", giant->pid, "");
	finding_signed(f, "tasks.oom_score_adj", giant->oom_score_adj, "");
	finding_signed(f, "tasks.oom_adj", giant->oom_adj, "");
	finding_number(f, "tasks.bytes", bytes, "bytes");
	SENTENCE(d, f, PROCESS(giant->comm, giant->pid), WORDS(" was larger ("), SIZE(bytes),
	         WORDS(giant->swapents != OOMLOG_ABSENT_U && giant->swapents > 0 ? " of rss and swap" : " of rss"),
	         WORDS(") and protected by oom_score_adj: the victim died in its place."));
	ADVICE(d, f, WORDS("Take the protection from "), NAME(giant->comm), WORDS(" (now "),
	       SIGNED(giant->oom_score_adj != OOMLOG_ABSENT ? giant->oom_score_adj : giant->oom_adj),
	       WORDS(giant->oom_score_adj != OOMLOG_ABSENT ? " in oom_score_adj), or bound it: MemoryMax= of its unit."
	                                                   : " in /proc/PID/oom_adj), or bound it by a cgroup."));
	return RULE_HOLDS;
}

/* --- not what the table says --- */

static enum rule_result not_first(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = choice_known(d, f);
	const struct selection *s = &d->selection;

	if (known != RULE_HOLDS)
		return known;
	if (s->agrees || s->tie)
		return RULE_SILENT;
	finding_number(f, "diagnosis.selection.victim_rank", s->victim.task != NULL ? s->victim.rank : OOMLOG_ABSENT_U,
	               "");
	finding_word(f, "diagnosis.selection.first", s->top[0].task->comm);
	SENTENCE(d, f, WORDS("By the table "), PROCESS(s->top[0].task->comm, s->top[0].task->pid),
	         WORDS(" came before the victim"), WORDS(s->n_differs > 0 ? "; possible: " : ""),
	         WORDS(s->n_differs > 0 ? s->differs_because[0] : ""), WORDS(s->n_differs > 1 ? "; or " : ""),
	         WORDS(s->n_differs > 1 ? s->differs_because[1] : ""), WORDS("."));
	return RULE_HOLDS;
}

static enum rule_result child_sacrificed(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_chosen *c = oomlog_event_chosen(d->ev);
	const struct oomlog_victim *v;

	if (!about_choice(d))
		return RULE_SILENT;
	if (about_victim(d) == NULL)
		return finding_needs(f, "the kill line");
	for (size_t i = 0; (v = oomlog_event_victim(d->ev, i)) != NULL; i++) {
		if (v->role != OOMLOG_ROLE_CHILD || c == NULL)
			continue;
		finding_signed(f, "chosen.pid", c->pid, "");
		finding_signed(f, "victims.pid", v->pid, "");
		SENTENCE(d, f, PROCESS(c->comm, c->pid), WORDS(" was chosen, and its child "), PROCESS(v->comm, v->pid),
		         WORDS(" killed in its place, as kernels before 5.1 do."));
		ADVICE(d, f, WORDS("Who uses the memory is "), PROCESS(c->comm, c->pid),
		       WORDS(": bound it, not the child."));
		return RULE_HOLDS;
	}
	return RULE_SILENT;
}

/* user@.service has OOMScoreAdjust=100, and user managers start their services 100 above themselves. */
enum { USER_MANAGER_ADJ = 100, USER_SERVICE_ADJ = 200 };

static enum rule_result user_session_adj(struct diagnosis *d, struct finding *f)
{
	int64_t adj = about_victim_adj(d);
	strv path = victim_path(d);
	const struct oomlog_victim *v = about_victim(d);

	/* under a cgroup's limit no system service is compared with it */
	if (!about_choice(d) || d->scope == SCOPE_MEMCG)
		return RULE_SILENT;
	if (v == NULL)
		return finding_needs(f, "the kill line");
	if (adj == OOMLOG_ABSENT)
		return about_is_oom_adj(d) ? RULE_SILENT : finding_needs(f, "the victim's oom_score_adj");
	if (adj != USER_MANAGER_ADJ && adj != USER_SERVICE_ADJ)
		return RULE_SILENT;
	if (path.p == NULL)
		return finding_needs(f, "the victim's cgroup (task_memcg)");
	if (str_find(path, STR("/user@")) == SIZE_MAX)
		return RULE_SILENT;
	finding_signed(f, "victims.oom_score_adj", adj, "");
	finding_word(f, "memcg.task_path", path);
	SENTENCE(d, f, PROCESS(v->comm, v->pid),
	         WORDS(" belongs to a user's session, whose services systemd marks with "
	               "oom_score_adj "),
	         SIGNED(adj), WORDS(": they die before system services of the same size."));
	ADVICE(d, f, WORDS("DefaultOOMScoreAdjust= in /etc/systemd/user.conf (it gave "), SIGNED(adj),
	       WORDS(") or OOMScoreAdjust= in the user's unit changes that."));
	return RULE_HOLDS;
}

const struct rule rules_selection[] = {
	{"as-designed", "Selection", "The victim has the most points by the formula that the table's columns imply.",
         "The kernel's own rule chose it", "oom_score_adj, where another should go first.",
         "oom_badness(), mm/oom_kill.c", as_designed},
	{"tie", "Selection", "The victim has as many points as the first, within what the table cannot tell.",
         "Two processes were level", "None by itself.", "oom_evaluate_task(), mm/oom_kill.c", tie},
	{"adj-decided", "Selection", "With every oom_score_adj at 0 another would have had the most points.",
         "oom_score_adj decided it", "OOMScoreAdjust=; in Kubernetes the QoS class.", "oom_badness(), mm/oom_kill.c",
         adj_decided},
	{"protected-giant", "Selection",
         "A process larger than the victim, with GIANT_PERCENT of the memory in question or more, has oom_score_adj "
         "PROTECTED_ADJ or less (oom_adj -17 before 2.6.36).",
         "A larger process was protected", "Take the protection away, or give it a limit of its own.",
         "oom_badness(), mm/oom_kill.c; Documentation/filesystems/proc.rst", protected_giant},
	{"not-first", "Selection", "The victim has fewer points than another, and they are not level.",
         "By the table another came first", "None by itself.", "select_bad_process(), mm/oom_kill.c", not_first},
	{"child-sacrificed", "Selection", "\"Kill process A or sacrifice child\", and the killed process is not A.",
         "A child was killed in place of the chosen one", "Look at the parent.",
         "oom_kill_process(), mm/oom_kill.c (to 5.0)", child_sacrificed},
	{"user-session-adj", "Selection",
         "No cgroup's limit was the reason, the victim's oom_score_adj is 100 or 200, and its cgroup lies below user@UID.service.",
         "Processes of user sessions go before system services", "DefaultOOMScoreAdjust= of the user manager.",
         "systemd-system.conf(5), user@.service(5)", user_session_adj},
	{0},
};
