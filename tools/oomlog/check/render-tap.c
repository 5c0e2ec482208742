/*
 * TAP version 13, which every reader takes: https://testanything.org/tap-version-13-specification.html. Test 1 is the
 * answer; each finding and remark is one more. What is allowed is skipped with its reason. '#' and '\' are escaped in
 * descriptions.
 */
#include "check/render.h"

static void description(struct out *o, const char *words)
{
	for (; *words != '\0'; words++) {
		if (*words == '#' || *words == '\\')
			out_byte(o, '\\');
		out_byte(o, *words);
	}
}

static void point(struct out *o, bool good, uint64_t number, const char *words)
{
	render_words(o, good ? "ok " : "not ok ");
	render_number(o, number);
	out_literal(o, " - ");
	description(o, words);
}

/* A YAML string: JSON's quotes, of words that hold no control character. */
static void yaml(struct out *o, const char *name, const char *words)
{
	out_literal(o, "  ");
	render_words(o, name);
	out_literal(o, ": \"");
	for (; *words != '\0'; words++) {
		if (*words == '"' || *words == '\\')
			out_byte(o, '\\');
		out_byte(o, *words);
	}
	out_literal(o, "\"\n");
}

static void finding(struct out *o, const struct issue *f, uint64_t number)
{
	struct text t;

	point(o, f->level != LEVEL_ERROR, number, f->title);
	text_init(&t);
	render_allowance(&t, f);
	if (f->level == LEVEL_ALLOWED) {
		out_literal(o, " # SKIP ");
		description(o, render_text(&t));
	}
	out_literal(o, "\n  ---\n");
	yaml(o, "message", f->sentence);
	yaml(o, "severity", level_name(f->level));
	text_init(&t);
	render_place(&t, f);
	yaml(o, "at", render_text(&t));
	text_init(&t);
	render_time(&t, f);
	if (t.n > 0)
		yaml(o, "time", render_text(&t));
	if (f->host != NULL)
		yaml(o, "host", f->host);
	out_literal(o, "  ...\n");
}

void render_tap(struct out *o, struct verdict *v, bool color)
{
	uint64_t number = 1;

	(void)color;
	out_literal(o, "TAP version 13\n1..");
	render_number(o, 1 + v->n_findings + v->n_remarks);
	out_literal(o, "\n");
	point(o, !v->failed && v->failed_inputs == 0, number++, render_text(&v->answer));
	out_literal(o, "\n");
	for (size_t i = 0; i < v->n_findings; i++)
		finding(o, &v->findings[i], number++);
	for (size_t i = 0; i < v->n_remarks; i++) {
		point(o, v->remarks[i].level != LEVEL_ERROR, number++, v->remarks[i].text);
		out_literal(o, "\n");
	}
}
