/* Swap at the time of the kill, and why free swap did not help. */
#ifndef REPORTS_DIAGNOSIS_SWAP_H
#define REPORTS_DIAGNOSIS_SWAP_H

#include "util/str.h"

enum { SWAP_TOP = 3 };

enum swap_state {
	SWAP_UNKNOWN,
	SWAP_NONE, /* there is none (of a cgroup: its limit allows none) */
	SWAP_FULL,
	SWAP_FREE, /* and still out of memory */
};

enum swap_scope { SWAP_OF_MACHINE, SWAP_OF_MEMCG };

struct swap {
	enum swap_state state;
	enum swap_scope scope;
	uint64_t total_bytes, free_bytes; /* of a cgroup: its limit, and what is left of it */
	const char *useless_because[5];   /* SWAP_FREE: why it did not help, static words, the likeliest first */
	size_t n_useless;
	const struct oomlog_task *top[SWAP_TOP]; /* by swapents, those with any */
	size_t n_top;
	uint64_t tasks_bytes; /* all swapents of the table; ABSENT_U: no such column */
};

void swap_of_event(const struct oomlog_event *ev, struct swap *ret);
const char *swap_state_name(enum swap_state state); /* "unknown", "none", "full", "free" */

#endif
