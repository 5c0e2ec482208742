/* The bounded negative: "No OOM kill in what was read", from when to when, on which hosts. */
#include "reports/render/closing-parts.h"
#include "reports/text/rfc3339.h"

void closing_span(struct text *t, int64_t first, int64_t last)
{
	if (first == OOMLOG_ABSENT || last == OOMLOG_ABSENT || !rfc3339_can(first) || !rfc3339_can(last))
		return;
	text_add(t, first == last ? ", at " : ", from ");
	text_time(t, first, ' ');
	if (first == last)
		return;
	text_add(t, " to ");
	text_time(t, last, ' ');
}

static void host_lines(struct draw *d, const struct coverage *c)
{
	struct text t;

	for (size_t i = 0; i < c->n && i < CLOSING_HOSTS; i++) {
		text_init(&t);
		coverage_words(&t, &c->hosts[i]);
		draw_paragraph(d, DRAW_PLAIN, 2, text_str(&t));
	}
	if (c->n <= CLOSING_HOSTS && c->more_hosts == 0)
		return;
	text_init(&t);
	text_add(&t, "and ");
	text_count(&t, c->n > CLOSING_HOSTS ? c->n - CLOSING_HOSTS : 0, "host", "hosts");
	text_add(&t, c->more_hosts > 0 ? " or more" : " more");
	draw_paragraph(d, DRAW_PLAIN, 2, text_str(&t));
}

/* "filters ask for" where they left something out; programs' kills are none of the kernel's. */
static const char *what_was_not_there(const struct tally *tally)
{
	if (tally->filtered > 0)
		return "No event that the filters ask for in what was read";
	if (tally->kinds[OOMLOG_KIND_LOW_MEMORY_KILLER] + tally->kinds[OOMLOG_KIND_USERSPACE_KILL] > 0)
		return "No OOM kill by the kernel in what was read";
	return "No OOM kill in what was read";
}

bool closing_has_negative(const struct tally *tally)
{
	return tally->events == 0 || (tally->kinds[OOMLOG_KIND_OOM] == 0 && tally->filtered == 0);
}

/* A table, a chat, an export that is not known: what is quoted there may be the kernel's. */
static void mentions(struct draw *d, const struct tally *tally)
{
	struct text t;

	if (tally->mentions == 0 || tally->events > 0)
		return;
	text_init(&t);
	text_count(&t, tally->mentions, "line has", "lines have");
	text_add(&t, " the kernel's words for an OOM in a form that is not known");
	if (tally->inputs == 1 && tally->mention_line > 0) {
		text_add(&t, tally->mentions == 1 ? " (line " : " (the first is line ");
		text_u64(&t, tally->mention_line);
		text_add(&t, ")");
	}
	text_add(&t, ": if they are not quoted, but a log, take away what stands in front of them, and read it again.");
	draw_paragraph(d, DRAW_PLAIN, 0, text_str(&t));
}

/* What was read, and that no more is said of the rest. */
void closing_negative(struct draw *d, const struct closing *c, const struct tally *tally)
{
	static const char missing[] = " A kill may be among the messages that are missing.";
	const struct coverage *cover = &c->coverage;
	struct text t;

	text_init(&t);
	text_add(&t, what_was_not_there(tally));
	text_add(&t, ": ");
	if (cover->n == 1 && cover->more_hosts == 0) {
		coverage_words(&t, &cover->hosts[0]);
		text_add(&t, " (");
		text_count(&t, tally->lines, "line", "lines");
		text_add(&t, ")");
	} else {
		text_count(&t, tally->lines, "line", "lines");
		if (cover->n == 0)
			closing_span(&t, c->first_us, c->last_us);
	}
	text_add(&t, cover->n > 1 ? "" : ".");
	if (cover->n <= 1 && (tally->gaps > 0 || tally->lost > 0))
		text_add(&t, missing);
	draw_paragraph(d, DRAW_PLAIN, 0, text_str(&t));
	if (cover->n > 1) {
		host_lines(d, cover);
		if (tally->gaps > 0 || tally->lost > 0)
			draw_paragraph(d, DRAW_PLAIN, 0, str_of(missing + 1));
	}
	mentions(d, tally);
	if (tally->events == 0 && tally->mentions == 0 && coverage_has_no_kernel(cover))
		draw_paragraph(d, DRAW_PLAIN, 0,
		               STR("None of the lines that were looked at is the kernel's: such a log cannot show a "
		                   "kill by the kernel."));
}
