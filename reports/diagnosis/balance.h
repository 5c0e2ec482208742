/*
 * Where the memory went: the parts of a whole that do not overlap, from the counters of a machine-wide report or from
 * the statistics of a cgroup. Nothing is estimated: a part that the report does not print is not in the list.
 */
#ifndef REPORTS_DIAGNOSIS_BALANCE_H
#define REPORTS_DIAGNOSIS_BALANCE_H

#include "util/str.h"

enum { BALANCE_MAX = 16 };

struct balance_item {
	const char *name;
	uint64_t bytes;
};

struct balance {
	uint64_t total_bytes; /* RAM that the kernel manages, or the cgroup's limit; OOMLOG_ABSENT_U: not known */
	uint64_t known_bytes; /* sum of the items */
	uint64_t rest_bytes; /* total without the items: not in any line; OOMLOG_ABSENT_U: no total, or parts overlap */
	size_t n;            /* by size, but free memory last */
	struct balance_item items[BALANCE_MAX];
};

/* False: the report has no counters, or no page size to read them with. */
bool balance_of_machine(const struct oomlog_event *ev, struct balance *ret);
/* False: the report has no statistics of the cgroup. */
bool balance_of_memcg(const struct oomlog_event *ev, struct balance *ret);

#endif
