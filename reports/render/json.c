/*
 * The timeline: one document "oomlog.timeline/1" over all inputs. Its events stand in the order of their first line,
 * and name the other inputs that hold the same event; so their text waits in a spool until the input (with several
 * inputs: everything) has been read. Memory is bounded, the spools go to disk.
 */
#include <stdlib.h>

#include "reports/render/jsonevent.h"
#include "reports/render/jsonseries.h"
#include "reports/render/jsonsummary.h"
#include "reports/render/order.h"
#include "reports/render/spool.h"
#include "reports/report.h"

enum { RECENT_INPUTS = 8 };

/* An event in the spool `text`; an array of these is the spool `index`. */
struct entry {
	uint64_t at, len, also_at; /* also_at: where its also_in goes */
	uint64_t input, line;
	struct spool_chain copies;
};

struct timeline {
	struct spool text, index, copies, incidents, ids, coverage, inputs;
	struct out text_out; /* into the spool `text` */
	struct out side;     /* into one of the others, flushed after each use */
	struct order order;
	uint64_t entries; /* in `index` */
	uint64_t written; /* events before those of `index` */
	struct {
		uint64_t hash, number;
	} recent[RECENT_INPUTS]; /* the inputs that events came from lately */
	uint64_t n_inputs;
	bool coverage_full;
};

static const char timeline_head[] = "{\"schema\":\"oomlog.timeline/1\",\"generator\":{\"name\":\"oomlog\",\"version\":";

static int begin(struct oomlog_report *r)
{
	struct timeline *tl = r->state;
	struct jsonw j = {.out = &r->out};

	spool_init(&tl->text);
	spool_init(&tl->index);
	spool_init(&tl->copies);
	spool_init(&tl->incidents);
	spool_init(&tl->ids);
	spool_init(&tl->coverage);
	spool_init(&tl->inputs);
	if (out_init(&tl->text_out, spool_write, &tl->text) < 0 || out_init(&tl->side, spool_write, NULL) < 0)
		return OOMLOG_E_NOMEM;
	out_str(&r->out, STR(timeline_head));
	jsonw_str(&j, str_of(oomlog_version()));
	out_literal(&r->out, "},\"events\":[");
	return r->out.status;
}

static void release(struct oomlog_report *r)
{
	struct timeline *tl = r->state;

	spool_release(&tl->text);
	spool_release(&tl->index);
	spool_release(&tl->copies);
	spool_release(&tl->incidents);
	spool_release(&tl->ids);
	spool_release(&tl->coverage);
	spool_release(&tl->inputs);
	out_release(&tl->text_out);
	out_release(&tl->side);
	free(tl->order.heap);
}

/* The side buffer, writing to the end of a spool. */
static struct jsonw side_begin(struct timeline *tl, struct spool *to)
{
	tl->side.user = to;
	tl->side.status = to->status;
	return (struct jsonw){.out = &tl->side};
}

static int side_end(struct timeline *tl)
{
	struct spool *to = tl->side.user;

	out_flush(&tl->side);
	return to->status;
}

/* --- incidents --- */

static void incident_times(struct jsonw *j, const struct incident *i)
{
	jsonw_member_time(j, "first", i->first_us);
	jsonw_member_time(j, "last", i->last_us);
	jsonw_member_i64(j, "first_monotonic_us", i->first_mono_us);
	jsonw_member_i64(j, "last_monotonic_us", i->last_mono_us);
}

static int write_incident(struct timeline *tl, const struct incident *i)
{
	const struct spool_chain ids = {i->ids_first, i->ids_last};
	struct jsonw j = side_begin(tl, &tl->incidents);
	struct text summary;
	int status;

	if (tl->incidents.size > 0)
		out_literal(&tl->side, ",\n");
	jsonw_open(&j, '{');
	jsonw_key(&j, "id");
	jsonw_id(&j, i->id);
	incident_times(&j, i);
	jsonw_member_u64(&j, "kills", i->kills);
	jsonw_member_words(&j, "kind", incident_kind_name(incident_kind(i)));
	jsonw_member_words(&j, "scope", i->scope);
	status = spool_copy(&tl->ids, i->path_at, i->path_len, &tl->side);
	jsonw_open_member(&j, "events", '[');
	if (status == OOMLOG_OK)
		status = spool_chain_copy(&tl->ids, &ids, &tl->side);
	jsonw_close(&j, ']');
	jsonincident_members(&j, i);
	text_init(&summary);
	incident_summary(&summary, i);
	jsonw_member_text(&j, "summary", text_str(&summary));
	jsonw_close(&j, '}');
	return status < 0 ? status : side_end(tl);
}

