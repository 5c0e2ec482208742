/*
 * JUnit XML: a test case for each finding and remark, and one for the answer. What fails is a failure, what could not
 * be read an error, what is allowed is skipped with its reason, a warning passes and says so in its output.
 */
#include "check/render.h"
#include "reports/render/markup.h"

static void attribute(struct out *o, const char *name, strv value)
{
	out_byte(o, ' ');
	render_words(o, name);
	out_literal(o, "=\"");
	markup_html(o, value);
	out_byte(o, '"');
}

static void testcase(struct out *o, const char *class, const char *name)
{
	struct text t;

	text_init(&t);
	text_add(&t, "oomlog.");
	text_add(&t, class);
	out_literal(o, "    <testcase");
	attribute(o, "classname", text_str(&t));
	attribute(o, "name", str_of(name));
	out_literal(o, " time=\"0\">");
}

static void result(struct out *o, enum level level, const char *error_element, const char *type, strv message,
                   strv text)
{
	const char *element = level == LEVEL_ERROR ? error_element : level == LEVEL_ALLOWED ? "skipped" : "system-out";

	out_literal(o, "<");
	render_words(o, element);
	if (level != LEVEL_WARNING)
		attribute(o, "message", message);
	if (level == LEVEL_ERROR)
		attribute(o, "type", str_of(type));
	if (level == LEVEL_ALLOWED) {
		out_literal(o, "/></testcase>\n");
		return;
	}
	out_byte(o, '>');
	markup_html(o, text);
	out_literal(o, "</");
	render_words(o, element);
	out_literal(o, "></testcase>\n");
}

static void finding(struct out *o, const struct issue *f)
{
	struct text name, text;

	text_init(&name);
	text_add(&name, f->title);
	text_add(&name, " at ");
	render_place(&name, f);
	testcase(o, policy_class_name(f->class), render_text(&name));
	text_init(&text);
	if (f->level == LEVEL_ALLOWED) {
		render_allowance(&text, f);
		result(o, f->level, "", "", text_str(&text), STR_NONE);
		return;
	}
	render_time(&text, f);
	if (f->host != NULL) {
		text_add(&text, text.n > 0 ? " on " : "on ");
		text_add(&text, f->host);
	}
	text_add(&text, text.n > 0 ? "\n" : "");
	text_add(&text, f->sentence);
	text_add(&text, f->more[0] != '\0' ? " " : "");
	text_add(&text, f->more);
	result(o, f->level, "failure", policy_class_name(f->class), str_of(f->sentence), text_str(&text));
}

static void remark(struct out *o, const struct remark *r)
{
	testcase(o, remark_name(r->kind), r->text);
	result(o, r->level, r->kind == REMARK_UNREADABLE ? "error" : "failure", remark_name(r->kind), str_of(r->text),
	       str_of(r->text));
}

static void count(struct out *o, const char *name, uint64_t n)
{
	struct text t;

	text_init(&t);
	text_u64(&t, n);
	attribute(o, name, text_str(&t));
}

static void counts(struct out *o, const struct verdict *v)
{
	uint64_t failures = 0, errors = 0, skipped = 0;

	for (size_t i = 0; i < v->n_findings; i++) {
		failures += v->findings[i].level == LEVEL_ERROR;
		skipped += v->findings[i].level == LEVEL_ALLOWED;
	}
	for (size_t i = 0; i < v->n_remarks; i++) {
		bool error = v->remarks[i].kind == REMARK_UNREADABLE;

		errors += v->remarks[i].level == LEVEL_ERROR && error;
		failures += v->remarks[i].level == LEVEL_ERROR && !error;
		skipped += v->remarks[i].level == LEVEL_ALLOWED;
	}
	count(o, "tests", v->n_findings + v->n_remarks + 1);
	count(o, "failures", failures + (v->failed ? 1 : 0));
	count(o, "errors", errors);
	count(o, "skipped", skipped);
}

void render_junit(struct out *o, struct verdict *v, bool color)
{
	(void)color;
	out_literal(o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"oomlog check\"");
	counts(o, v);
	out_literal(o, " time=\"0\">\n");
	testcase(o, "check", "no forbidden OOM");
	if (v->failed)
		result(o, LEVEL_ERROR, "failure", "check", text_str(&v->answer), text_str(&v->answer));
	else
		result(o, LEVEL_WARNING, "", "", STR_NONE, text_str(&v->answer));
	for (size_t i = 0; i < v->n_findings; i++)
		finding(o, &v->findings[i]);
	for (size_t i = 0; i < v->n_remarks; i++)
		remark(o, &v->remarks[i]);
	out_literal(o, "  </testsuite>\n</testsuites>\n");
}
