/* The largest tasks of an event's table, and those that died. */
#ifndef REPORTS_RENDER_LARGEST_H
#define REPORTS_RENDER_LARGEST_H

#include "util/str.h"

struct largest {
	const struct oomlog_task **rows;
	size_t n;     /* to show: by resident size, the largest first */
	size_t total; /* in the table */
};

/* At most `top` rows, and the victims that are smaller. 0, or OOMLOG_E_NOMEM. */
int largest_tasks(struct largest *ret, const struct oomlog_event *ev, size_t top);
void largest_release(struct largest *l);
bool largest_is_victim(const struct oomlog_event *ev, const struct oomlog_task *task);

#endif