/* A new incident notes its cgroup; as a member of the later object, comma included. */
static int note_path(struct timeline *tl, const struct oomlog_event *ev, struct incident *i)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);
	struct jsonw j = side_begin(tl, &tl->ids);

	i->ids_first = i->ids_last = SPOOL_NONE;
	i->path_at = tl->ids.size;
	j.comma = true;
	if (m != NULL)
		jsonw_member_text(&j, "memcg_path", m->path);
	if (side_end(tl) < 0)
		return tl->ids.status;
	i->path_len = tl->ids.size - i->path_at;
	return OOMLOG_OK;
}

static int note_id(struct timeline *tl, const struct oomlog_event *ev, struct incident *i)
{
	struct spool_chain ids = {i->ids_first, i->ids_last};
	struct jsonw j;
	int status = spool_chain_begin(&tl->ids, &ids);

	if (status < 0)
		return status;
	j = side_begin(tl, &tl->ids);
	jsonw_str(&j, str_of(oomlog_event_id(ev)));
	status = side_end(tl);
	i->ids_first = ids.first;
	i->ids_last = ids.last;
	return status < 0 ? status : spool_chain_end(&tl->ids, &ids);
}

static int add_to_incident(struct oomlog_report *r, const struct oomlog_event *ev)
{
	struct timeline *tl = r->state;
	struct incident *i;
	enum incident_step step;
	int status = OOMLOG_OK;

	while ((step = incident_add(&r->incidents, ev, &i)) == INCIDENT_CLOSE) {
		status = write_incident(tl, i);
		if (status < 0)
			return status;
		incident_close(&r->incidents, i);
	}
	if (step == INCIDENT_NEW)
		status = note_path(tl, ev, i);
	return status < 0 ? status : note_id(tl, ev, i);
}

static int close_incidents(struct oomlog_report *r)
{
	struct incidents *all = &r->incidents;
	int status = OOMLOG_OK;

	/* From the front, so that they stand in the order of their beginning; taking one out would move the others. */
	for (size_t i = 0; i < all->n && status == OOMLOG_OK; i++)
		status = write_incident(r->state, &all->open[i]);
	all->closed += all->n;
	all->n = 0;
	return status;
}

/* --- events --- */

/* Inputs are numbered as they come; an event that spans two pieces of a rotated log ends after events of the second. */
static uint64_t input_number(struct timeline *tl, strv name)
{
	uint64_t hash = tally_hash(0, name);

	for (uint64_t i = 0; i < RECENT_INPUTS && i < tl->n_inputs; i++)
		if (tl->recent[i].hash == hash)
			return tl->recent[i].number;
	tl->recent[tl->n_inputs % RECENT_INPUTS].hash = hash;
	tl->recent[tl->n_inputs % RECENT_INPUTS].number = tl->n_inputs;
	return tl->n_inputs++;
}

static int event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	(void)amends; /* a document of the past has no second records */

	struct timeline *tl = r->state;
	const struct oomlog_origin *origin = oomlog_event_origin(ev);
	struct jsonw j = {.out = &tl->text_out};
	struct jsonevent how = {.diagnosis = &r->diagnosis, .raw = r->opt.raw};
	struct entry e = {.at = out_position(&tl->text_out), .copies = {SPOOL_NONE, SPOOL_NONE}};
	int status;

	jsonevent_write(&j, ev, &how);
	e.len = out_position(&tl->text_out) - e.at;
	e.also_at = how.also_at - e.at;
	e.input = input_number(tl, origin->input);
	e.line = origin->first_line;
	status = spool_append(&tl->index, &e, sizeof(e));
	if (status < 0 || tl->text_out.status < 0)
		return status < 0 ? status : tl->text.status;
	tl->entries++;
	series_add(&r->series, ev);
	return add_to_incident(r, ev);
}

/* Another input's event is the same as the first-th: its origin goes into that one's also_in. */
static int copy(struct oomlog_report *r, uint64_t first, const struct oomlog_event *ev)
{
	struct timeline *tl = r->state;
	struct entry e;
	struct jsonw j;
	int status;

	/* Without several_inputs its event may have been written already: then the copy is only counted. */
	if (first < tl->written || first - tl->written >= tl->entries)
		return OOMLOG_OK;
	status = spool_read(&tl->index, (first - tl->written) * sizeof(e), &e, sizeof(e));
	if (status == OOMLOG_OK)
		status = spool_chain_begin(&tl->copies, &e.copies);
	if (status < 0)
		return status;
	j = side_begin(tl, &tl->copies);
	jsonevent_origin(&j, ev);
	status = side_end(tl);
	if (status == OOMLOG_OK)
		status = spool_chain_end(&tl->copies, &e.copies);
	if (status == OOMLOG_OK)
		status = spool_overwrite(&tl->index, (first - tl->written) * sizeof(e), &e, sizeof(e));
	return status;
}

