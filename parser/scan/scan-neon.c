/* The NEON engine of scan.h: every 64-bit ARM has it. */
#include "scan/scan.h"

#if defined(__aarch64__)

#include <arm_neon.h>

struct tables {
	uint8x16_t low[SCAN_WINDOW], high[SCAN_WINDOW];
};

/* Four bits, all set, for each of 16 positions where a window may begin: NEON has no movemask. */
static inline uint64_t candidates16(const struct tables *t, const uint8_t *p)
{
	uint8x16_t buckets = vdupq_n_u8(0xff);
	uint8x16_t any;

	for (size_t k = 0; k < SCAN_WINDOW; k++) {
		uint8x16_t bytes = vld1q_u8(p + k);
		uint8x16_t low = vqtbl1q_u8(t->low[k], vandq_u8(bytes, vdupq_n_u8(15)));
		uint8x16_t high = vqtbl1q_u8(t->high[k], vshrq_n_u8(bytes, 4));

		buckets = vandq_u8(buckets, vandq_u8(low, high));
	}
	any = vtstq_u8(buckets, buckets);
	return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(any), 4)), 0);
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

size_t scan_find_neon(const struct scanner *s, const char *p, size_t n, size_t from)
{
	enum { STEP = 16, REACH = STEP + SCAN_WINDOW - 1 };
	struct tables t;

	if (n < REACH || from > n - REACH)
		return scan_find_portable(s, p, n, from);
	for (size_t k = 0; k < SCAN_WINDOW; k++) {
		t.low[k] = vld1q_u8(s->low[k]);
		t.high[k] = vld1q_u8(s->high[k]);
	}
	for (size_t i = from;; i += STEP) {
		uint64_t mask;
		size_t found;

		/* the last step goes back to end with the text: it sees some positions again, all known to be none */
		if (i > n - REACH)
			i = n - REACH;
		mask = candidates16(&t, (const uint8_t *)p + i);
		found = mask != 0 ? verify(s, (strv){p, n}, from, i, mask) : SIZE_MAX;
		if (found != SIZE_MAX || i == n - REACH)
			return found;
	}
}

#endif
