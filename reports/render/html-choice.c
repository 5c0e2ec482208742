/* Whom the kernel compared, by the points that the task table gives them. */
#include "reports/render/html.h"

static void candidate(struct out *o, const struct selection_candidate *c, bool killed)
{
	struct text t;

	out_str(o, killed ? STR("<tr class=\"killed\">") : STR("<tr>"));
	html(o, "<td>");
	html_number(o, c->rank);
	html(o, "</td>");
	text_init(&t);
	text_name(&t, c->task->comm);
	html(o, "<td class=\"name\">");
	html_text(o, &t);
	html(o, "</td>");
	html_cell(o, c->task->pid);
	html_cell(o, c->points);
	html_cell(o, c->rss_pages);
	html_cell(o, c->swap_pages);
	html_cell(o, c->table_pages);
	html_cell(o, c->adj);
	html_cell(o, c->adj_points);
	html(o, "</tr>\n");
}

void html_choice(struct out *o, const struct diagnosis *dg)
{
	const struct selection *s = &dg->selection;

	if (s->uncomputable != NULL || s->n_top < 2)
		return;
	html(o,
	     "<h3>why it: points as the kernel counts them, recomputed</h3>\n<div class=\"wide\"><table>\n<thead><tr>"
	     "<th>rank</th><th class=\"left\">name</th><th>pid</th><th>points</th><th>rss pages</th><th>swap pages</th>"
	     "<th>page tables</th><th>adj</th><th>adj points</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < s->n_top; i++)
		candidate(o, &s->top[i], s->top[i].task == s->victim.task);
	html(o, "</tbody></table></div>\n");
}
