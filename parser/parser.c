/* The public object: bytes -> lines -> records -> events, the limits, and the queue of finished events. */
#include <oomlog/oomlog.h>

#include <stdlib.h>

#include "assemble/assembler.h"
#include "carrier/carrier.h"
#include "carrier/utf16.h"
#include "digest.h"
#include "formats/formats.h"
#include "lines.h"
#include "quiet.h"
#include "table.h"

enum {
	CLOSE_LOOK = 256, /* lines at the beginning of an input that are all decoded: what is it, when does it begin */
	DECODE_ROOM = 4096, /* UTF-16 is turned into UTF-8 in pieces of this size */
	SAMPLE = 4096       /* bytes: so often a quiet line is read while an event waits for what may follow it */
};

struct queued {
	struct oomlog_event *ev;
	struct queued *next;
};

struct oomlog_parser {
	struct oomlog_options opt;
	struct decoder *decoder;
	struct assembler *assembler;
	struct utf16 utf16;
	struct lines lines;
	struct quiet quiet;
	struct queued *first, **last;
	size_t n_queued;
	uint64_t gap_byte, gap_line; /* where the newest gap of a digest began */
	uint64_t bytes, idle_bytes;  /* idle_bytes: when oomlog_parser_idle() was last called */
	const char *record_carrier;  /* of the newest record that was fed; NULL: none was */
	char head[UTF16_HEAD];       /* first bytes of an input that may be UTF-16's, until it is known */
	size_t n_head;
	int error; /* sticky */
	bool finished;
	const char *errmsg;
};

static const struct oomlog_limits defaults = {
	.max_line = UINT64_C(64) * 1024,
	.max_event_bytes = UINT64_C(6) * 1024 * 1024,
	.max_open_bytes = UINT64_C(10) * 1024 * 1024,
	.max_tasks = 32768,
	.max_open = 256,
	.max_queued = 64,
	.max_idle_us = UINT64_C(30) * 1000 * 1000,
	.max_idle_lines = 10000,
	.max_ended_us = UINT64_C(10) * 1000 * 1000,
};

void oomlog_options_init(struct oomlog_options *opt)
{
	*opt = (struct oomlog_options){.size = sizeof(*opt),
	                               .newest_us = OOMLOG_ABSENT,
	                               .boot_realtime_us = OOMLOG_ABSENT,
	                               .limits = defaults};
}

#define DEFAULT(member)                                       \
	do {                                                  \
		if (opt->limits.member == 0)                  \
			opt->limits.member = defaults.member; \
	} while (0)

static void fill_limits(struct oomlog_options *opt)
{
	DEFAULT(max_line);
	DEFAULT(max_event_bytes);
	DEFAULT(max_open_bytes);
	DEFAULT(max_tasks);
	DEFAULT(max_open);
	DEFAULT(max_queued);
	DEFAULT(max_idle_us);
	DEFAULT(max_idle_lines);
	DEFAULT(max_ended_us);
}

static int fail(struct oomlog_parser *p, int error)
{
	p->errmsg = error == OOMLOG_E_NOMEM  ? "out of memory"
		: error == OOMLOG_E_FULL     ? "the queue of finished events is full"
		: error == OOMLOG_E_FINISHED ? "the input has been finished"
		: error == OOMLOG_E_INVALID  ? "invalid argument"
					     : "error";
	if (error == OOMLOG_E_NOMEM)
		p->error = error;
	return error;
}

static void enqueue(void *ctx, struct oomlog_event *ev)
{
	struct oomlog_parser *p = ctx;
	struct queued *q = malloc(sizeof(*q));

	if (q == NULL) {
		oomlog_event_unref(ev);
		fail(p, OOMLOG_E_NOMEM);
		return;
	}
	*q = (struct queued){ev, NULL};
	ev->queued = true;
	*p->last = q;
	p->last = &q->next;
	p->n_queued++;
}

