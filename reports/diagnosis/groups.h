/* The task table in one pass: its sums, the biggest process, and the biggest group of processes of one name. */
#ifndef REPORTS_DIAGNOSIS_GROUPS_H
#define REPORTS_DIAGNOSIS_GROUPS_H

#include "util/str.h"

/* Processes of one name, or whose names differ in the number at their end: "worker-1", "worker-2". */
struct group {
	strv name; /* without the number */
	bool numbered;
	uint64_t tasks, bytes; /* bytes: anonymous where the table splits rss, else rss */
};

struct groups {
	const struct oomlog_task *biggest;
	uint64_t biggest_bytes; /* OOMLOG_ABSENT_U: there is no table, or no page size */
	struct group group;     /* the biggest that is one; tasks is 0: none */
	uint64_t tasks;
	uint64_t rss_sum_bytes;
	uint64_t anon_sum_bytes; /* OOMLOG_ABSENT_U: the table does not split rss */
	bool split;              /* it does */
	uint64_t page_size_bytes;
	bool page_size_guessed; /* no line shows it: by what the cgroup has charged */
};

void groups_of_event(const struct oomlog_event *ev, struct groups *ret);
/* Of a process, by the table's columns. */
uint64_t groups_pagetables(const struct oomlog_task *t, uint64_t page_size_bytes);
/* A name without the number at its end, and what joins them: "forkbomb-" of "forkbomb-059". */
strv groups_name(strv comm);

#endif
