#include "carrier/journal.h"

#include "carrier/entry.h"
#include "carrier/stamp.h"

/* systemd takes fields up to 768 MiB; a length beyond this one is not a length. */
enum { MOST_FIELD = 64 * 1024 * 1024 };

static struct span span_of(const struct line *line)
{
	return (struct span){line->number, line->number, line->offset, line->end, line->cut};
}

static void open_entry(struct decoder *d, const struct line *line)
{
	entry_clear(&d->entry);
	textbuf_clear(&d->fields);
	d->same.on = false;
	d->entry.span = span_of(line);
	d->entry.any = true;
	d->needs_all = true;
}

static void extend(struct decoder *d, const struct line *line)
{
	d->entry.span.last_line = line->number;
	d->entry.span.last_byte = line->end;
	d->entry.span.cut |= line->cut;
}

static int emit_entry(struct decoder *d, enum carrier_id id)
{
	struct parse p;

	if (!d->entry.any)
		return 0;
	d->entry.any = false;
	decode_begin(d, &p, STR_NONE);
	p.id = id;
	d->entry.span.cut |= d->fields.cut;
	return entry_record(&d->entry, &p) ? decode_emit(d, &p, &d->entry.span) : 0;
}

int journal_flush(struct decoder *d)
{
	enum carrier_id id = d->verbose.active ? CARRIER_JOURNAL_VERBOSE : CARRIER_JOURNAL_EXPORT;

	d->export = (struct export_state){0};
	d->verbose = (struct verbose_state){0};
	return emit_entry(d, id);
}

/* Field names of the journal: "_BOOT_ID", "MESSAGE" */
static size_t name_length(strv s)
{
	size_t n = 0;

	while (n < s.n && n < 64 && ((s.p[n] >= 'A' && s.p[n] <= 'Z') || s.p[n] == '_' || is_digit(s.p[n])))
		n++;
	return n;
}

/* A field that comes twice keeps its last value, as in the journal's own tools. */
static void set_field(struct decoder *d, int field, size_t begin)
{
	if (field >= 0)
		d->entry.field[field] = textbuf_since(&d->fields, begin);
}

static void keep_value(struct decoder *d, int field, strv value)
{
	size_t begin = d->fields.n;

	if (field < 0)
		return;
	textbuf_add(&d->fields, value);
	set_field(d, field, begin);
}

static bool begins_export(strv s)
{
	return str_starts(s, STR("__CURSOR=")) || str_starts(s, STR("__REALTIME_TIMESTAMP=")) ||
		str_starts(s, STR("__MONOTONIC_TIMESTAMP="));
}

/* "MESSAGE=text", or "MESSAGE" alone before a binary value: a length of 8 bytes, little endian, the data, a newline */
static bool export_field(struct decoder *d, strv s)
{
	size_t n = name_length(s);
	int field;

	if (n == 0 || (n < s.n && s.p[n] != '='))
		return false;
	field = entry_field(str_upto(s, n));
	if (n < s.n)
		keep_value(d, field, str_from(s, n + 1));
	else
		d->export = (struct export_state){
			.active = true, .state = EXPORT_LENGTH, .field = field, .begin = d->fields.n};
	return true;
}

static void length_byte(struct export_state *e, unsigned char byte)
{
	e->length[e->have++] = byte;
	if (e->have < sizeof(e->length))
		return;
	e->left = 0;
	for (size_t i = sizeof(e->length); i-- > 0;)
		e->left = e->left << 8 | e->length[i];
	e->state = e->left > 0 ? EXPORT_DATA : EXPORT_NEWLINE;
}

static void data_bytes(struct decoder *d, strv s)
{
	struct export_state *e = &d->export;

	if (e->field >= 0)
		textbuf_add(&d->fields, s);
	e->left -= s.n;
	if (e->left == 0)
		e->state = EXPORT_NEWLINE;
}

/* The next bytes of a binary field; false: they are not what its length promised. */
static bool binary_bytes(struct decoder *d, strv s)
{
	struct export_state *e = &d->export;

	while (s.n > 0) {
		size_t n = 1;

		switch (e->state) {
		case EXPORT_LENGTH:
			length_byte(e, (unsigned char)s.p[0]);
			if (e->left > MOST_FIELD)
				return false;
			break;
		case EXPORT_DATA:
			n = s.n < e->left ? s.n : (size_t)e->left;
			data_bytes(d, str_upto(s, n));
			break;
		case EXPORT_NEWLINE:
			if (s.p[0] != '\n' || s.n > 1)
				return false;
			set_field(d, e->field, e->begin);
			e->state = EXPORT_LINES;
			break;
		case EXPORT_LINES:
			return false;
		}
		s = str_from(s, n);
	}
	return true;
}

