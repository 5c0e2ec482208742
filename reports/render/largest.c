#include "reports/render/largest.h"

#include <stdlib.h>

#include <oomlog/oomlog.h>

#include "reports/diagnosis/measure.h"

/* A group kill may name thousands, each row is looked up among them: so many are marked. */
enum { MARKED = 256 };

bool largest_is_victim(const struct oomlog_event *ev, const struct oomlog_task *task)
{
	const struct oomlog_victim *v;

	for (size_t i = 0; i < MARKED && (v = oomlog_event_victim(ev, i)) != NULL; i++)
		if (v->pid == task->pid && v->pid != OOMLOG_ABSENT)
			return true;
	return false;
}

struct largest_columns largest_columns(const struct oomlog_event *ev, bool all)
{
	struct largest_columns c = {.pages = measure_pages(ev, 1) == OOMLOG_ABSENT_U};
	const struct oomlog_task *t;

	for (size_t i = 0; (t = oomlog_event_task(ev, i)) != NULL; i++) {
		c.uid |= all && t->uid != OOMLOG_ABSENT;
		c.pgtables |= all && t->pgtables_bytes != OOMLOG_ABSENT_U;
		c.swap |= t->swapents != OOMLOG_ABSENT_U && (all || t->swapents > 0);
		c.adj |= t->oom_score_adj != OOMLOG_ABSENT;
		c.old_adj |= t->oom_adj != OOMLOG_ABSENT;
	}
	/* Kernels that print both had oom_adj only for old programs. */
	c.old_adj = c.old_adj && !c.adj;
	return c;
}

static int by_size(const void *a, const void *b)
{
	const struct oomlog_task *x = *(const struct oomlog_task *const *)a, *y = *(const struct oomlog_task *const *)b;
	uint64_t rss_x = measure_rss_pages(x) + 1, rss_y = measure_rss_pages(y) + 1; /* absent becomes the least */

	if (rss_x != rss_y)
		return rss_x < rss_y ? 1 : -1;
	return x < y ? -1 : x > y; /* rows of one table: the log's order */
}

int largest_tasks(struct largest *ret, const struct oomlog_event *ev, size_t top)
{
	size_t n = oomlog_event_tasks(ev);
	/* victims behind the largest: one row each, though a damaged table may give all rows one pid */
	size_t left = oomlog_event_victims(ev) <= top ? oomlog_event_victims(ev) : 0;

	*ret = (struct largest){.total = n};
	if (n == 0 || top == 0)
		return OOMLOG_OK;
	ret->rows = malloc(n * sizeof(ret->rows[0]));
	if (ret->rows == NULL)
		return OOMLOG_E_NOMEM;
	for (size_t i = 0; i < n; i++)
		ret->rows[i] = oomlog_event_task(ev, i);
	qsort(ret->rows, n, sizeof(ret->rows[0]), by_size);
	for (size_t i = 0; i < n; i++) {
		bool further = i >= top && left > 0 && largest_is_victim(ev, ret->rows[i]);

		if (i < top || further)
			ret->rows[ret->n++] = ret->rows[i];
		left -= further;
	}
	return OOMLOG_OK;
}

void largest_release(struct largest *l)
{
	free(l->rows);
	l->rows = NULL;
}
