/*
 * For an incident's document or an issue: CommonMark with the tables that GitHub and GitLab know. Each block brings the
 * blank line above it.
 */
#include "reports/diagnosis/headline.h"
#include "reports/diagnosis/measure.h"
#include "reports/render/closing.h"
#include "reports/render/explain.h"
#include "reports/render/facts.h"
#include "reports/render/largest.h"
#include "reports/render/markup.h"
#include "reports/render/memory.h"
#include "reports/report.h"
#include "reports/text/rfc3339.h"

struct markdown {
	struct draw draw; /* the first: see paragraph() */
	struct closing closing;
	uint64_t number;
	bool in_list;
};

static void cell(struct out *o, const struct text *t)
{
	out_str(o, t->n > 0 ? STR("| ") : STR("|"));
	markup_markdown(o, text_str(t));
	out_literal(o, " ");
}

/* The three blanks between facts are none in Markdown. */
static void value(struct out *o, strv s)
{
	while (s.n > 0) {
		size_t gap = str_find(s, STR("   "));

		markup_markdown(o, str_upto(s, gap));
		s = gap == SIZE_MAX ? STR_NONE : str_from(s, gap + 3);
		if (s.n > 0)
			out_literal(o, ", ");
	}
}

static void fact(struct draw *d, const char *label, strv s)
{
	out_str(d->out, label[0] != '\0' ? STR("| ") : STR("|"));
	out_str(d->out, str_of(label));
	out_literal(d->out, " | ");
	value(d->out, s);
	out_literal(d->out, " |\n");
}

static void paragraph(struct draw *d, enum draw_style style, strv s)
{
	struct markdown *m = (struct markdown *)d;

	m->in_list = false;
	out_literal(d->out, "\n");
	if (style == DRAW_STRONG)
		out_literal(d->out, "**");
	markup_markdown(d->out, s);
	if (style == DRAW_STRONG)
		out_literal(d->out, "**");
	out_literal(d->out, "\n");
}

static void bullet(struct draw *d, strv s)
{
	struct markdown *m = (struct markdown *)d;

	out_str(d->out, m->in_list ? STR("- ") : STR("\n- "));
	m->in_list = true;
	markup_markdown(d->out, s);
	out_literal(d->out, "\n");
}

static int begin(struct oomlog_report *r)
{
	static const struct draw_markup markup = {fact, paragraph, bullet};
	struct markdown *m = r->state;

	m->draw = (struct draw){.out = &r->out, .markup = &markup};
	closing_init(&m->closing);
	out_literal(&r->out, "# Out of memory\n");
	return r->out.status;
}

/* --- an event --- */

static void heading(struct out *o, const struct oomlog_event *ev, uint64_t number)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);
	const struct oomlog_time *time = oomlog_event_time(ev);
	struct text t;

	text_init(&t);
	text_add(&t, headline_kind(ev));
	text_add(&t, " ");
	text_u64(&t, number);
	if (time->realtime_us != OOMLOG_ABSENT && rfc3339_can(time->realtime_us)) {
		text_add(&t, ", ");
		text_time(&t, time->realtime_us, ' ');
	} else if (time->monotonic_us != OOMLOG_ABSENT) {
		text_add(&t, ", ");
		text_seconds(&t, time->monotonic_us);
		text_add(&t, " after boot");
	}
	if (oomlog_event_origin(ev)->host.p != NULL) {
		text_add(&t, ", ");
		text_name(&t, oomlog_event_origin(ev)->host);
	}
	if (k != NULL && k->release.p != NULL) {
		text_add(&t, ", Linux ");
		text_name(&t, k->release);
	}
	out_literal(o, "\n## ");
	markup_markdown(o, text_str(&t));
	out_literal(o, "\n");
}

static void item(struct out *o, const char *name, uint64_t bytes, uint64_t whole)
{
	struct text t;

	if (bytes == OOMLOG_ABSENT_U || bytes == 0)
		return;
	text_init(&t);
	text_add(&t, name);
	cell(o, &t);
	text_init(&t);
	text_size(&t, bytes);
	cell(o, &t);
	text_init(&t);
	text_percent(&t, bytes, whole);
	cell(o, &t);
	out_literal(o, "|\n");
}

