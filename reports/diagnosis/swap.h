/* Swap at the time of the kill, and why free swap did not help. */
#ifndef REPORTS_DIAGNOSIS_SWAP_H
#define REPORTS_DIAGNOSIS_SWAP_H

#include "reports/diagnosis/request.h"

enum { SWAP_TOP = 3, SWAP_REASONS = 5 };

enum swap_state {
	SWAP_UNKNOWN, /* see unknown_because */
	SWAP_NONE,    /* there is none (of a cgroup: its limit allows none) */
	SWAP_FULL,
	SWAP_FREE, /* and still out of memory */
};

enum swap_scope { SWAP_OF_MACHINE, SWAP_OF_MEMCG };

struct swap {
	enum swap_state state;
	enum swap_scope scope;
	const char *unknown_because; /* SWAP_UNKNOWN: static words */
	/* Of a cgroup: what its limits allow it, and what it has not used of that. A report of a cgroup does not show the
	 * machine's swap, so where the limits leave room the state is unknown, never free. */
	uint64_t total_bytes, free_bytes;
	const char
		*useless_because[SWAP_REASONS]; /* SWAP_FREE: why it did not help, static words, the likeliest first */
	size_t n_useless;
	const struct oomlog_task *top[SWAP_TOP]; /* by swapents, those with any */
	size_t n_top;
	uint64_t tasks_bytes; /* all swapents of the table; ABSENT_U: no such column */
};

/* request: of the same event */
void swap_of_event(const struct oomlog_event *ev, const struct request *request, struct swap *ret);
const char *swap_state_name(enum swap_state state); /* "unknown", "none", "full", "free" */

#endif
