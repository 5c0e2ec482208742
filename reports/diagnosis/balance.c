#include "reports/diagnosis/balance.h"

#include "reports/diagnosis/measure.h"

static void add_item(struct balance *b, const char *name, uint64_t bytes)
{
	if (bytes == OOMLOG_ABSENT_U || b->n == BALANCE_MAX)
		return;
	b->items[b->n++] = (struct balance_item){name, bytes};
	b->known_bytes = measure_add(b->known_bytes, bytes);
}

static void start(struct balance *b, uint64_t total_bytes)
{
	b->total_bytes = total_bytes;
	b->known_bytes = 0;
	b->rest_bytes = OOMLOG_ABSENT_U;
	b->n = 0;
}

static void finish(struct balance *b, uint64_t whole)
{
	if (whole != OOMLOG_ABSENT_U && whole >= b->known_bytes)
		b->rest_bytes = whole - b->known_bytes;
}

/* The largest first. */
static void sort(struct balance *b)
{
	for (size_t i = 1; i < b->n; i++) {
		struct balance_item item = b->items[i];
		size_t at = i;

		for (; at > 0 && b->items[at - 1].bytes < item.bytes; at--)
			b->items[at] = b->items[at - 1];
		b->items[at] = item;
	}
}

/* a - b where both are known; a where b is not; never below 0 (counters are not read at one instant). */
static uint64_t without(uint64_t a, uint64_t b)
{
	if (a == OOMLOG_ABSENT_U || b == OOMLOG_ABSENT_U)
		return a;
	return a > b ? a - b : 0;
}

/* --- the machine --- */

/* Sum of the counters that are there. */
static uint64_t counters(const struct oomlog_event *ev, const char *const *names)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	uint64_t pages = OOMLOG_ABSENT_U;

	for (; *names != NULL; names++)
		pages = measure_add(pages, measure_field(&m->counters_pages, *names));
	return measure_pages(ev, pages);
}

#define COUNTERS(ev, ...) counters(ev, (const char *const[]){__VA_ARGS__, NULL})

static uint64_t hugetlb(const struct oomlog_memory *m)
{
	uint64_t sum = OOMLOG_ABSENT_U, bytes;

	for (size_t i = 0; i < m->hugepages.n; i++) {
		const struct oomlog_hugepages *h = &m->hugepages.items[i];

		if (h->total != OOMLOG_ABSENT_U && h->size_bytes != OOMLOG_ABSENT_U &&
		    !__builtin_mul_overflow(h->total, h->size_bytes, &bytes))
			sum = measure_add(sum, bytes);
	}
	return sum;
}

/* 5.9 moved "kernel_stack:" from the zones' lines to the nodes'; 2.6.32 introduced it. */
static uint64_t kernel_stacks(const struct oomlog_memory *m)
{
	static const char *const names[] = {"kernel_stack_bytes", NULL};
	uint64_t sum = OOMLOG_ABSENT_U;

	for (size_t i = 0; i < m->nodes.n; i++)
		sum = measure_add(sum, measure_field(&m->nodes.items[i].fields, names[0]));
	return sum != OOMLOG_ABSENT_U ? sum : measure_zones(m, names);
}

/* Shmem pages are on the anon lists: what is left of those without them is anonymous. Before 2.6.28 there is one pair
 * of lists, "Active:.. inactive:..", for anon and file together. */
static void user_memory(struct balance *b, const struct oomlog_event *ev)
{
	uint64_t shmem = COUNTERS(ev, "shmem");
	uint64_t anon_lists = COUNTERS(ev, "active_anon", "inactive_anon", "isolated_anon");

	if (anon_lists == OOMLOG_ABSENT_U) {
		add_item(b, "anon + file", COUNTERS(ev, "active", "inactive"));
		return;
	}
	add_item(b, "anon", without(anon_lists, shmem));
	add_item(b, "shmem", shmem != OOMLOG_ABSENT_U && shmem > anon_lists ? anon_lists : shmem);
	add_item(b, "file", COUNTERS(ev, "active_file", "inactive_file", "isolated_file"));
	add_item(b, "unevictable", COUNTERS(ev, "unevictable"));
}

