/* Decimal digits without printf: task tables are mostly numbers. */
#ifndef REPORTS_TEXT_DIGITS_H
#define REPORTS_TEXT_DIGITS_H

#include <stdint.h>
#include <string.h>

enum { DIGITS_MAX = 20 };

/* Below this eight digits fit into the bytes of one word. */
#define DIGITS_WORD UINT64_C(100000000)

/* Eight digits, each a byte, the first one lowest: halves, quarters and eighths of the number at once. */
static inline uint64_t digits_spread(uint64_t v)
{
	uint64_t fours = v / 10000 | v % 10000 << 32;
	uint64_t hundreds = (fours * 10486 >> 20) & UINT64_C(0x7f0000007f);
	uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
	uint64_t tens = (twos * 103 >> 10) & UINT64_C(0x000f000f000f000f);

	return tens | (twos - tens * 10) << 8;
}

static inline char *digits_put(char *p, uint64_t spread, unsigned skip)
{
	uint64_t text = (spread | UINT64_C(0x3030303030303030)) >> 8 * skip;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	text = __builtin_bswap64(text);
#endif
	memcpy(p, &text, sizeof(text));
	return p + 8 - skip;
}

/* Of a number below DIGITS_WORD: where the next member goes is known before the digits are. */
static inline unsigned digits_count(uint32_t v)
{
	static const uint32_t tens[] = {0, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
	unsigned bits = 32 - (unsigned)__builtin_clz(v | 1), most = bits * 1233 >> 12; /* log10(2) */

	return most + (v >= tens[most]);
}

/* Writes v, below DIGITS_WORD, and returns the end; up to eight bytes of p are written. */
static inline char *digits_word(char *p, uint64_t v)
{
	return digits_put(p, digits_spread(v), 8 - digits_count((uint32_t)v));
}

/* Writes v and returns the end; p has room for DIGITS_MAX. */
static inline char *digits_u64(char *p, uint64_t v)
{
	const uint64_t word = DIGITS_WORD;

	if (v < word)
		return digits_word(p, v);
	if (v < word * word)
		p = digits_word(p, v / word);
	else
		p = digits_put(digits_word(p, v / (word * word)), digits_spread(v / word % word), 0);
	return digits_put(p, digits_spread(v % word), 0);
}

/* Exactly n digits, with zeros in front. */
static inline char *digits_fixed(char *p, uint64_t v, unsigned n)
{
	for (unsigned i = n; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

#endif
