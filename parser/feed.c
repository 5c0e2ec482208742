/* Bytes -> lines -> the decoder: text or UTF-16, at hand or in a digest, and past what is quiet. */
#include "digest.h"
#include "parser.h"
#include "table.h"

enum {
	CLOSE_LOOK = 256, /* lines at the beginning of an input that are all decoded: what is it, when does it begin */
	DECODE_ROOM = 4096, /* UTF-16 is turned into UTF-8 in pieces of this size */
	SAMPLE = 4096       /* bytes: so often a quiet line is read while an event waits for what may follow it */
};

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

int parser_take_held(struct oomlog_parser *p)
{
	if (held_is_empty(&p->quiet.held))
		return OOMLOG_OK;
	held_want_all(&p->quiet.held);
	return take_piece(p, STR_NONE);
}

int parser_flush(struct oomlog_parser *p)
{
	struct line line;
	int rc = take_head(p);

	if (rc == OOMLOG_OK)
		rc = parser_take_held(p);
	if (rc == OOMLOG_OK && lines_finish(&p->lines, &line) > 0)
		rc = decoder_line(p->decoder, &line);
	return rc == OOMLOG_OK ? decoder_flush(p->decoder) : rc;
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
		return parser_fail(p, OOMLOG_E_FINISHED);
	if (len == 0 || p->n_queued >= p->opt.limits.max_queued)
		return 0;
	rc = take_bytes(p, &data);
	if (rc < 0)
		return parser_fail(p, rc);
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
		return parser_fail(p, rc);
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
		return parser_fail(p, OOMLOG_E_FINISHED);
	if (from > digest->bytes || p->bytes != digest->offset + from)
		return parser_fail(p, OOMLOG_E_INVALID);
	while (took > 0 && at < digest->bytes) {
		took = feed_piece(p, digest, at);
		at += took > 0 ? (uint64_t)took : 0;
	}
	return took < 0 && at == from ? took : (int64_t)(at - from);
}
