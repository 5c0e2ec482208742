/* Who holds the memory: verdicts over tables and counters that are put in, with a near miss for each. */
#include <criterion/criterion.h>

#include "reports/diagnosis/groups.h"
#include "reports/diagnosis/holder.h"
#include "reports/diagnosis/nodes.h"

#include "test-render-events.h"

enum { PAGE = 4096, RAM = 100000 };

/* A machine of RAM pages, with so many of them on the anon lists, in shmem (on them, too), and free. */
static struct oomlog_event *machine(uint64_t anon, uint64_t shmem, uint64_t free)
{
	struct oomlog_event *ev = events_new("0011223344556600", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);
	struct oomlog_memory *m = event_memory(ev);

	event_kernel(ev)->page_size_bytes = PAGE;
	ev->constraint = STR("none");
	m->ram_pages = RAM;
	m->reserved_pages = 0;
	events_field(ev, &m->counters_pages, "active_anon", anon + shmem);
	events_field(ev, &m->counters_pages, "active_file", 0);
	events_field(ev, &m->counters_pages, "shmem", shmem);
	events_field(ev, &m->counters_pages, "free", free);
	return ev;
}

static void counter(struct oomlog_event *ev, const char *name, uint64_t pages)
{
	events_field(ev, &event_memory(ev)->counters_pages, name, pages);
}

static struct oomlog_task *row(struct oomlog_event *ev, int64_t pid, uint64_t rss, const char *comm)
{
	struct oomlog_task *t = events_task(ev, pid, rss, 0, str_of(comm));

	t->pgtables_bytes = 0;
	return t;
}

static void rows(struct oomlog_event *ev, int64_t first, size_t n, uint64_t rss, const char *format)
{
	for (size_t i = 0; i < n; i++) {
		char name[32];
		int len = snprintf(name, sizeof(name), format, (unsigned)i);
		char *copy = arena_alloc(&ev->arena, (size_t)len + 1);

		memcpy(copy, name, (size_t)len + 1);
		row(ev, first + (int64_t)i, rss, copy);
	}
}

static struct holder verdict(struct oomlog_event *ev)
{
	struct balance b;
	struct holder h;
	bool has = ev->memcg != NULL ? balance_of_memcg(ev, &b) : balance_of_machine(ev, &b);

	holder_of_event(ev, has ? &b : NULL, &h);
	return h;
}

static void is(struct holder h, enum holder_kind kind, const char *name, uint64_t pages, bool likely)
{
	cr_assert_str_eq(holder_kind_name(h.kind), holder_kind_name(kind));
	cr_assert_eq(h.name.n, name != NULL ? strlen(name) : 0);
	cr_assert(name == NULL || memcmp(h.name.p, name, h.name.n) == 0);
	cr_assert_eq(h.bytes, pages * PAGE, "%llu pages", (unsigned long long)h.bytes / PAGE);
	cr_assert_eq(h.likely, likely);
}

Test(holder, one_process)
{
	struct oomlog_event *ev = machine(90000, 0, 1000);

	counter(ev, "slab_unreclaimable", 5000);
	row(ev, 100, 60000, "leaky");
	row(ev, 101, 20000, "other");
	is(verdict(ev), HOLDER_PROCESS, "leaky", 60000, false);
	cr_assert_not(verdict(ev).was_killed);
	events_victim(ev, 100, STR("leaky"), 59000 * PAGE / 1024);
	is(verdict(ev), HOLDER_PROCESS, "leaky", 59000, false);
	cr_assert(verdict(ev).was_killed);
	oomlog_event_unref(ev);
}

/* 49 % stand out, but are not the main part; 24 % do not. */
Test(holder, less_than_the_main_part)
{
	struct oomlog_event *ev = machine(90000, 0, 1000);
	struct oomlog_task *t = row(ev, 100, 49000, "leaky");

	counter(ev, "slab_unreclaimable", 5000);
	row(ev, 101, 20000, "other");
	is(verdict(ev), HOLDER_PROCESS, "leaky", 49000, true);
	t->rss_pages = 24000;
	cr_assert_eq(verdict(ev).kind, HOLDER_NONE);
	oomlog_event_unref(ev);
}

