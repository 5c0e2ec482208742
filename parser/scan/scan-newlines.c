/* Counting lines of text that nobody looks at: they still have numbers. */
#include "scan/scan.h"

/* Of eight bytes: a zero byte of `x` (a newline before) gives a 1 in that byte, and the product's highest is their sum. */
static inline size_t zero_bytes(uint64_t x)
{
	const uint64_t low7 = UINT64_C(0x7f7f7f7f7f7f7f7f), ones = UINT64_C(0x0101010101010101);

	return (size_t)((~(((x & low7) + low7) | x | low7) >> 7) * ones >> 56);
}

size_t scan_count_newlines(const char *p, size_t n)
{
	const uint64_t newlines = UINT64_C(0x0a0a0a0a0a0a0a0a);
	size_t i = 0, count = 0;

	for (; n - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, p + i, sizeof(word));
		count += zero_bytes(word ^ newlines);
	}
	for (; i < n; i++)
		count += p[i] == '\n';
	return count;
}

size_t scan_newlines_to(const char *p, size_t count, size_t counted, size_t to)
{
	if (to >= counted)
		return count + scan_count_newlines(p + counted, to - counted);
	return count - scan_count_newlines(p + to, counted - to);
}
