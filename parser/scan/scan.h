/*
 * The prefilter: finds where any of a few literals stands in a block of bytes and counts the lines before it, so that
 * quiet text costs one vectorised pass over memory and nothing else.
 *
 * Four bytes of each literal, its window, are a filter. Vector engines look them up by nibbles (the "Teddy" of
 * Hyperscan): a nibble selects a set of buckets by a shuffle, and a position stays a candidate while the sets of its
 * four bytes have a bucket in common. Text is told apart by low nibbles: all four are looked up, and one high nibble.
 * Only at candidates the literals are compared.
 */
#ifndef OOMLOG_SCAN_SCAN_H
#define OOMLOG_SCAN_SCAN_H

#include "util/str.h"

enum {
	SCAN_MAX_LITERALS = 64,
	SCAN_MAX_LENGTH = 64, /* of a literal */
	SCAN_WINDOW = 4,      /* bytes of a literal that the filter looks at: none is shorter */
	SCAN_HIGH = 0,        /* the byte of the window whose high nibble is looked up, too */
	SCAN_BUCKETS = 8,     /* groups of literals: bits of a table's byte */
};

enum scan_engine {
	SCAN_PORTABLE,
	SCAN_SSSE3,
	SCAN_AVX2,
	SCAN_NEON,
};

/* Window and bucket decide how many places of quiet text become candidates, never what is found. */
struct scan_literal {
	const char *text;   /* ASCII */
	const char *window; /* SCAN_WINDOW bytes of it */
	unsigned bucket;
};

struct scanner {
	size_t (*find)(const struct scanner *s, const char *p, size_t n, size_t from, size_t *newlines);
	size_t n;
	strv literals[SCAN_MAX_LITERALS]; /* borrowed; ordered by bucket */
	size_t window[SCAN_MAX_LITERALS]; /* where in each its window begins */
	size_t first[SCAN_BUCKETS + 1];   /* the first literal of each bucket */
	size_t furthest;                  /* the greatest of window[] */
	/* For byte k of a window, the buckets that may go on: by low nibble, and exactly; by the one high nibble. */
	_Alignas(16) uint8_t low[SCAN_WINDOW][16];
	_Alignas(16) uint8_t high[16];
	uint8_t exact[SCAN_WINDOW][256];
};

/*
 * The literals' bytes are borrowed for the scanner's life. Chooses the fastest engine of this machine.
 * OOMLOG_E_INVALID: none or more than SCAN_MAX_LITERALS, a window that is not in its literal or has not SCAN_WINDOW
 * bytes, more than SCAN_MAX_LENGTH bytes, a byte that is not ASCII, a bucket too many.
 */
int scan_init(struct scanner *s, const struct scan_literal *literals, size_t n);
/* Takes this engine; false, with nothing changed, where machine or build lack it. For tests and measurements. */
bool scan_use(struct scanner *s, enum scan_engine engine);

/*
 * Offset of the next position >= from where a literal begins (and ends inside [p, p+n)), or SIZE_MAX.
 * Adds the newlines of [from, position), or of [from, n) where there is none, to *newlines.
 */
static inline size_t scan_find(const struct scanner *s, const char *p, size_t n, size_t from, size_t *newlines)
{
	return s->find(s, p, n, from, newlines);
}

/* Newlines among n bytes: a few lines of them. */
size_t scan_count_newlines(const char *p, size_t n);

/* --- inside scan/ --- */

/*
 * What scan_find() returns for the candidate at `at`, where the window of a literal may begin: the first place from
 * `from` on where a literal begins, if the candidate is one; else SIZE_MAX. There are no windows before `at`.
 */
size_t scan_verify(const struct scanner *s, strv text, size_t from, size_t at);

/* Newlines of [from, to), when those of [from, counted) are `count`; the two places are near to each other. */
size_t scan_newlines_to(const char *p, size_t count, size_t counted, size_t to);

/* The engines; all give the same answers. */
size_t scan_find_portable(const struct scanner *s, const char *p, size_t n, size_t from, size_t *newlines);
#if defined(__x86_64__) || defined(__i386__)
size_t scan_find_ssse3(const struct scanner *s, const char *p, size_t n, size_t from, size_t *newlines);
size_t scan_find_avx2(const struct scanner *s, const char *p, size_t n, size_t from, size_t *newlines);
#elif defined(__aarch64__)
size_t scan_find_neon(const struct scanner *s, const char *p, size_t n, size_t from, size_t *newlines);
#endif

#endif
