/* Decimal digits without printf: task tables are mostly numbers. */
#ifndef REPORTS_TEXT_DIGITS_H
#define REPORTS_TEXT_DIGITS_H

#include <stdint.h>
#include <string.h>

enum { DIGITS_MAX = 20 };

/* Below this eight digits fit into the bytes of one word. */
#define DIGITS_WORD UINT64_C(100000000)

/* The three digits of a number below 1000, each a byte, the first one lowest. */
extern const uint32_t digits_threes[1000];

/* .. and the eight of a number below DIGITS_WORD: two, three and three. */
static inline uint64_t digits_spread(uint32_t v)
{
	uint32_t front = v / 1000, first = front / 1000;

	return digits_threes[first] >> 8 | (uint64_t)digits_threes[front - first * 1000] << 16 |
		(uint64_t)digits_threes[v - front * 1000] << 40;
}

/* Without the first bytes of them, `zeros` in bits. */
static inline char *digits_put(char *p, uint64_t spread, unsigned zeros)
{
	uint64_t text = (spread | UINT64_C(0x3030303030303030)) >> zeros;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	text = __builtin_bswap64(text);
#endif
	memcpy(p, &text, sizeof(text));
	return p + 8 - zeros / 8;
}

/* Writes v, below DIGITS_WORD, and returns the end; up to eight bytes of p are written. */
static inline char *digits_word(char *p, uint64_t v)
{
	const uint64_t last = UINT64_C(1) << 56; /* of 0 one digit is written */
	uint64_t spread = digits_spread((uint32_t)v);

	return digits_put(p, spread, (unsigned)__builtin_ctzll(spread | last) & 56);
}

/* Writes v and returns the end; p has room for DIGITS_MAX. */
static inline char *digits_u64(char *p, uint64_t v)
{
	enum { ALL = 8 };
	const uint64_t word = DIGITS_WORD;

	if (v < word)
		return digits_word(p, v);
	if (v < word * word)
		p = digits_word(p, v / word);
	else
		p = digits_put(digits_word(p, v / (word * word)), digits_spread((uint32_t)(v / word % word)), 0);
	return digits_put(p, digits_spread((uint32_t)(v % word)), 0);
}

/* Exactly n digits, with zeros in front. */
static inline char *digits_fixed(char *p, uint64_t v, unsigned n)
{
	for (unsigned i = n; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

#endif
