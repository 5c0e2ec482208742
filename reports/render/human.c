/* For a tired person: the sentence first, the evidence below it, nothing that the log does not carry. */
#include "reports/diagnosis/headline.h"
#include "reports/render/brief.h"
#include "reports/render/closing.h"
#include "reports/render/explain.h"
#include "reports/render/facts.h"
#include "reports/render/memory.h"
#include "reports/render/table.h"
#include "reports/report.h"
#include "reports/text/rfc3339.h"

enum { WIDTH_MIN = 40, WIDTH_MAX = 200 };

struct human {
	struct draw draw;
	struct closing closing;
	uint64_t number;
};

static int begin(struct oomlog_report *r)
{
	struct human *h = r->state;
	unsigned width = r->opt.width;

	h->draw = (struct draw){.out = &r->out, .ascii = r->opt.ascii, .color = r->opt.color};
	h->draw.width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
	closing_init(&h->closing);
	return OOMLOG_OK;
}

/* --- the heading --- */

static void heading_time(struct text *t, const struct oomlog_time *time)
{
	if (time->realtime_us != OOMLOG_ABSENT && rfc3339_can(time->realtime_us)) {
		facts_gap(t);
		text_time(t, time->realtime_us, ' ');
		if (time->realtime_from == OOMLOG_REALTIME_CARRIER_YEAR_INFERRED)
			text_add(t, " (year inferred)");
	} else if (time->monotonic_us != OOMLOG_ABSENT) {
		facts_gap(t);
		text_seconds(t, time->monotonic_us);
		text_add(t, " after boot");
	}
}

static void heading(struct draw *d, const struct oomlog_event *ev, uint64_t number, bool amends)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);
	const struct oomlog_origin *o = oomlog_event_origin(ev);
	struct text t;

	text_init(&t);
	text_add(&t, headline_kind(ev));
	text_add(&t, " ");
	text_u64(&t, number);
	if (amends)
		text_add(&t, " (amended)");
	heading_time(&t, oomlog_event_time(ev));
	if (o->host.p != NULL) {
		facts_gap(&t);
		text_name(&t, o->host);
	}
	if (k != NULL && k->release.p != NULL) {
		facts_gap(&t);
		text_add(&t, "Linux ");
		text_name(&t, k->release);
	}
	facts_gap(&t);
	text_add(&t, oomlog_event_missing(ev) == 0 ? "complete" : "incomplete");
	draw_paragraph(d, DRAW_FAINT, 0, text_str(&t));
	draw_rule(d);
}

static void sentences(struct draw *d, const struct diagnosis *dg)
{
	struct text t;

	text_init(&t);
	headline_write(&t, dg);
	draw_paragraph(d, DRAW_STRONG, 0, text_str(&t));
	text_init(&t);
	headline_more(&t, dg);
	draw_paragraph(d, DRAW_PLAIN, 0, text_str(&t));
	draw_line(d);
}

/* --- details --- */

static void frame(struct draw *d, const struct oomlog_frame *f)
{
	struct text t;

	text_init(&t);
	text_add(&t, f->reliable ? "  " : "? ");
	text_name(&t, f->function);
	if (f->module.p != NULL) {
		text_add(&t, " [");
		text_name(&t, f->module);
		text_add(&t, "]");
	}
	draw_paragraph(d, DRAW_PLAIN, 2, text_str(&t));
}

static void call_trace(struct draw *d, const struct oomlog_event *ev)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);

	if (tr == NULL || tr->n_call_trace == 0)
		return;
	draw_line(d);
	draw_row(d, DRAW_FAINT, STR("  call trace"));
	for (size_t i = 0; i < tr->n_call_trace; i++)
		frame(d, &tr->call_trace[i]);
}

/* Long lines are escaped piece by piece: a text has a fixed size, and a byte may become four. */
static void raw_line(struct draw *d, strv line)
{
	enum { PIECE = TEXT_MAX / 4 - 16 };
	struct text t;

	out_literal(d->out, "  | ");
	while (line.n > 0) {
		size_t n = line.n < PIECE ? line.n : PIECE;

		/* not through a character */
		while (n > 1 && n < line.n && ((unsigned char)line.p[n] & 0xc0) == 0x80 && n > PIECE - 4)
			n--;
		text_init(&t);
		text_name(&t, str_upto(line, n));
		out_str(d->out, text_str(&t));
		line = str_from(line, n);
	}
	draw_line(d);
}

static void raw_lines(struct draw *d, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_raw_lines(ev);

	if (n > 0)
		draw_line(d);
	for (size_t i = 0; i < n; i++)
		raw_line(d, oomlog_event_raw_line(ev, i));
}

static void unparsed_lines(struct draw *d, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_unparsed_lines(ev);

	if (n == 0)
		return;
	draw_line(d);
	draw_row(d, DRAW_FAINT, STR("  not understood"));
	for (size_t i = 0; i < n; i++)
		raw_line(d, oomlog_event_unparsed_line(ev, i));
}

static void full_details(struct draw *d, const struct oomlog_event *ev, const struct diagnosis *dg)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);
	struct text t;

	explain_arithmetic(d, dg);
	memory_zones(d, ev);
	table_all(d, ev);
	call_trace(d, ev);
	unparsed_lines(d, ev);
	if (k == NULL || k->hardware.p == NULL)
		return;
	text_init(&t);
	text_name(&t, k->hardware);
	draw_line(d);
	draw_fact(d, "hardware", text_str(&t));
}

static int whole_event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	struct human *h = r->state;
	struct draw *d = &h->draw;
	int status = OOMLOG_OK;

	heading(d, ev, h->number, amends);
	sentences(d, &r->diagnosis);
	facts_write(d, ev, r->opt.top);
	explain_request(d, &r->diagnosis);
	explain_choice(d, &r->diagnosis);
	explain_what_if(d, &r->diagnosis);
	facts_completeness(d, ev);
	explain_findings(d, &r->diagnosis, r->opt.detail == OOMLOG_DETAIL_FULL);
	explain_advice(d, &r->diagnosis);
	memory_bars(d, &r->diagnosis);
	if (r->opt.detail == OOMLOG_DETAIL_FULL)
		full_details(d, ev, &r->diagnosis);
	else
		status = table_top(d, ev, r->opt.top);
	if (r->opt.raw)
		raw_lines(d, ev);
	draw_line(d);
	return status;
}

static int event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	struct human *h = r->state;
	int status = OOMLOG_OK;

	if (!amends) {
		h->number++;
		closing_event(&h->closing, r, ev);
	}
	if (r->opt.detail == OOMLOG_DETAIL_BRIEF)
		brief_write(&h->draw, &r->diagnosis);
	else
		status = whole_event(r, ev, amends);
	return status;
}

static int coverage(struct oomlog_report *r, const struct oomlog_coverage *coverage)
{
	struct human *h = r->state;

	closing_coverage(&h->closing, coverage);
	return OOMLOG_OK;
}

static int input(struct oomlog_report *r, const struct oomlog_input *input)
{
	struct human *h = r->state;

	closing_input(&h->closing, input);
	return OOMLOG_OK;
}

/* Brief output is one line an event and nothing else: it is counted with wc -l. */
static int finish(struct oomlog_report *r)
{
	struct human *h = r->state;

	if (r->opt.detail != OOMLOG_DETAIL_BRIEF)
		closing_write(&h->draw, &h->closing, r);
	return OOMLOG_OK;
}

const struct reporter reporter_human = {
	.name = "human",
	.state_size = sizeof(struct human),
	.amends = true,
	.begin = begin,
	.event = event,
	.coverage = coverage,
	.input = input,
	.finish = finish,
};
