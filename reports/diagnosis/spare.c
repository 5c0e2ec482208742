#include "reports/diagnosis/spare.h"

#include "reports/diagnosis/ranking.h"

/* Both ends of what totalpages may be: points are linear in it, so that what holds at both holds between them. */
struct ends {
	const struct oomlog_event *ev;
	struct badness least, most;
	const struct oomlog_task *victim;
};

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && a < 0);
}

/* Of two with equal points. */
static bool wins_tie(const struct badness *b, const struct selection_candidate *a,
                     const struct selection_candidate *other)
{
	return b->later_wins ? a->task > other->task : a->task < other->task;
}

/*
 * use + adj * unit < points of the other, at the least that they may be. "points > 0 ? points : 1": nobody is under a
 * 1, and of several it is the order that decides.
 */
static int64_t adj_under(const struct badness *b, const struct selection_candidate *victim,
                         struct selection_candidate other)
{
	int64_t unit = b->totalpages / THOUSAND, use, more;

	badness_count(b, &other, badness_adj(b, other.task));
	more = other.points_least - 1;
	if (b->at_least_1 && other.points_least <= 1)
		more = wins_tie(b, &other, victim) ? 1 : INT64_MIN;
	if (unit == 0 || more == INT64_MIN)
		return ADJ_EXEMPT;
	use = victim->rss_pages + victim->swap_pages + victim->table_pages;
	more = floor_div(more - use, unit);
	return more < ADJ_LEAST ? ADJ_EXEMPT : more > ADJ_MOST ? ADJ_MOST : more;
}

/* The next process of the table that could have been taken in the victim's place; *at: behind its row. */
static bool next_other(const struct ends *e, size_t *at, struct selection_candidate *ret)
{
	const struct oomlog_task *t, *prev;

	for (; (t = oomlog_event_task(e->ev, *at)) != NULL; ++*at) {
		prev = *at > 0 ? oomlog_event_task(e->ev, *at - 1) : NULL;
		if (t->pid == e->victim->pid || !ranking_is_process(t, prev) ||
		    badness_is_exempt(t, badness_adj(&e->least, t)) || !badness_use(&e->least, t, ret))
			continue;
		++*at;
		return true;
	}
	return false;
}

/* The one of them that would have been first; NULL: what the table does not tell decides between two. */
static const struct oomlog_task *first_other(const struct ends *e, const struct badness *b)
{
	struct selection_candidate c, best = {.task = NULL};
	int64_t second = INT64_MIN;

	for (size_t at = 0; next_other(e, &at, &c);) {
		badness_count(b, &c, badness_adj(b, c.task));
		if (best.task == NULL || c.points > best.points || (c.points == best.points && b->later_wins)) {
			second = best.task != NULL ? best.points : second;
			best = c;
		} else if (c.points > second) {
			second = c.points;
		}
	}
	return best.task != NULL && second <= best.points_least ? best.task : NULL;
}

void spare_of_selection(const struct oomlog_event *ev, const struct badness *b, int64_t most, struct selection *s)
{
	struct ends e = {.ev = ev, .least = *b, .most = *b, .victim = s->victim.task};
	struct selection_candidate c;

	if (!s->agrees || s->n_top < 2 || b->totalpages == 0 || b->formula == SELECTION_THOUSANDTHS)
		return;
	e.most.totalpages = most;
	for (size_t at = 0; next_other(&e, &at, &c);) {
		int64_t least_adj = adj_under(&e.least, &s->victim, c);
		int64_t most_adj = adj_under(&e.most, &s->victim, c);
		int64_t adj = least_adj < most_adj ? least_adj : most_adj;

		if (s->adj_to_spare == OOMLOG_ABSENT || adj > s->adj_to_spare)
			s->adj_to_spare = adj;
	}
	s->spare_next = first_other(&e, &e.least);
	if (s->spare_next != first_other(&e, &e.most))
		s->spare_next = NULL;
}
