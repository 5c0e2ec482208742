/*
 * One self-contained page: no network, no script needed to read it, light and dark, and it prints. The events come one
 * after the other, but what stands above them needs all: their text waits in a spool.
 */
#include "reports/render/html.h"

#include <stdlib.h>

#include "reports/diagnosis/headline.h"
#include "reports/diagnosis/tally.h"
#include "reports/render/closing.h"
#include "reports/render/markup.h"
#include "reports/render/spool.h"
#include "reports/report.h"

enum {
	LISTED_MAX = 1000, /* events in the list and on the line of time; all have their own part */
	LINE_LEFT = 10,    /* where the line of time begins, and how long it is: in thousandths of the page's width */
	LINE_WIDTH = 980,
};

struct mark {
	int64_t at_us;
	uint64_t number;
	bool killed;
};

struct page {
	struct spool body, list;
	struct out body_out, list_out;
	uint64_t host;      /* a digest of the first event's */
	bool several_hosts; /* then the list names them */
	struct closing closing;
	uint64_t number;
	struct mark *marks;
	size_t n_marks;
};

static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
	"script-src 'unsafe-inline'\">\n<title>Out of memory: report of oomlog</title>\n<style>\n";

static int begin(struct oomlog_report *r)
{
	struct page *p = r->state;

	spool_init(&p->body);
	spool_init(&p->list);
	closing_init(&p->closing);
	p->marks = calloc(LISTED_MAX, sizeof(*p->marks));
	if (p->marks == NULL || out_init(&p->body_out, spool_write, &p->body) < 0 ||
	    out_init(&p->list_out, spool_write, &p->list) < 0)
		return OOMLOG_E_NOMEM;
	return OOMLOG_OK;
}

static void release(struct oomlog_report *r)
{
	struct page *p = r->state;

	out_release(&p->body_out);
	out_release(&p->list_out);
	spool_release(&p->body);
	spool_release(&p->list);
	free(p->marks);
}

/* --- an event --- */

static void note_mark(struct page *p, const struct oomlog_event *ev)
{
	int64_t at = oomlog_event_time(ev)->realtime_us;

	if (at != OOMLOG_ABSENT && p->n_marks < LISTED_MAX)
		p->marks[p->n_marks++] = (struct mark){at, p->number, oomlog_event_victims(ev) > 0};
}

static void list_host(struct page *p, strv host)
{
	uint64_t digest = tally_hash(1, host);
	struct text t;

	if (p->number == 1)
		p->host = digest;
	p->several_hosts |= digest != p->host;
	if (host.p == NULL)
		return;
	text_init(&t);
	text_name(&t, host);
	html(&p->list_out, " <span class=\"host\">");
	html_text(&p->list_out, &t);
	html(&p->list_out, "</span>");
}

static void list_item(struct page *p, const struct oomlog_event *ev, const struct diagnosis *dg)
{
	struct out *o = &p->list_out;
	struct text t;

	if (p->number > LISTED_MAX)
		return;
	html(o, "<li><span class=\"at\">");
	html_when(o, ev);
	html(o, "</span>");
	list_host(p, oomlog_event_origin(ev)->host);
	html(o, " <a href=\"#e");
	html_number(o, p->number);
	html(o, "\">");
	text_init(&t);
	headline_write(&t, dg);
	html_text(o, &t);
	html(o, "</a></li>\n");
}

static int event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	struct page *p = r->state;
	int status;

	(void)amends;
	closing_event(&p->closing, r, ev);
	p->number++;
	note_mark(p, ev);
	list_item(p, ev, &r->diagnosis);
	status = html_event(&p->body_out, &r->diagnosis, p->number, r->opt.top, r->opt.raw);
	return status < 0 ? status : p->body_out.status;
}

static int coverage(struct oomlog_report *r, const struct oomlog_coverage *coverage)
{
	struct page *p = r->state;

	closing_coverage(&p->closing, coverage);
	return OOMLOG_OK;
}

