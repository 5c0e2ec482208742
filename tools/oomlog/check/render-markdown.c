/* For a job's summary, an issue, a merge request: CommonMark with GitHub's tables. Log text is escaped as text. */
#include "check/render.h"
#include "reports/render/markup.h"

static void escaped(struct out *o, const char *words)
{
	markup_markdown(o, str_of(words));
}

/* What stands between two bars, from the first one to where the next is. */
static void cell(struct out *o, struct text *t)
{
	out_str(o, t->n > 0 ? STR("| ") : STR("|"));
	escaped(o, render_text(t));
	out_literal(o, " ");
}

static void finding(struct out *o, const struct issue *f)
{
	struct text t;

	out_literal(o, "| ");
	render_words(o, f->level == LEVEL_ERROR ? "**error**" : level_name(f->level));
	out_literal(o, " ");
	text_init(&t);
	render_time(&t, f);
	cell(o, &t);
	text_init(&t);
	text_add(&t, f->host != NULL ? f->host : "");
	cell(o, &t);
	out_literal(o, "| ");
	escaped(o, f->sentence);
	text_init(&t);
	if (f->allowance != NULL) {
		text_add(&t, " (");
		render_allowance(&t, f);
		text_add(&t, ")");
	}
	escaped(o, render_text(&t));
	out_literal(o, " ");
	text_init(&t);
	render_place(&t, f);
	cell(o, &t);
	out_literal(o, "|\n");
}

void render_markdown(struct out *o, struct verdict *v, bool color)
{
	struct text t;

	(void)color;
	out_literal(o, "## oomlog check ");
	escaped(o, render_text(&v->answer));
	out_literal(o, "\n\n");
	if (v->n_findings > 0)
		out_literal(o, "| | time | host | what happened | where |\n| --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < v->n_findings; i++)
		finding(o, &v->findings[i]);
	if (v->n_findings > 0)
		out_literal(o, "\n");
	for (size_t i = 0; i < v->n_remarks; i++) {
		out_literal(o, "- ");
		if (v->remarks[i].level != LEVEL_ALLOWED) {
			render_words(o, level_name(v->remarks[i].level));
			out_literal(o, ": ");
		}
		escaped(o, v->remarks[i].text);
		out_literal(o, "\n");
	}
	if (v->n_remarks > 0)
		out_literal(o, "\n");
	text_init(&t);
	render_coverage(&t, v);
	out_literal(o, "Read: ");
	escaped(o, render_text(&t));
	out_literal(o, ".\n");
}
