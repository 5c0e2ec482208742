/* Where memory was short: the machine, a cgroup's limit, some memory nodes. */
#ifndef REPORTS_DIAGNOSIS_SCOPE_H
#define REPORTS_DIAGNOSIS_SCOPE_H

#include "util/str.h"

enum scope {
	SCOPE_UNKNOWN, /* the log does not say: a kill line alone, "Out of memory: Killed process .." */
	SCOPE_MACHINE,
	SCOPE_MEMCG,
	SCOPE_CPUSET,
	SCOPE_MEMORY_POLICY,
	SCOPE_OTHER, /* a constraint that only a patched kernel has */
};

enum scope scope_of_event(const struct oomlog_event *ev);
/* For programs: "global", "memcg", "cpuset", "memory_policy", "other", "unknown". */
const char *scope_name(enum scope scope);
/* For people, one word: "host" for global, "-" for unknown. */
const char *scope_word(enum scope scope);

#endif