static int on_record(void *ctx, const struct record *r)
{
	struct oomlog_parser *p = ctx;

	return assembler_record(p->assembler, r);
}

int oomlog_parser_new(struct oomlog_parser **ret, const struct oomlog_options *opt)
{
	struct oomlog_parser *p;
	int rc;

	if (opt != NULL && opt->size != sizeof(*opt))
		return OOMLOG_E_INVALID;
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return OOMLOG_E_NOMEM;
	if (opt != NULL)
		p->opt = *opt;
	else
		oomlog_options_init(&p->opt);
	fill_limits(&p->opt);
	p->last = &p->first;
	lines_init(&p->lines, p->opt.limits.max_line);
	rc = assembler_new(&p->assembler, &p->opt, enqueue, p);
	if (rc == OOMLOG_OK)
		rc = decoder_new(&p->decoder, p->opt.carrier, p->opt.limits.max_line, on_record, p);
	if (rc != OOMLOG_OK) {
		oomlog_parser_free(p);
		return rc;
	}
	assembler_reset_stats(p->assembler);
	utf16_init(&p->utf16);
	*ret = p;
	return OOMLOG_OK;
}

struct oomlog_parser *oomlog_parser_free(struct oomlog_parser *p)
{
	struct oomlog_event *ev = NULL;

	if (p != NULL) {
		while (oomlog_parser_next(p, &ev) > 0)
			oomlog_event_unref(ev);
		decoder_free(p->decoder);
		assembler_free(p->assembler);
		lines_release(&p->lines);
		quiet_release(&p->quiet);
		free(p);
	}
	return NULL;
}

/* Every line counts. */
static bool wants_all(const struct oomlog_parser *p)
{
	return p->opt.no_prefilter || p->lines.number < CLOSE_LOOK || p->lines.pending > 0 ||
		assembler_needs_all(p->assembler) || decoder_needs_all(p->decoder);
}

/* Once in so many bytes a line counts. */
static uint64_t sample_step(const struct oomlog_parser *p)
{
	return assembler_oldest(p->assembler) != NULL ? SAMPLE : 0;
}

static int pass_quiet(struct oomlog_parser *p, strv *data)
{
	bool skipped = false;
	int rc;

	if (wants_all(p)) {
		if (!held_is_empty(&p->quiet.held))
			held_want_all(&p->quiet.held);
		return OOMLOG_OK;
	}
	rc = quiet_pass(&p->quiet, &p->lines, data, sample_step(p), &skipped);
	if (skipped)
		cover_passed_over(p->assembler);
	return rc;
}

/* 1: a line that was held, or the next one; 0: there is none, or it is not decided upon. */
static int next_line(struct oomlog_parser *p, strv *data, struct line *ret)
{
	bool skipped = false;
	int rc = held_next(&p->quiet.held, &p->lines, ret, &skipped);

	if (skipped)
		cover_passed_over(p->assembler);
	return rc == 0 && held_is_empty(&p->quiet.held) ? lines_next(&p->lines, data, ret) : rc;
}

static int take_utf8(struct oomlog_parser *p, strv *data, size_t max_queued)
{
	struct line line;
	int rc = OOMLOG_OK;

	while ((data->n > 0 || held_is_ready(&p->quiet.held)) && p->n_queued < max_queued) {
		if (held_is_empty(&p->quiet.held))
			table_take(p->decoder, p->assembler, &p->lines, data);
		rc = held_is_ready(&p->quiet.held) ? OOMLOG_OK : pass_quiet(p, data);
		if (rc == OOMLOG_OK)
			rc = next_line(p, data, &line);
		if (rc > 0)
			rc = decoder_line(p->decoder, &line);
		if (rc < 0)
			return rc;
	}
	return p->error;
}

static int take_text(struct oomlog_parser *p, strv *data, size_t max_queued)
{
	quiet_begin(&p->quiet, &p->lines, *data);
	return take_utf8(p, data, max_queued);
}

