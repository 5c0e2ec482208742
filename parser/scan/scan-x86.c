/* The SSSE3 and AVX2 engines of scan.h: 16 and 64 positions a step, chosen at run time. */
#include "scan/scan.h"

#if defined(__x86_64__) || defined(__i386__)

#include <immintrin.h>

/* For a processor that the rest of the library does not demand; always inlined into the engine of that kind. */
#define SSSE3 __attribute__((target("ssse3"), always_inline))
#define AVX2  __attribute__((target("avx2"), always_inline))

/* Steps of two newlines at most for each byte of the counts, until one may overflow. */
enum { MOST_STEPS = 127 };

/* The answer for the candidates in `mask`, positions counted from `base`. */
static size_t verify(const struct scanner *s, strv text, size_t from, size_t base, uint64_t mask)
{
	for (; mask != 0; mask &= mask - 1) {
		size_t found = scan_verify(s, text, from, base + (size_t)__builtin_ctzll(mask));

		if (found != SIZE_MAX)
			return found;
	}
	return SIZE_MAX;
}

/* The text behind the last whole step, all of whose windows were seen in a step that ended with the text. */
static size_t count_rest(const char *p, size_t n, size_t at)
{
	return at < n ? scan_count_newlines(p + at, n - at) : 0;
}

struct tables128 {
	__m128i low[SCAN_WINDOW], high;
};

SSSE3 static inline __m128i load16(const char *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/*
 * A bit for each of 16 positions where a window may begin. The shuffle takes an index from the low four bits of a byte
 * below 0x80, which spares cutting them out, and gives no bucket for another: literals are ASCII.
 */
SSSE3 static inline uint32_t mask16(const struct tables128 *t, const char *p)
{
	__m128i upper = _mm_and_si128(_mm_srli_epi16(load16(p + SCAN_HIGH), 4), _mm_set1_epi8(15));
	__m128i high = _mm_shuffle_epi8(t->high, upper);
	__m128i first =
		_mm_and_si128(_mm_shuffle_epi8(t->low[0], load16(p)), _mm_shuffle_epi8(t->low[1], load16(p + 1)));
	__m128i last =
		_mm_and_si128(_mm_shuffle_epi8(t->low[2], load16(p + 2)), _mm_shuffle_epi8(t->low[3], load16(p + 3)));
	__m128i buckets = _mm_and_si128(_mm_and_si128(first, last), high);

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(buckets, _mm_setzero_si128())) ^ 0xffffu;
}

SSSE3 static inline size_t newlines16(const char *p)
{
	__m128i found = _mm_cmpeq_epi8(load16(p), _mm_set1_epi8('\n'));

	return (size_t)__builtin_popcount((uint32_t)_mm_movemask_epi8(found));
}

__attribute__((target("ssse3"))) size_t scan_find_ssse3(const struct scanner *s, const char *p, size_t n, size_t from,
                                                        size_t *newlines)
{
	enum { STEP = 16, REACH = STEP + SCAN_WINDOW - 1 };
	struct tables128 t;
	size_t count = 0;

	if (n < REACH || from > n - REACH)
		return scan_find_portable(s, p, n, from, newlines);
	for (size_t k = 0; k < SCAN_WINDOW; k++)
		t.low[k] = _mm_load_si128((const __m128i *)(const void *)s->low[k]);
	t.high = _mm_load_si128((const __m128i *)(const void *)s->high);
	for (size_t i = from;; i += STEP) {
		/* the last step goes back to end with the text: it sees some positions again, all known to be none */
		size_t at = i > n - REACH ? n - REACH : i;
		uint32_t mask = mask16(&t, p + at);
		size_t found = mask != 0 ? verify(s, (strv){p, n}, from, at, mask) : SIZE_MAX;

		if (found != SIZE_MAX) {
			*newlines += scan_newlines_to(p, count, i, found);
			return found;
		}
		if (at == n - REACH) {
			*newlines += count + count_rest(p, n, i);
			return SIZE_MAX;
		}
		count += newlines16(p + i);
	}
}

AVX2 static inline __m256i load32(const char *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

AVX2 static inline __m256i table32(const uint8_t *table)
{
	return _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(const void *)table));
}

/* As mask16(), but a byte that is not 0 for each of 32 positions where a window may begin. */
AVX2 static inline __m256i buckets32(const __m256i low[SCAN_WINDOW], __m256i high, const char *p)
{
	__m256i upper = _mm256_and_si256(_mm256_srli_epi16(load32(p + SCAN_HIGH), 4), _mm256_set1_epi8(15));
	__m256i buckets = _mm256_shuffle_epi8(high, upper);

	buckets = _mm256_and_si256(buckets, _mm256_shuffle_epi8(low[0], load32(p)));
	buckets = _mm256_and_si256(buckets, _mm256_shuffle_epi8(low[1], load32(p + 1)));
	buckets = _mm256_and_si256(buckets, _mm256_shuffle_epi8(low[2], load32(p + 2)));
	return _mm256_and_si256(buckets, _mm256_shuffle_epi8(low[3], load32(p + 3)));
}

AVX2 static inline uint64_t mask32(__m256i buckets)
{
	return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(buckets, _mm256_setzero_si256()));
}

AVX2 static inline size_t sum_of_bytes(__m256i bytes)
{
	__m256i sums = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
	__m128i half = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));

	return (size_t)_mm_cvtsi128_si32(half) + (size_t)_mm_extract_epi32(half, 2);
}

AVX2 static inline __m256i newlines32(const char *p)
{
	return _mm256_cmpeq_epi8(load32(p), _mm256_set1_epi8('\n')); /* true is -1 */
}

__attribute__((target("avx2"))) size_t scan_find_avx2(const struct scanner *s, const char *p, size_t n, size_t from,
                                                      size_t *newlines)
{
	enum { STEP = 64, REACH = STEP + SCAN_WINDOW - 1 };
	const __m256i low[] = {table32(s->low[0]), table32(s->low[1]), table32(s->low[2]), table32(s->low[3])};
	const __m256i high = table32(s->high);
	__m256i counts = _mm256_setzero_si256();
	size_t count = 0, i = from;

	if (n < REACH || from > n - REACH)
		return scan_find_ssse3(s, p, n, from, newlines);
	for (unsigned steps = 0;; i += STEP) {
		size_t at = i > n - REACH ? n - REACH : i, found; /* as in scan_find_ssse3() */
		__m256i first = buckets32(low, high, p + at), second = buckets32(low, high, p + at + 32);
		__m256i any = _mm256_or_si256(first, second);

		if (__builtin_expect(!_mm256_testz_si256(any, any), 0)) {
			found = verify(s, (strv){p, n}, from, at, mask32(first) | mask32(second) << 32);
			if (found != SIZE_MAX) {
				*newlines += scan_newlines_to(p, count + sum_of_bytes(counts), i, found);
				return found;
			}
		}
		if (at == n - REACH)
			break;
		counts = _mm256_sub_epi8(counts, _mm256_add_epi8(newlines32(p + i), newlines32(p + i + 32)));
		if (++steps == MOST_STEPS) {
			count += sum_of_bytes(counts);
			counts = _mm256_setzero_si256();
			steps = 0;
		}
	}
	*newlines += count + sum_of_bytes(counts) + count_rest(p, n, i);
	return SIZE_MAX;
}

#endif
