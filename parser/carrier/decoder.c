#include "carrier/carrier.h"

#include <stdlib.h>

#include "carrier/cast.h"
#include "carrier/cat.h"
#include "carrier/decoder.h"
#include "carrier/front.h"
#include "carrier/held.h"
#include "carrier/journal.h"
#include "carrier/kmsg.h"
#include "carrier/label.h"
#include "carrier/list.h"
#include "carrier/object.h"
#include "carrier/page.h"
#include "carrier/same.h"
#include "carrier/wash.h"

/* A decoded copy of a line for each of: quoted-printable, marks of pages, JSON, the message's own escapes. */
enum { COPIES = 5, LEAST_LINE = 256, SLACK = 4096 };

/* What a named carrier can consist of. */
static unsigned stages_of(enum carrier_id id)
{
	switch (id) {
	case CARRIER_BARE:
		return 0;
	case CARRIER_KMSG:
	case CARRIER_NETCONSOLE:
		return STAGE_KMSG;
	case CARRIER_JOURNAL_EXPORT:
		return STAGE_EXPORT;
	case CARRIER_JOURNAL_VERBOSE:
		return STAGE_VERBOSE;
	case CARRIER_JOURNAL_JSON:
	case CARRIER_SYSLOG_JSON:
	case CARRIER_DMESG_JSON:
		return STAGE_JSON;
	case CARRIER_DOCKER_JSON:
	case CARRIER_SERVICE_JSON:
		return STAGE_JSON | STAGE_ORIGIN | STAGE_PRINTK;
	case CARRIER_CRI:
	case CARRIER_ISO_STAMP:
	case CARRIER_GITHUB:
	case CARRIER_GITLAB:
	case CARRIER_VMWARE:
	case CARRIER_K8S_EVENT:
		return STAGE_WRAP | STAGE_ORIGIN | STAGE_PRINTK;
	default:
		return STAGE_QUOTE | STAGE_PRINTK |
			(carrier_is_dmesg(id) || id == CARRIER_PSTORE ? 0 : (unsigned)STAGE_ORIGIN);
	}
}

static bool find_stages(const char *from, unsigned *ret)
{
	*ret = STAGE_ALL;
	if (from == NULL)
		return true;
	for (size_t i = 0; i < n_carriers; i++)
		if (strcmp(carriers[i].name, from) == 0) {
			*ret = stages_of((enum carrier_id)i);
			return true;
		}
	return false;
}

int decoder_new(struct decoder **ret, const char *from, size_t max_line, record_sink sink, void *ctx)
{
	struct decoder *d;
	unsigned stages;

	if (!find_stages(from, &stages))
		return OOMLOG_E_INVALID;
	if (max_line < LEAST_LINE)
		max_line = LEAST_LINE;
	d = calloc(1, sizeof(*d));
	if (d == NULL)
		return OOMLOG_E_NOMEM;
	if (max_line > SIZE_MAX / COPIES - SLACK || !textbuf_init(&d->scratch, max_line * COPIES) ||
	    !textbuf_init(&d->fields, max_line + SLACK) || !textbuf_init(&d->held.text, max_line) ||
	    !textbuf_init(&d->soft.text, max_line) || !textbuf_init(&d->cast.text, max_line)) {
		decoder_free(d);
		return OOMLOG_E_NOMEM;
	}
	lines_init(&d->cast.lines, max_line);
	d->stages = stages;
	d->sink = sink;
	d->ctx = ctx;
	*ret = d;
	return 0;
}

struct decoder *decoder_free(struct decoder *d)
{
	if (d == NULL)
		return NULL;
	textbuf_release(&d->scratch);
	textbuf_release(&d->fields);
	textbuf_release(&d->held.text);
	textbuf_release(&d->soft.text);
	textbuf_release(&d->cast.text);
	lines_release(&d->cast.lines);
	parts_release(&d->parts);
	free(d);
	return NULL;
}

void decoder_reset(struct decoder *d)
{
	char *parts = d->parts.lines;
	struct decoder fresh = {
		.sink = d->sink,
		.ctx = d->ctx,
		.stages = d->stages,
		.scratch = d->scratch,
		.fields = d->fields,
		.held.text = d->held.text,
		.soft.text = d->soft.text,
		.cast = {.text = d->cast.text, .lines = d->cast.lines},
	};

	*d = fresh;
	textbuf_clear(&d->cast.text);
	lines_reset(&d->cast.lines);
	textbuf_clear(&d->scratch);
	textbuf_clear(&d->fields);
	textbuf_clear(&d->held.text);
	textbuf_clear(&d->soft.text);
	d->parts.lines = parts;
}