/* All of it, since the caller cannot be asked for it again. */
static int take_piece(struct oomlog_parser *p, strv text)
{
	return take_text(p, &text, SIZE_MAX);
}

/* What was held back at the beginning of an input, and is nothing but text. */
static int take_head(struct oomlog_parser *p)
{
	strv head = {p->head, p->n_head};

	p->n_head = 0;
	return take_piece(p, head);
}

/* The last lines are read whatever they say: their stamps tell how far the input goes. */
static int take_held(struct oomlog_parser *p)
{
	if (held_is_empty(&p->quiet.held))
		return OOMLOG_OK;
	held_want_all(&p->quiet.held);
	return take_piece(p, STR_NONE);
}

/* The input has ended: its last line, and what the decoder holds back. */
static int flush_input(struct oomlog_parser *p)
{
	struct line line;
	int rc = take_head(p);

	if (rc == OOMLOG_OK)
		rc = take_held(p);
	if (rc == OOMLOG_OK && lines_finish(&p->lines, &line) > 0)
		rc = decoder_line(p->decoder, &line);
	return rc == OOMLOG_OK ? decoder_flush(p->decoder) : rc;
}

int oomlog_parser_finish(struct oomlog_parser *p)
{
	int rc;

	if (p->error != 0)
		return p->error;
	if (p->finished)
		return OOMLOG_OK;
	p->finished = true;
	rc = flush_input(p);
	if (rc == OOMLOG_OK)
		rc = assembler_finish(p->assembler);
	return rc == OOMLOG_OK ? p->error : fail(p, rc);
}

int oomlog_parser_input(struct oomlog_parser *p, const char *name, int64_t newest_us, bool continues)
{
	int rc;

	if (p->error != 0)
		return p->error;
	rc = continues ? flush_input(p) : oomlog_parser_finish(p);
	if (rc != OOMLOG_OK)
		return fail(p, rc);
	decoder_reset(p->decoder);
	lines_reset(&p->lines);
	quiet_reset(&p->quiet);
	utf16_init(&p->utf16);
	p->n_head = 0;
	assembler_reset_stats(p->assembler);
	p->bytes = p->idle_bytes = 0;
	p->record_carrier = NULL;
	p->finished = false;
	return assembler_input(p->assembler, name, newest_us, continues);
}

/* Decodes a piece, and has all of it taken before the next: what was decoded cannot be given back. */
static int take_utf16(struct oomlog_parser *p, strv *data)
{
	char room[DECODE_ROOM];
	int rc = OOMLOG_OK;

	while (rc == OOMLOG_OK && data->n > 0 && p->n_queued < p->opt.limits.max_queued) {
		size_t taken;
		strv text = {room, utf16_decode(&p->utf16, data->p, data->n, &taken, room, sizeof(room))};

		*data = str_from(*data, taken);
		rc = take_piece(p, text);
	}
	return rc;
}

/* An input that begins with a few bytes: they wait for more while they may be UTF-16's. */
static int take_first(struct oomlog_parser *p, strv *data)
{
	strv head;

	while (data->n > 0 && utf16_undecided(p->head, p->n_head)) {
		p->head[p->n_head++] = data->p[0];
		*data = str_from(*data, 1);
	}
	if (utf16_undecided(p->head, p->n_head))
		return OOMLOG_OK;
	if (!utf16_detect(&p->utf16, p->head, p->n_head))
		return take_head(p);
	head = (strv){p->head, p->n_head};
	p->n_head = 0;
	return take_utf16(p, &head);
}

static int take_bytes(struct oomlog_parser *p, strv *data)
{
	int rc;

	if (!p->utf16.begun && p->n_head == 0 && !utf16_undecided(data->p, data->n))
		utf16_detect(&p->utf16, data->p, data->n);
	else if (!p->utf16.begun && (rc = take_first(p, data)) < 0)
		return rc;
	return p->utf16.order != UTF16_NONE ? take_utf16(p, data) : take_text(p, data, p->opt.limits.max_queued);
}