static int input(struct oomlog_report *r, const struct oomlog_input *input)
{
	struct page *p = r->state;

	closing_input(&p->closing, input);
	return OOMLOG_OK;
}

/* --- the line of time --- */

static void span(const struct page *p, int64_t *first, int64_t *last)
{
	*first = *last = OOMLOG_ABSENT;
	for (size_t i = 0; i < p->n_marks; i++)
		tally_span(first, last, p->marks[i].at_us);
}

static void circle(struct out *o, const struct mark *m, uint64_t x)
{
	html(o, "<a href=\"#e");
	html_number(o, m->number);
	html(o, "\"><circle cx=\"");
	html_number(o, x / 10);
	html(o, ".");
	html_number(o, x % 10);
	html(o, "%\" cy=\"12\" r=\"7\"");
	out_str(o, m->killed ? STR("") : STR(" class=\"other\""));
	html(o, "><title>");
	html_number(o, m->number);
	html(o, "</title></circle></a>\n");
}

static void line_end(struct out *o, int64_t at_us)
{
	struct text t;

	text_init(&t);
	text_time(&t, at_us, ' ');
	html(o, "<span>");
	html_text(o, &t);
	html(o, "</span>");
}

/* Events of one instant, or without wall clock, need no line. */
static void line_of_time(struct out *o, const struct page *p)
{
	int64_t first, last;
	double scale;

	if (p->n_marks < 2)
		return;
	span(p, &first, &last);
	if (first == last || first < 0)
		return;
	scale = LINE_WIDTH / (double)(last - first);
	html(o,
	     "<svg class=\"line\" role=\"img\" aria-label=\"the events in time\">\n"
	     "<line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"12\" y2=\"12\"/>\n");
	for (size_t i = 0; i < p->n_marks; i++)
		circle(o, &p->marks[i], LINE_LEFT + (uint64_t)((double)(p->marks[i].at_us - first) * scale));
	html(o, "</svg>\n<div class=\"ends\">");
	line_end(o, first);
	line_end(o, last);
	html(o, "</div>\n");
}

static int overview(struct oomlog_report *r)
{
	struct page *p = r->state;
	struct out *o = &r->out;
	int status;

	out_str(o,
	        p->several_hosts ? STR("<nav class=\"hosts\" aria-label=\"events\">\n")
	                         : STR("<nav aria-label=\"events\">\n"));
	line_of_time(o, p);
	html(o, "<ol>\n");
	status = spool_copy(&p->list, 0, p->list.size, o);
	if (p->number > LISTED_MAX) {
		html(o, "<li>and ");
		html_number(o, p->number - LISTED_MAX);
		html(o, " more, below</li>\n");
	}
	html(o, "</ol>\n</nav>\n");
	return status;
}

static int finish(struct oomlog_report *r)
{
	struct page *p = r->state;
	struct draw d = {.out = &r->out, .markup = &html_markup};
	struct out *o = &r->out;
	int status = OOMLOG_OK;

	out_flush(&p->body_out);
	out_flush(&p->list_out);
	out_str(o, STR(head));
	out_str(o, str_of(html_css));
	html(o, "</style>\n</head>\n<body>\n<main>\n<header>\n<h1>Out of memory</h1>\n");
	closing_write(&d, &p->closing, r);
	html(o, "</header>\n");
	if (p->number > 1)
		status = overview(r);
	if (status == OOMLOG_OK)
		status = spool_copy(&p->body, 0, p->body.size, o);
	html(o, "<footer><p>Written by oomlog ");
	markup_html(o, str_of(oomlog_version()));
	html(o,
	     " from the kernel's own words. What a log does not say is not in this report.</p></footer>\n</main>\n<script>\n");
	out_str(o, str_of(html_js));
	html(o, "</script>\n</body>\n</html>\n");
	return status;
}

const struct reporter reporter_html = {
	.name = "html",
	.state_size = sizeof(struct page),
	.begin = begin,
	.event = event,
	.coverage = coverage,
	.input = input,
	.finish = finish,
	.release = release,
};
