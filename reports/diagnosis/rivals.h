/* Those who could have been taken in the victim's place, in one pass over the table. */
#ifndef REPORTS_DIAGNOSIS_RIVALS_H
#define REPORTS_DIAGNOSIS_RIVALS_H

#include "reports/diagnosis/badness.h"

struct rivals {
	const struct oomlog_task *first; /* NULL: there are none */
	int64_t points, points_least;    /* the first one's */
	int64_t second;                  /* points of the next one; INT64_MIN: none */
	int64_t surest;                  /* what one of them has at least: the highest points_least; INT64_MIN */
	int64_t above;                   /* the highest of rivals_above() */
};

#define RIVALS_NONE ((struct rivals){.second = INT64_MIN, .surest = INT64_MIN, .above = INT64_MIN})

enum rivals_stand {
	RIVALS_BEHIND, /* another has more points for certain */
	RIVALS_TIE,    /* another may have as many or more, by what the table does not tell */
	RIVALS_NEITHER,
};

/* With what is in *b, which need not be what the kernel's choice was counted with. */
void rivals_of_victim(const struct oomlog_event *ev, const struct badness *b, const struct oomlog_task *victim,
                      struct rivals *ret);
/* Where the victim stands among them. */
enum rivals_stand rivals_stand(const struct rivals *r, const struct badness *b, const struct oomlog_task *victim);

/*
 * The most points that the victim could have had while this one would surely have gone before it; INT64_MIN: none.
 * "points > 0 ? points : 1": nobody is under a 1, and of several it is the order that decides.
 */
static inline int64_t rivals_above(const struct badness *b, const struct oomlog_task *victim,
                                   const struct selection_candidate *c)
{
	if (!b->at_least_1 || c->points_least > 1)
		return c->points_least - 1;
	return (b->later_wins ? c->task > victim : c->task < victim) ? 1 : INT64_MIN;
}

/* c: counted, and not exempt; the victim itself is passed over. */
static inline void rivals_add(struct rivals *r, const struct badness *b, const struct oomlog_task *victim,
                              const struct selection_candidate *c)
{
	int64_t above = rivals_above(b, victim, c);

	if (c->task->pid == victim->pid)
		return;
	if (r->first == NULL || c->points > r->points || (c->points == r->points && b->later_wins)) {
		r->second = r->first != NULL ? r->points : r->second;
		r->first = c->task;
		r->points = c->points;
		r->points_least = c->points_least;
	} else if (c->points > r->second) {
		r->second = c->points;
	}
	if (c->points_least > r->surest)
		r->surest = c->points_least;
	if (above > r->above)
		r->above = above;
}

#endif
