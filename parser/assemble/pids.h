/*
 * Finds the task or victim of a pid in a long list. A group kill names its victims one by one, each to be looked for
 * among all before it and in the task table: without this an event takes the square of their number.
 */
#ifndef OOMLOG_ASSEMBLE_PIDS_H
#define OOMLOG_ASSEMBLE_PIDS_H

#include "util/str.h"

/* For one list, which only grows. Zeroed: empty. */
struct pid_index {
	uint32_t *slots; /* 1 + place in the list; 0: free */
	size_t n_slots, used;
	size_t indexed; /* items of the list that are in it */
	uint64_t asked; /* how often, while the list was long */
};

/* items: n structs of `size` bytes whose first member is an int64_t pid. The first place of the pid, or SIZE_MAX. */
size_t pids_find(struct pid_index *ix, const void *items, size_t n, size_t size, int64_t pid);
/* The pid of an item was changed. */
void pids_changed(struct pid_index *ix, const void *items, size_t size, size_t at);
void pids_release(struct pid_index *ix);

#endif
