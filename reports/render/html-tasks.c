/* The table of tasks: the largest first; html.js can sort it by its columns. */
#include "reports/diagnosis/measure.h"
#include "reports/render/html.h"
#include "reports/render/largest.h"
#include "reports/render/markup.h"

/* More rows than a person looks through; a browser is slow with many. */
enum { ROWS_MAX = 1000 };

static void head(struct out *o, bool wanted, const char *name)
{
	if (!wanted)
		return;
	html(o, "<th>");
	out_str(o, str_of(name));
	html(o, "</th>");
}

static void number_cell(struct out *o, bool wanted, int64_t value)
{
	if (wanted)
		html_cell(o, value);
}

/* data-n: what it is sorted by */
static void size_cell(struct out *o, bool wanted, uint64_t value, bool pages)
{
	struct text t;

	if (!wanted)
		return;
	text_init(&t);
	if (value == OOMLOG_ABSENT_U) {
		html(o, "<td></td>");
		return;
	}
	html(o, "<td data-n=\"");
	html_number(o, value);
	html(o, "\">");
	if (pages)
		text_u64(&t, value);
	else
		text_size(&t, value);
	html_text(o, &t);
	html(o, "</td>");
}

/* Second, so that a narrow screen shows it without being pushed. */
static void name_cell(struct out *o, strv comm, bool killed)
{
	struct text t;

	text_init(&t);
	text_name(&t, comm);
	html(o, "<td class=\"name\">");
	html_text(o, &t);
	out_str(o, killed ? STR(" (killed)</td>") : STR("</td>"));
}

static void row(struct out *o, const struct oomlog_event *ev, const struct oomlog_task *task,
                const struct largest_columns *c)
{
	uint64_t rss = measure_rss_pages(task), swap = task->swapents;

	out_str(o, largest_is_victim(ev, task) ? STR("<tr class=\"killed\">") : STR("<tr>"));
	number_cell(o, true, task->pid);
	name_cell(o, task->comm, largest_is_victim(ev, task));
	number_cell(o, c->uid, task->uid);
	size_cell(o, true, c->pages ? rss : measure_pages(ev, rss), c->pages);
	size_cell(o, c->pgtables, task->pgtables_bytes, false);
	size_cell(o, c->swap, c->pages ? swap : measure_pages(ev, swap), c->pages);
	number_cell(o, c->adj || c->old_adj, c->adj ? task->oom_score_adj : task->oom_adj);
	html(o, "</tr>\n");
}

static void title(struct out *o, const struct largest *l)
{
	struct text t;

	text_init(&t);
	text_add(&t, "tasks: ");
	if (l->n < l->total) {
		text_add(&t, "the largest ");
		text_u64(&t, l->n);
		text_add(&t, " of ");
	}
	text_u64(&t, l->total);
	html(o, "<h3>");
	html_text(o, &t);
	html(o, "</h3>\n");
}

int html_tasks(struct out *o, const struct oomlog_event *ev)
{
	struct largest_columns c = largest_columns(ev, true);
	struct largest l;
	int status = largest_tasks(&l, ev, ROWS_MAX);

	if (status < 0 || l.n == 0)
		return status;
	title(o, &l);
	html(o, "<div class=\"wide tall\"><table class=\"sort\">\n<thead><tr>");
	head(o, true, "pid");
	html(o, "<th class=\"left\">name</th>");
	head(o, c.uid, "uid");
	head(o, true, c.pages ? "rss pages" : "rss");
	head(o, c.pgtables, "page tables");
	head(o, c.swap, c.pages ? "swap pages" : "swap");
	head(o, c.adj || c.old_adj, c.adj ? "oom_score_adj" : "oom_adj");
	html(o, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < l.n; i++)
		row(o, ev, l.rows[i], &c);
	html(o, "</tbody></table></div>\n");
	largest_release(&l);
	return OOMLOG_OK;
}
