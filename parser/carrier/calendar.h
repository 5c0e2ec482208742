/* A wall clock as printed becomes an instant: microseconds since 1970, UTC. */
#ifndef OOMLOG_CARRIER_CALENDAR_H
#define OOMLOG_CARRIER_CALENDAR_H

#include "carrier/record.h"

/*
 * A stamp without a zone is local time (TZ). One without a year has `year`, or if that is 0 the latest year in which
 * it is not after newest_us (OOMLOG_ABSENT: now) and a day: *ret_inferred. NO_TIME: no such day, or no date at all.
 */
int64_t calendar_instant(const struct stamp *w, int year, int64_t newest_us, bool *ret_inferred);

/* What the last stamp meant: the lines of a report share an hour, and so the zone's rules and the year. */
struct calendar {
	struct stamp stamp; /* mon 0: none yet */
	int year;
	int64_t newest_us, hour_us;
	bool known, inferred;
};

/* The same for one stamp after the other, while TZ stays as it is. */
int64_t calendar_next(struct calendar *c, const struct stamp *w, int year, int64_t newest_us, bool *ret_inferred);

#endif
