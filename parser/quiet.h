/* Where the next line stands that may concern an event: found now, or by an oomlog_scan() before. */
#ifndef OOMLOG_QUIET_H
#define OOMLOG_QUIET_H

#include <oomlog/scan.h>

#include "lines.h"

/* The block that is being taken, and what was found in it. */
struct quiet {
	strv block;
	const struct oomlog_scan *scan; /* NULL: nobody has looked */
	uint64_t lines_before;          /* number of the last line before the block */
	size_t hit;                     /* the first of the scan's that is not behind us */
};

/* The block is about to be taken from `from` on. */
void quiet_begin(struct quiet *q, const struct lines *l, strv block, const struct oomlog_scan *scan, size_t from);
void quiet_end(struct quiet *q);

/*
 * Passes over the lines at the beginning of *data, a line's start, that no event can need: all but the last few before
 * the next hit, or before the end. False: there are none.
 */
bool quiet_skip(struct quiet *q, struct lines *l, strv *data);

#endif
