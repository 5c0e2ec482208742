/* An event on the page: the answer first, then its evidence, its own lines folded away. */
#include "reports/diagnosis/headline.h"
#include "reports/render/explain.h"
#include "reports/render/facts.h"
#include "reports/render/html.h"
#include "reports/render/markup.h"
#include "reports/text/digits.h"
#include "reports/text/rfc3339.h"

void html_text(struct out *o, const struct text *t)
{
	markup_html(o, text_str(t));
}

void html_number(struct out *o, uint64_t n)
{
	char digits[DIGITS_MAX];

	out_bytes(o, digits, (size_t)(digits_u64(digits, n) - digits));
}

void html_cell(struct out *o, int64_t value)
{
	struct text t;

	text_init(&t);
	if (value != OOMLOG_ABSENT)
		text_i64(&t, value);
	html(o, "<td>");
	html_text(o, &t);
	html(o, "</td>");
}

/* --- facts and paragraphs --- */

/* Facts of one line have three blanks between them. */
static void parts(struct out *o, strv s)
{
	while (s.n > 0) {
		size_t gap = str_find(s, STR("   "));

		html(o, "<span>");
		markup_html(o, str_upto(s, gap));
		html(o, "</span>");
		s = gap == SIZE_MAX ? STR_NONE : str_from(s, gap + 3);
		if (s.n > 0)
			html(o, " ");
	}
}

/* An empty label goes on with the fact above. */
static void fact(struct draw *d, const char *label, strv value)
{
	html(d->out, "<dt>");
	markup_html(d->out, str_of(label));
	html(d->out, "</dt><dd>");
	parts(d->out, value);
	html(d->out, "</dd>\n");
}

static void paragraph(struct draw *d, enum draw_style style, strv s)
{
	out_str(d->out, style == DRAW_ALERT ? STR("<p class=\"alert\">") : STR("<p>"));
	markup_html(d->out, s);
	html(d->out, "</p>\n");
}

static void bullet(struct draw *d, strv s)
{
	html(d->out, "<p class=\"finding\">");
	markup_html(d->out, s);
	html(d->out, "</p>\n");
}

const struct draw_markup html_markup = {fact, paragraph, bullet};

/* --- the heading --- */

void html_when(struct out *o, const struct oomlog_event *ev)
{
	const struct oomlog_time *time = oomlog_event_time(ev);
	struct text t;

	text_init(&t);
	if (time->realtime_us != OOMLOG_ABSENT && rfc3339_can(time->realtime_us)) {
		text_time(&t, time->realtime_us, 'T');
		html(o, "<time datetime=\"");
		html_text(o, &t);
		html(o, "\">");
		text_init(&t);
		text_time(&t, time->realtime_us, ' ');
		html_text(o, &t);
		html(o, "</time>");
		if (time->realtime_from == OOMLOG_REALTIME_CARRIER_YEAR_INFERRED)
			html(o, " (year inferred)");
	} else if (time->monotonic_us != OOMLOG_ABSENT) {
		text_seconds(&t, time->monotonic_us);
		html_text(o, &t);
		html(o, " after boot");
	}
}

static void named(struct out *o, const char *before, strv name)
{
	struct text t;

	if (name.p == NULL)
		return;
	text_init(&t);
	text_add(&t, before);
	text_name(&t, name);
	html(o, "<span>");
	html_text(o, &t);
	html(o, "</span>");
}

static void heading(struct out *o, const struct oomlog_event *ev, uint64_t number)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);
	bool complete = oomlog_event_missing(ev) == 0;

	html(o, "<div class=\"when\"><b>");
	out_str(o, str_of(headline_kind(ev)));
	html(o, " ");
	html_number(o, number);
	html(o, "</b><span>");
	html_when(o, ev);
	html(o, "</span>");
	named(o, "", oomlog_event_origin(ev)->host);
	named(o, "Linux ", k != NULL ? k->release : STR_NONE);
	out_str(o,
	        complete ? STR("<span>complete</span></div>\n")
	                 : STR("<span class=\"half\">incomplete</span></div>\n"));
}

/* --- its own lines --- */

static void lines(struct out *o, const char *title, const struct oomlog_event *ev,
                  strv (*line)(const struct oomlog_event *ev, size_t i), size_t n)
{
	struct text t;

	if (n == 0)
		return;
	html(o, "<details><summary>");
	out_str(o, str_of(title));
	html(o, " (");
	html_number(o, n);
	html(o, ")</summary>\n<pre>");
	for (size_t i = 0; i < n; i++) {
		text_init(&t);
		text_name(&t, line(ev, i));
		html_text(o, &t);
		html(o, "\n");
	}
	html(o, "</pre></details>\n");
}

int html_event(struct out *o, const struct diagnosis *dg, uint64_t number, unsigned top, bool raw)
{
	const struct oomlog_event *ev = dg->ev;
	struct draw d = {.out = o, .markup = &html_markup};
	struct text t;
	int status;

	html(o, "<article id=\"e");
	html_number(o, number);
	html(o, "\">\n");
	heading(o, ev, number);
	text_init(&t);
	headline_write(&t, dg);
	html(o, "<h2>");
	html_text(o, &t);
	html(o, "</h2>\n");
	text_init(&t);
	headline_more(&t, dg);
	draw_paragraph(&d, DRAW_PLAIN, 0, text_str(&t));
	explain_findings(&d, dg, false);
	html(o, "<dl>\n");
	facts_write(&d, ev, top);
	explain_request(&d, dg);
	explain_choice(&d, dg);
	explain_what_if(&d, dg);
	explain_advice(&d, dg);
	facts_completeness(&d, ev);
	html(o, "</dl>\n");
	html_balance(o, dg);
	html_zones(o, ev, dg);
	html_choice(o, dg);
	status = html_tasks(o, ev);
	lines(o, "lines that were not understood", ev, oomlog_event_unparsed_line, oomlog_event_unparsed_lines(ev));
	if (raw)
		lines(o, "the log's own lines", ev, oomlog_event_raw_line, oomlog_event_raw_lines(ev));
	html(o, "</article>\n");
	return status;
}
