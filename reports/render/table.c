#include "reports/render/table.h"

#include <stdlib.h>

#include "reports/diagnosis/measure.h"

enum { PID = 9, UID = 7, SIZE = 11, ADJ = 7 };
/* A group kill may name thousands, each row is looked up among them: so many are marked. */
enum { MARKED = 256 };

/* Which columns the table has: those that any row fills. */
struct columns {
	bool uid, pgtables, swap, adj, old_adj, pages; /* pages: the page size is not known, sizes stay in pages */
};

static struct columns columns_of(const struct oomlog_event *ev, bool all)
{
	struct columns c = {.pages = measure_pages(ev, 1) == OOMLOG_ABSENT_U};
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

static void cell_words(struct text *line, const char *words, unsigned columns)
{
	draw_cell_right(line, str_of(words), columns);
}

static void cell_i64(struct text *line, int64_t value, unsigned columns)
{
	struct text cell;

	text_init(&cell);
	if (value != OOMLOG_ABSENT)
		text_i64(&cell, value);
	draw_cell_right(line, text_str(&cell), columns);
}

static void cell_bytes(struct text *line, uint64_t bytes)
{
	struct text cell;

	text_init(&cell);
	if (bytes != OOMLOG_ABSENT_U)
		text_size(&cell, bytes);
	draw_cell_right(line, text_str(&cell), SIZE);
}

static void cell_pages(struct text *line, const struct oomlog_event *ev, uint64_t pages, bool as_pages)
{
	struct text cell;

	if (!as_pages) {
		cell_bytes(line, measure_pages(ev, pages));
		return;
	}
	text_init(&cell);
	if (pages != OOMLOG_ABSENT_U)
		text_u64(&cell, pages);
	draw_cell_right(line, text_str(&cell), SIZE);
}

static void header(struct draw *d, const struct columns *c)
{
	struct text line;

	text_init(&line);
	text_add(&line, "  ");
	cell_words(&line, "pid", PID);
	if (c->uid)
		cell_words(&line, "uid", UID);
	cell_words(&line, c->pages ? "rss pages" : "rss", SIZE);
	if (c->pgtables)
		cell_words(&line, "page tables", SIZE + 1);
	if (c->swap)
		cell_words(&line, c->pages ? "swap pages" : "swap", SIZE);
	if (c->adj || c->old_adj)
		cell_words(&line, c->adj ? "adj" : "oom_adj", ADJ + 1);
	text_add(&line, "  name");
	draw_row(d, DRAW_FAINT, text_str(&line));
}

static bool is_victim(const struct oomlog_event *ev, const struct oomlog_task *t)
{
	const struct oomlog_victim *v;

	for (size_t i = 0; i < MARKED && (v = oomlog_event_victim(ev, i)) != NULL; i++)
		if (v->pid == t->pid && v->pid != OOMLOG_ABSENT)
			return true;
	return false;
}

static void row(struct draw *d, const struct oomlog_event *ev, const struct columns *c, const struct oomlog_task *t)
{
	bool victim = is_victim(ev, t);
	struct text line, name;
	size_t left;

	text_init(&line);
	text_add(&line, victim ? "> " : "  ");
	cell_i64(&line, t->pid, PID);
	if (c->uid)
		cell_i64(&line, t->uid, UID);
	cell_pages(&line, ev, measure_rss_pages(t), c->pages);
	if (c->pgtables) {
		text_add(&line, " ");
		cell_bytes(&line, t->pgtables_bytes);
	}
	if (c->swap)
		cell_pages(&line, ev, t->swapents, c->pages);
	if (c->adj || c->old_adj)
		cell_i64(&line, c->adj ? t->oom_score_adj : t->oom_adj, ADJ + 1);
	text_add(&line, "  ");
	text_init(&name);
	text_name(&name, t->comm);
	left = d->width > text_width(text_str(&line)) + 4 ? d->width - text_width(text_str(&line)) : 4;
	text_add_str(&line, str_upto(text_str(&name), text_fit(text_str(&name), left, &left)));
	draw_row(d, victim ? DRAW_ALERT : DRAW_PLAIN, text_str(&line));
}

static int by_size(const void *a, const void *b)
{
	const struct oomlog_task *x = *(const struct oomlog_task *const *)a, *y = *(const struct oomlog_task *const *)b;
	uint64_t rss_x = measure_rss_pages(x) + 1, rss_y = measure_rss_pages(y) + 1; /* absent becomes the least */

	if (rss_x != rss_y)
		return rss_x < rss_y ? 1 : -1;
	return x < y ? -1 : x > y; /* rows of one table: the log's order */
}

static void title(struct draw *d, size_t shown, size_t n)
{
	struct text t;

	text_init(&t);
	text_add(&t, "  tasks: ");
	if (shown < n) {
		text_add(&t, "the largest ");
		text_u64(&t, shown);
		text_add(&t, " of ");
	}
	text_u64(&t, n);
	draw_line(d);
	draw_row(d, DRAW_PLAIN, text_str(&t));
}

int table_top(struct draw *d, const struct oomlog_event *ev, unsigned top)
{
	size_t n = oomlog_event_tasks(ev), shown = n < top ? n : top;
	/* victims behind the largest: one row each, though a damaged table may give all rows one pid */
	size_t left = oomlog_event_victims(ev) <= top ? oomlog_event_victims(ev) : 0;
	struct columns c = columns_of(ev, false);
	const struct oomlog_task **rows;

	if (shown == 0)
		return OOMLOG_OK;
	rows = malloc(n * sizeof(rows[0]));
	if (rows == NULL)
		return OOMLOG_E_NOMEM;
	for (size_t i = 0; i < n; i++)
		rows[i] = oomlog_event_task(ev, i);
	qsort(rows, n, sizeof(rows[0]), by_size);
	title(d, shown, n);
	header(d, &c);
	for (size_t i = 0; i < n; i++) {
		bool further = i >= shown && left > 0 && is_victim(ev, rows[i]);

		if (i < shown || further)
			row(d, ev, &c, rows[i]);
		left -= further;
	}
	free(rows);
	return OOMLOG_OK;
}

void table_all(struct draw *d, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_tasks(ev);
	struct columns c = columns_of(ev, true);

	if (n == 0)
		return;
	title(d, n, n);
	header(d, &c);
	for (size_t i = 0; i < n; i++)
		row(d, ev, &c, oomlog_event_task(ev, i));
}
