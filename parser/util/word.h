/*
 * Eight bytes of a text as one number, the first byte lowest: columns of digits and blanks are cut by arithmetic, without
 * a branch a byte. Where a machine stores numbers the other way nothing is loaded, and the callers' loops do it all.
 */
#ifndef OOMLOG_UTIL_WORD_H
#define OOMLOG_UTIL_WORD_H

#include "util/str.h"

enum { WORD_BYTES = 8, WORD_IS_TEXT = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ };

#define WORD_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t word_at(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

static inline bool word_load(strv s, uint64_t *ret)
{
	if (!WORD_IS_TEXT || s.n < WORD_BYTES)
		return false;
	*ret = word_at(s.p);
	return true;
}

/* How many of its first bytes are blanks. */
static inline size_t word_blanks(uint64_t word)
{
	uint64_t other = word ^ WORD_EACH(' ');

	return other != 0 ? (size_t)__builtin_ctzll(other) / 8 : WORD_BYTES;
}

/* A bit in each byte of `digits`, a word without its WORD_EACH('0'), that is no digit. */
static inline uint64_t word_others(uint64_t digits)
{
	return (digits | (digits + WORD_EACH(0x76))) & WORD_EACH(0x80);
}

/* Of eight digits: pairs, fours and all: 12345678 = ((1 * 10 + 2) * 100 + 34) * 10000 + 5678 */
static inline uint64_t word_value(uint64_t digits)
{
	const uint64_t ends = UINT64_C(0xff000000ff);

	digits = digits * 10 + (digits >> 8);
	return ((digits & ends) * (100 + (UINT64_C(1000000) << 32)) +
	        (digits >> 16 & ends) * (1 + (UINT64_C(10000) << 32))) >>
		32;
}

/* The number of up to seven digits that it begins with, and how many they are; 0: none, or more. */
static inline size_t word_number(uint64_t word, uint64_t *ret)
{
	uint64_t digits = word ^ WORD_EACH('0'), other = word_others(digits);
	size_t n = other != 0 ? (size_t)__builtin_ctzll(other) / 8 : 0;

	if (n == 0)
		return 0;
	*ret = word_value(digits << 8 * (WORD_BYTES - n)); /* zeros in front */
	return n;
}

/* memcmp() says so, too; for a few dozen bytes a call costs more. */
static inline bool word_equal(const char *a, const char *b, size_t n)
{
	uint64_t other = 0;

	if (n < WORD_BYTES)
		return memcmp(a, b, n) == 0;
	for (size_t i = 0; i + WORD_BYTES < n; i += WORD_BYTES)
		other |= word_at(a + i) ^ word_at(b + i);
	return (other | (word_at(a + n - WORD_BYTES) ^ word_at(b + n - WORD_BYTES))) == 0;
}

/* skip_blanks() and parse_u64(), where a call for each would cost more than what it does. */
static inline size_t word_skip_blanks(strv *s)
{
	size_t n = 0, more = WORD_BYTES;
	uint64_t word;

	while (more == WORD_BYTES && word_load((strv){s->p + n, s->n - n}, &word)) {
		more = word_blanks(word);
		n += more;
	}
	while (n < s->n && is_blank(s->p[n]))
		n++;
	*s = str_from(*s, n);
	return n;
}

static inline bool word_parse_u64(strv *s, uint64_t *ret)
{
	uint64_t word, value;
	size_t n = word_load(*s, &word) ? word_number(word, &value) : 0;
	strv rest = *s;

	if (n == 0) {
		if (!parse_u64(&rest, &value))
			return false;
		n = s->n - rest.n;
	}
	*s = (strv){s->p + n, s->n - n};
	*ret = value;
	return true;
}

#endif
