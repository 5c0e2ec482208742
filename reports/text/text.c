#include "reports/text/text.h"

#include "reports/text/digits.h"
#include "reports/text/rfc3339.h"
#include "reports/text/utf8.h"

static const char hex[] = "0123456789abcdef";

struct range {
	uint32_t first, last;
};

static bool in_ranges(uint32_t c, const struct range *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= r[i].first && c <= r[i].last)
			return true;
	return false;
}

/* Characters that are not seen and change how their neighbours are: Unicode's format characters and the like. */
static bool is_treacherous(uint32_t c)
{
	static const struct range ranges[] = {
		{0x00ad, 0x00ad},   {0x034f, 0x034f},    {0x061c, 0x061c}, {0x115f, 0x1160}, {0x17b4, 0x17b5},
		{0x180b, 0x180f},   {0x200b, 0x200f},    {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
		{0xd800, 0xf8ff},   {0xfe00, 0xfe0f},    {0xfeff, 0xfeff}, {0xfff0, 0xfffb}, {0xffa0, 0xffa0},
		{0x1d173, 0x1d17a}, {0xe0000, 0x10ffff},
	};

	return c >= 0xad && in_ranges(c, ranges, sizeof(ranges) / sizeof(ranges[0]));
}

static bool is_combining(uint32_t c)
{
	static const struct range ranges[] = {
		{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x064b, 0x065f}, {0x1ab0, 0x1aff},
		{0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0x302a, 0x302d}, {0x3099, 0x309a}, {0xfe20, 0xfe2f},
	};

	return c >= 0x300 && in_ranges(c, ranges, sizeof(ranges) / sizeof(ranges[0]));
}

static bool is_wide(uint32_t c)
{
	static const struct range ranges[] = {
		{0x1100, 0x115f}, {0x2e80, 0xa4cf}, {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
		{0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f680, 0x1faff}, {0x20000, 0x3fffd},
	};

	return c >= 0x1100 && in_ranges(c, ranges, sizeof(ranges) / sizeof(ranges[0]));
}

/* All or nothing, so that no character is halved; two places stay free for the mark of a cut. */
static bool append(struct text *t, const char *p, size_t n)
{
	if (t->cut)
		return false;
	if (n > TEXT_MAX - 2 - t->n) {
		memcpy(t->buf + t->n, "..", 2);
		t->n += 2;
		t->cut = true;
		return false;
	}
	memcpy(t->buf + t->n, p, n);
	t->n += n;
	return true;
}

void text_add_str(struct text *t, strv s)
{
	size_t room = TEXT_MAX - 2 - t->n;

	/* A long piece is cut between two characters. */
	if (!t->cut && s.n > room) {
		size_t keep = room;

		while (keep > 0 && ((unsigned char)s.p[keep] & 0xc0) == 0x80)
			keep--;
		append(t, s.p, keep);
	}
	append(t, s.p, s.n);
}

void text_add(struct text *t, const char *words)
{
	text_add_str(t, str_of(words));
}

static void escape_bytes(struct text *t, strv s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		const char text[] = {'\\', 'x', hex[c >> 4], hex[c & 15]};

		append(t, text, sizeof(text));
	}
}

/* How many bytes it begins with that are printed as they are, and are no blanks: nearly every name is nothing else. */
static size_t plain_bytes(strv s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] > ' ' && s.p[n] < '\x7f')
		n++;
	return n;
}

static void escaped(struct text *t, strv s, bool blanks_too)
{
	size_t plain = plain_bytes(s);

	if (plain > 0 && plain <= TEXT_MAX - 2 - t->n) {
		append(t, s.p, plain);
		s = str_from(s, plain);
	}
	while (s.n > 0 && !t->cut) {
		uint32_t c = 0;
		size_t len = utf8_decode(s, &c);
		bool bad = len == 0 || utf8_is_control(c) || is_treacherous(c) || is_combining(c) ||
			(blanks_too && (c == ' ' || c == 0xa0 || c == 0x3000));
		strv ch = str_upto(s, len == 0 ? 1 : len);

		if (bad)
			escape_bytes(t, ch);
		else
			append(t, ch.p, ch.n);
		s = str_from(s, ch.n);
	}
}