ptrdiff_t oomlog_parser_feed_bytes(struct oomlog_parser *p, const void *buf, size_t len)
{
	strv data = {buf, len};
	int rc;

	if (p->error != 0)
		return p->error;
	if (p->finished)
		return fail(p, OOMLOG_E_FINISHED);
	if (len == 0 || p->n_queued >= p->opt.limits.max_queued)
		return 0;
	rc = take_bytes(p, &data);
	if (rc < 0)
		return fail(p, rc);
	p->bytes += len - data.n;
	return (ptrdiff_t)(len - data.n);
}

/* Lines of the gap that were not fed as text; before that, where the gap begins is noted. */
static uint64_t gap_lines_left(struct oomlog_parser *p, const struct piece *piece, uint64_t into)
{
	uint64_t lines = p->lines.number + p->quiet.held.n;

	if (into == 0) {
		p->gap_byte = p->bytes;
		p->gap_line = lines;
	}
	return p->bytes - into == p->gap_byte && lines - p->gap_line <= piece->gap_lines
		? piece->gap_lines - (lines - p->gap_line)
		: 0;
}

/* What is left of a gap of which the parser has had `into` bytes. Bytes taken, or OOMLOG_E_TEXT. */
static int64_t feed_gap(struct oomlog_parser *p, const struct piece *piece, uint64_t into)
{
	uint64_t bytes = piece->gap_bytes - into, lines = gap_lines_left(p, piece, into);
	strv nothing = STR_NONE;
	int rc = take_utf8(p, &nothing, p->opt.limits.max_queued); /* what is held and wanted */

	if (rc < 0)
		return fail(p, rc);
	if (held_is_ready(&p->quiet.held))
		return 0; /* the queue is full */
	if (wants_all(p) || p->n_head > 0 || p->utf16.order != UTF16_NONE ||
	    !quiet_pass_gap(&p->quiet, &p->lines, bytes, lines, sample_step(p)))
		return OOMLOG_E_TEXT;
	cover_passed_over(p->assembler);
	p->bytes += bytes;
	return (int64_t)bytes;
}

static int64_t feed_piece(struct oomlog_parser *p, const struct oomlog_digest *digest, uint64_t from)
{
	const struct piece *piece = digest_piece(digest, from);
	uint64_t into = from - piece->begin;

	if (into < piece->gap_bytes)
		return feed_gap(p, piece, into);
	into -= piece->gap_bytes;
	return oomlog_parser_feed_bytes(p, digest->text + piece->at + into, piece->n - (size_t)into);
}

int64_t oomlog_parser_feed_digest(struct oomlog_parser *p, const struct oomlog_digest *digest, uint64_t from)
{
	uint64_t at = from;
	int64_t took = 1;

	if (p->error != 0)
		return p->error;
	if (p->finished)
		return fail(p, OOMLOG_E_FINISHED);
	if (from > digest->bytes || p->bytes != digest->offset + from)
		return fail(p, OOMLOG_E_INVALID);
	while (took > 0 && at < digest->bytes) {
		took = feed_piece(p, digest, at);
		at += took > 0 ? (uint64_t)took : 0;
	}
	return took < 0 && at == from ? took : (int64_t)(at - from);
}

bool oomlog_parser_passes(struct oomlog_parser *p, struct oomlog_str text, int64_t realtime_us)
{
	size_t newlines = 0;

	if (p->error != 0 || p->finished || p->opt.no_prefilter || assembler_needs_all(p->assembler) ||
	    scan_find(format_scanner(), text.p, text.n, 0, &newlines) != SIZE_MAX)
		return false;
	p->bytes += text.n;
	assembler_pass(p->assembler, ++p->lines.number, record_time((uint64_t)realtime_us));
	return true;
}

