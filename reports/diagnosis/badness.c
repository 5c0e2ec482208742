#include "reports/diagnosis/badness.h"

#include "reports/diagnosis/measure.h"

enum { ROOT_PERCENT = 3, HUNDRED = 100 };

/*
 *	..2.6.35    rss cpu oom_adj
 *	2.6.36..3.6 rss cpu oom_adj oom_score_adj
 *	3.7..4.14   rss nr_ptes [nr_pmds] swapents oom_score_adj
 *	4.15..      rss [rss_anon rss_file rss_shmem] pgtables_bytes swapents oom_score_adj
 * 4.15 and 4.16 still have root's bonus. All kernels up to 4.20 print a score, those behind do not.
 */
enum selection_formula badness_formula(const struct oomlog_task *columns, int64_t score)
{
	if (columns->oom_score_adj == OOMLOG_ABSENT)
		return columns->oom_adj != OOMLOG_ABSENT ? SELECTION_TOTAL_VM : SELECTION_NONE;
	if (measure_rss_pages(columns) == OOMLOG_ABSENT_U)
		return SELECTION_NONE;
	if (columns->pgtables_bytes != OOMLOG_ABSENT_U)
		return score != OOMLOG_ABSENT ? SELECTION_PAGES_ROOT : SELECTION_PAGES;
	if (columns->nr_ptes != OOMLOG_ABSENT_U && columns->swapents != OOMLOG_ABSENT_U)
		return SELECTION_PAGES_ROOT;
	return columns->oom_adj != OOMLOG_ABSENT ? SELECTION_THOUSANDTHS : SELECTION_NONE;
}

static bool is_about(const struct oomlog_what_if *change, const struct oomlog_task *t)
{
	if (change->pid == OOMLOG_ABSENT)
		return str_eq(change->comm, t->comm);
	return change->pid == t->pid || change->pid == t->tgid;
}

const struct oomlog_what_if *badness_find_change(const struct badness *b, const struct oomlog_task *t)
{
	for (size_t i = b->n_changes; i > 0; i--) /* the last one said holds */
		if (is_about(&b->changes[i - 1], t))
			return &b->changes[i - 1];
	return NULL;
}

static int64_t pages(uint64_t n)
{
	return n != OOMLOG_ABSENT_U ? badness_bounded(n) : 0;
}

struct selection_candidate badness_use_of_any(const struct badness *b, const struct oomlog_task *t)
{
	uint64_t rss = measure_rss_pages(t), tables = t->pgtables_bytes;

	if (rss == OOMLOG_ABSENT_U)
		return (struct selection_candidate){0};
	if (tables != OOMLOG_ABSENT_U)
		tables /= b->page_bytes;
	else
		tables = measure_add(measure_add(t->nr_ptes, t->nr_pmds), t->nr_puds);
	return (struct selection_candidate){
		.task = t, .rss_pages = pages(rss), .swap_pages = pages(t->swapents), .table_pages = pages(tables)};
}

int64_t badness_root_bonus(const struct badness *b, int64_t use)
{
	int64_t own = b->own_bonus ? use * ROOT_PERCENT / HUNDRED : 0;
	int64_t flat = b->flat_bonus ? b->totalpages / THOUSAND * ROOT_THOUSANDTHS : 0;

	return own > flat ? own : flat;
}

int64_t badness_score(const struct badness *b, int64_t points)
{
	if (b->formula == SELECTION_THOUSANDTHS)
		return points;
	return points * THOUSAND / b->totalpages;
}
