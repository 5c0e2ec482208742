/* Counting lines of text that nobody looks at: they still have numbers. */
#include "scan/scan.h"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

/* Eight bytes at a time: a zero byte of `x` (a newline before) gives a 1 in that byte. */
static inline uint64_t zero_bytes(uint64_t x)
{
	const uint64_t low7 = UINT64_C(0x7f7f7f7f7f7f7f7f);

	return ~(((x & low7) + low7) | x | low7) >> 7;
}

static size_t count_portable(const char *p, size_t n)
{
	const uint64_t newlines = UINT64_C(0x0a0a0a0a0a0a0a0a);
	size_t i = 0, count = 0;

	for (; n - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, p + i, sizeof(word));
		count += (size_t)__builtin_popcountll(zero_bytes(word ^ newlines));
	}
	for (; i < n; i++)
		count += p[i] == '\n';
	return count;
}

#if defined(__x86_64__) || defined(__i386__)
__attribute__((target("avx2"))) static size_t count_avx2(const char *p, size_t n)
{
	enum { STEP = 32, MOST = 255 }; /* steps until a byte of the sums may overflow */
	const __m256i newline = _mm256_set1_epi8('\n');
	__m256i total = _mm256_setzero_si256();
	uint64_t lanes[4];
	size_t i = 0;

	while (n - i >= STEP) {
		__m256i sums = _mm256_setzero_si256();
		size_t steps = (n - i) / STEP;

		for (steps = steps < MOST ? steps : MOST; steps > 0; steps--, i += STEP) {
			__m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));

			sums = _mm256_sub_epi8(sums, _mm256_cmpeq_epi8(bytes, newline)); /* true is -1 */
		}
		total = _mm256_add_epi64(total, _mm256_sad_epu8(sums, _mm256_setzero_si256()));
	}
	_mm256_storeu_si256((__m256i *)(void *)lanes, total);
	return (size_t)(lanes[0] + lanes[1] + lanes[2] + lanes[3]) + count_portable(p + i, n - i);
}
#endif

size_t scan_count_newlines(const char *p, size_t n)
{
#if defined(__x86_64__) || defined(__i386__)
	if (__builtin_cpu_supports("avx2"))
		return count_avx2(p, n);
#endif
	return count_portable(p, n);
}
