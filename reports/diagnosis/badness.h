/*
 * One row's points: oom_badness() of mm/oom_kill.c in the form that the report's own columns and lines imply. Pages
 * and adjustments are taken in bounds in which no sum or product of theirs can leave an int64_t.
 */
#ifndef REPORTS_DIAGNOSIS_BADNESS_H
#define REPORTS_DIAGNOSIS_BADNESS_H

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/selection.h"

enum { THOUSAND = 1000, ROOT_THOUSANDTHS = 30 };

/* What all rows of one table are counted with. */
struct badness {
	enum selection_formula formula;
	uint64_t page_bytes;
	int64_t totalpages; /* 0: not known */
	bool at_least_1;    /* "points > 0 ? points : 1"; certain only where a score is printed. From 5.9 on signed */
	bool own_bonus;     /* root's bonus may be 3 % of what it uses: from 3.14 on, and in stable kernels before */
	bool flat_bonus;    /* .. or 30/1000 of totalpages: from 3.5 on */
	bool later_wins;    /* of two with equal points; else the earlier */
	const struct oomlog_what_if *changes;
	size_t n_changes;
};

/* By the columns; `score`: of "Kill process 1 (x) score 917 or sacrifice child", ABSENT: not printed. */
enum selection_formula badness_formula(const struct oomlog_task *columns, int64_t score);

/* The change that is about this row, or NULL. */
const struct oomlog_what_if *badness_find_change(const struct badness *b, const struct oomlog_task *t);
/* badness_use() of a row that lacks one of the usual columns; its task is NULL: it has no rss. */
struct selection_candidate badness_use_of_any(const struct badness *b, const struct oomlog_task *t);
/*
 *	points -= (points * 3) / 100;
 *	adj -= 30; adj *= totalpages / 1000;
 * The larger of those that root's bonus may be.
 */
int64_t badness_root_bonus(const struct badness *b, int64_t use);

/* --- asked of every row of a table, again and again --- */

/* Not more than can be counted with, more pages than any machine has: three of them times 1000 fit into an int64_t. */
#define BADNESS_PAGES_MOST (UINT64_C(1) << 50)

static inline int64_t badness_bounded(uint64_t pages)
{
	return (int64_t)(pages < BADNESS_PAGES_MOST ? pages : BADNESS_PAGES_MOST);
}

static inline bool badness_is_changed(const struct badness *b, const struct oomlog_task *t)
{
	return b->n_changes > 0 && badness_find_change(b, t) != NULL;
}

/* The row's adjustment with the changes, OOMLOG_ABSENT: none, or none that the kernel could have. */
static inline int64_t badness_adj(const struct badness *b, const struct oomlog_task *t)
{
	const struct oomlog_what_if *change = b->n_changes > 0 ? badness_find_change(b, t) : NULL;
	int64_t adj = change != NULL ? change->adj : t->oom_score_adj;

	return adj >= ADJ_EXEMPT && adj <= ADJ_MOST ? adj : OOMLOG_ABSENT;
}

/* -1000, or oom_adj -17, or the machine's init; with the changes: adj is badness_adj(). */
static inline bool badness_is_exempt(const struct oomlog_task *t, int64_t adj)
{
	if (t->pid == 1)
		return true;
	if (adj != OOMLOG_ABSENT)
		return adj == ADJ_EXEMPT;
	return t->oom_score_adj == OOMLOG_ABSENT && t->oom_adj == OOM_ADJ_EXEMPT;
}

/* rss, swap and page tables of a row, the rest of *ret stays; false: it has no rss. */
static inline bool badness_use(const struct badness *b, const struct oomlog_task *t, struct selection_candidate *ret)
{
	/* all are there, and small enough: what is absent is the largest number */
	if ((t->rss_pages | t->swapents | t->pgtables_bytes) >= BADNESS_PAGES_MOST) {
		*ret = badness_use_of_any(b, t);
		return ret->task != NULL;
	}
	ret->task = t;
	ret->rss_pages = (int64_t)t->rss_pages;
	ret->swap_pages = (int64_t)t->swapents;
	ret->table_pages = (int64_t)(t->pgtables_bytes / b->page_bytes);
	return true;
}

static inline int64_t badness_clamp_(const struct badness *b, int64_t points)
{
	if (b->formula == SELECTION_THOUSANDTHS && points > THOUSAND)
		return THOUSAND;
	return b->at_least_1 && points < 1 ? 1 : points;
}

/* Of a row that badness_use() has read: the rest; adj is badness_adj(). */
static inline void badness_count(const struct badness *b, struct selection_candidate *c, int64_t adj)
{
	int64_t use = c->rss_pages + c->swap_pages + c->table_pages, least;
	bool maybe_root = c->task->uid == 0;

	c->adj = adj != OOMLOG_ABSENT ? adj : 0;
	if (b->formula == SELECTION_THOUSANDTHS) {
		/* the table has no swapents, nor nr_ptes: the points are at least these */
		use = b->totalpages > 0 ? use * THOUSAND / b->totalpages : use;
		c->adj_points = b->totalpages > 0 ? c->adj : 0;
		least = maybe_root ? use - ROOT_THOUSANDTHS : use;
	} else {
		c->adj_points = c->adj * (b->totalpages / THOUSAND);
		least = use;
		if (maybe_root && b->formula == SELECTION_PAGES_ROOT)
			least -= badness_root_bonus(b, use);
	}
	c->points = badness_clamp_(b, use + c->adj_points);
	c->points_least = badness_clamp_(b, least + c->adj_points);
}

/* What the kernel would print as the score of such points. */
int64_t badness_score(const struct badness *b, int64_t points);

#endif
