/* Swap at the time of the kill: of the machine, of a cgroup's limits, and why what was free did not help. */
#include <criterion/criterion.h>

#include "reports/diagnosis/swap.h"
#include "test-render-events.h"

enum { KB = 1024, PAGE = 4096 };

static void counter(struct oomlog_event *ev, const char *name, uint64_t pages)
{
	struct oomlog_fields *f = &ev->memory->counters_pages;

	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->items[i].name, str_of(name))) {
			f->items[i].value = pages;
			return;
		}
	events_field(ev, f, name, pages);
}

/* The whole machine, 22287 pages managed, of them 20000 anonymous; swap as told. */
static struct oomlog_event *machine(uint64_t total_kb, uint64_t free_kb)
{
	struct oomlog_event *ev = events_global();

	ev->memory->swap.total_bytes = total_kb * KB;
	ev->memory->swap.free_bytes = free_kb * KB;
	ev->memory->swap.add = 1200;
	counter(ev, "active_anon", 10000);
	counter(ev, "inactive_anon", 10000);
	counter(ev, "slab_unreclaimable", 900);
	return ev;
}

static struct swap swap_of(const struct oomlog_event *ev)
{
	struct request r;
	struct swap s;

	request_of_event(ev, &r);
	swap_of_event(ev, &r, &s);
	return s;
}

/* Frees the event. */
static void expect_reasons(struct oomlog_event *ev, size_t n, const char *const *reasons)
{
	struct swap s = swap_of(ev);

	cr_expect_eq(s.state, SWAP_FREE, "%s", swap_state_name(s.state));
	cr_expect_eq(s.n_useless, n);
	for (size_t i = 0; i < s.n_useless; i++)
		cr_expect_str_eq(s.useless_because[i], i < n ? reasons[i] : "nothing");
	oomlog_event_unref(ev);
}

#define EXPECT_REASONS(ev, ...)                                                          \
	expect_reasons(ev, sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *), \
	               (const char *const[]){__VA_ARGS__})

static void expect_state(struct oomlog_event *ev, enum swap_state state, enum swap_scope scope)
{
	struct swap s = swap_of(ev);

	cr_expect_eq(s.state, state, "%s", swap_state_name(s.state));
	cr_expect_eq(s.scope, scope);
	cr_expect_eq(s.n_useless, 0);
	cr_expect_eq(s.unknown_because != NULL, state == SWAP_UNKNOWN);
	oomlog_event_unref(ev);
}

Test(swap, of_the_machine)
{
	struct oomlog_event *ev;

	expect_state(machine(0, 0), SWAP_NONE, SWAP_OF_MACHINE);
	expect_state(machine(100000, 0), SWAP_FULL, SWAP_OF_MACHINE);
	expect_state(machine(100000, 999), SWAP_FULL, SWAP_OF_MACHINE);
	/* a swap device that was added while the lines were printed */
	expect_state(machine(100000, 100004), SWAP_UNKNOWN, SWAP_OF_MACHINE);
	ev = machine(100000, 0);
	ev->memory->swap.total_bytes = OOMLOG_ABSENT_U;
	expect_state(ev, SWAP_UNKNOWN, SWAP_OF_MACHINE);
	ev = machine(100000, 0);
	ev->memory->swap.free_bytes = OOMLOG_ABSENT_U;
	expect_state(ev, SWAP_UNKNOWN, SWAP_OF_MACHINE);
	expect_state(events_bare(7, STR("x"), 1), SWAP_UNKNOWN, SWAP_OF_MACHINE);
}

/* Free, and the figures name no reason: then none is given. */
Test(swap, free_without_reason)
{
	expect_reasons(machine(100000, 1000), 0, NULL);
}

Test(swap, free_but_the_request)
{
	struct oomlog_event *ev = machine(100000, 90000);

	/* GFP_NOIO|__GFP_COMP */
	ev->trigger->gfp_mask = 0x40c00;
	ev->trigger->gfp_flags = STR("GFP_NOIO|__GFP_COMP");
	EXPECT_REASONS(ev, "the request may not start I/O (no __GFP_IO), so nothing is swapped out for it");

	ev = machine(100000, 90000);
	ev->trigger->gfp_mask = 0xa20;
	ev->trigger->gfp_flags = STR("GFP_ATOMIC");
	EXPECT_REASONS(ev, "the request may not wait for memory to be swapped out");

	/* DMA32: 40960 kB free, over its marks, all in single pages */
	ev = machine(100000, 90000);
	ev->trigger->order = 3;
	ev->memory->zones.items[1].fields.items[0].value = 40960 * KB;
	EXPECT_REASONS(ev, "a contiguous block was asked for: swapping frees single pages");

	ev = machine(100000, 90000);
	ev->trigger->manual = true;
	EXPECT_REASONS(ev, "the kill was asked for by hand (sysrq): nothing was short");
}

