#include "util/str.h"

#include "util/word.h"

size_t str_find(strv s, strv needle)
{
	const char *at;

	if (needle.n == 0 || needle.n > s.n)
		return SIZE_MAX;
	at = memmem(s.p, s.n, needle.p, needle.n);
	return at != NULL ? (size_t)(at - s.p) : SIZE_MAX;
}

size_t str_rfind(strv s, strv needle)
{
	if (needle.n == 0 || needle.n > s.n)
		return SIZE_MAX;
	for (size_t end = s.n; end >= needle.n;) {
		const char *last = memrchr(s.p, needle.p[0], end - needle.n + 1);

		if (last == NULL)
			return SIZE_MAX;
		if (memcmp(last, needle.p, needle.n) == 0)
			return (size_t)(last - s.p);
		end = (size_t)(last - s.p) + needle.n - 1;
	}
	return SIZE_MAX;
}

size_t str_find_byte(strv s, char c)
{
	const char *at = s.n > 0 ? memchr(s.p, c, s.n) : NULL;

	return at != NULL ? (size_t)(at - s.p) : SIZE_MAX;
}

strv str_trim_left(strv s)
{
	while (s.n > 0 && is_blank(s.p[0]))
		s = str_from(s, 1);
	return s;
}

strv str_trim_right(strv s)
{
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

strv str_trim(strv s)
{
	return str_trim_left(str_trim_right(s));
}

bool skip_literal(strv *s, strv literal)
{
	if (!str_starts(*s, literal))
		return false;
	*s = str_from(*s, literal.n);
	return true;
}

bool skip_byte(strv *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

size_t skip_blanks(strv *s)
{
	return word_skip_blanks(s);
}

/* The digits that are too many to be sure that 64 bits hold them. */
static bool parse_more(const char *p, size_t *at, size_t n, uint64_t *value)
{
	for (; *at < n && is_digit(p[*at]); ++*at)
		if (__builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, (uint64_t)(p[*at] - '0'), value))
			return false;
	return true;
}

bool parse_u64(strv *s, uint64_t *ret)
{
	enum { NEVER_TOO_MANY = 19 }; /* 2^64 has 20 digits */
	const char *p = s->p;
	size_t i = 0, n = s->n, safe = n < NEVER_TOO_MANY ? n : NEVER_TOO_MANY;
	uint64_t value = 0;

	for (; i < safe; i++) {
		unsigned digit = (unsigned)((unsigned char)p[i] - '0');

		if (digit > 9)
			break;
		value = value * 10 + digit;
	}
	if (i == 0 || (i == NEVER_TOO_MANY && !parse_more(p, &i, n, &value)))
		return false;
	*s = (strv){p + i, n - i};
	*ret = value;
	return true;
}

bool parse_i64(strv *s, int64_t *ret)
{
	strv rest = *s;
	bool negative = skip_byte(&rest, '-');
	uint64_t value;

	if (!parse_u64(&rest, &value) || value > INT64_MAX)
		return false;
	*s = rest;
	*ret = negative ? -(int64_t)value : (int64_t)value;
	return true;
}

int hex_value(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool parse_hex(strv *s, uint64_t *ret)
{
	uint64_t value = 0;
	size_t i = 0;

	for (; i < s->n && hex_value(s->p[i]) >= 0; i++) {
		if (value >> 60 != 0)
			return false;
		value = value << 4 | (uint64_t)hex_value(s->p[i]);
	}
	if (i == 0)
		return false;
	*s = str_from(*s, i);
	*ret = value;
	return true;
}

bool parse_word(strv *s, strv *ret)
{
	size_t i = 0;

	while (i < s->n && !is_blank(s->p[i]))
		i++;
	if (i == 0)
		return false;
	*ret = str_upto(*s, i);
	*s = str_from(*s, i);
	return true;
}

bool str_to_u64(strv s, uint64_t *ret)
{
	return parse_u64(&s, ret) && s.n == 0;
}

bool str_to_i64(strv s, int64_t *ret)
{
	return parse_i64(&s, ret) && s.n == 0;
}

size_t utf8_encode(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

uint64_t str_hash(uint64_t h, strv s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * STR_HASH_PRIME;
	return h;
}
