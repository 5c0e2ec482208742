#include "reports/diagnosis/spare.h"

#include "reports/diagnosis/ranking.h"

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && a < 0);
}

/* The highest adj with which the victim has `above` points or less: use + adj * unit <= above. */
static int64_t adj_under(const struct badness *b, const struct selection_candidate *victim, int64_t above)
{
	int64_t unit = b->totalpages / THOUSAND, use, adj;

	if (unit == 0 || above == INT64_MIN)
		return ADJ_EXEMPT;
	use = victim->rss_pages + victim->swap_pages + victim->table_pages;
	adj = floor_div(above - use, unit);
	return adj < ADJ_LEAST ? ADJ_EXEMPT : adj > ADJ_MOST ? ADJ_MOST : adj;
}

/*
 * Points are linear in totalpages: what holds at both ends of its range, *b and *most, holds between them. One and the
 * same rival has to go before the victim at both.
 */
static int64_t adj_under_both(const struct oomlog_event *ev, const struct badness *b, const struct badness *most,
                              const struct selection_candidate *victim)
{
	struct selection_candidate c;
	int64_t highest = OOMLOG_ABSENT;

	for (size_t at = 0; ranking_next(ev, b, &at, &c);) {
		int64_t here = adj_under(b, victim, rivals_above(b, victim->task, &c)), there;

		if (c.task->pid == victim->task->pid)
			continue;
		badness_count(most, &c, badness_adj(b, c.task));
		there = adj_under(most, victim, rivals_above(most, victim->task, &c));
		here = here < there ? here : there;
		if (highest == OOMLOG_ABSENT || here > highest)
			highest = here;
	}
	return highest;
}

/* The one of them that would have been first; NULL: what the table does not tell decides between two. */
static const struct oomlog_task *first_of(const struct rivals *r)
{
	return r->second <= r->points_least ? r->first : NULL;
}

void spare_of_selection(const struct oomlog_event *ev, const struct badness *b, int64_t most, const struct rivals *r,
                        struct selection *s)
{
	struct badness with_most = *b;
	struct rivals then;

	if (!s->agrees || s->n_top < 2 || b->totalpages == 0 || b->formula == SELECTION_THOUSANDTHS || r->first == NULL)
		return;
	s->spare_next = first_of(r);
	if (most == b->totalpages) {
		s->adj_to_spare = adj_under(b, &s->victim, r->above);
		return;
	}
	with_most.totalpages = most;
	rivals_of_victim(ev, &with_most, s->victim.task, &then);
	s->adj_to_spare = adj_under_both(ev, b, &with_most, &s->victim);
	if (s->spare_next != first_of(&then))
		s->spare_next = NULL;
}