/* Of 22287 pages: 20 % are 4458, 10 % are 2229, 5 % are 1115. */
Test(swap, free_but_pinned)
{
	struct oomlog_event *ev = machine(100000, 90000);

	counter(ev, "unevictable", 4458);
	counter(ev, "slab_unreclaimable", 2229);
	counter(ev, "pagetables", 1115);
	EXPECT_REASONS(ev, "much memory is locked (unevictable) and cannot be swapped",
	               "much memory is held by the kernel itself (slab), which cannot be swapped",
	               "much memory is in page tables, which cannot be swapped");

	/* a page less of each */
	ev = machine(100000, 90000);
	counter(ev, "unevictable", 4457);
	counter(ev, "slab_unreclaimable", 2228);
	counter(ev, "pagetables", 1114);
	expect_reasons(ev, 0, NULL);

	ev = machine(100000, 90000);
	counter(ev, "active_anon", 1000);
	counter(ev, "inactive_anon", 1000);
	EXPECT_REASONS(ev, "hardly anything was left that swap could take: the anonymous lists are nearly empty");

	ev = machine(100000, 100000);
	ev->memory->swap.add = 0;
	EXPECT_REASONS(
		ev,
		"nothing was ever swapped out (swap cache: add 0): it is new, or swappiness or a cgroup forbids it");
}

static struct oomlog_event *memcg(struct oomlog_counter memory, struct oomlog_counter memsw, struct oomlog_counter swap)
{
	struct oomlog_event *ev = events_memcg();

	ev->memcg->memory = memory;
	ev->memcg->memsw = memsw;
	ev->memcg->swap = swap;
	return ev;
}

static const struct oomlog_counter no_counter = {OOMLOG_ABSENT_U, OOMLOG_ABSENT_U, OOMLOG_ABSENT_U};
static const struct oomlog_counter at_64M = {64 << 20, 64 << 20, 10};
static const struct oomlog_counter unlimited = {0, 9007199254740988ull * 1024, 0};

/* Whether the machine has swap, or has any left, is in no report of a cgroup. */
Test(swap, of_a_cgroup)
{
	struct oomlog_event *ev;
	struct swap s;

	/* v2 */
	expect_state(memcg(at_64M, no_counter, (struct oomlog_counter){0, 0, 0}), SWAP_NONE, SWAP_OF_MEMCG);
	expect_state(memcg(at_64M, no_counter, (struct oomlog_counter){8 << 20, 8 << 20, 3}), SWAP_FULL, SWAP_OF_MEMCG);
	expect_state(memcg(at_64M, no_counter, (struct oomlog_counter){1 << 20, 8 << 20, 0}), SWAP_UNKNOWN,
	             SWAP_OF_MEMCG);
	expect_state(memcg(at_64M, no_counter, unlimited), SWAP_UNKNOWN, SWAP_OF_MEMCG);
	expect_state(memcg(at_64M, no_counter, no_counter), SWAP_UNKNOWN, SWAP_OF_MEMCG);
	/* v1: the sum is limited */
	expect_state(memcg(at_64M, at_64M, no_counter), SWAP_NONE, SWAP_OF_MEMCG);
	expect_state(memcg(at_64M, (struct oomlog_counter){70 << 20, 70 << 20, 1}, no_counter), SWAP_FULL,
	             SWAP_OF_MEMCG);
	expect_state(memcg(at_64M, unlimited, no_counter), SWAP_UNKNOWN, SWAP_OF_MEMCG);

	ev = memcg(at_64M, (struct oomlog_counter){66 << 20, 70 << 20, 1}, no_counter);
	s = swap_of(ev);
	cr_expect_eq(s.state, SWAP_UNKNOWN);
	cr_expect_eq(s.total_bytes, 6 << 20);
	cr_expect_eq(s.free_bytes, 4 << 20);
	oomlog_event_unref(ev);
}

Test(swap, users)
{
	struct oomlog_event *ev = machine(100000, 0);
	struct swap s;

	for (int64_t i = 0; i < 6; i++)
		events_task(ev, 200 + i, 100, 0, STR("x"))->swapents = (uint64_t)(i * 37 % 6) * 10;
	s = swap_of(ev);
	/* 0 10 20 30 40 50 */
	cr_expect_eq(s.tasks_bytes, 150 * PAGE);
	cr_assert_eq(s.n_top, SWAP_TOP);
	cr_expect_eq(s.top[0]->swapents, 50);
	cr_expect_eq(s.top[1]->swapents, 40);
	cr_expect_eq(s.top[2]->swapents, 30);
	oomlog_event_unref(ev);

	/* up to 3.6 the table has no such column */
	ev = machine(100000, 0);
	for (size_t i = 0; i < ev->tasks.n; i++)
		ev->tasks.items[i].swapents = OOMLOG_ABSENT_U;
	s = swap_of(ev);
	cr_expect_eq(s.tasks_bytes, OOMLOG_ABSENT_U);
	cr_expect_eq(s.n_top, 0);
	oomlog_event_unref(ev);
}

/* Numbers that no kernel would print. */
Test(swap, absurd)
{
	struct oomlog_event *ev = machine(100000, 90000);
	struct swap s;

	ev->memory->swap.total_bytes = UINT64_MAX - 1;
	ev->memory->swap.free_bytes = UINT64_MAX - 2;
	counter(ev, "unevictable", UINT64_MAX - 1);
	ev->tasks.items[0].swapents = ev->tasks.items[1].swapents = UINT64_MAX - 1;
	s = swap_of(ev);
	cr_expect_eq(s.state, SWAP_FREE);
	oomlog_event_unref(ev);
}