static void kernel_memory(struct balance *b, const struct oomlog_event *ev)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);

	add_item(b, "slab", COUNTERS(ev, "slab_reclaimable", "slab_unreclaimable", "slab"));
	add_item(b, "page tables", COUNTERS(ev, "pagetables", "sec_pagetables"));
	add_item(b, "kernel stack", kernel_stacks(m));
	add_item(b, "hugetlb", hugetlb(m));
	add_item(b, "other kernel", COUNTERS(ev, "kernel_misc_reclaimable", "bounce"));
}

bool balance_of_machine(const struct oomlog_event *ev, struct balance *ret)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);

	if (m == NULL || m->counters_pages.n == 0 || measure_pages(ev, 1) == OOMLOG_ABSENT_U)
		return false;
	start(ret, measure_ram(ev));
	user_memory(ret, ev);
	kernel_memory(ret, ev);
	sort(ret);
	add_item(ret, "free", COUNTERS(ev, "free", "free_pcp"));
	finish(ret, ret->total_bytes);
	return ret->n > 0;
}

/* --- a cgroup --- */

/* The limited cgroup's own figure. Up to 5.2 each cgroup of the tree has a line with what is charged to it alone; then
 * the children's are added. 6.5+ prints "total_rss" for the whole tree on v1. */
static uint64_t stat_of(const struct oomlog_memcg *m, const char *name)
{
	uint64_t sum = measure_field(&m->stat, name);

	for (size_t i = 0; i < m->children.n; i++)
		sum = measure_add(sum, measure_field(&m->children.items[i].stat, name));
	return sum;
}

static uint64_t total_or_own(const struct oomlog_memcg *m, const char *total, const char *own)
{
	uint64_t value = measure_field(&m->stat, total);

	return value != OOMLOG_ABSENT_U ? value : stat_of(m, own);
}

static uint64_t stats(const struct oomlog_memcg *m, const char *const *names)
{
	uint64_t sum = OOMLOG_ABSENT_U;

	for (; *names != NULL; names++)
		sum = measure_add(sum, stat_of(m, *names));
	return sum;
}

/* v2's "kernel" (6.1+) is the whole of it; before, its parts are printed, and v1 has a counter "kmem". */
static uint64_t memcg_kernel(const struct oomlog_memcg *m)
{
	static const char *const parts[] = {"kernel_stack", "pagetables", "percpu", "slab", "vmalloc", NULL};
	uint64_t whole = stat_of(m, "kernel");

	if (whole != OOMLOG_ABSENT_U)
		return whole;
	if (m->kmem.usage_bytes != OOMLOG_ABSENT_U)
		return m->kmem.usage_bytes;
	return stats(m, parts);
}

static void memcg_user(struct balance *b, const struct oomlog_memcg *m)
{
	uint64_t shmem = total_or_own(m, "total_shmem", "shmem");
	uint64_t file = stat_of(m, "file");

	if (stat_of(m, "anon") != OOMLOG_ABSENT_U) {
		add_item(b, "anon", stat_of(m, "anon"));
	} else {
		add_item(b, "anon", total_or_own(m, "total_rss", "rss"));
		file = total_or_own(m, "total_cache", "cache");
	}
	/* "file" and "cache" count shmem too */
	add_item(b, "shmem", shmem);
	add_item(b, "file", without(file, shmem));
}

bool balance_of_memcg(const struct oomlog_event *ev, struct balance *ret)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	if (m == NULL || m->stat.n == 0)
		return false;
	start(ret, measure_is_unlimited(m->memory.limit_bytes) ? OOMLOG_ABSENT_U : m->memory.limit_bytes);
	memcg_user(ret, m);
	add_item(ret, "kernel", memcg_kernel(m));
	add_item(ret, "sockets", stat_of(m, "sock"));
	sort(ret);
	finish(ret, m->memory.usage_bytes);
	return ret->n > 0;
}
