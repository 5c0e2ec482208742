/* Where in a block a line has to be read: one of a few words stands in it that may begin or change an event. */
#ifndef OOMLOG_HITS_H
#define OOMLOG_HITS_H

#include "util/str.h"

enum { HITS_MAX = 510 }; /* lines noted at once; of 256 KiB of anything but reports they are a few */

struct hit {
	size_t at;       /* of the first word in a line; SIZE_MAX: none */
	size_t newlines; /* of the block before that */
};

struct hits {
	size_t scanned;  /* bytes of the block that were looked at: all, or up to the end of the last hit's line */
	size_t newlines; /* in them */
	size_t n;
	struct hit items[HITS_MAX];
};

void hits_find(struct hits *ret, strv block);

#endif
