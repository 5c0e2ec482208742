/*
 * A name as its length and the words at its two ends, which are all of one of up to 16 bytes (TASK_COMM_LEN): hashed and
 * compared without a loop over its bytes.
 */
#ifndef REPORTS_TEXT_SHORTNAME_H
#define REPORTS_TEXT_SHORTNAME_H

#include "util/str.h"

enum { SHORTNAME_WORD = sizeof(uint64_t), SHORTNAME_HALF = SHORTNAME_WORD / 2 };

struct shortname {
	uint64_t first, last;
	size_t n;
};

static inline struct shortname shortname_of(strv name)
{
	struct shortname s = {.n = name.n};

	if (name.n >= SHORTNAME_WORD) {
		memcpy(&s.first, name.p, SHORTNAME_WORD);
		memcpy(&s.last, name.p + name.n - SHORTNAME_WORD, SHORTNAME_WORD);
	} else if (name.n >= SHORTNAME_HALF) {
		memcpy(&s.first, name.p, SHORTNAME_HALF);
		memcpy(&s.last, name.p + name.n - SHORTNAME_HALF, SHORTNAME_HALF);
	} else if (name.n > 0) {
		memcpy(&s.first, name.p, name.n);
	}
	return s;
}

/* The highest bits of a product depend on all of a word: those are the ones to use. */
static inline uint32_t shortname_hash(const struct shortname *s)
{
	const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);

	return (uint32_t)(((s->first * odd ^ s->last) + s->n) * odd >> 32);
}

/* The names themselves are looked at where they are longer. */
static inline bool shortname_eq(const struct shortname *a, strv name_a, const struct shortname *b, strv name_b)
{
	return a->n == b->n && a->first == b->first && a->last == b->last &&
		(a->n <= 2 * (size_t)SHORTNAME_WORD || str_eq(name_a, name_b));
}

#endif
