#include "reports/render/closing.h"

#include "reports/text/rfc3339.h"

void closing_init(struct closing *c)
{
	memset(c, 0, sizeof(*c));
	c->first_us = c->last_us = OOMLOG_ABSENT;
}

/* "'x.gz': truncated" names its input; other words get the path before them. */
static void note_error(struct closing *c, const struct oomlog_input *input)
{
	struct text t;

	if (c->n == CLOSING_ERRORS)
		return;
	text_init(&t);
	if (input->path != NULL && str_find(str_of(input->error), str_of(input->path)) == SIZE_MAX) {
		text_name(&t, str_of(input->path));
		text_add(&t, ": ");
	}
	text_name(&t, str_of(input->error));
	c->lens[c->n] = text_fit(str_upto(text_str(&t), CLOSING_ERROR_MAX), CLOSING_ERROR_MAX, &(size_t){0});
	memcpy(c->errors[c->n], t.buf, c->lens[c->n]);
	c->n++;
}

void closing_input(struct closing *c, const struct oomlog_input *input)
{
	const struct oomlog_stats *s = &input->stats;

	if (s->first_us != OOMLOG_ABSENT && (c->first_us == OOMLOG_ABSENT || s->first_us < c->first_us))
		c->first_us = s->first_us;
	if (s->last_us != OOMLOG_ABSENT && (c->last_us == OOMLOG_ABSENT || s->last_us > c->last_us))
		c->last_us = s->last_us;
	if (input->error != NULL)
		note_error(c, input);
	coverage_end_log(&c->coverage);
}

void closing_coverage(struct closing *c, const struct oomlog_coverage *coverage)
{
	coverage_add(&c->coverage, coverage);
}

/* The place for one more: a free one, or that of the smallest, if this one is larger. */
static struct closing_incident *incident_place(struct closing *c, uint64_t kills)
{
	struct closing_incident *least = &c->incidents[0];

	if (c->n_incidents < CLOSING_INCIDENTS)
		return &c->incidents[c->n_incidents++];
	for (size_t k = 1; k < c->n_incidents; k++)
		if (c->incidents[k].kills < least->kills)
			least = &c->incidents[k];
	return kills > least->kills ? least : NULL;
}

void closing_incident(struct closing *c, const struct incident *i)
{
	struct closing_incident *place;
	struct text t;

	if (i->acts < 2)
		return;
	place = incident_place(c, i->kills);
	c->worth_telling++;
	if (place == NULL)
		return;
	text_init(&t);
	incident_words(&t, i);
	place->kills = i->kills;
	place->number = c->worth_telling;
	place->len = text_fit(str_upto(text_str(&t), CLOSING_INCIDENT_MAX), CLOSING_INCIDENT_MAX, &(size_t){0});
	memcpy(place->words, t.buf, place->len);
}

static void span(struct text *t, int64_t first, int64_t last)
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

static void list(struct text *t, uint64_t n, const char *one, const char *many, bool *first)
{
	if (n == 0)
		return;
	text_add(t, *first ? ": " : ", ");
	*first = false;
	text_count(t, n, one, many);
}

static void kinds(struct text *t, const struct tally *tally)
{
	bool first = true;

	list(t, tally->outcomes[OOMLOG_OUTCOME_KILLED], "OOM kill", "OOM kills", &first);
	list(t, tally->outcomes[OOMLOG_OUTCOME_PANIC], "panic", "panics", &first);
	list(t, tally->outcomes[OOMLOG_OUTCOME_NO_KILLABLE_TASK], "OOM with nothing to kill",
	     "OOMs with nothing to kill", &first);
	list(t, tally->outcomes[OOMLOG_OUTCOME_NOT_KILLED], "OOM whose victim was exiting",
	     "OOMs whose victims were exiting", &first);
	list(t, tally->outcomes[OOMLOG_OUTCOME_UNKNOWN], "OOM whose end is missing", "OOMs whose ends are missing",
	     &first);
	list(t, tally->kinds[OOMLOG_KIND_PAGE_ALLOCATION_FAILURE], "page allocation failure",
	     "page allocation failures", &first);
	list(t, tally->kinds[OOMLOG_KIND_LOW_MEMORY_KILLER], "kill by a low memory killer",
	     "kills by low memory killers", &first);
	list(t, tally->kinds[OOMLOG_KIND_USERSPACE_KILL], "kill by a daemon", "kills by daemons", &first);
	text_add(t, ".");
}

static void killed(struct text *t, const struct tally *tally)
{
	const struct tally_name *names[5];
	size_t n = tally_most_killed(tally, names, 5);

	if (tally->victims < 2)
		return;
	text_add(t, " ");
	text_u64(t, tally->victims);
	text_add(t, " processes were killed");
	for (size_t i = 0; i < n; i++) {
		text_add(t, i == 0 ? ": " : ", ");
		text_name(t, (strv){names[i]->name, names[i]->len});
		if (names[i]->count > 1) {
			text_add(t, names[i]->over > 0 ? " about " : " ");
			text_count(t, names[i]->count, "time", "times");
		}
	}
	text_add(t, tally->n_names > n && n > 0 ? ", and others." : ".");
}

static void groups(struct text *t, const struct tally *tally, const struct incidents *incidents)
{
	uint64_t n = incidents->closed + incidents->n;

	if (tally->events < 2)
		return;
	text_add(t, " They are ");
	text_count(t, n, "incident", "incidents");
	if (incidents->largest_kills > 1) {
		text_add(t, n == 1 ? ", with " : ", the largest with ");
		text_u64(t, incidents->largest_kills);
		text_add(t, " kills");
	}
	if (tally->n_hosts > 1) {
		text_add(t, ", on ");
		text_u64(t, tally->n_hosts);
		text_add(t, tally->hosts_full ? " or more hosts" : " hosts");
	}
	text_add(t, ".");
}