/* The row of the one that was killed is lost: that no other stands out says nothing. */
Test(holder, victim_without_a_row)
{
	struct oomlog_event *ev = machine(90000, 0, 1000);

	counter(ev, "slab_unreclaimable", 5000);
	row(ev, 101, 20000, "other");
	cr_assert_eq(verdict(ev).kind, HOLDER_NONE);
	events_victim(ev, 100, STR("leaky"), 70000 * PAGE / 1024);
	cr_assert_eq(verdict(ev).kind, HOLDER_UNKNOWN);
	row(ev, 100, 70000, "leaky");
	is(verdict(ev), HOLDER_PROCESS, "leaky", 70000, false);
	oomlog_event_unref(ev);
}

/* Resident pages may be shared: no more of them are its own than there are on the anon lists. */
Test(holder, mapped_shmem_is_not_the_process_own)
{
	struct oomlog_event *ev = machine(10000, 80000, 1000);

	counter(ev, "slab_unreclaimable", 5000);
	row(ev, 100, 85000, "mapper");
	is(verdict(ev), HOLDER_SHMEM, NULL, 80000, false);
	oomlog_event_unref(ev);
}

/* mlock(): the kill line counts locked pages as anon-rss, the lists as unevictable. */
Test(holder, locked)
{
	struct oomlog_event *ev = machine(2000, 0, 1000);

	counter(ev, "unevictable", 90000);
	counter(ev, "slab_unreclaimable", 5000);
	row(ev, 100, 90000, "locker");
	events_victim(ev, 100, STR("locker"), 90000 * PAGE / 1024);
	is(verdict(ev), HOLDER_UNEVICTABLE, NULL, 90000, false);
	oomlog_event_unref(ev);
}

/* A pool is the peer of a process that grew into what it left; not when it is much smaller. */
Test(holder, hugepages)
{
	struct oomlog_event *ev = machine(36000, 0, 1000);
	struct oomlog_hugepages *h = arena_push(&ev->arena, &event_memory(ev)->hugepages);

	counter(ev, "slab_unreclaimable", 5000);
	*h = (struct oomlog_hugepages){0, 34000 / 512, 0, 0, 512 * PAGE};
	row(ev, 100, 36000, "starved");
	is(verdict(ev), HOLDER_HUGETLB, NULL, 34000 / 512 * 512, true);
	h->total = 26000 / 512;
	is(verdict(ev), HOLDER_PROCESS, "starved", 36000, true);
	oomlog_event_unref(ev);
}

Test(holder, slab_with_its_cache)
{
	struct oomlog_event *ev = machine(10000, 0, 1000);
	struct oomlog_memory *m = event_memory(ev);

	counter(ev, "slab_reclaimable", 20000);
	counter(ev, "slab_unreclaimable", 60000);
	row(ev, 100, 9000, "init");
	is(verdict(ev), HOLDER_SLAB, NULL, 80000, false);
	*(struct oomlog_slab *)arena_push(&ev->arena, &m->unreclaimable_slab) =
		(struct oomlog_slab){STR("kmalloc-1k"), 1, 50000 * PAGE};
	*(struct oomlog_slab *)arena_push(&ev->arena, &m->unreclaimable_slab) =
		(struct oomlog_slab){STR("filp"), 1, 2000 * PAGE};
	is(verdict(ev), HOLDER_SLAB, "kmalloc-1k", 80000, false);
	oomlog_event_unref(ev);
}

/* Many of one name; fewer than GROUP_LEAST_TASKS are none. */
Test(holder, group)
{
	struct oomlog_event *ev = machine(90000, 0, 1000);
	struct holder h;

	counter(ev, "slab_unreclaimable", 5000);
	rows(ev, 100, 3, 20000, "worker");
	cr_assert_eq(verdict(ev).kind, HOLDER_NONE);
	rows(ev, 103, 1, 20000, "worker");
	h = verdict(ev);
	is(h, HOLDER_GROUP, "worker", 80000, true);
	cr_assert_eq(h.tasks, 4);
	cr_assert_not(h.numbered);
	oomlog_event_unref(ev);
}

