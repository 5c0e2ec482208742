#include "reports/render/jsonw.h"

#include "reports/text/digits.h"
#include "reports/text/rfc3339.h"
#include "reports/text/utf8.h"

static const char hex[] = "0123456789abcdef";

void jsonw_u64(struct jsonw *j, uint64_t value)
{
	jsonw_separate(j);
	out_take(j->out, digits_u64(out_room(j->out, DIGITS_MAX), value));
}

void jsonw_i64(struct jsonw *j, int64_t value)
{
	char *p;

	jsonw_separate(j);
	p = out_room(j->out, DIGITS_MAX + 1);
	*p = '-';
	p += value < 0;
	out_take(j->out, digits_u64(p, value < 0 ? 0 - (uint64_t)value : (uint64_t)value));
}

void jsonw_boolean(struct jsonw *j, bool value)
{
	jsonw_separate(j);
	if (value)
		out_literal(j->out, "true");
	else
		out_literal(j->out, "false");
}

static void escape_byte(struct out *o, unsigned char c)
{
	const char text[] = {'\\', '\\', 'x', hex[c >> 4], hex[c & 15]};

	out_bytes(o, text, sizeof(text));
}

/* Writes the character that s begins with and returns its length; sets *escaped where it became \xNN. */
static size_t escape_char(struct out *o, strv s, bool *escaped)
{
	uint32_t c = 0;
	size_t len = utf8_decode(s, &c);

	if (len == 0 || utf8_is_control(c)) {
		*escaped = true;
		len = len == 0 ? 1 : len;
		for (size_t i = 0; i < len; i++)
			escape_byte(o, (unsigned char)s.p[i]);
	} else {
		if (c == '"' || c == '\\')
			out_byte(o, '\\');
		out_bytes(o, s.p, len);
	}
	return len;
}

static bool write_escaped(struct out *o, strv s)
{
	bool escaped = false;

	while (s.n > 0) {
		size_t plain = 0;

		while (plain < s.n && jsonw_is_plain((unsigned char)s.p[plain]))
			plain++;
		out_bytes(o, s.p, plain);
		s = str_from(s, plain);
		if (s.n > 0)
			s = str_from(s, escape_char(o, s, &escaped));
	}
	return escaped;
}

/* Nearly all strings are short, and need no escapes. */
static bool write_plain(struct jsonw *j, strv s)
{
	enum { SHORT = 512 };
	char *p;

	if (s.n > SHORT)
		return false;
	p = jsonw_put_plain(out_room(j->out, s.n + 2), s);
	if (p != NULL)
		out_take(j->out, p);
	return p != NULL;
}

bool jsonw_str(struct jsonw *j, strv s)
{
	bool escaped;

	jsonw_separate(j);
	if (write_plain(j, s))
		return false;
	out_byte(j->out, '"');
	escaped = write_escaped(j->out, s);
	out_byte(j->out, '"');
	return escaped;
}

void jsonw_key_str(struct jsonw *j, strv name)
{
	jsonw_str(j, name);
	out_byte(j->out, ':');
	j->comma = false;
}

/* A string that had to be changed: its bytes, as the member <name>_raw_hex. */
static void raw_hex(struct jsonw *j, const char *name, size_t n, strv s)
{
	out_literal(j->out, ",\"");
	out_bytes(j->out, name, n);
	out_literal(j->out, "_raw_hex\":\"");
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		out_byte(j->out, hex[c >> 4]);
		out_byte(j->out, hex[c & 15]);
	}
	out_byte(j->out, '"');
}

void jsonw_member_text_(struct jsonw *j, const char *name, size_t n, strv s)
{
	if (s.p == NULL)
		return;
	jsonw_key_(j, name, n);
	if (jsonw_str(j, s))
		raw_hex(j, name, n, s);
}

void jsonw_hex_mask(struct jsonw *j, uint64_t value)
{
	char text[19], *p = text + sizeof(text);

	*--p = '"';
	do {
		*--p = hex[value & 15];
		value >>= 4;
	} while (value != 0);
	jsonw_separate(j);
	out_literal(j->out, "\"0x");
	out_bytes(j->out, p, (size_t)(text + sizeof(text) - p));
}

void jsonw_id(struct jsonw *j, uint64_t value)
{
	char text[18] = {'"'};

	for (int i = 16; i > 0; i--, value >>= 4)
		text[i] = hex[value & 15];
	text[17] = '"';
	jsonw_separate(j);
	out_bytes(j->out, text, sizeof(text));
}

bool jsonw_has_time(int64_t realtime_us)
{
	return realtime_us != OOMLOG_ABSENT && rfc3339_can(realtime_us);
}

void jsonw_time(struct jsonw *j, int64_t realtime_us)
{
	char *p;

	jsonw_separate(j);
	p = out_room(j->out, RFC3339_MAX + 2);
	*p++ = '"';
	p = rfc3339_write(p, realtime_us, true);
	*p++ = '"';
	out_take(j->out, p);
}

void jsonw_member_time(struct jsonw *j, const char *name, int64_t realtime_us)
{
	if (!jsonw_has_time(realtime_us))
		return;
	jsonw_key_of(j, name);
	jsonw_time(j, realtime_us);
}

void jsonw_member_boolean(struct jsonw *j, const char *name, bool value)
{
	jsonw_key_of(j, name);
	jsonw_boolean(j, value);
}

void jsonw_member_if(struct jsonw *j, const char *name, bool value)
{
	if (value)
		jsonw_member_boolean(j, name, true);
}

void jsonw_member_list(struct jsonw *j, const char *name, const char *const *items, size_t n)
{
	if (n == 0)
		return;
	jsonw_open_member_of(j, name, '[');
	for (size_t i = 0; i < n; i++)
		jsonw_str(j, str_of(items[i]));
	jsonw_close(j, ']');
}