static int write_entry(struct oomlog_report *r, uint64_t number)
{
	struct timeline *tl = r->state;
	struct entry e;
	int status = spool_read(&tl->index, number * sizeof(e), &e, sizeof(e));

	if (status < 0)
		return status;
	out_literal(&r->out, "\n");
	status = spool_copy(&tl->text, e.at, e.also_at, &r->out);
	if (status == OOMLOG_OK && e.copies.first != SPOOL_NONE) {
		out_literal(&r->out, ",\"also_in\":[");
		status = spool_chain_copy(&tl->copies, &e.copies, &r->out);
		out_literal(&r->out, "]");
	}
	return status < 0 ? status : spool_copy(&tl->text, e.at + e.also_at, e.len - e.also_at, &r->out);
}

static int write_next(struct oomlog_report *r, bool *first)
{
	struct timeline *tl = r->state;
	struct order_key key = order_pop(&tl->order);

	if (!*first)
		out_byte(&r->out, ',');
	*first = false;
	return write_entry(r, key.number);
}

static int write_in_order(struct oomlog_report *r)
{
	struct timeline *tl = r->state;
	bool first = tl->written == 0;
	struct entry e;
	int status = order_init(&tl->order);

	for (uint64_t i = 0; i < tl->entries && status == OOMLOG_OK; i++) {
		if (order_is_full(&tl->order))
			status = write_next(r, &first);
		if (status == OOMLOG_OK)
			status = spool_read(&tl->index, i * sizeof(e), &e, sizeof(e));
		if (status == OOMLOG_OK)
			order_push(&tl->order, (struct order_key){e.input, e.line, i});
	}
	while (tl->order.n > 0 && status == OOMLOG_OK)
		status = write_next(r, &first);
	return status;
}

/* Writes what has been collected, and forgets it. */
static int flush_events(struct oomlog_report *r)
{
	struct timeline *tl = r->state;
	int status = OOMLOG_OK;

	out_flush(&tl->text_out);
	if (tl->entries > 0)
		status = tl->text.status < 0 ? tl->text.status : write_in_order(r);
	tl->written += tl->entries;
	tl->entries = 0;
	tl->text_out.flushed = 0;
	spool_clear(&tl->text);
	spool_clear(&tl->index);
	spool_clear(&tl->copies);
	return status;
}

/* --- inputs, end --- */

static int coverage(struct oomlog_report *r, const struct oomlog_coverage *coverage)
{
	struct timeline *tl = r->state;
	struct jsonw j = side_begin(tl, &tl->coverage);

	if (tl->coverage.size > 0)
		out_literal(&tl->side, ",\n");
	tl->coverage_full |= coverage->others;
	jsoncoverage_write(&j, coverage);
	return side_end(tl);
}

static int input(struct oomlog_report *r, const struct oomlog_input *input)
{
	struct timeline *tl = r->state;
	struct jsonw j = side_begin(tl, &tl->inputs);
	int status;

	if (tl->inputs.size > 0)
		out_literal(&tl->side, ",\n");
	jsonsummary_input(&j, input);
	status = side_end(tl);
	return status < 0 || r->opt.several_inputs ? status : flush_events(r);
}

static int finish(struct oomlog_report *r)
{
	struct timeline *tl = r->state;
	struct jsonw j = {.out = &r->out};
	int status = flush_events(r);

	if (status == OOMLOG_OK)
		status = close_incidents(r);
	out_literal(&r->out, "\n],\"incidents\":[\n");
	if (status == OOMLOG_OK)
		status = spool_copy(&tl->incidents, 0, tl->incidents.size, &r->out);
	out_literal(&r->out, "\n],\"series\":[");
	jsonseries_write_all(&j, &r->series);
	out_literal(&r->out, "\n],\"coverage\":[\n");
	if (status == OOMLOG_OK)
		status = spool_copy(&tl->coverage, 0, tl->coverage.size, &r->out);
	out_literal(&r->out, "\n],\"inputs\":[\n");
	if (status == OOMLOG_OK)
		status = spool_copy(&tl->inputs, 0, tl->inputs.size, &r->out);
	out_literal(&r->out, "\n],\"summary\":");
	jsonsummary_write(&j, r, tl->order.late, tl->coverage_full);
	out_literal(&r->out, "}\n");
	return status;
}

const struct reporter reporter_json = {
	.name = "json",
	.state_size = sizeof(struct timeline),
	.begin = begin,
	.event = event,
	.copy = copy,
	.coverage = coverage,
	.input = input,
	.finish = finish,
	.release = release,
};