void text_name(struct text *t, strv s)
{
	escaped(t, s, false);
}

void text_word(struct text *t, strv s)
{
	escaped(t, s, true);
}

void text_u64(struct text *t, uint64_t value)
{
	char digits[DIGITS_MAX];

	append(t, digits, (size_t)(digits_u64(digits, value) - digits));
}

void text_i64(struct text *t, int64_t value)
{
	if (value < 0)
		text_add(t, "-");
	text_u64(t, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void text_hex(struct text *t, uint64_t value)
{
	char digits[16];
	size_t at = sizeof(digits);

	do {
		digits[--at] = hex[value & 15];
		value >>= 4;
	} while (value != 0);
	text_add(t, "0x");
	append(t, digits + at, sizeof(digits) - at);
}

void text_size(struct text *t, uint64_t bytes)
{
	static const char *const units[] = {" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"};
	unsigned unit = 0;
	uint64_t tenths;

	if (bytes < 1024) {
		text_u64(t, bytes);
		text_add(t, units[0]);
		return;
	}
	/* Kept in 1/1024 of the unit, so that times ten cannot overflow. */
	for (unit = 1; unit < 6 && bytes >= UINT64_C(1024) * 1024; unit++)
		bytes >>= 10;
	tenths = (bytes * 10 + 512) >> 10;
	if (tenths >= 10240 && unit < 6) {
		unit++;
		tenths = 10;
	}
	text_u64(t, tenths / 10);
	text_add(t, ".");
	text_u64(t, tenths % 10);
	text_add(t, units[unit]);
}

void text_percent(struct text *t, uint64_t part, uint64_t whole)
{
	while (whole > UINT64_MAX / 256) {
		part >>= 8;
		whole >>= 8;
	}
	if (whole == 0)
		return;
	if (part > 0 && part < whole / 200) {
		text_add(t, "<1 %");
		return;
	}
	text_u64(t, part > UINT64_MAX / 256 ? UINT64_MAX / whole : (part * 100 + whole / 2) / whole);
	text_add(t, " %");
}

void text_seconds(struct text *t, int64_t us)
{
	char digits[3];
	uint64_t v = us < 0 ? 0 - (uint64_t)us : (uint64_t)us;

	if (us < 0)
		text_add(t, "-");
	text_u64(t, v / 1000000);
	text_add(t, ".");
	digits_fixed(digits, v % 1000000 / 1000, 3);
	append(t, digits, sizeof(digits));
	text_add(t, " s");
}

void text_time(struct text *t, int64_t realtime_us, char separator)
{
	char stamp[RFC3339_MAX];
	size_t n = (size_t)(rfc3339_write(stamp, realtime_us, false) - stamp);

	if (separator == 'T') {
		append(t, stamp, n);
		return;
	}
	stamp[10] = separator;
	append(t, stamp, n - 1);
	text_add(t, " UTC");
}

void text_count(struct text *t, uint64_t n, const char *one, const char *many)
{
	text_u64(t, n);
	text_add(t, " ");
	text_add(t, n == 1 ? one : many);
}

static size_t char_width(uint32_t c)
{
	return is_combining(c) ? 0 : is_wide(c) ? 2 : 1;
}

size_t text_width(strv s)
{
	size_t columns = 0;

	text_fit(s, SIZE_MAX, &columns);
	return columns;
}

size_t text_fit(strv s, size_t columns, size_t *ret_columns)
{
	size_t used = 0, n = 0;

	while (n < s.n) {
		uint32_t c = 0;
		size_t len = utf8_decode(str_from(s, n), &c), width = len == 0 ? 1 : char_width(c);

		if (n > 0 && (width > columns || used > columns - width))
			break;
		used += width;
		n += len == 0 ? 1 : len;
	}
	*ret_columns = used;
	return n;
}
