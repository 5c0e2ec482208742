/*
 * The prefilter: finds where any of a few literals stands in a block of bytes, so that quiet text costs one vectorised
 * pass over memory and nothing else.
 *
 * Four bytes of each literal, those that are rarest in logs, are a filter. Vector engines look them up by nibbles (the
 * "Teddy" of Hyperscan): a byte's low and its high nibble each select a set of buckets by a shuffle, and a position
 * stays a candidate while the sets of four bytes in a row have a bucket in common. Only there literals are compared.
 */
#ifndef OOMLOG_SCAN_SCAN_H
#define OOMLOG_SCAN_SCAN_H

#include "util/str.h"

enum {
	SCAN_MAX_LITERALS = 64,
	SCAN_WINDOW = 4,  /* bytes of a literal that the filter looks at: none is shorter */
	SCAN_BUCKETS = 8, /* groups of literals: bits of a table's byte */
};

enum scan_engine {
	SCAN_PORTABLE,
	SCAN_SSSE3,
	SCAN_AVX2,
	SCAN_NEON,
};

struct scanner {
	size_t (*find)(const struct scanner *s, const char *p, size_t n, size_t from);
	size_t n;
	strv literals[SCAN_MAX_LITERALS]; /* borrowed */
	/* Of each literal: where its window begins, and the bucket it is in. */
	size_t window[SCAN_MAX_LITERALS];
	uint8_t bucket[SCAN_MAX_LITERALS];
	size_t furthest; /* the greatest of window[] */
	/* For byte k of a window, the buckets that may go on: by low nibble, by high nibble, and exactly. */
	_Alignas(16) uint8_t low[SCAN_WINDOW][16];
	_Alignas(16) uint8_t high[SCAN_WINDOW][16];
	uint8_t exact[SCAN_WINDOW][256];
};

/*
 * The literals' bytes are borrowed for the scanner's life. Chooses the fastest engine of this machine.
 * OOMLOG_E_INVALID: none or more than SCAN_MAX_LITERALS, or one shorter than SCAN_WINDOW.
 */
int scan_init(struct scanner *s, const strv *literals, size_t n);
/* Takes this engine; false, with nothing changed, where machine or build lack it. For tests and measurements. */
bool scan_use(struct scanner *s, enum scan_engine engine);

/* Offset of the next position >= from where a literal begins (and ends inside [p, p+n)), or SIZE_MAX. */
static inline size_t scan_find(const struct scanner *s, const char *p, size_t n, size_t from)
{
	return s->find(s, p, n, from);
}

/* Newlines among n bytes. */
size_t scan_count_newlines(const char *p, size_t n);

/* --- inside scan/ --- */

/* Chooses each literal's window and bucket. */
void scan_plan(struct scanner *s);

/*
 * What scan_find() returns for the candidate at `at`, where the window of a literal may begin: the first place from
 * `from` on where a literal begins, if the candidate is one; else SIZE_MAX. There are no windows before `at`.
 */
size_t scan_verify(const struct scanner *s, strv text, size_t from, size_t at);

/* The engines; all give the same answers. */
size_t scan_find_portable(const struct scanner *s, const char *p, size_t n, size_t from);
#if defined(__x86_64__) || defined(__i386__)
size_t scan_find_ssse3(const struct scanner *s, const char *p, size_t n, size_t from);
size_t scan_find_avx2(const struct scanner *s, const char *p, size_t n, size_t from);
#elif defined(__aarch64__)
size_t scan_find_neon(const struct scanner *s, const char *p, size_t n, size_t from);
#endif

#endif