/* Names that differ in a number, and rss that counts shared pages for each of them. */
Test(holder, numbered_group)
{
	struct oomlog_event *ev = machine(60000, 0, 1000);
	struct holder h;

	counter(ev, "slab_unreclaimable", 5000);
	rows(ev, 100, 10, 10000, "forkbomb-%03u");
	rows(ev, 200, 1, 20000, "init");
	h = verdict(ev);
	is(h, HOLDER_GROUP, "forkbomb-", 50000, true);
	cr_assert(h.numbered);
	cr_assert_eq(h.tasks, 10);
	cr_assert_eq(h.rss_sum_bytes, (uint64_t)120000 * PAGE);
	oomlog_event_unref(ev);
}

/* One that holds the main part of all alone is told, not the group it is in. */
Test(holder, one_of_the_group)
{
	struct oomlog_event *ev = machine(90000, 0, 1000);

	counter(ev, "slab_unreclaimable", 5000);
	rows(ev, 100, 20, 500, "forkbomb-%03u");
	row(ev, 900, 70000, "forkbomb-020");
	is(verdict(ev), HOLDER_PROCESS, "forkbomb-020", 70000, false);
	oomlog_event_unref(ev);
}

/* 2.6.32 prints a row for each thread of a process. */
Test(holder, threads_are_one_process)
{
	struct oomlog_event *ev = machine(90000, 0, 1000);

	counter(ev, "slab_unreclaimable", 5000);
	for (int64_t pid = 100; pid < 140; pid++)
		row(ev, pid, 10000, "java")->tgid = 100;
	cr_assert_eq(verdict(ev).rss_sum_bytes, 10000 * PAGE);
	cr_assert_eq(verdict(ev).kind, HOLDER_NONE);
	oomlog_event_unref(ev);
}

/* vm.oom_dump_tasks = 0: the kill line is all there is of processes. */
Test(holder, kill_line_alone)
{
	struct oomlog_event *ev = machine(90000, 0, 1000);

	counter(ev, "slab_unreclaimable", 5000);
	is(verdict(ev), HOLDER_ANON, NULL, 90000, false);
	events_victim(ev, 100, STR("hog"), 80000 * PAGE / 1024);
	is(verdict(ev), HOLDER_PROCESS, "hog", 80000, false);
	oomlog_event_unref(ev);
}

/* "kill process 249 (tiny-anon) score 64019 or a child": enough pages to be the one; 1000 of a newer kernel are not. */
Test(holder, score_of_old_kernels)
{
	struct oomlog_event *ev = machine(90000, 0, 1000);
	struct oomlog_chosen *c = event_chosen(ev);
	struct holder h;

	counter(ev, "slab_unreclaimable", 5000);
	c->pid = 249;
	c->comm = STR("tiny-anon");
	c->score = 64019;
	h = verdict(ev);
	cr_assert_eq(h.kind, HOLDER_PROCESS);
	cr_assert(h.by_score && h.likely);
	cr_assert_eq(h.bytes, OOMLOG_ABSENT_U);
	c->score = 1000;
	is(verdict(ev), HOLDER_ANON, NULL, 90000, false);
	oomlog_event_unref(ev);
}

Test(holder, page_cache_of_a_machine_with_free_memory_is_nobodys_fault)
{
	struct oomlog_event *ev = machine(5000, 0, 20000);

	counter(ev, "slab_unreclaimable", 5000);
	counter(ev, "inactive_file", 60000);
	is(verdict(ev), HOLDER_FILE, NULL, 60000, false);
	event_memory(ev)->counters_pages.items[3].value = 26000;
	cr_assert_eq(verdict(ev).kind, HOLDER_UNKNOWN);
	oomlog_event_unref(ev);
}

