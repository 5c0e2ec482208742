/* Where the memory went: sums worked out by hand from the counters that are put in. */
#include <criterion/criterion.h>

#include "reports/diagnosis/balance.h"
#include "reports/diagnosis/measure.h"

#include "test-render-events.h"

enum { PAGE = 4096, RAM = 32629, RESERVED = 10342 };

static struct oomlog_event *machine(void)
{
	struct oomlog_event *ev = events_new("00112233445566cc", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);

	event_kernel(ev)->page_size_bytes = PAGE;
	events_counters(ev);
	return ev;
}

static struct oomlog_event *cgroup(uint64_t usage, uint64_t limit)
{
	struct oomlog_event *ev = events_new("00112233445566dd", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);
	struct oomlog_memcg *m = event_memcg(ev);

	m->path = STR("/a");
	m->memory.usage_bytes = usage;
	m->memory.limit_bytes = limit;
	return ev;
}

static void stat(struct oomlog_event *ev, const char *name, uint64_t bytes)
{
	events_field(ev, &event_memcg(ev)->stat, name, bytes);
}

static struct oomlog_zone *zone(struct oomlog_event *ev, int64_t node, uint64_t free, uint64_t present,
                                uint64_t managed)
{
	struct oomlog_zone *z = event_add_zone(ev);

	z->node = node;
	z->zone = STR("Normal");
	events_field(ev, &z->fields, "free_bytes", free * PAGE);
	events_field(ev, &z->fields, "present_bytes", present * PAGE);
	events_field(ev, &z->fields, "managed_bytes", managed * PAGE);
	return z;
}

static void is_item(const struct balance *b, size_t at, const char *name, uint64_t bytes)
{
	cr_assert_lt(at, b->n);
	cr_assert_str_eq(b->items[at].name, name);
	cr_assert_eq(b->items[at].bytes, bytes, "%s: %llu", name, (unsigned long long)b->items[at].bytes);
}

Test(balance, machine)
{
	struct oomlog_event *ev = machine();
	struct balance b;

	cr_assert(balance_of_machine(ev, &b));
	cr_assert_eq(b.total_bytes, (uint64_t)(RAM - RESERVED) * PAGE);
	is_item(&b, 0, "anon", (983 + 14379 - 2099) * PAGE);
	is_item(&b, 1, "slab_reclaimable", 2305 * PAGE);
	is_item(&b, 2, "shmem", 2099 * PAGE);
	is_item(&b, 3, "slab_unreclaimable", 1599 * PAGE);
	is_item(&b, 4, "pagetables", 59 * PAGE);
	is_item(&b, b.n - 2, "free", 363 * PAGE);
	is_item(&b, b.n - 1, "free_pcp", 33 * PAGE);
	cr_assert_eq(b.rest_bytes, 2566 * PAGE);
	cr_assert_null(b.note);
	oomlog_event_unref(ev);
}

Test(balance, fold)
{
	struct oomlog_event *ev = machine();
	struct balance b, folded;

	cr_assert(balance_of_machine(ev, &b));
	balance_fold(&b, &folded);
	cr_assert_str_eq(folded.items[1].words, "slab");
	cr_assert_eq(folded.items[1].bytes, (2305 + 1599) * PAGE);
	cr_assert_str_eq(folded.items[folded.n - 1].words, "free");
	cr_assert_eq(folded.items[folded.n - 1].bytes, (363 + 33) * PAGE);
	cr_assert_eq(folded.rest_bytes, b.rest_bytes);
	oomlog_event_unref(ev);
}

/* kernel_stack stands in the nodes' lines; huge pages of two sizes on two nodes */
Test(balance, figures_of_other_lines)
{
	struct oomlog_event *ev = machine();
	struct oomlog_memory *m = event_memory(ev);
	struct balance b;

	for (int64_t i = 0; i < 2; i++) {
		struct oomlog_node *n = event_add_node(ev);

		n->node = i;
		events_field(ev, &n->fields, "kernel_stack_bytes", 864 * 1024);
	}
	*(struct oomlog_hugepages *)arena_push(&ev->arena, &m->hugepages) =
		(struct oomlog_hugepages){0, 2, 0, 0, 2u << 20};
	*(struct oomlog_hugepages *)arena_push(&ev->arena, &m->hugepages) =
		(struct oomlog_hugepages){1, 1, 0, 0, 1u << 20};
	cr_assert(balance_of_machine(ev, &b));
	cr_assert_eq(balance_item(&b, "kernel_stack"), 2 * 864 * 1024);
	cr_assert_eq(balance_item(&b, "hugetlb"), 5u << 20);
	cr_assert_eq(b.rest_bytes, 2566 * PAGE - 2 * 864 * 1024 - (5u << 20));
	oomlog_event_unref(ev);
}

