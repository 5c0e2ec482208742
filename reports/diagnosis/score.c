#include "reports/diagnosis/score.h"

/* The score is rounded down, and pages come and go between the choice and the table. */
enum { SCORE_SLACK = 1 };

enum bonus { BONUS_NONE, BONUS_OWN, BONUS_FLAT, N_BONUSES };

struct guess {
	int64_t totalpages, score, off;
	enum bonus bonus;
};

static int64_t distance(int64_t a, int64_t b)
{
	int64_t d;

	if (__builtin_sub_overflow(a, b, &d) || d == INT64_MIN)
		return INT64_MAX;
	return d < 0 ? -d : d;
}

static bool has_bonus(const struct badness *b, const struct oomlog_task *t, enum bonus bonus)
{
	if (bonus == BONUS_NONE)
		return true;
	if (t->uid != 0)
		return false;
	if (b->formula == SELECTION_THOUSANDTHS)
		return bonus == BONUS_FLAT;
	return bonus == BONUS_OWN ? b->own_bonus : b->flat_bonus;
}

static struct guess guess(const struct badness *b, const struct selection *s, int64_t totalpages, enum bonus bonus)
{
	struct guess g = {.totalpages = totalpages, .bonus = bonus};
	struct selection_candidate c;
	struct badness with = *b;

	with.totalpages = totalpages;
	with.own_bonus = bonus == BONUS_OWN;
	with.flat_bonus = bonus == BONUS_FLAT;
	if (!badness_use(&with, s->victim.task, &c))
		return (struct guess){.off = INT64_MAX};
	badness_count(&with, &c, badness_adj(&with, s->victim.task));
	g.score = badness_score(&with, bonus == BONUS_NONE ? c.points : c.points_least);
	g.off = distance(g.score, s->score_printed);
	return g;
}

/* The nearest of the possible ones; of equals the one with less bonus. */
static struct guess nearest(const struct badness *b, const struct selection *s, int64_t totalpages)
{
	struct guess best = {.off = INT64_MAX};

	for (enum bonus bonus = BONUS_NONE; bonus < N_BONUSES; bonus++) {
		struct guess g = {.off = INT64_MAX};

		if (has_bonus(b, s->victim.task, bonus))
			g = guess(b, s, totalpages, bonus);
		if (g.off < best.off)
			best = g;
	}
	return best;
}

static void settle_total(struct totalpages *total, bool most)
{
	if (most)
		total->least = total->most;
	else
		total->most = total->least;
	total->from = most ? total->from_most : total->from_least;
}

/*
 * 4.17 to 4.20 print a score and give root no bonus: where a score of root's is met without it, so it is. With a bonus
 * that the score shows, the other kind is out.
 */
static void settle_bonus(struct badness *b, const struct selection *s, const struct guess *g)
{
	if (b->formula != SELECTION_PAGES_ROOT || s->victim.task->uid != 0)
		return;
	if (g->bonus == BONUS_OWN)
		b->flat_bonus = false;
	if (g->bonus == BONUS_FLAT)
		b->own_bonus = false;
	if (g->bonus == BONUS_NONE && s->victim.task->pgtables_bytes != OOMLOG_ABSENT_U &&
	    guess(b, s, g->totalpages, BONUS_OWN).score != g->score)
		b->formula = SELECTION_PAGES;
}

void score_settle(struct badness *b, struct totalpages *total, struct selection *s)
{
	bool ranged = total->most != total->least;
	struct guess g, least, most = {.off = INT64_MAX};

	if (s->score_printed == OOMLOG_ABSENT || s->victim.task == NULL || b->totalpages == 0)
		return;
	g = least = nearest(b, s, b->totalpages);
	if (ranged && total->most != OOMLOG_ABSENT_U)
		most = nearest(b, s, badness_bounded(total->most));
	if (ranged && (least.off <= SCORE_SLACK) != (most.off <= SCORE_SLACK)) {
		settle_total(total, most.off <= SCORE_SLACK);
		g = most.off <= SCORE_SLACK ? most : least;
		b->totalpages = g.totalpages;
		ranged = false;
	}
	if (ranged || g.off == INT64_MAX)
		return;
	s->score_computed = g.score;
	if (g.off <= SCORE_SLACK)
		settle_bonus(b, s, &g);
	else if (b->formula != SELECTION_THOUSANDTHS && total->from_unmet != NULL)
		total->from = total->from_unmet;
}