static void balance(struct out *o, const struct diagnosis *dg)
{
	struct memory_view v;

	if (!memory_view_of_event(dg, &v))
		return;
	out_literal(o, "\n");
	cell(o, &v.title);
	out_literal(o, "| size | share |\n| --- | ---: | ---: |\n");
	for (size_t i = 0; i < v.balance.n; i++)
		item(o, v.balance.items[i].words, v.balance.items[i].bytes, v.whole);
	item(o, v.rest, v.balance.rest_bytes, v.whole);
}

static void task(struct out *o, const struct oomlog_event *ev, const struct oomlog_task *task, bool killed)
{
	uint64_t pages = measure_rss_pages(task), bytes = measure_pages(ev, pages);
	struct text t;

	text_init(&t);
	if (task->pid != OOMLOG_ABSENT)
		text_i64(&t, task->pid);
	cell(o, &t);
	text_init(&t);
	if (bytes != OOMLOG_ABSENT_U) {
		text_size(&t, bytes);
	} else if (pages != OOMLOG_ABSENT_U) {
		text_count(&t, pages, "page", "pages");
	}
	cell(o, &t);
	text_init(&t);
	if (task->oom_score_adj != OOMLOG_ABSENT)
		text_i64(&t, task->oom_score_adj);
	cell(o, &t);
	text_init(&t);
	text_name(&t, task->comm);
	cell(o, &t);
	out_str(o, killed ? STR("**killed** |\n") : STR("|\n"));
}

static int tasks(struct out *o, const struct oomlog_event *ev, unsigned top)
{
	struct largest l;
	int status = largest_tasks(&l, ev, top);

	if (status < 0 || l.n == 0)
		return status;
	out_literal(o, "\n| pid | rss | oom\\_score\\_adj | name |\n| ---: | ---: | ---: | --- |\n");
	for (size_t i = 0; i < l.n; i++)
		task(o, ev, l.rows[i], largest_is_victim(ev, l.rows[i]));
	largest_release(&l);
	return OOMLOG_OK;
}

/* An element of HTML, since a fence of backquotes could be closed by a line of the log. */
static void raw(struct out *o, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_raw_lines(ev);
	struct text t;

	if (n == 0)
		return;
	out_literal(o, "\n<details><summary>the log's own lines</summary>\n\n<pre>\n");
	for (size_t i = 0; i < n; i++) {
		text_init(&t);
		text_name(&t, oomlog_event_raw_line(ev, i));
		markup_html(o, text_str(&t));
		out_literal(o, "\n");
	}
	out_literal(o, "</pre>\n</details>\n");
}

static int event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	struct markdown *m = r->state;
	struct out *o = &r->out;
	struct text t;
	int status;

	(void)amends;
	closing_event(&m->closing, r, ev);
	heading(o, ev, ++m->number);
	text_init(&t);
	headline_write(&t, &r->diagnosis);
	paragraph(&m->draw, DRAW_STRONG, text_str(&t));
	text_init(&t);
	headline_more(&t, &r->diagnosis);
	if (t.n > 0)
		paragraph(&m->draw, DRAW_PLAIN, text_str(&t));
	out_literal(o, "\n| | |\n| --- | --- |\n");
	facts_write(&m->draw, ev, r->opt.top);
	explain_request(&m->draw, &r->diagnosis);
	explain_choice(&m->draw, &r->diagnosis);
	explain_what_if(&m->draw, &r->diagnosis);
	explain_advice(&m->draw, &r->diagnosis);
	facts_completeness(&m->draw, ev);
	m->in_list = false;
	explain_findings(&m->draw, &r->diagnosis, false);
	balance(o, &r->diagnosis);
	status = tasks(o, ev, r->opt.top);
	if (r->opt.raw)
		raw(o, ev);
	return status < 0 ? status : o->status;
}

static int coverage(struct oomlog_report *r, const struct oomlog_coverage *coverage)
{
	struct markdown *m = r->state;

	closing_coverage(&m->closing, coverage);
	return OOMLOG_OK;
}

static int input(struct oomlog_report *r, const struct oomlog_input *input)
{
	struct markdown *m = r->state;

	closing_input(&m->closing, input);
	return OOMLOG_OK;
}

static int finish(struct oomlog_report *r)
{
	struct markdown *m = r->state;

	out_literal(&r->out, "\n## In all\n");
	m->in_list = false;
	closing_write(&m->draw, &m->closing, r);
	return r->out.status;
}

const struct reporter reporter_markdown = {
	.name = "markdown",
	.state_size = sizeof(struct markdown),
	.begin = begin,
	.event = event,
	.coverage = coverage,
	.input = input,
	.finish = finish,
};
