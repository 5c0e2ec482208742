/* For people: the answer first, then each finding with its place, then what else has to be known. */
#include "check/render.h"

static const char *const bold = "\033[1m", *const red = "\033[1;31m", *const yellow = "\033[1;33m",
			 *const plain = "\033[0m";

static void paint(struct out *o, const char *words, const char *with, bool color)
{
	if (color)
		render_words(o, with);
	render_words(o, words);
	if (color)
		render_words(o, plain);
}

static void label(struct out *o, enum level level, bool color)
{
	static const char *const labels[LEVELS] = {"error    ", "warning  ", "allowed  "};
	const char *const with[LEVELS] = {red, yellow, ""};

	paint(o, labels[level], with[level], color && level != LEVEL_ALLOWED);
}

static void line(struct out *o, const char *before, const struct text *t)
{
	if (t->n == 0)
		return;
	render_words(o, before);
	out_str(o, text_str(t));
	out_literal(o, "\n");
}

static void finding(struct out *o, const struct issue *f, bool color)
{
	struct text t;

	label(o, f->level, color);
	text_init(&t);
	render_place(&t, f);
	text_add(&t, "  ");
	if (f->host != NULL) {
		text_add(&t, f->host);
		text_add(&t, "  ");
	}
	render_time(&t, f);
	out_str(o, text_str(&t));
	out_literal(o, "\n         ");
	paint(o, f->sentence, bold, color);
	out_literal(o, "\n");
	text_init(&t);
	text_add(&t, f->more);
	if (!f->complete)
		text_add(&t, t.n > 0 ? " The report is not complete." : "The report is not complete.");
	line(o, "         ", &t);
	text_init(&t);
	render_allowance(&t, f);
	line(o, "         ", &t);
}

void render_human(struct out *o, struct verdict *v, bool color)
{
	struct text t;

	out_literal(o, "oomlog check ");
	out_str(o, text_str(&v->answer));
	out_literal(o, "\n");
	for (size_t i = 0; i < v->n_findings; i++)
		finding(o, &v->findings[i], color);
	for (size_t i = 0; i < v->n_remarks; i++) {
		if (v->remarks[i].level == LEVEL_ALLOWED)
			out_literal(o, "note     ");
		else
			label(o, v->remarks[i].level, color);
		render_words(o, v->remarks[i].text);
		out_literal(o, "\n");
	}
	text_init(&t);
	render_coverage(&t, v);
	line(o, "read     ", &t);
}
