/* What the logs did not cover, what was left out of them, which could not be read. */
#include "reports/render/closing-parts.h"

static bool outside(struct text *t, const struct coverage_host *h, const struct oomlog_report_options *opt)
{
	return (opt->since_us != OOMLOG_ABSENT || opt->until_us != OOMLOG_ABSENT) &&
		coverage_outside(t, h, opt->since_us, opt->until_us);
}

static void host_name(struct text *t, const struct coverage_host *h)
{
	if (h->host_len == 0)
		return;
	text_add(t, " of ");
	text_name(t, (strv){h->host, h->host_len});
}

void closing_not_covered(struct draw *d, const struct coverage *c, const struct oomlog_report_options *opt)
{
	struct text t;

	for (size_t i = 0; i < c->n && i < CLOSING_HOSTS; i++) {
		text_init(&t);
		text_add(&t, "Of the time that was asked for, the logs");
		host_name(&t, &c->hosts[i]);
		text_add(&t, c->hosts[i].n_spans > 0 ? " do not cover all: " : " may not cover all: ");
		if (outside(&t, &c->hosts[i], opt)) {
			text_add(&t, ".");
			draw_paragraph(d, DRAW_PLAIN, 0, text_str(&t));
		}
		text_init(&t);
		text_add(&t, "No log");
		host_name(&t, &c->hosts[i]);
		text_add(&t, " covers the time ");
		if (coverage_holes(&t, &c->hosts[i])) {
			text_add(&t, ".");
			draw_paragraph(d, DRAW_PLAIN, 0, text_str(&t));
		}
	}
}

static void sentence(struct text *t, uint64_t n, const char *one, const char *many)
{
	if (n == 0)
		return;
	if (t->n > 0)
		text_add(t, " ");
	text_count(t, n, one, many);
}

void closing_limits(struct draw *d, bool strict_kernel, const struct tally *tally)
{
	struct text t;

	text_init(&t);
	sentence(&t, tally->filtered, "event was left out by the filters.", "events were left out by the filters.");
	sentence(&t, tally->incomplete, "event is incomplete.", "events are incomplete.");
	sentence(&t, tally->copies, "event stands in more than one input and was counted once.",
	         "copies of events in other inputs were not counted again.");
	sentence(&t, tally->lost, "message is missing from the logs, as they say.",
	         "messages are missing from the logs, as they say.");
	if (tally->lost == 0)
		sentence(&t, tally->gaps, "gap in the logs.", "gaps in the logs.");
	if (strict_kernel)
		sentence(&t, tally->distrusted,
		         "line looks like the kernel's but the log does not mark it so; it was not believed.",
		         "lines look like the kernel's but the log does not mark them so; they were not believed.");
	else
		sentence(&t, tally->distrusted,
		         "line looks like the kernel's but was written by a program; it was not believed.",
		         "lines look like the kernel's but were written by programs; they were not believed.");
	sentence(&t, tally->unparsed, "line inside an event was not understood.",
	         "lines inside events were not understood.");
	sentence(&t, tally->unplaced, "line tells what followed a kill that is not in the log.",
	         "lines tell what followed kills that are not in the log.");
	sentence(&t, tally->memory_dumps, "report of the memory stands there without an event (sysrq-m, a driver).",
	         "reports of the memory stand there without an event (sysrq-m, a driver).");
	draw_paragraph(d, DRAW_PLAIN, 0, text_str(&t));
}

void closing_errors(struct draw *d, const struct closing *c, const struct tally *tally)
{
	struct text t;

	if (tally->failed_inputs == 0)
		return;
	text_init(&t);
	text_u64(&t, tally->failed_inputs);
	text_add(&t, " of ");
	text_count(&t, tally->inputs, "input", "inputs");
	text_add(&t, " could not be read, or not to the end:");
	draw_paragraph(d, DRAW_ALERT, 0, text_str(&t));
	for (size_t i = 0; i < c->n; i++)
		draw_paragraph(d, DRAW_PLAIN, 2, (strv){c->errors[i], c->lens[i]});
	if (tally->failed_inputs > c->n)
		draw_paragraph(d, DRAW_PLAIN, 2, STR("and others"));
}
