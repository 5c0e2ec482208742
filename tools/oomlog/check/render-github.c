/*
 * Workflow commands of GitHub Actions: "::error file=kern.log,line=12,title=OOM kill: java::The whole machine ..".
 * https://docs.github.com/actions/reference/workflow-commands: in what stands behind "::" '%', CR and LF are escaped, in
 * properties ':' and ',' too. No other line is written, so that nothing of a log can begin a command.
 */
#include "check/render.h"

static void escaped(struct out *o, const char *words, bool property)
{
	for (; *words != '\0'; words++) {
		if (*words == '%')
			out_literal(o, "%25");
		else if (*words == ':' && property)
			out_literal(o, "%3A");
		else if (*words == ',' && property)
			out_literal(o, "%2C");
		else
			out_byte(o, *words);
	}
}

static const char *command(enum level level)
{
	static const char *const commands[LEVELS] = {"::error ", "::warning ", "::notice "};

	return commands[level];
}

static void property(struct out *o, const char *name, const char *value, bool *first)
{
	if (!*first)
		out_byte(o, ',');
	*first = false;
	render_words(o, name);
	out_byte(o, '=');
	escaped(o, value, true);
}

static void lines(struct out *o, const struct issue *f)
{
	out_literal(o, ",line=");
	render_number(o, f->first_line);
	out_literal(o, ",endLine=");
	render_number(o, f->last_line);
}

static void finding(struct out *o, const struct issue *f)
{
	bool first = true;
	struct text t;

	render_words(o, command(f->level));
	if (strcmp(f->input, "-") != 0) {
		property(o, "file", f->input, &first);
		lines(o, f);
	}
	property(o, "title", f->title, &first);
	out_literal(o, "::");
	escaped(o, f->sentence, false);
	text_init(&t);
	render_time(&t, f);
	if (t.n > 0) {
		out_literal(o, "%0A");
		out_str(o, text_str(&t));
	}
	text_init(&t);
	render_allowance(&t, f);
	if (t.n > 0) {
		out_literal(o, "%0A");
		escaped(o, render_text(&t), false);
	}
	out_literal(o, "\n");
}

static void remark(struct out *o, const struct remark *r)
{
	render_words(o, command(r->level));
	out_literal(o, "title=oomlog check::");
	escaped(o, r->text, false);
	out_literal(o, "\n");
}

void render_github(struct out *o, struct verdict *v, bool color)
{
	(void)color;
	for (size_t i = 0; i < v->n_findings; i++)
		finding(o, &v->findings[i]);
	for (size_t i = 0; i < v->n_remarks; i++)
		remark(o, &v->remarks[i]);
	out_literal(o, "::notice title=oomlog check::");
	escaped(o, render_text(&v->answer), false);
	out_literal(o, "\n");
}