/* show_mem() of 3.13 to 3.18: "pages reserved" of the last zone */
Test(balance, reserved_of_the_last_zone)
{
	struct oomlog_event *ev = machine();
	struct balance b;

	event_memory(ev)->reserved_pages = 100;
	zone(ev, 0, 200, RAM - 10000, RAM - 10000 - 900);
	zone(ev, 0, 163, 10000, 9900);
	cr_assert(balance_of_machine(ev, &b));
	cr_assert_eq(b.total_bytes, (uint64_t)(RAM - 1000) * PAGE);
	oomlog_event_unref(ev);
}

/* .. and of a cpuset's report, which has the zones of one node: the total is too big, which is said. */
Test(balance, filtered_zones)
{
	struct oomlog_event *ev = machine();
	struct balance b;

	event_memory(ev)->reserved_pages = 100;
	zone(ev, 1, 163, 10000, 9900);
	cr_assert(balance_of_machine(ev, &b));
	cr_assert_eq(b.total_bytes, (uint64_t)(RAM - 100) * PAGE);
	cr_assert_not_null(strstr(b.note, "reserved pages of one zone"));
	oomlog_event_unref(ev);
}

/* Zones of one node, and no "pages RAM": they are not the machine. */
Test(balance, filtered_zones_without_ram)
{
	struct oomlog_event *ev = machine();
	struct balance b;

	event_memory(ev)->ram_pages = event_memory(ev)->reserved_pages = OOMLOG_ABSENT_U;
	zone(ev, 1, 163, 30000, 29000);
	cr_assert(balance_of_machine(ev, &b));
	cr_assert_eq(b.total_bytes, OOMLOG_ABSENT_U);
	cr_assert_eq(b.rest_bytes, OOMLOG_ABSENT_U);
	cr_assert_not_null(b.note);
	oomlog_event_unref(ev);
}

/* What is lost is not unaccounted for by the kernel. */
Test(balance, lost_counters)
{
	struct oomlog_event *ev = events_new("00112233445566ee", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);
	struct oomlog_memory *m = event_memory(ev);
	struct balance b;

	event_kernel(ev)->page_size_bytes = PAGE;
	m->ram_pages = RAM;
	cr_assert_not(balance_of_machine(ev, &b));
	events_field(ev, &m->counters_pages, "free", 363);
	cr_assert(balance_of_machine(ev, &b));
	cr_assert_eq(b.total_bytes, (uint64_t)RAM * PAGE);
	cr_assert_eq(b.rest_bytes, OOMLOG_ABSENT_U);
	cr_assert_not_null(strstr(b.note, "missing"));
	oomlog_event_unref(ev);
}

Test(balance, parts_bigger_than_the_whole)
{
	struct oomlog_event *ev = machine();
	struct balance b;

	event_memory(ev)->ram_pages = 15000;
	event_memory(ev)->reserved_pages = 0;
	cr_assert(balance_of_machine(ev, &b));
	cr_assert_eq(b.rest_bytes, OOMLOG_ABSENT_U);
	cr_assert_not_null(b.note);
	oomlog_event_unref(ev);
}

Test(balance, absurd_figures)
{
	static const uint64_t sizes[] = {0, 1, 65536, UINT64_MAX - 1, OOMLOG_ABSENT_U};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct oomlog_event *ev = machine();
		struct oomlog_memory *m = event_memory(ev);
		struct balance b, folded;

		event_kernel(ev)->page_size_bytes = sizes[i];
		m->ram_pages = UINT64_MAX - 1;
		m->hwpoisoned_pages = UINT64_MAX - 1;
		for (size_t k = 0; k < m->counters_pages.n; k++)
			m->counters_pages.items[k].value = UINT64_MAX - 1;
		*(struct oomlog_hugepages *)arena_push(&ev->arena, &m->hugepages) =
			(struct oomlog_hugepages){OOMLOG_ABSENT, UINT64_MAX - 1, 0, 0, UINT64_MAX - 1};
		zone(ev, 0, 1, UINT64_MAX / PAGE, 0);
		zone(ev, 1, 1, UINT64_MAX / PAGE, 1);
		if (balance_of_machine(ev, &b))
			balance_fold(&b, &folded);
		for (size_t k = 0; balance_of_node(ev, k, &b); k++)
			cr_assert_lt(k, 2);
		oomlog_event_unref(ev);
	}
}

