/* The newest entries of a journal that were read, within a bound: which of those that are met again are new. */
#ifndef OOMLOG_TOOLS_LATE_H
#define OOMLOG_TOOLS_LATE_H

#include <stdbool.h>
#include <stdint.h>

enum { LATE_SETS = 1024, LATE_WAYS = 16 };

struct late {
	struct {
		uint64_t hash;
		int64_t realtime_us;
	} items[LATE_SETS][LATE_WAYS];
	unsigned char next[LATE_SETS];
	int64_t floor_us; /* of what is not newer than this nothing is known */
};

/* The entry of this cursor is taken for one that was read, unless it is known to be new; from now on it was. */
bool late_is_known(struct late *s, const char *cursor, int64_t realtime_us);
/* It is taken for one that was not read, unless it is known to have been; from now on it was. */
bool late_was_read(struct late *s, const char *cursor, int64_t realtime_us);

#endif
