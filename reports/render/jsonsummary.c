#include "reports/render/jsonsummary.h"

enum { MOST_KILLED = 10 }; /* names in `most_killed` */

/* --- inputs --- */

void jsonsummary_input(struct jsonw *j, const struct oomlog_input *input)
{
	const struct oomlog_stats *s = &input->stats;

	jsonw_open(j, '{');
	jsonw_member_words(j, "path", input->path);
	jsonw_member_words(j, "carrier", s->carrier);
	jsonw_member_u64(j, "bytes", s->bytes);
	jsonw_member_u64(j, "lines", s->lines);
	jsonw_member_u64(j, "kernel_lines", s->kernel_lines);
	jsonw_member_u64(j, "distrusted_lines", s->distrusted_lines);
	jsonw_member_u64(j, "unparsed_lines", s->unparsed);
	jsonw_member_u64(j, "unplaced_lines", s->unplaced);
	jsonw_member_u64(j, "repeated_lines", s->repeated > 0 ? s->repeated : OOMLOG_ABSENT_U);
	jsonw_member_u64(j, "backward_lines", s->backward > 0 ? s->backward : OOMLOG_ABSENT_U);
	jsonw_member_u64(j, "mentions", s->mentions > 0 ? s->mentions : OOMLOG_ABSENT_U);
	jsonw_member_u64(j, "events", s->events);
	jsonw_member_u64(j, "filtered_events", input->filtered_events);
	jsonw_member_u64(j, "memory_dumps", s->memory_dumps);
	jsonw_member_time(j, "first_time", s->first_us);
	jsonw_member_time(j, "last_time", s->last_us);
	jsonw_member_i64(j, "first_monotonic_us", s->first_monotonic_us);
	jsonw_member_i64(j, "last_monotonic_us", s->last_monotonic_us);
	jsonw_member_u64(j, "gaps", s->gaps);
	jsonw_member_u64(j, "lost", s->lost);
	jsonw_member_words(j, "error", input->error);
	jsonw_close(j, '}');
}

/* --- all together --- */

static void kinds(struct jsonw *j, const struct tally *t)
{
	jsonw_open_member(j, "kinds", '{');
	for (int i = 0; i < TALLY_KINDS; i++)
		if (t->kinds[i] > 0) {
			jsonw_key_of(j, oomlog_kind_name((enum oomlog_kind)i));
			jsonw_u64(j, t->kinds[i]);
		}
	jsonw_close(j, '}');
	jsonw_open_member(j, "outcomes", '{');
	for (int i = 0; i < TALLY_OUTCOMES; i++)
		if (t->outcomes[i] > 0) {
			jsonw_key_of(j, oomlog_outcome_name((enum oomlog_outcome)i));
			jsonw_u64(j, t->outcomes[i]);
		}
	jsonw_close(j, '}');
}

static void most_killed(struct jsonw *j, const struct tally *t)
{
	const struct tally_name *names[MOST_KILLED];
	size_t n = tally_most_killed(t, names, MOST_KILLED);

	jsonw_open_member(j, "most_killed", '[');
	for (size_t i = 0; i < n; i++) {
		jsonw_open(j, '{');
		jsonw_member_text(j, "comm", ((strv){names[i]->name, names[i]->len}));
		jsonw_member_u64(j, "count", names[i]->count);
		if (names[i]->over > 0)
			jsonw_member_u64(j, "count_over_by_at_most", names[i]->over);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

/* Which of the fixed tables were too small: then the figures beside them are a part of the truth. */
static void limits(struct jsonw *j, const struct oomlog_report *r, bool order_late, bool coverage_full)
{
	jsonw_open_member(j, "limits_hit", '[');
	if (r->incidents.full)
		jsonw_str(j, STR("incidents"));
	if (r->tally.names_full)
		jsonw_str(j, STR("most_killed"));
	if (r->tally.hosts_full)
		jsonw_str(j, STR("hosts"));
	if (order_late)
		jsonw_str(j, STR("order"));
	if (r->series.full)
		jsonw_str(j, STR("series"));
	if (coverage_full)
		jsonw_str(j, STR("coverage"));
	jsonw_close(j, ']');
}

void jsonsummary_write(struct jsonw *j, const struct oomlog_report *r, bool order_late, bool coverage_full)
{
	const struct tally *t = &r->tally;

	jsonw_open(j, '{');
	jsonw_member_u64(j, "events", t->events);
	kinds(j, t);
	jsonw_member_u64(j, "victims", t->victims);
	jsonw_member_u64(j, "incomplete", t->incomplete);
	jsonw_member_u64(j, "copies", t->copies);
	jsonw_member_time(j, "first_time", t->first_us);
	jsonw_member_time(j, "last_time", t->last_us);
	most_killed(j, t);
	jsonw_member_u64(j, "hosts", t->n_hosts);
	jsonw_member_u64(j, "incidents", r->incidents.closed);
	jsonw_member_u64(j, "inputs", t->inputs);
	jsonw_member_u64(j, "failed_inputs", t->failed_inputs);
	jsonw_member_u64(j, "lines", t->lines);
	jsonw_member_u64(j, "lost", t->lost);
	jsonw_member_u64(j, "gaps", t->gaps);
	jsonw_member_u64(j, "distrusted_lines", t->distrusted);
	jsonw_member_u64(j, "unparsed_lines", t->unparsed);
	jsonw_member_u64(j, "unplaced_lines", t->unplaced);
	jsonw_member_u64(j, "filtered_events", t->filtered);
	jsonw_member_u64(j, "memory_dumps", t->memory_dumps);
	limits(j, r, order_late, coverage_full);
	jsonw_close(j, '}');
}
