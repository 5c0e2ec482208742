#include "reports/diagnosis/rivals.h"

#include "reports/diagnosis/ranking.h"

void rivals_of_victim(const struct oomlog_event *ev, const struct badness *b, const struct oomlog_task *victim,
                      struct rivals *ret)
{
	struct selection_candidate c;

	*ret = RIVALS_NONE;
	for (size_t at = 0; ranking_next(ev, b, &at, &c);)
		rivals_add(ret, b, victim, &c);
}

enum rivals_stand rivals_stand(const struct rivals *r, const struct badness *b, const struct oomlog_task *victim)
{
	struct selection_candidate v;
	int64_t adj;

	if (victim == NULL || !badness_use(b, victim, &v))
		return RIVALS_BEHIND;
	adj = badness_adj(b, victim);
	if (badness_is_exempt(victim, adj))
		return RIVALS_BEHIND;
	badness_count(b, &v, adj);
	if (r->surest > v.points)
		return RIVALS_BEHIND;
	return r->first != NULL && r->points >= v.points_least ? RIVALS_TIE : RIVALS_NEITHER;
}
