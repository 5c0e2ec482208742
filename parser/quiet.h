/* Which lines may concern an event, by where the literals stand. */
#ifndef OOMLOG_QUIET_H
#define OOMLOG_QUIET_H

#include "held.h"
#include "hits.h"

struct quiet {
	/* The block that is being taken, and what was found in it from `base` on. */
	strv block;
	struct hits hits;
	size_t base, base_newlines; /* newlines of the block before that */
	size_t hit;                 /* the first one that is not behind us */
	uint64_t lines_before;      /* number of the last line that is whole before the block */
	struct held held;
};

void quiet_release(struct quiet *q);
/* Another input begins. */
void quiet_reset(struct quiet *q);

/* The block is about to be taken. */
void quiet_begin(struct quiet *q, const struct lines *l, strv block);

/*
 * Passes over the lines at the beginning of *data, a line's start, that no event can need: all but the last few before
 * the next hit. The last few before the end of the block are held, and decided upon when more has come. With a `step`
 * other than 0 lines that have a multiple of it among the offsets of their bytes are read, too.
 * *ret_skipped: some were passed over. OOMLOG_E_NOMEM.
 */
int quiet_pass(struct quiet *q, struct lines *l, strv *data, uint64_t step, bool *ret_skipped);
/*
 * Passes over the bytes of quiet lines that somebody else has seen, up to the end of a line, and over what is held before
 * them. False, and nothing is done: one of them is wanted, or they are too few.
 */
bool quiet_pass_gap(struct quiet *q, struct lines *l, uint64_t bytes, uint64_t lines, uint64_t step);

#endif