/* --- no event --- */

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

/* The bounded negative: what was read, and that no more is said of the rest. */
static void no_event(struct draw *d, const struct closing *c, const struct tally *tally)
{
	static const char missing[] = " A kill may be among the messages that are missing.";
	const struct coverage *cover = &c->coverage;
	struct text t;

	text_init(&t);
	text_add(&t,
	         tally->filtered > 0 ? "No event that the filters ask for in what was read"
	                             : "No OOM kill in what was read");
	text_add(&t, ": ");
	if (cover->n == 1 && cover->more_hosts == 0) {
		coverage_words(&t, &cover->hosts[0]);
		text_add(&t, " (");
		text_count(&t, tally->lines, "line", "lines");
		text_add(&t, ")");
	} else {
		text_count(&t, tally->lines, "line", "lines");
		if (cover->n == 0)
			span(&t, c->first_us, c->last_us);
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
	if (tally->events == 0 && coverage_has_no_kernel(cover))
		draw_paragraph(d, DRAW_PLAIN, 0,
		               STR("None of the lines that were looked at is the kernel's: such a log cannot show a "
		                   "kill by the kernel."));
}

static void events(struct draw *d, const struct closing *c, const struct tally *tally,
                   const struct incidents *incidents)
{
	struct text t;

	text_init(&t);
	if (tally->events == 0 && tally->lines == 0 && tally->failed_inputs == tally->inputs && tally->inputs > 0) {
		text_add(&t, "Nothing could be read.");
	} else if (tally->events == 0) {
		no_event(d, c, tally);
		return;
	} else {
		text_count(&t, tally->events, "event", "events");
		span(&t, tally->first_us, tally->last_us);
		kinds(&t, tally);
		killed(&t, tally);
		groups(&t, tally, incidents);
	}
	draw_paragraph(d, DRAW_PLAIN, 0, text_str(&t));
}

/* --- what belongs together --- */

static void told_incidents(struct draw *d, const struct closing *c)
{
	struct text t;

	for (uint64_t number = 0, k = 0; k < c->n_incidents; k++) {
		const struct closing_incident *next = NULL;

		for (size_t i = 0; i < c->n_incidents; i++)
			if (c->incidents[i].number > number && (next == NULL || c->incidents[i].number < next->number))
				next = &c->incidents[i];
		if (next == NULL)
			break;
		number = next->number;
		draw_paragraph(d, DRAW_PLAIN, 2, (strv){next->words, next->len});
	}
	if (c->worth_telling <= c->n_incidents)
		return;
	text_init(&t);
	text_add(&t, "and ");
	text_count(&t, c->worth_telling - c->n_incidents, "smaller incident", "smaller incidents");
	text_add(&t, " of more than one kill");
	draw_paragraph(d, DRAW_PLAIN, 2, text_str(&t));
}

static void verdict(struct text *t, const struct series *s, const struct series_finding *f)
{
	static const char *const names[] = {
		"", "a leak", "bursts of load", "overcommit", "something periodic", "a limit that is too small"};

	if (f->verdict == SERIES_NO_VERDICT)
		return;
	text_add(t, f->likely ? " Likely " : " Possibly ");
	text_add(t, names[f->verdict]);
	text_add(t, ". ");
	series_because(t, s, f);
}

static void one_series(struct draw *d, const struct series *s)
{
	struct series_finding f;
	struct text t;

	series_judge(s, &f);
	text_init(&t);
	series_summary(&t, s, &f);
	verdict(&t, s, &f);
	draw_paragraph(d, DRAW_PLAIN, 2, text_str(&t));
	text_init(&t);
	series_limit_advice(&t, s, &f);
	draw_paragraph(d, DRAW_PLAIN, 4, text_str(&t));
}

/* Those with the most kills first. */
static void told_series(struct draw *d, const struct series_table *all)
{
	uint64_t before = UINT64_MAX, told = 0;

	while (told < CLOSING_SERIES) {
		uint64_t most = 0;

		for (size_t i = 0; i < all->n; i++)
			if (all->items[i].kills < before && all->items[i].kills > most &&
			    series_is_told(all, &all->items[i]))
				most = all->items[i].kills;
		if (most == 0)
			return;
		if (told == 0)
			draw_row(d, DRAW_PLAIN, STR("Again and again:"));
		for (size_t i = 0; i < all->n && told < CLOSING_SERIES; i++)
			if (all->items[i].kills == most && series_is_told(all, &all->items[i])) {
				one_series(d, &all->items[i]);
				told++;
			}
		before = most;
	}
}

/* --- what was not covered --- */

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

static void not_covered(struct draw *d, const struct coverage *c, const struct oomlog_report_options *opt)
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

static void limits_of_the_logs(struct draw *d, bool strict_kernel, const struct tally *tally)
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

static void errors(struct draw *d, const struct closing *c, const struct tally *tally)
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

void closing_write(struct draw *d, struct closing *c, struct oomlog_report *r)
{
	for (size_t i = 0; i < r->incidents.n; i++)
		closing_incident(c, &r->incidents.open[i]);
	events(d, c, &r->tally, &r->incidents);
	told_incidents(d, c);
	told_series(d, &r->series);
	not_covered(d, &c->coverage, &r->opt);
	limits_of_the_logs(d, r->opt.strict_kernel, &r->tally);
	errors(d, c, &r->tally);
}