/* Neither a free list nor a kill shows the page size: what is charged does. */
Test(holder, cgroup_without_a_page_size)
{
	struct oomlog_event *ev = events_new("0011223344556611", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_NO_KILLABLE_TASK);
	struct oomlog_memcg *m = event_memcg(ev);

	m->path = STR("/a");
	m->memory.usage_bytes = m->memory.limit_bytes = 5000 * PAGE;
	events_field(ev, &m->stat, "anon", 4950 * PAGE);
	row(ev, 100, 5100, "unkillable");
	is(verdict(ev), HOLDER_PROCESS, "unkillable", 4950, true);
	ev->tasks.items[0].rss_pages = 200;
	cr_assert_eq(verdict(ev).kind, HOLDER_UNKNOWN);
	oomlog_event_unref(ev);
}

Test(holder, cgroup_parts)
{
	static const struct {
		const char *stat;
		enum holder_kind kind;
	} parts[] = {
		{"file", HOLDER_FILE},
		{"slab", HOLDER_SLAB},
		{"sock", HOLDER_SOCKETS},
		{"kernel", HOLDER_KERNEL},
		{"pagetables", HOLDER_PAGETABLES},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct oomlog_event *ev = events_new("0011223344556622", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);
		struct oomlog_memcg *m = event_memcg(ev);

		m->path = STR("/a");
		m->memory.usage_bytes = m->memory.limit_bytes = 5000 * PAGE;
		events_field(ev, &m->stat, "anon", 100 * PAGE);
		events_field(ev, &m->stat, parts[i].stat, 4800 * PAGE);
		is(verdict(ev), parts[i].kind, NULL, 4800, false);
		oomlog_event_unref(ev);
	}
}

Test(holder, says_nothing_of_nothing)
{
	struct oomlog_event *ev = events_new("0011223344556633", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_UNKNOWN);

	cr_assert_eq(verdict(ev).kind, HOLDER_UNKNOWN);
	events_victim(ev, 100, STR("a"), 1000);
	cr_assert_eq(verdict(ev).kind, HOLDER_UNKNOWN);
	oomlog_event_unref(ev);
}

/* More names than there is room for, and figures that nothing has: it has to end, and to stay within its numbers. */
Test(holder, hostile_table)
{
	struct oomlog_event *ev = machine(UINT64_MAX / 2, UINT64_MAX / 2, UINT64_MAX - 1);

	event_memory(ev)->ram_pages = UINT64_MAX - 1;
	rows(ev, 1, 5000, UINT64_MAX - 1, "name-%u-x");
	rows(ev, 9000, 600, UINT64_MAX / 4096, "%u");
	row(ev, INT64_MIN, 0, "");
	verdict(ev);
	event_memory(ev)->ram_pages = 1;
	verdict(ev);
	event_kernel(ev)->page_size_bytes = 0;
	verdict(ev);
	oomlog_event_unref(ev);
}

Test(groups, names)
{
	cr_assert(str_eq(groups_name(STR("worker-12")), STR("worker-")));
	cr_assert(str_eq(groups_name(STR("java")), STR("java")));
	cr_assert(str_eq(groups_name(STR("123")), STR("123")));
	cr_assert(str_eq(groups_name(STR("")), STR("")));
}

Test(nodes, lists)
{
	cr_assert_eq(nodes_list_has(STR("0-1,4"), 1), NODES_LISTED);
	cr_assert_eq(nodes_list_has(STR("0-1,4"), 4), NODES_LISTED);
	cr_assert_eq(nodes_list_has(STR("0-1,4"), 2), NODES_NOT_LISTED);
	cr_assert_eq(nodes_list_has(STR("(null)"), 0), NODES_UNKNOWN);
	cr_assert_eq(nodes_list_has(STR("0-"), 0), NODES_UNKNOWN);
	cr_assert_eq(nodes_list_has(STR("0,"), 1), NODES_UNKNOWN);
	cr_assert_eq(nodes_list_has(STR("99999999999999999999999"), 0), NODES_UNKNOWN);
	cr_assert_eq(nodes_list_has(STR("0"), OOMLOG_ABSENT), NODES_UNKNOWN);
}
