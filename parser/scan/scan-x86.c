/* The SSSE3 and AVX2 engines of scan.h: 16 and 32 positions a step, chosen at run time. */
#include "scan/scan.h"

#if defined(__x86_64__) || defined(__i386__)

#include <immintrin.h>

/* For a processor that the rest of the library does not demand; always inlined into the engine of that kind. */
#define SSSE3 __attribute__((target("ssse3"), always_inline))
#define AVX2  __attribute__((target("avx2"), always_inline))

/* The answer for the candidates in `mask`, positions counted from `base`. */
static size_t verify(const struct scanner *s, strv text, size_t from, size_t base, uint32_t mask)
{
	for (; mask != 0; mask &= mask - 1) {
		size_t found = scan_verify(s, text, from, base + (size_t)__builtin_ctz(mask));

		if (found != SIZE_MAX)
			return found;
	}
	return SIZE_MAX;
}

struct tables128 {
	__m128i low[SCAN_WINDOW], high[SCAN_WINDOW];
};

/* For each of 16 positions the buckets of the windows that have its byte as their k-th. */
SSSE3 static inline __m128i look_up16(const struct tables128 *t, const char *p, size_t k)
{
	const __m128i nibble = _mm_set1_epi8(15);
	__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + k));
	__m128i low = _mm_shuffle_epi8(t->low[k], _mm_and_si128(bytes, nibble));
	__m128i high = _mm_shuffle_epi8(t->high[k], _mm_and_si128(_mm_srli_epi16(bytes, 4), nibble));

	return _mm_and_si128(low, high);
}

/* A bit for each of 16 positions where a window may begin. Written out: as a loop GCC keeps the tables in memory. */
SSSE3 static inline uint32_t mask16(const struct tables128 *t, const char *p)
{
	__m128i buckets = _mm_and_si128(_mm_and_si128(look_up16(t, p, 0), look_up16(t, p, 1)),
	                                _mm_and_si128(look_up16(t, p, 2), look_up16(t, p, 3)));

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(buckets, _mm_setzero_si128())) ^ 0xffffu;
}

__attribute__((target("ssse3"))) size_t scan_find_ssse3(const struct scanner *s, const char *p, size_t n, size_t from)
{
	enum { STEP = 16, REACH = STEP + SCAN_WINDOW - 1 };
	struct tables128 t;

	if (n < REACH || from > n - REACH)
		return scan_find_portable(s, p, n, from);
	for (size_t k = 0; k < SCAN_WINDOW; k++) {
		t.low[k] = _mm_load_si128((const __m128i *)(const void *)s->low[k]);
		t.high[k] = _mm_load_si128((const __m128i *)(const void *)s->high[k]);
	}
	for (size_t i = from;; i += STEP) {
		uint32_t mask;
		size_t found;

		/* the last step goes back to end with the text: it sees some positions again, all known to be none */
		if (i > n - REACH)
			i = n - REACH;
		mask = mask16(&t, p + i);
		found = mask != 0 ? verify(s, (strv){p, n}, from, i, mask) : SIZE_MAX;
		if (found != SIZE_MAX || i == n - REACH)
			return found;
	}
}

struct tables256 {
	__m256i low[SCAN_WINDOW], high[SCAN_WINDOW];
};

AVX2 static inline __m256i look_up32(const struct tables256 *t, const char *p, size_t k)
{
	const __m256i nibble = _mm256_set1_epi8(15);
	__m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(p + k));
	__m256i low = _mm256_shuffle_epi8(t->low[k], _mm256_and_si256(bytes, nibble));
	__m256i high = _mm256_shuffle_epi8(t->high[k], _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble));

	return _mm256_and_si256(low, high);
}

/* A byte that is not 0 for each of 32 positions where a window may begin. */
AVX2 static inline __m256i buckets32(const struct tables256 *t, const char *p)
{
	return _mm256_and_si256(_mm256_and_si256(look_up32(t, p, 0), look_up32(t, p, 1)),
	                        _mm256_and_si256(look_up32(t, p, 2), look_up32(t, p, 3)));
}

AVX2 static inline uint32_t mask32(__m256i buckets)
{
	return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(buckets, _mm256_setzero_si256()));
}

/* The end of the quiet stretch from i on: skips 64 bytes at a time while none begins in them. */
AVX2 static inline size_t skip_quiet(const struct tables256 *t, const char *p, size_t n, size_t i)
{
	enum { STEP = 64, REACH = STEP + SCAN_WINDOW - 1 };

	for (; n >= REACH && i <= n - REACH; i += STEP) {
		__m256i any = _mm256_or_si256(buckets32(t, p + i), buckets32(t, p + i + 32));

		if (!_mm256_testz_si256(any, any))
			break;
	}
	return i;
}

__attribute__((target("avx2"))) size_t scan_find_avx2(const struct scanner *s, const char *p, size_t n, size_t from)
{
	enum { STEP = 32, REACH = STEP + SCAN_WINDOW - 1 };
	struct tables256 t;

	if (n < REACH || from > n - REACH)
		return scan_find_portable(s, p, n, from);
	for (size_t k = 0; k < SCAN_WINDOW; k++) {
		t.low[k] = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(const void *)s->low[k]));
		t.high[k] = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(const void *)s->high[k]));
	}
	for (size_t i = from;; i += STEP) {
		uint32_t mask;
		size_t found;

		i = skip_quiet(&t, p, n, i);
		if (i > n - REACH)
			i = n - REACH; /* as in scan_find_ssse3() */
		mask = mask32(buckets32(&t, p + i));
		found = mask != 0 ? verify(s, (strv){p, n}, from, i, mask) : SIZE_MAX;
		if (found != SIZE_MAX || i == n - REACH)
			return found;
	}
}

#endif
