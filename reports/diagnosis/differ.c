#include "reports/diagnosis/differ.h"

#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/thresholds.h"

enum { HUNDRED = 100 };

static void add(struct selection *s, bool holds, const char *why)
{
	if (holds && s->n_differs < sizeof(s->differs_because) / sizeof(s->differs_because[0]))
		s->differs_because[s->n_differs++] = why;
}

static bool is_damaged(const struct oomlog_event *ev)
{
	return oomlog_event_damages(ev) > 0 || oomlog_event_missing(ev) != 0;
}

/* The table is printed after the choice; meanwhile others go on. */
static bool is_near(const struct badness *b, const struct selection *s)
{
	int64_t first = s->top[0].points, behind = first - s->victim.points;

	if (b->formula == SELECTION_THOUSANDTHS)
		return behind <= first / HUNDRED * DRIFT_PERCENT;
	return behind <= DRIFT_PAGES || behind <= first / HUNDRED * DRIFT_PERCENT;
}

void differ_explain(const struct oomlog_event *ev, const struct badness *b, uint64_t unread, bool by_range,
                    struct selection *ret)
{
	const struct selection_candidate *first = &ret->top[0], *v = &ret->victim;
	bool has_row = v->task != NULL, has_first = ret->n_top > 0, both = has_row && has_first;

	add(ret, !has_row && oomlog_event_outcome(ev) == OOMLOG_OUTCOME_NOT_KILLED,
	    "it was exiting, and gone when the table was printed");
	if (ret->n_differs > 0)
		return;
	add(ret, !has_row, "the chosen process has no row in the table");
	add(ret, has_row && badness_is_exempt(v->task, badness_adj(b, v->task)),
	    "the table says that it is exempt: that changed meanwhile");
	add(ret, both && v->points == first->points && !b->later_wins,
	    "it has as many points, and the kernel's own order decided, which is not printed");
	add(ret, is_damaged(ev), "lines of the report are lost or damaged");
	add(ret, unread > 0, "rows of the table are damaged");
	add(ret, by_range, "how much swap oom_score_adj counts in is not printed");
	add(ret, both && first->points_least <= v->points && first->points_least < first->points,
	    "root's bonus of 3 %, and who has it, is not printed");
	add(ret, b->formula == SELECTION_THOUSANDTHS, "swap and page tables of a process are not in the table");
	add(ret, both && b->formula == SELECTION_PAGES && !b->at_least_1 && first->points <= 1,
	    "up to 5.8 all points under 1 are counted as 1");
	add(ret, both && is_near(b, ret), "memory use changed between the choice and the table");
	add(ret, scope_of_event(ev) == SCOPE_UNKNOWN,
	    "the choice may have been limited to processes of some memory nodes");
	add(ret, has_first, "those before it were killed before, dying or in vfork(), and passed over");
	add(ret, has_row, "it had asked to go first (swapoff, KSM)");
}