static void record_of(struct oomlog_parser *p, const struct oomlog_record *rec, struct record *r)
{
	record_init(r);
	r->text = str_upto(rec->text, p->opt.limits.max_line);
	r->host = rec->host;
	r->boot = rec->boot_id;
	r->caller = rec->caller;
	r->tag = rec->tag;
	r->transport = rec->transport;
	r->message_id = rec->message_id;
	r->mono_us = record_time((uint64_t)rec->monotonic_us);
	r->real_us = record_time((uint64_t)rec->realtime_us);
	r->lost = rec->lost;
	r->trust = rec->from_program < 0 ? TRUST_UNKNOWN : rec->from_program > 0 ? TRUST_PROGRAM : TRUST_KERNEL;
	r->flags = RECORD_STAMPED | (rec->text.n > r->text.n ? RECORD_CUT : 0);
	r->carrier = p->record_carrier = rec->carrier != NULL ? rec->carrier : "record";
	r->line = r->last_line = ++p->lines.number;
	r->first_byte = p->bytes;
	r->last_byte = p->bytes += rec->text.n;
}

int oomlog_parser_feed(struct oomlog_parser *p, const struct oomlog_record *rec)
{
	struct record r;
	int rc;

	if (p->error != 0)
		return p->error;
	if (p->finished)
		return fail(p, OOMLOG_E_FINISHED);
	if (rec->size != sizeof(*rec))
		return fail(p, OOMLOG_E_INVALID);
	if (p->n_queued >= p->opt.limits.max_queued)
		return fail(p, OOMLOG_E_FULL);
	record_of(p, rec, &r);
	decoder_apart(p->decoder);
	rc = assembler_record(p->assembler, &r);
	return rc == OOMLOG_OK ? p->error : fail(p, rc);
}

int oomlog_parser_idle(struct oomlog_parser *p, int64_t now_us)
{
	int rc;

	if (p->error != 0)
		return p->error;
	/* Bytes that have just come may be followed by those that they wait for. */
	rc = p->bytes == p->idle_bytes ? take_held(p) : OOMLOG_OK;
	if (rc == OOMLOG_OK && p->bytes == p->idle_bytes)
		rc = decoder_flush(p->decoder);
	p->idle_bytes = p->bytes;
	if (rc != OOMLOG_OK)
		return fail(p, rc);
	assembler_expire(p->assembler, now_us);
	return p->error;
}

bool oomlog_parser_is_inside(const struct oomlog_parser *p)
{
	return assembler_is_inside(p->assembler);
}

const struct oomlog_origin *oomlog_parser_oldest(const struct oomlog_parser *p)
{
	return assembler_oldest(p->assembler);
}

int oomlog_parser_next(struct oomlog_parser *p, struct oomlog_event **ret)
{
	struct queued *q = p->first;

	if (q == NULL)
		return p->error;
	p->first = q->next;
	if (p->first == NULL)
		p->last = &p->first;
	p->n_queued--;
	*ret = q->ev;
	free(q);
	(*ret)->queued = false;
	/* Else its report still waits for late lines, and its memory counts as long. */
	if ((*ret)->refs == 1)
		arena_leave_budget(&(*ret)->arena);
	return 1;
}

void oomlog_parser_get_stats(const struct oomlog_parser *p, struct oomlog_stats *ret)
{
	assembler_get_stats(p->assembler, ret);
	ret->carrier = p->record_carrier != NULL ? p->record_carrier : decoder_carrier(p->decoder);
	ret->bytes = p->bytes;
	ret->lines = p->lines.number;
}

const struct oomlog_coverage *oomlog_parser_coverage(const struct oomlog_parser *p, size_t i)
{
	return cover_at(p->assembler, i);
}

const char *oomlog_parser_errmsg(const struct oomlog_parser *p)
{
	return p->errmsg != NULL ? p->errmsg : "no error";
}

const char *oomlog_version(void)
{
	return OOMLOG_VERSION;
}
