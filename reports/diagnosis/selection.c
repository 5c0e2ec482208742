#include "reports/diagnosis/selection.h"

#include "reports/diagnosis/badness.h"
#include "reports/diagnosis/differ.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/ranking.h"
#include "reports/diagnosis/score.h"
#include "reports/diagnosis/spare.h"
#include "reports/diagnosis/totalpages.h"

enum { USUAL_PAGE_BYTES = 4096 };

static void absent(struct selection *s)
{
	memset(s, 0, sizeof(*s));
	s->totalpages = s->totalpages_most = OOMLOG_ABSENT_U;
	s->margin_pages = s->score_printed = s->score_computed = s->adj_to_spare = OOMLOG_ABSENT;
}

/* --- whom the kernel chose --- */

/* Before 5.1 a child may have been killed in place of the chosen one; of a group's kills the first was the choice. */
static int64_t chosen_pid(const struct oomlog_event *ev)
{
	const struct oomlog_chosen *chosen = oomlog_event_chosen(ev);
	const struct oomlog_victim *v;

	if (chosen != NULL && chosen->pid != OOMLOG_ABSENT)
		return chosen->pid;
	for (size_t i = 0; (v = oomlog_event_victim(ev, i)) != NULL; i++)
		if (v->role == OOMLOG_ROLE_CHOSEN)
			return v->pid;
	return OOMLOG_ABSENT;
}

/* Its row, or that of a thread of it where the first thread is gone; in a table of threads the process' first row. */
static const struct oomlog_task *row_of(const struct oomlog_event *ev, int64_t pid)
{
	const struct oomlog_task *t, *prev = NULL, *process = NULL, *thread = NULL;

	for (size_t i = 0; pid != OOMLOG_ABSENT && (t = oomlog_event_task(ev, i)) != NULL; prev = t, i++) {
		if (ranking_is_process(t, prev))
			process = t;
		if (t->pid == pid)
			return process;
		if (t->tgid == pid && thread == NULL)
			thread = process;
	}
	return thread;
}

/*
 * A thread may have been chosen, while the table has processes only:
 *	Out of memory: Kill process 26074 (monocular) score 54 or sacrifice child
 *	Killed process 24518 (monocular) total-vm:..
 */
static const struct oomlog_task *chosen_row(const struct oomlog_event *ev)
{
	const struct oomlog_task *row = row_of(ev, chosen_pid(ev));
	const struct oomlog_chosen *chosen = oomlog_event_chosen(ev);
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);

	if (row != NULL || chosen == NULL || v == NULL || chosen->comm.p == NULL || !str_eq(chosen->comm, v->comm))
		return row;
	return row_of(ev, v->pid);
}

/* --- what it is counted with --- */

static void page_size(const struct oomlog_event *ev, struct selection *s)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);

	s->page_assumed = k == NULL || k->page_size_bytes == OOMLOG_ABSENT_U || k->page_size_bytes == 0;
	s->page_bytes = s->page_assumed ? USUAL_PAGE_BYTES : k->page_size_bytes;
}

/* In the first row that has what the kernel counts; all rows have the columns of their header. */
static const struct oomlog_task *columns_of(const struct oomlog_event *ev)
{
	const struct oomlog_task *t;

	for (size_t i = 0; (t = oomlog_event_task(ev, i)) != NULL; i++)
		if (measure_rss_pages(t) != OOMLOG_ABSENT_U)
			return t;
	return oomlog_event_task(ev, 0);
}

/*
 * "Killed process 1 (x) total-vm:.., UID:0 pgtables:40kB oom_score_adj:0": since then nothing but "points <
 * chosen_points" passes a task over; before, the first of equals stayed (thread_group_leader(chosen)).
 */
static bool has_pgtables_in_kill(const struct oomlog_event *ev)
{
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);

	return v != NULL && v->pgtables_bytes != OOMLOG_ABSENT_U;
}

static struct badness counting(const struct oomlog_event *ev, const struct oomlog_what_if *changes, size_t n_changes,
                               struct totalpages *total, struct selection *s)
{
	const struct oomlog_chosen *chosen = oomlog_event_chosen(ev);
	const struct oomlog_task *columns = columns_of(ev);
	struct badness b = {.changes = changes, .n_changes = n_changes};

	page_size(ev, s);
	s->score_printed = chosen != NULL ? chosen->score : OOMLOG_ABSENT;
	s->formula = columns != NULL ? badness_formula(columns, s->score_printed) : SELECTION_NONE;
	totalpages_of_event(ev, s->page_bytes, total);
	b.formula = s->formula;
	b.page_bytes = s->page_bytes;
	b.totalpages = total->least != OOMLOG_ABSENT_U ? badness_bounded(total->least) : 0;
	b.at_least_1 = s->formula == SELECTION_THOUSANDTHS || s->formula == SELECTION_PAGES_ROOT;
	b.own_bonus = s->formula == SELECTION_PAGES_ROOT;
	b.flat_bonus = b.own_bonus && columns->pgtables_bytes == OOMLOG_ABSENT_U && columns->nr_pmds == OOMLOG_ABSENT_U;
	b.later_wins = s->formula == SELECTION_PAGES && has_pgtables_in_kill(ev);
	return b;
}

/* --- can it be computed? --- */