/* What a terminal, an editor or /proc put at the ends of a line. */
static strv trim_ends(strv s)
{
	if (s.n > 0 && ((unsigned char)s.p[0] == 0xEF || s.p[0] == '\r' || s.p[0] == '\0')) {
		skip_literal(&s, STR("\xEF\xBB\xBF"));
		while (s.n > 0 && (s.p[0] == '\r' || s.p[0] == '\0'))
			s = str_from(s, 1);
	}
	while (s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	return s;
}

/*
 * A dump of a terminal's screen may fill each line up with blanks. No kernel line ends with as many: a comm has 15 bytes
 * at the most.
 */
enum { LEAST_PADDING = 16 };

static bool may_be_padded(const struct decoder *d, strv s)
{
	return s.n >= LEAST_PADDING && s.p[s.n - 1] == ' ' && (s.n == d->padded || s.p[s.n - LEAST_PADDING] == ' ');
}

static strv trim_padding(struct decoder *d, strv s)
{
	strv text;

	if (!may_be_padded(d, s))
		return s;
	text = str_trim_right(s);
	if (s.n - text.n >= LEAST_PADDING)
		d->padded = s.n;
	return s.n == d->padded ? text : s;
}

/* Text inside JSON has its own escapes, and that of kmsg too: nothing there is a page's or a terminal's. */
static bool is_literal(strv s)
{
	return s.n > 0 &&
		(s.p[0] == '{' || s.p[0] == '\x1e' || str_starts(s, STR("data: {")) || str_starts(s, STR(",{")) ||
	         list_looks(s));
}

static int wash_and_decode(struct decoder *d, strv s, struct span *span)
{
	bool soft = false;
	unsigned found;

	if (is_literal(s))
		return decode_text(d, s, span);
	if ((d->stages & STAGE_QUOTE) != 0 && page_looks(s))
		s = page_strip(d, s);
	found = wash_look(s);
	if ((d->stages & STAGE_QUOTE) != 0 && ((found & WASH_EQUALS) != 0 || d->quoted_printable || d->soft.active)) {
		s = wash_quoted_printable(d, s, &soft);
		if (soft) {
			held_add(&d->soft, HELD_SOFT_BREAK, 0, s, span);
			return 0;
		}
		if (d->soft.active)
			s = held_take(&d->soft, s, span);
		found = wash_look(s);
	}
	if ((found & WASH_OTHER) != 0 || d->escapes || d->forum || (s.n > 0 && s.p[s.n - 1] == ']') ||
	    str_starts(s, STR("[code]")))
		s = wash_line(d, s);
	return (found & WASH_ESCAPE) == 0 ? decode_plain(d, s, span) : decode_text(d, s, span);
}

/* Could this line open, continue or end one of the forms below? Most lines can be seen not to by their ends. */
static bool may_span_lines(const struct decoder *d, strv s)
{
	if (d->export.active || d->verbose.active || d->json.active)
		return true;
	if (s.n == 0)
		return false;
	switch (s.p[0]) {
	case '[':
	case '<':
		return d->json.seen;
	case '_': /* "__CURSOR=" */
		return true;
	case 'M':
	case 'T':
	case 'W':
	case 'F':
	case 'S': /* a weekday: verbose's header ends with its cursor's bracket */
		return s.p[s.n - 1] == ']';
	default:
		return s.p[s.n - 1] == '{' || d->json.seen;
	}
}

/* The forms that spread one record over lines look at a line first. */
static int multi_line(struct decoder *d, const struct line *line, bool *ret_taken)
{
	int status = 0;

	*ret_taken = false;
	if (!may_span_lines(d, line->text))
		return 0;
	if ((d->stages & STAGE_EXPORT) != 0)
		status = journal_export_line(d, line, ret_taken);
	if (status == 0 && !*ret_taken && (d->stages & STAGE_VERBOSE) != 0)
		status = journal_verbose_line(d, line, ret_taken);
	if (status == 0 && !*ret_taken && (d->stages & STAGE_JSON) != 0)
		status = object_line(d, line, ret_taken);
	return status;
}

static int whole_line(struct decoder *d, const struct line *line)
{
	uint64_t pieces = d->held.span.last_line;
	bool taken = false, kmsg = d->after_kmsg;
	struct span span;
	int status = 0;
	strv s;

	cat_note(d, line->text);
	if (!may_be_padded(d, line->text))
		status = same_line(d, line, &taken);
	if (taken)
		return status;
	span = (struct span){line->number, line->number, line->offset, line->end, line->cut};
	textbuf_clear(&d->scratch);
	status = multi_line(d, line, &taken);
	if (status < 0 || taken)
		return status;
	s = cat_plain(d, trim_padding(d, trim_ends(line->text)));
	d->after_kmsg = kmsg && kmsg_dictionary(s);
	if (d->after_kmsg)
		return 0;
	d->after_kmsg = s.n > 2 && is_digit(s.p[0]) && memchr(s.p, ',', s.n < 5 ? s.n : 5) != NULL;
	if (s.n == 0)
		return 0;
	status = wash_and_decode(d, s, &span);
	/* A line of another kind came before the last piece. */
	if (status == 0 && d->held.active && d->held.span.last_line == pieces)
		status = decode_pieces(d, &d->held);
	return status;
}

/* "[  1.1] a<br>[  1.2] b<br>..": all lines of a page in one. Each has the bytes of its own. */
static int run_of_lines(struct decoder *d, const struct line *line)
{
	strv rest = line->text;
	struct line one = *line;
	int status = 0;

	while (status == 0 && page_next(&rest, &one.text)) {
		one.offset = line->offset + (uint64_t)(one.text.p - line->text.p);
		one.end = rest.n > 0 ? line->offset + (uint64_t)(rest.p - line->text.p) : line->end;
		one.cut = line->cut && rest.n == 0;
		status = whole_line(d, &one);
	}
	return status;
}

static int one_line(struct decoder *d, const struct line *line)
{
	if (line->text.n >= PAGE_LEAST_RUN && (d->stages & STAGE_QUOTE) != 0 && !d->export.active &&
	    page_is_run(line->text))
		return run_of_lines(d, line);
	return whole_line(d, line);
}

/* The lines that waited are read with what is known now. */
static int front_lines(struct decoder *d)
{
	size_t n = d->front.n;
	int status = 0;

	d->front.n = 0;
	d->front.decided = true;
	for (size_t i = 0; i < n && status == 0; i++)
		status = one_line(d, &d->front.lines[i]);
	d->front.decided = false;
	return status;
}

static int line_in_order(struct decoder *d, const struct line *line)
{
	int status = 0;

	if (d->front.n > 0) {
		size_t label;

		if (front_is_open(&d->front, line->text) && front_hold(&d->front, line))
			return 0;
		label = front_label(&d->front, line->text);
		if (label > 0)
			label_learn(d, str_upto(d->front.lines[0].text, label));
		status = front_lines(d);
	}
	if (status == 0)
		status = one_line(d, line);
	if (status == 0 && d->front.wanted) {
		d->front.wanted = false;
		d->front.decided = true; /* a line that cannot wait is read now */
		if (!front_hold(&d->front, line))
			status = one_line(d, line);
		d->front.decided = false;
	}
	return status;
}

static int held_parts(struct decoder *d)
{
	struct line line;
	int status = 0;

	while (status == 0 && parts_next(&d->parts, &line))
		status = line_in_order(d, &line);
	return status;
}

/* A line that ends within a piece of a terminal's output stands where the piece does. */
static int cast_line(struct decoder *d, struct line *line)
{
	const struct line *at = &d->cast.newest;

	line->number = at->number;
	line->offset = at->offset;
	line->end = at->end;
	line->cut |= at->cut || d->cast.gap;
	d->cast.gap = false;
	return line_in_order(d, line);
}

static int cast_lines(struct decoder *d, const struct line *line, strv piece)
{
	struct line one;
	int status = 0, rc = 0;

	d->needs_all = true; /* a line's other pieces have none of its words */
	d->cast.newest = *line;
	while (status == 0 && (rc = lines_next(&d->cast.lines, &piece, &one)) > 0)
		status = cast_line(d, &one);
	return status < 0 ? status : rc;
}

/* A piece that is too long for a line: what it ends and what it begins have no rest. */
static int cast_gap(struct decoder *d)
{
	struct line one;
	int status = 0;

	d->cast.gap = true;
	if (lines_finish(&d->cast.lines, &one) > 0)
		status = cast_line(d, &one);
	d->cast.gap = true;
	return status;
}

int decoder_line(struct decoder *d, const struct line *line)
{
	enum parts_step step;
	int status = 0;
	strv piece;

	if (cast_looks(line->text) && (d->stages & STAGE_QUOTE) != 0 && cast_take(d, line->text, &piece))
		return cast_lines(d, line, piece);
	if (d->cast.newest.number > 0 && line->cut && cast_begins(line->text))
		return cast_gap(d);
	if (!parts_looks(&d->parts, line->text))
		return line_in_order(d, line);
	step = parts_take(&d->parts, line);
	if (step == PARTS_FIRST) {
		status = held_parts(d);
		if (status == 0)
			step = parts_take(&d->parts, line);
	}
	if (status < 0 || step == PARTS_NOMEM)
		return status < 0 ? status : OOMLOG_E_NOMEM;
	return step == PARTS_HELD ? 0 : line_in_order(d, line);
}

int decoder_flush(struct decoder *d)
{
	int status = held_parts(d);
	struct line last;

	if (status == 0 && lines_finish(&d->cast.lines, &last) > 0)
		status = cast_line(d, &last);
	if (status == 0)
		status = front_lines(d);
	if (status == 0)
		status = journal_flush(d);
	textbuf_clear(&d->scratch);
	d->json.active = false;
	if (status == 0)
		status = decode_pieces(d, &d->soft);
	if (status == 0)
		status = decode_pieces(d, &d->held);
	return status;
}

void decoder_apart(struct decoder *d)
{
	d->same.on = false;
}

bool decoder_needs_all(const struct decoder *d)
{
	return d->needs_all || d->front.n > 0 || d->parts.n_parts > 0 || d->held.active || d->soft.active ||
		d->json.active || d->quoted_printable;
}

const char *decoder_carrier(const struct decoder *d)
{
	size_t most = CARRIER_BARE;

	for (size_t i = 0; i < CARRIER_COUNT; i++)
		if (i != CARRIER_BARE && d->count[i] > (most == CARRIER_BARE ? 0 : d->count[most]))
			most = i;
	return d->count[most] > 0 ? carriers[most].name : NULL;
}
