/* The NEON engine of scan.h: every 64-bit ARM has it. */
#include "scan/scan.h"

#if defined(__aarch64__)

#include <arm_neon.h>

struct tables {
	uint8x16_t low[SCAN_WINDOW], high;
};

static inline uint8x16_t look_up_low(const struct tables *t, size_t k, const uint8_t *p)
{
	return vqtbl1q_u8(t->low[k], vandq_u8(vld1q_u8(p + k), vdupq_n_u8(15)));
}

/* Four bits, all set, for each of 16 positions where a window may begin: NEON has no movemask. */
static inline uint64_t candidates16(const struct tables *t, const uint8_t *p)
{
	uint8x16_t first = vandq_u8(look_up_low(t, 0, p), look_up_low(t, 1, p));
	uint8x16_t last = vandq_u8(look_up_low(t, 2, p), look_up_low(t, 3, p));
	uint8x16_t high = vqtbl1q_u8(t->high, vshrq_n_u8(vld1q_u8(p + SCAN_HIGH), 4));
	uint8x16_t buckets = vandq_u8(vandq_u8(first, last), high);
	uint8x16_t any = vtstq_u8(buckets, buckets);

	return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(any), 4)), 0);
}

static inline size_t newlines16(const uint8_t *p)
{
	return vaddvq_u8(vandq_u8(vceqq_u8(vld1q_u8(p), vdupq_n_u8('\n')), vdupq_n_u8(1)));
}

/* The answer for the candidates in `mask`, positions counted from `base`. */
static size_t verify(const struct scanner *s, strv text, size_t from, size_t base, uint64_t mask)
{
	while (mask != 0) {
		unsigned bit = (unsigned)__builtin_ctzll(mask);
		size_t found = scan_verify(s, text, from, base + bit / 4);

		if (found != SIZE_MAX)
			return found;
		mask &= ~(UINT64_C(15) << bit);
	}
	return SIZE_MAX;
}

size_t scan_find_neon(const struct scanner *s, const char *p, size_t n, size_t from, size_t *newlines)
{
	enum { STEP = 16, REACH = STEP + SCAN_WINDOW - 1 };
	const uint8_t *bytes = (const uint8_t *)p;
	struct tables t;
	size_t count = 0;

	if (n < REACH || from > n - REACH)
		return scan_find_portable(s, p, n, from, newlines);
	for (size_t k = 0; k < SCAN_WINDOW; k++)
		t.low[k] = vld1q_u8(s->low[k]);
	t.high = vld1q_u8(s->high);
	for (size_t i = from;; i += STEP) {
		/* the last step goes back to end with the text: it sees some positions again, all known to be none */
		size_t at = i > n - REACH ? n - REACH : i;
		uint64_t mask = candidates16(&t, bytes + at);
		size_t found = mask != 0 ? verify(s, (strv){p, n}, from, at, mask) : SIZE_MAX;

		if (found != SIZE_MAX) {
			*newlines += scan_newlines_to(p, count, i, found);
			return found;
		}
		if (at == n - REACH) {
			*newlines += count + (i < n ? scan_count_newlines(p + i, n - i) : 0);
			return SIZE_MAX;
		}
		count += newlines16(bytes + i);
	}
}

#endif
