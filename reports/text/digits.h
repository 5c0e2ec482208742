/* Decimal digits without printf: task tables are mostly numbers. */
#ifndef REPORTS_TEXT_DIGITS_H
#define REPORTS_TEXT_DIGITS_H

#include <stdint.h>
#include <string.h>

enum { DIGITS_MAX = 20 };

/* Below this eight digits fit into the bytes of one word. */
#define DIGITS_WORD UINT64_C(100000000)

/*
 * Eight digits of a number below DIGITS_WORD, each a byte, the first one lowest: halves, quarters and eighths of the
 * number at once. What is divided by n and has its rest behind it, x / n | x % n << k, is x << k less n << k and one less
 * for each n.
 */
static inline uint64_t digits_spread(uint32_t v)
{
	uint64_t fours = ((uint64_t)v << 32) - v / 10000 * ((UINT64_C(10000) << 32) - 1);
	uint64_t hundreds = (fours * 10486 >> 20) & UINT64_C(0x7f0000007f);
	uint64_t twos = (fours << 16) - hundreds * ((100 << 16) - 1);
	uint64_t tens = (twos * 103 >> 10) & UINT64_C(0x000f000f000f000f);

	return (twos << 8) - tens * ((10 << 8) - 1);
}

/* The last `count` (1 to 8) of them as text. */
static inline char *digits_put(char *p, uint64_t spread, unsigned count)
{
	uint64_t text = (spread | UINT64_C(0x3030303030303030)) >> (0 - 8 * count) % 64;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	text = __builtin_bswap64(text);
#endif
	memcpy(p, &text, sizeof(text));
	return p + count;
}

/* What, added to a number of that many bits, has its digits' count above the 32 bits: one more from `step` on. */
#define DIGITS_STEP(count, step) (((uint64_t)(count) << 32) - (step))

/* Of a number below DIGITS_WORD: where the next member goes is known before the digits are. */
static inline unsigned digits_count(uint32_t v)
{
	static const uint64_t counts[] = {DIGITS_STEP(1, 0),        DIGITS_STEP(1, 0),        DIGITS_STEP(1, 0),
	                                  DIGITS_STEP(2, 10),       DIGITS_STEP(2, 10),       DIGITS_STEP(2, 10),
	                                  DIGITS_STEP(3, 100),      DIGITS_STEP(3, 100),      DIGITS_STEP(3, 100),
	                                  DIGITS_STEP(4, 1000),     DIGITS_STEP(4, 1000),     DIGITS_STEP(4, 1000),
	                                  DIGITS_STEP(4, 1000),     DIGITS_STEP(5, 10000),    DIGITS_STEP(5, 10000),
	                                  DIGITS_STEP(5, 10000),    DIGITS_STEP(6, 100000),   DIGITS_STEP(6, 100000),
	                                  DIGITS_STEP(6, 100000),   DIGITS_STEP(7, 1000000),  DIGITS_STEP(7, 1000000),
	                                  DIGITS_STEP(7, 1000000),  DIGITS_STEP(7, 1000000),  DIGITS_STEP(8, 10000000),
	                                  DIGITS_STEP(8, 10000000), DIGITS_STEP(8, 10000000), DIGITS_STEP(8, 10000000)};

	return (unsigned)((v + counts[31 ^ __builtin_clz(v | 1)]) >> 32);
}

/* Writes v, below DIGITS_WORD, and returns the end; up to eight bytes of p are written. */
static inline char *digits_word(char *p, uint64_t v)
{
	return digits_put(p, digits_spread((uint32_t)v), digits_count((uint32_t)v));
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
		p = digits_put(digits_word(p, v / (word * word)), digits_spread((uint32_t)(v / word % word)), ALL);
	return digits_put(p, digits_spread((uint32_t)(v % word)), ALL);
}

/* Exactly n digits, with zeros in front. */
static inline char *digits_fixed(char *p, uint64_t v, unsigned n)
{
	for (unsigned i = n; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

#endif