/* Bytes that the line limit threw away are still part of the length. */
static bool binary_gap(struct export_state *e, uint64_t n)
{
	if (n == 0)
		return true;
	if (e->state != EXPORT_DATA || e->left < n)
		return false;
	e->left -= n;
	if (e->left == 0)
		e->state = EXPORT_NEWLINE;
	return true;
}

/* The splitter took a newline, and a '\r' before it, off the line: both belong to the data. */
static bool binary_line(struct decoder *d, const struct line *line)
{
	uint64_t total = line->end - line->offset, newline = line->unterminated ? 0 : 1;
	uint64_t missing = total - newline - line->text.n;

	if (total < newline + line->text.n || !binary_bytes(d, line->text))
		return false;
	if (missing == 1 && !line->cut) {
		if (!binary_bytes(d, STR("\r")))
			return false;
	} else if (!binary_gap(&d->export, missing)) {
		return false;
	}
	return newline == 0 || binary_bytes(d, STR("\n"));
}

int journal_export_line(struct decoder *d, const struct line *line, bool *ret_taken)
{
	*ret_taken = true;
	if (!d->export.active) {
		*ret_taken = begins_export(line->text);
		if (!*ret_taken)
			return 0;
		open_entry(d, line);
		d->export.active = true;
	}
	extend(d, line);
	if (d->export.state != EXPORT_LINES) {
		if (binary_line(d, line))
			return 0;
		d->entry.span.cut = true;
		return journal_flush(d);
	}
	if (line->text.n == 0)
		return journal_flush(d);
	if (export_field(d, line->text))
		return 0;
	*ret_taken = false;
	return journal_flush(d);
}

/* "Sat 2026-11-21 02:17:59.971553 UTC [s=db6f..;i=182;b=..;m=3fd4b1;t=660bff83c16e1;x=..]" */
static bool verbose_header(strv s)
{
	struct stamp w;
	int digits;
	strv zone;

	return s.n > 40 && s.p[s.n - 1] == ']' && stamp_weekday(&s) && skip_byte(&s, ' ') &&
		stamp_iso(&s, &w, &digits) && skip_byte(&s, ' ') && parse_word(&s, &zone) && str_starts(s, STR(" [s="));
}

/* The cursor's own "b=", "m=" and "t=": the times are hexadecimal and stand here only. */
static void verbose_cursor(struct decoder *d, strv s)
{
	static const struct {
		strv key;
		int field;
		bool hex;
	} parts[] = {{{";b=", 3}, ENTRY_BOOT, false},
	             {{";m=", 3}, ENTRY_MONOTONIC, true},
	             {{";t=", 3}, ENTRY_REALTIME, true}};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		size_t at = str_find(s, parts[i].key), end;
		char digits[24], *put = digits + sizeof(digits);
		uint64_t value;
		strv text;

		if (at == SIZE_MAX)
			continue;
		text = str_from(s, at + parts[i].key.n);
		end = str_find_byte(text, ';');
		text = str_upto(text, end < text.n ? end : text.n - 1);
		if (!parts[i].hex) {
			keep_value(d, parts[i].field, text);
		} else if (parse_hex(&text, &value)) {
			do
				*--put = (char)('0' + value % 10);
			while ((value /= 10) > 0);
			keep_value(d, parts[i].field, (strv){put, (size_t)(digits + sizeof(digits) - put)});
		}
	}
}

/* "    MESSAGE=text"; later lines of a value are indented to where it begins. */
static bool verbose_field(struct decoder *d, strv s)
{
	struct verbose_state *v = &d->verbose;
	strv rest = s;
	size_t n;

	if (skip_literal(&rest, STR("    "))) {
		n = name_length(rest);
		if (n > 0 && n < rest.n && rest.p[n] == '=') {
			v->field = entry_field(str_upto(rest, n));
			v->indent = 4 + n + 1;
			v->begin = d->fields.n;
			keep_value(d, v->field, str_from(rest, n + 1));
			return true;
		}
	}
	if (v->indent == 0 || s.n < v->indent || str_trim_left(str_upto(s, v->indent)).n > 0)
		return false;
	if (v->field >= 0) {
		textbuf_byte(&d->fields, '\n');
		textbuf_add(&d->fields, str_from(s, v->indent));
		set_field(d, v->field, v->begin);
	}
	return true;
}

int journal_verbose_line(struct decoder *d, const struct line *line, bool *ret_taken)
{
	int status = 0;

	*ret_taken = true;
	if (d->verbose.active && verbose_field(d, line->text)) {
		extend(d, line);
		return 0;
	}
	if (d->verbose.active)
		status = journal_flush(d);
	if (status == 0 && verbose_header(line->text)) {
		open_entry(d, line);
		d->verbose = (struct verbose_state){.active = true, .field = -1};
		verbose_cursor(d, line->text);
		return 0;
	}
	*ret_taken = false;
	return status;
}