/* Without totalpages the points have no adjustment, which changes nothing where all have the same. */
static bool is_order_of_adj(const struct oomlog_event *ev, const struct badness *b)
{
	const struct oomlog_task *t;
	int64_t one = OOMLOG_ABSENT;

	if (b->totalpages > 0)
		return false;
	for (size_t i = 0; (t = oomlog_event_task(ev, i)) != NULL; i++) {
		int64_t adj = badness_adj(b, t);

		if (badness_is_exempt(t, adj))
			continue;
		if (one != OOMLOG_ABSENT && adj != one)
			return true;
		one = adj;
	}
	return false;
}

/* Then many of the others are missing, too: the first of those that are left says nothing. */
static bool is_row_dropped(const struct oomlog_event *ev, const struct selection *s)
{
	return s->victim.task == NULL && measure_has_damage(ev, OOMLOG_DAMAGE_LIMIT_HIT);
}

static const char *why_not(const struct oomlog_event *ev, const struct badness *b, const struct selection *s)
{
	if (oomlog_event_kind(ev) != OOMLOG_KIND_OOM)
		return "the choice was not the kernel's OOM killer's";
	if (oomlog_event_tasks(ev) == 0)
		return "no task table in the report";
	if (oomlog_event_allocating_task(ev))
		return "vm.oom_kill_allocating_task: who asked for memory was taken, nothing was compared";
	if (chosen_pid(ev) == OOMLOG_ABSENT)
		return "the report names no chosen process";
	if (is_row_dropped(ev, s))
		return "the chosen process' row of the task table did not fit into the event";
	if (s->formula == SELECTION_TOTAL_VM)
		return "up to 2.6.35 run time, nice, capabilities and children count, which the table does not tell";
	if (s->formula == SELECTION_NONE)
		return "the table lacks the columns that count, or its header is lost";
	if (is_order_of_adj(ev, b))
		return "what oom_score_adj counts in, RAM and swap or the cgroup's limit, is not in the report";
	return NULL;
}

/* --- agreement --- */

/* As far as the range of totalpages goes, or to any size where it has no end. */
static struct badness with_most(const struct badness *b, const struct selection *s)
{
	struct badness most = *b;

	most.totalpages = badness_bounded(s->totalpages_most);
	return most;
}

static void compare(const struct oomlog_event *ev, const struct badness *b, const struct rivals *r, uint64_t unread,
                    struct selection *s)
{
	enum rivals_stand stand = rivals_stand(r, b, s->victim.task);
	bool ranged = b->totalpages > 0 && s->totalpages_most != s->totalpages, by_range = false;
	struct badness most = with_most(b, s);
	struct rivals then;

	s->agrees = s->n_top > 0 && s->victim.task == s->top[0].task;
	if (stand == RIVALS_BEHIND && ranged && s->victim.task != NULL) {
		rivals_of_victim(ev, &most, s->victim.task, &then);
		by_range = rivals_stand(&then, &most, s->victim.task) != RIVALS_BEHIND;
	}
	s->tie = stand == RIVALS_TIE || by_range;
	if (!s->agrees)
		differ_explain(ev, b, unread, by_range, s);
}

/* The score was printed for what really was. */
static void settle(struct badness *b, struct totalpages *total, struct selection *s)
{
	size_t n = b->n_changes;

	b->n_changes = 0;
	score_settle(b, total, s);
	b->n_changes = n;
}

void selection_of_event(const struct oomlog_event *ev, const struct oomlog_what_if *changes, size_t n_changes,
                        struct selection *ret)
{
	struct totalpages total;
	struct rivals rivals;
	struct badness b;
	uint64_t unread = 0;

	absent(ret);
	b = counting(ev, changes, n_changes, &total, ret);
	ret->victim.task = chosen_row(ev);
	ret->uncomputable = why_not(ev, &b, ret);
	if (ret->uncomputable == NULL)
		settle(&b, &total, ret);
	ret->formula = b.formula;
	ret->totalpages = total.least;
	ret->totalpages_most = total.most;
	ret->totalpages_from = total.from;
	ranking_count(ev, &b, ret, &rivals, &unread);
	if (ret->uncomputable != NULL) {
		/* whom nobody may touch, and the victim's row, are told all the same */
		ret->n_top = 0;
		ret->margin_pages = OOMLOG_ABSENT;
		return;
	}
	compare(ev, &b, &rivals, unread, ret);
	spare_of_selection(ev, &b, badness_bounded(ret->totalpages_most), &rivals, ret);
}

const char *selection_formula_words(enum selection_formula formula, const struct oomlog_task *columns)
{
	bool bytes = columns != NULL && columns->pgtables_bytes != OOMLOG_ABSENT_U;
	bool pmds = columns != NULL && columns->nr_pmds != OOMLOG_ABSENT_U;

	switch (formula) {
	case SELECTION_TOTAL_VM:
		return "total_vm, divided by run time, shifted by oom_adj";
	case SELECTION_THOUSANDTHS:
		return "(rss + nr_ptes + swapents) * 1000 / totalpages - 30 of root's + oom_score_adj";
	case SELECTION_PAGES_ROOT:
		if (bytes)
			return "rss + swapents + pgtables_bytes / page size, less 3 % of root's, "
			       "+ oom_score_adj * (totalpages / 1000)";
		return pmds ? "rss + nr_ptes + nr_pmds + swapents, less 3 % of root's, "
			      "+ oom_score_adj * (totalpages / 1000)"
			    : "rss + nr_ptes + swapents, less 3 % of root's, + oom_score_adj * (totalpages / 1000)";
	case SELECTION_PAGES:
		return "rss + swapents + pgtables_bytes / page size + oom_score_adj * (totalpages / 1000)";
	case SELECTION_NONE:
		break;
	}
	return NULL;
}
