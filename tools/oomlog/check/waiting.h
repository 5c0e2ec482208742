/*
 * check --lines: events wait until their log has been read to its end, since only then it is known which lines are its
 * last ones.
 */
#ifndef OOMLOG_CHECK_WAITING_H
#define OOMLOG_CHECK_WAITING_H

#include <stdbool.h>
#include <stddef.h>

#include <oomlog/event.h>

enum { WAITING_MAX = 1024 };

struct waiting {
	size_t first, n;
	struct oomlog_event *ring[WAITING_MAX];
};

/* The event waits; the oldest comes back where there is no more room, else NULL. Who gets one gives it back. */
struct oomlog_event *waiting_add(struct waiting *h, struct oomlog_event *ev);
/* The oldest, or NULL. */
struct oomlog_event *waiting_take(struct waiting *h);

#endif
