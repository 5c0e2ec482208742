/* The largest tasks of an event's table, and those that died; and which columns there are to show. */
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

/* Those that any row fills. */
struct largest_columns {
	bool uid, pgtables, swap, adj, old_adj, pages; /* pages: the page size is not known, sizes stay in pages */
};

/* all: else only what a short table has, and swap only where it was used */
struct largest_columns largest_columns(const struct oomlog_event *ev, bool all);
bool largest_is_victim(const struct oomlog_event *ev, const struct oomlog_task *task);

#endif
