#include "assemble/pids.h"

#include <stdlib.h>

enum {
	SHORT_LIST = 64, /* looked through as it is */
	SELDOM = 4,      /* .. and a long one, as often: a report that kills one process asks hardly more */
	LEAST_SLOTS = 256,
};

static int64_t pid_at(const void *items, size_t size, size_t i)
{
	int64_t pid;

	memcpy(&pid, (const char *)items + i * size, sizeof(pid));
	return pid;
}

/* Salted with an address, so that nobody can write a log whose pids all fall on one slot. */
static size_t slot_of(const struct pid_index *ix, int64_t pid)
{
	uint64_t h = (uint64_t)pid ^ (uint64_t)(uintptr_t)ix->slots;

	h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
	return (size_t)(h ^ h >> 31) & (ix->n_slots - 1);
}

/* The slot that holds the pid, or the free one where it belongs. */
static size_t slot_find(const struct pid_index *ix, const void *items, size_t size, int64_t pid)
{
	size_t slot = slot_of(ix, pid);

	while (ix->slots[slot] != 0 && pid_at(items, size, ix->slots[slot] - 1) != pid)
		slot = (slot + 1) & (ix->n_slots - 1);
	return slot;
}

static void insert(struct pid_index *ix, const void *items, size_t size, size_t at)
{
	size_t slot = slot_find(ix, items, size, pid_at(items, size, at));

	if (ix->slots[slot] == 0) {
		ix->slots[slot] = (uint32_t)at + 1;
		ix->used++;
	}
}

/* Takes in items that are new since the last time. False: no memory. */
static bool update(struct pid_index *ix, const void *items, size_t n, size_t size)
{
	if (ix->slots == NULL || (ix->used + n - ix->indexed) * 2 > ix->n_slots) {
		size_t n_slots = LEAST_SLOTS;

		pids_release(ix);
		while (n_slots < n * 4)
			n_slots *= 2;
		ix->slots = calloc(n_slots, sizeof(*ix->slots));
		if (ix->slots == NULL)
			return false;
		ix->n_slots = n_slots;
	}
	for (; ix->indexed < n; ix->indexed++)
		insert(ix, items, size, ix->indexed);
	return true;
}

size_t pids_find(struct pid_index *ix, const void *items, size_t n, size_t size, int64_t pid)
{
	/* the index only saves time: without memory for it the list is looked through */
	if (n > SHORT_LIST && ++ix->asked > SELDOM && n < UINT32_MAX && update(ix, items, n, size)) {
		uint32_t found = ix->slots[slot_find(ix, items, size, pid)];

		return found != 0 ? found - 1 : SIZE_MAX;
	}
	for (size_t i = 0; i < n; i++)
		if (pid_at(items, size, i) == pid)
			return i;
	return SIZE_MAX;
}

/* What it said before stays: a slot whose item has another pid now is passed over. */
void pids_changed(struct pid_index *ix, const void *items, size_t size, size_t at)
{
	if (at >= ix->indexed)
		return;
	if ((ix->used + 1) * 2 > ix->n_slots)
		pids_release(ix);
	else
		insert(ix, items, size, at);
}

void pids_release(struct pid_index *ix)
{
	free(ix->slots);
	*ix = (struct pid_index){.asked = ix->asked};
}
