#include "carrier/json.h"

static void skip_space(strv *s)
{
	while (s->n > 0 && (s->p[0] == ' ' || s->p[0] == '\t' || s->p[0] == '\n' || s->p[0] == '\r'))
		*s = str_from(*s, 1);
}

/* A string's inside; escapes stay. */
static bool string(strv *s, strv *ret)
{
	strv rest = *s;
	size_t n = 0;

	if (!skip_byte(&rest, '"'))
		return false;
	for (;;) {
		size_t quote = str_find_byte(str_from(rest, n), '"'), back = 0;

		if (quote == SIZE_MAX)
			return false;
		n += quote;
		while (back < n && rest.p[n - 1 - back] == '\\')
			back++;
		if (back % 2 == 0)
			break;
		n++;
	}
	*ret = str_upto(rest, n);
	*s = str_from(rest, n + 1);
	return true;
}

/* An array or an object, whole: counts brackets outside strings. */
static bool nested(strv *s, strv *ret)
{
	strv rest = *s, skipped;
	size_t depth = 0;

	do {
		if (rest.n == 0)
			return false;
		if (rest.p[0] == '"') {
			if (!string(&rest, &skipped))
				return false;
			continue;
		}
		if (rest.p[0] == '[' || rest.p[0] == '{')
			depth++;
		else if (rest.p[0] == ']' || rest.p[0] == '}')
			depth--;
		rest = str_from(rest, 1);
	} while (depth > 0);
	*ret = (strv){s->p + 1, (size_t)(rest.p - s->p) - 2};
	*s = rest;
	return true;
}

/* A number, null, true, false */
static bool word(strv *s, strv *ret)
{
	size_t n = 0;

	while (n < s->n && strchr(",}] \t\r\n", s->p[n]) == NULL)
		n++;
	if (n == 0)
		return false;
	*ret = str_upto(*s, n);
	*s = str_from(*s, n);
	return true;
}

static bool value(strv *s, struct json_member *m)
{
	if (s->n == 0)
		return false;
	switch (s->p[0]) {
	case '"':
		m->type = JSON_STRING;
		return string(s, &m->value);
	case '[':
		m->type = JSON_BYTES;
		return nested(s, &m->value);
	case '{':
		m->type = JSON_OTHER;
		return nested(s, &m->value);
	default:
		if (!word(s, &m->value))
			return false;
		m->type = is_digit(m->value.p[0]) || m->value.p[0] == '-' ? JSON_NUMBER : JSON_OTHER;
		return true;
	}
}

bool json_open(struct json_reader *r, strv s)
{
	skip_space(&s);
	if (!skip_byte(&s, '{'))
		return false;
	*r = (struct json_reader){.rest = s, .first = true};
	return true;
}

int json_next(struct json_reader *r, struct json_member *ret)
{
	skip_space(&r->rest);
	if (skip_byte(&r->rest, '}'))
		return 0;
	if (!r->first && !skip_byte(&r->rest, ','))
		return -1;
	r->first = false;
	skip_space(&r->rest);
	if (!string(&r->rest, &ret->key))
		return -1;
	skip_space(&r->rest);
	/* Fluent Bit prints its records as Ruby does: {"host"=>"h", "message"=>".."} */
	if (!skip_byte(&r->rest, ':') && !skip_literal(&r->rest, STR("=>")))
		return -1;
	skip_space(&r->rest);
	return value(&r->rest, ret) ? 1 : -1;
}

bool json_next_item(struct json_reader *r, struct json_member *ret)
{
	skip_space(&r->rest);
	if (!r->first && !skip_byte(&r->rest, ','))
		return false;
	r->first = false;
	skip_space(&r->rest);
	*ret = (struct json_member){.key = STR_NONE};
	return value(&r->rest, ret);
}

static bool hex4(strv s, uint32_t *ret)
{
	strv digits = str_upto(s, 4);
	uint64_t value;

	if (digits.n < 4 || !parse_hex(&digits, &value) || digits.n > 0)
		return false;
	*ret = (uint32_t)value;
	return true;
}

/* "\u0001", "\ud83d\ude00"; s is behind the 'u' */
static void unicode(struct textbuf *b, strv *s)
{
	uint32_t c, low;
	char out[4];

	if (!hex4(*s, &c)) {
		textbuf_add(b, STR("\\u"));
		return;
	}
	*s = str_from(*s, 4);
	if (c >= 0xD800 && c < 0xDC00 && str_starts(*s, STR("\\u")) && hex4(str_from(*s, 2), &low) && low >= 0xDC00 &&
	    low < 0xE000) {
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		*s = str_from(*s, 6);
	}
	textbuf_add(b, (strv){out, utf8_encode(c, out)});
}

static void escape(struct textbuf *b, strv *s)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char *known;
	char c = s->n > 0 ? s->p[0] : '\\';

	*s = str_from(*s, 1);
	known = c != '\0' ? strchr(from, c) : NULL;
	if (c == 'u')
		unicode(b, s);
	else
		textbuf_byte(b, known != NULL ? to[known - from] : c);
}

static strv unescaped(struct textbuf *b, strv s)
{
	size_t begin = b->n, at;

	if (str_find_byte(s, '\\') == SIZE_MAX)
		return s;
	while ((at = str_find_byte(s, '\\')) != SIZE_MAX) {
		textbuf_add(b, str_upto(s, at));
		s = str_from(s, at + 1);
		escape(b, &s);
	}
	textbuf_add(b, s);
	return textbuf_since(b, begin);
}

/* journalctl -o json: a field that is not UTF-8 is an array of its bytes: [98,97,100,255] */
static strv bytes(struct textbuf *b, strv s)
{
	size_t begin = b->n;
	uint64_t byte;

	for (;;) {
		skip_space(&s);
		if (!parse_u64(&s, &byte) || byte > 255)
			break;
		textbuf_byte(b, (char)byte);
		skip_space(&s);
		if (!skip_byte(&s, ','))
			break;
	}
	return textbuf_since(b, begin);
}

/* journalctl -o json: a field that comes more than once is an array of its values; the last one counts, as in export. */
static strv last_or_bytes(struct textbuf *b, strv s)
{
	struct json_member last = {.type = JSON_OTHER};
	strv rest = s;

	skip_space(&rest);
	if (rest.n == 0 || (rest.p[0] != '"' && rest.p[0] != '['))
		return bytes(b, s);
	do
		skip_space(&rest);
	while (value(&rest, &last) && (skip_space(&rest), skip_byte(&rest, ',')));
	return last.type == JSON_STRING   ? unescaped(b, last.value)
		: last.type == JSON_BYTES ? bytes(b, last.value)
					  : STR_NONE;
}

strv json_text(struct textbuf *b, const struct json_member *m)
{
	switch (m->type) {
	case JSON_STRING:
		return unescaped(b, m->value);
	case JSON_BYTES:
		return last_or_bytes(b, m->value);
	case JSON_NUMBER:
		return m->value;
	default:
		return STR_NONE;
	}
}
