#include "reports/render/closing-parts.h"

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

	tally_span(&c->first_us, &c->last_us, s->first_us);
	tally_span(&c->first_us, &c->last_us, s->last_us);
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

/* An incident is over. */
static void note_incident(struct closing *c, const struct incident *i)
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

void closing_event(struct closing *c, struct oomlog_report *r, const struct oomlog_event *ev)
{
	struct incident *i;

	while (incident_add(&r->incidents, ev, &i) == INCIDENT_CLOSE) {
		note_incident(c, i);
		incident_close(&r->incidents, i);
	}
	series_add(&r->series, ev);
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
	if (incidents->untimed > 1) {
		text_add(t, " Without their times it is not known which of them belong together.");
		return;
	}
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

static void events(struct draw *d, const struct closing *c, const struct tally *tally,
                   const struct incidents *incidents)
{
	struct text t;

	text_init(&t);
	if (tally->events == 0 && tally->lines == 0 && tally->failed_inputs == tally->inputs && tally->inputs > 0) {
		text_add(&t, "Nothing could be read.");
	} else if (tally->events == 0) {
		closing_negative(d, c, tally);
		return;
	} else {
		text_count(&t, tally->events, "event", "events");
		closing_span(&t, tally->first_us, tally->last_us);
		kinds(&t, tally);
		killed(&t, tally);
		groups(&t, tally, incidents);
	}
	draw_paragraph(d, DRAW_PLAIN, 0, text_str(&t));
	if (tally->events > 0 && closing_has_negative(tally))
		closing_negative(d, c, tally);
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

void closing_write(struct draw *d, struct closing *c, struct oomlog_report *r)
{
	for (size_t i = 0; i < r->incidents.n; i++)
		note_incident(c, &r->incidents.open[i]);
	events(d, c, &r->tally, &r->incidents);
	told_incidents(d, c);
	told_series(d, &r->series);
	closing_not_covered(d, &c->coverage, &r->opt);
	closing_limits(d, r->opt.strict_kernel, &r->tally);
	closing_errors(d, c, &r->tally);
}
