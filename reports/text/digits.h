/* Decimal digits without printf: task tables are mostly numbers. */
#ifndef REPORTS_TEXT_DIGITS_H
#define REPORTS_TEXT_DIGITS_H

#include <stdint.h>
#include <string.h>

enum { DIGITS_MAX = 20 };

extern const char digits_pairs[200]; /* "000102..99" */

static inline unsigned digits_count(uint64_t v)
{
	unsigned n = 1;

	for (; v >= 10000; v /= 10000)
		n += 4;
	return n + (v >= 10) + (v >= 100) + (v >= 1000);
}

/* Writes v and returns the end; p has room for DIGITS_MAX. */
static inline char *digits_u64(char *p, uint64_t v)
{
	char *end = p + digits_count(v), *at = end;

	while (v >= 100) {
		at -= 2;
		memcpy(at, digits_pairs + v % 100 * 2, 2);
		v /= 100;
	}
	if (v >= 10)
		memcpy(at - 2, digits_pairs + v * 2, 2);
	else
		at[-1] = (char)('0' + v);
	return end;
}

/* Exactly n digits, with zeros in front. */
static inline char *digits_fixed(char *p, uint64_t v, unsigned n)
{
	for (unsigned i = n; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

#endif
