/* The index of pids against a search written as plainly as can be, and an event of very many victims. */
#include "assemble/pids.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/collect.h"

enum { ITEMS = 3000, PIDS = 2000, VICTIMS = 20000, LINE_ROOM = 256 };

struct item {
	int64_t pid;
	char other[24];
};

static size_t find_plainly(const struct item *items, size_t n, int64_t pid)
{
	for (size_t i = 0; i < n; i++)
		if (items[i].pid == pid)
			return i;
	return SIZE_MAX;
}

Test(pids, first_place_of_each)
{
	struct item *items = calloc(ITEMS, sizeof(*items));
	struct pid_index ix = {0};

	for (size_t n = 0; n < ITEMS; n++) {
		int64_t pid = rand() % PIDS;

		items[n].pid = rand() % PIDS;
		cr_assert_eq(pids_find(&ix, items, n + 1, sizeof(*items), pid), find_plainly(items, n + 1, pid));
	}
	pids_release(&ix);
	cr_expect_null(ix.slots);
	free(items);
}

/* The newest item gets the rest of its digits, again and again, and nobody asks in between. */
Test(pids, changed)
{
	struct item *items = calloc(ITEMS, sizeof(*items));
	struct pid_index ix = {0};

	for (size_t i = 0; i < ITEMS; i++)
		items[i].pid = (int64_t)i;
	cr_assert_eq(pids_find(&ix, items, ITEMS, sizeof(*items), 7), 7);
	for (int64_t pid = ITEMS; pid < 100 * ITEMS; pid++) {
		items[ITEMS - 1].pid = pid;
		pids_changed(&ix, items, sizeof(*items), ITEMS - 1);
	}
	cr_expect_eq(pids_find(&ix, items, ITEMS, sizeof(*items), 100 * ITEMS - 1), ITEMS - 1);
	cr_expect_eq(pids_find(&ix, items, ITEMS, sizeof(*items), ITEMS - 1), SIZE_MAX);
	cr_expect_eq(pids_find(&ix, items, ITEMS, sizeof(*items), ITEMS), SIZE_MAX);
	cr_expect_eq(pids_find(&ix, items, ITEMS, sizeof(*items), 7), 7);
	pids_release(&ix);
	free(items);
}

/* memory.oom.group: each victim once, though every kill is said twice. */
Test(pids, group_kill)
{
	char *log = malloc((size_t)VICTIMS * 2 * LINE_ROOM);
	struct collected all;
	size_t n;

	n = (size_t)sprintf(
		log,
		"[    1.000000] Memory cgroup out of memory: Killed process 1 (x) total-vm:8kB, anon-rss:4kB, "
		"file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0\n"
		"[    1.000001] Tasks in /a are going to be killed due to memory.oom.group set\n");
	for (int i = 0; i < 2 * VICTIMS; i++)
		n += (size_t)sprintf(log + n,
		                     "[    1.000002] Memory cgroup out of memory: Killed process %d (x) total-vm:8kB, "
		                     "anon-rss:4kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0\n",
		                     1 + i % VICTIMS);
	cr_assert_eq(collect_bytes(log, n, 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 1);
	cr_assert_eq(oomlog_event_victims(all.events[0]), VICTIMS);
	for (size_t i = 0; i < VICTIMS; i++) {
		const struct oomlog_victim *v = oomlog_event_victim(all.events[0], i);

		cr_assert_eq(v->pid, (int64_t)i + 1);
		cr_assert_eq(v->role, i == 0 ? OOMLOG_ROLE_CHOSEN : OOMLOG_ROLE_GROUP);
	}
	collect_release(&all);
	free(log);
}
