/*
 * Where the memory went: the parts of a whole that do not overlap, from the counters of a machine-wide report, from one
 * node's lines, or from the statistics of a cgroup. Nothing is estimated: a part that the report does not print is not
 * in the list, and what no line accounts for is said to be so.
 */
#ifndef REPORTS_DIAGNOSIS_BALANCE_H
#define REPORTS_DIAGNOSIS_BALANCE_H

#include "util/str.h"

enum {
	BALANCE_MAX = 28,
	BALANCE_NODES = 64, /* of a machine: the rest is not told apart */
};

struct balance_item {
	const char *name;  /* the kernel's: "slab_unreclaimable" */
	const char *words; /* for people; items of equal words may be added up: "slab" */
	uint64_t bytes;
};

struct balance {
	uint64_t total_bytes; /* RAM that the kernel manages, or the cgroup's limit; OOMLOG_ABSENT_U: not known */
	uint64_t used_bytes;  /* of a cgroup: what is charged to it */
	uint64_t known_bytes; /* sum of the items */
	uint64_t rest_bytes; /* total without the items: not in any line; OOMLOG_ABSENT_U: no total, or parts overlap */
	const char *note;    /* why the rest is missing or not what it seems; static words, NULL: nothing to say */
	int64_t node;        /* of balance_of_node() */
	size_t n;            /* by size, but free memory last */
	struct balance_item items[BALANCE_MAX];
};

/* False: the report has no counters and no lines of nodes. */
bool balance_of_machine(const struct oomlog_event *ev, struct balance *ret);
/* Of the i-th node that the report prints zones of; false behind the last, and for a machine of one node. */
bool balance_of_node(const struct oomlog_event *ev, size_t i, struct balance *ret);
/* False: the report has no statistics of the cgroup. */
bool balance_of_memcg(const struct oomlog_event *ev, struct balance *ret);

/* Bytes of the item; OOMLOG_ABSENT_U: not printed. */
uint64_t balance_item(const struct balance *b, const char *name);
/* For people: items of equal words as one. */
void balance_fold(const struct balance *b, struct balance *ret);

/* For the files that fill one: start, add, finish. */
void balance_start(struct balance *b, uint64_t total_bytes);
void balance_add(struct balance *b, const char *name, const char *words, uint64_t bytes);
/* whole: what the items are parts of */
void balance_finish(struct balance *b, uint64_t whole);
/* a - b where both are known; a where b is not; never below 0 (counters are not read at one instant). */
uint64_t balance_without(uint64_t a, uint64_t b);

#endif
