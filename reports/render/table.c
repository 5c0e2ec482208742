#include "reports/render/table.h"

#include "reports/diagnosis/measure.h"
#include "reports/render/largest.h"

enum { PID = 9, UID = 7, SIZE = 11, ADJ = 7 };

static void cell_words(struct text *line, const char *words, unsigned columns)
{
	draw_cell_right(line, str_of(words), columns);
}

static void cell_pages(struct text *line, const struct oomlog_event *ev, uint64_t pages, bool as_pages)
{
	struct text cell;

	if (!as_pages) {
		draw_cell_size(line, measure_pages(ev, pages), SIZE);
		return;
	}
	text_init(&cell);
	if (pages != OOMLOG_ABSENT_U)
		text_u64(&cell, pages);
	draw_cell_right(line, text_str(&cell), SIZE);
}

static void header(struct draw *d, const struct largest_columns *c)
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

static void row(struct draw *d, const struct oomlog_event *ev, const struct largest_columns *c,
                const struct oomlog_task *t)
{
	bool victim = largest_is_victim(ev, t);
	struct text line, name;
	size_t left;

	text_init(&line);
	text_add(&line, victim ? "> " : "  ");
	draw_cell_number(&line, t->pid, PID);
	if (c->uid)
		draw_cell_number(&line, t->uid, UID);
	cell_pages(&line, ev, measure_rss_pages(t), c->pages);
	if (c->pgtables) {
		text_add(&line, " ");
		draw_cell_size(&line, t->pgtables_bytes, SIZE);
	}
	if (c->swap)
		cell_pages(&line, ev, t->swapents, c->pages);
	if (c->adj || c->old_adj)
		draw_cell_number(&line, c->adj ? t->oom_score_adj : t->oom_adj, ADJ + 1);
	text_add(&line, "  ");
	text_init(&name);
	text_name(&name, t->comm);
	left = d->width > text_width(text_str(&line)) + 4 ? d->width - text_width(text_str(&line)) : 4;
	text_add_str(&line, str_upto(text_str(&name), text_fit(text_str(&name), left, &left)));
	draw_row(d, victim ? DRAW_ALERT : DRAW_PLAIN, text_str(&line));
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
	struct largest_columns c = largest_columns(ev, false);
	struct largest l;
	int status = top > 0 ? largest_tasks(&l, ev, top) : OOMLOG_OK;

	if (status < 0 || top == 0 || l.total == 0)
		return status;
	title(d, l.total < top ? l.total : top, l.total);
	header(d, &c);
	for (size_t i = 0; i < l.n; i++)
		row(d, ev, &c, l.rows[i]);
	largest_release(&l);
	return OOMLOG_OK;
}

void table_all(struct draw *d, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_tasks(ev);
	struct largest_columns c = largest_columns(ev, true);

	if (n == 0)
		return;
	title(d, n, n);
	header(d, &c);
	for (size_t i = 0; i < n; i++)
		row(d, ev, &c, oomlog_event_task(ev, i));
}