Test(balance, nodes)
{
	struct oomlog_event *ev = machine();
	struct oomlog_node *n = event_add_node(ev);
	struct balance b;

	n->node = 0;
	events_field(ev, &n->fields, "active_anon_bytes", 500 * PAGE);
	events_field(ev, &n->fields, "inactive_anon_bytes", 0);
	events_field(ev, &n->fields, "active_file_bytes", 7 * PAGE);
	events_field(ev, &n->fields, "inactive_file_bytes", 0);
	events_field(ev, &n->fields, "shmem_bytes", 100 * PAGE);
	zone(ev, 0, 10, 400, 300);
	zone(ev, 0, 20, 700, 600);
	zone(ev, 1, 5, 1000, 1000);
	cr_assert(balance_of_node(ev, 0, &b));
	cr_assert_eq(b.node, 0);
	cr_assert_eq(b.total_bytes, 900 * PAGE);
	cr_assert_eq(balance_item(&b, "anon"), 400 * PAGE);
	cr_assert_eq(balance_item(&b, "shmem"), 100 * PAGE);
	cr_assert_eq(balance_item(&b, "file"), 7 * PAGE);
	cr_assert_eq(balance_item(&b, "free"), 30 * PAGE);
	cr_assert_eq(b.rest_bytes, (900 - 537) * PAGE);
	cr_assert_not_null(b.note, "slab is not printed by node");
	cr_assert(balance_of_node(ev, 1, &b));
	cr_assert_eq(b.node, 1);
	cr_assert_eq(balance_item(&b, "free"), 5 * PAGE);
	cr_assert_not(balance_of_node(ev, 2, &b));
	oomlog_event_unref(ev);
}

Test(balance, one_node_is_the_machine)
{
	struct oomlog_event *ev = machine();
	struct balance b;

	zone(ev, 0, 10, 400, 300);
	zone(ev, 0, 20, 700, 600);
	cr_assert_not(balance_of_node(ev, 0, &b));
	oomlog_event_unref(ev);
}

/* 6.1: "kernel" is the whole of what its parts are printed of; "file" counts shmem. */
Test(balance, cgroup_of_6_1)
{
	struct oomlog_event *ev = cgroup(20480 * 1024, 20480 * 1024);
	struct balance b;

	stat(ev, "anon", 10000 * 1024);
	stat(ev, "file", 5000 * 1024);
	stat(ev, "shmem", 2000 * 1024);
	stat(ev, "kernel", 4000 * 1024);
	stat(ev, "kernel_stack", 100 * 1024);
	stat(ev, "pagetables", 200 * 1024);
	stat(ev, "slab", 3000 * 1024);
	stat(ev, "slab_reclaimable", 1000 * 1024);
	stat(ev, "slab_unreclaimable", 2000 * 1024);
	stat(ev, "sock", 480 * 1024);
	cr_assert(balance_of_memcg(ev, &b));
	cr_assert_eq(b.total_bytes, 20480 * 1024);
	cr_assert_eq(b.used_bytes, 20480 * 1024);
	is_item(&b, 0, "anon", 10000 * 1024);
	is_item(&b, 1, "file", 3000 * 1024);
	cr_assert_eq(balance_item(&b, "shmem"), 2000 * 1024);
	cr_assert_eq(balance_item(&b, "slab"), OOMLOG_ABSENT_U);
	cr_assert_eq(balance_item(&b, "kernel_other"), 700 * 1024);
	cr_assert_eq(b.rest_bytes, 1000 * 1024);
	oomlog_event_unref(ev);
}

/* v1 up to 5.2: each cgroup of the tree for itself, and "kmem: usage" for all */
Test(balance, cgroup_with_children)
{
	struct oomlog_event *ev = cgroup(1000 * 1024, 1000 * 1024);
	struct oomlog_memcg *m = event_memcg(ev);
	struct balance b;

	m->kmem.usage_bytes = 50 * 1024;
	for (uint64_t i = 1; i <= 2; i++) {
		struct oomlog_memcg_child *child = arena_push(&ev->arena, &m->children);

		*child = (struct oomlog_memcg_child){.path = STR("/a/b")};
		events_field(ev, &child->stat, "rss", i * 100 * 1024);
		events_field(ev, &child->stat, "cache", 200 * 1024);
	}
	cr_assert(balance_of_memcg(ev, &b));
	cr_assert_eq(balance_item(&b, "anon"), 300 * 1024);
	cr_assert_eq(balance_item(&b, "file"), 400 * 1024);
	cr_assert_eq(balance_item(&b, "kernel_other"), 50 * 1024);
	cr_assert_eq(b.rest_bytes, 250 * 1024);
	oomlog_event_unref(ev);
}

/* The counter and the statistics are not of one instant. */
Test(balance, cgroup_whose_statistics_lag)
{
	struct oomlog_event *ev = cgroup(1000, OOMLOG_ABSENT_U);
	struct balance b;

	stat(ev, "anon", 1001);
	cr_assert(balance_of_memcg(ev, &b));
	cr_assert_eq(b.total_bytes, OOMLOG_ABSENT_U);
	cr_assert_eq(b.rest_bytes, OOMLOG_ABSENT_U);
	cr_assert_not_null(strstr(b.note, "batches"));
	oomlog_event_unref(ev);
}
