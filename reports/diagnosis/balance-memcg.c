#include "reports/diagnosis/balance.h"

#include "reports/diagnosis/figures.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/thresholds.h"

static const char from_tasks[] = "page tables are by the task table: version 1 has no statistic of them";

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

/* "file" and "cache" count shmem too; "mapped_file", "active_anon", "unevictable" are parts of the three. */
static void user_memory(struct balance *b, const struct oomlog_memcg *m)
{
	uint64_t anon = stat_of(m, "anon"), file = stat_of(m, "file");
	uint64_t shmem = total_or_own(m, "total_shmem", "shmem");

	if (anon == OOMLOG_ABSENT_U) {
		anon = total_or_own(m, "total_rss", "rss");
		file = total_or_own(m, "total_cache", "cache");
	}
	balance_add(b, "anon", "anon", anon);
	balance_add(b, "shmem", "shmem", shmem);
	balance_add(b, "file", "file", balance_without(file, shmem));
}

/* "slab" is the sum of its two kinds; before 5.10 it may stand alone. */
static uint64_t slab(struct balance *b, const struct oomlog_memcg *m)
{
	uint64_t reclaimable = stat_of(m, "slab_reclaimable"), unreclaimable = stat_of(m, "slab_unreclaimable");
	uint64_t both = measure_add(reclaimable, unreclaimable);

	balance_add(b, "slab_reclaimable", "slab", reclaimable);
	balance_add(b, "slab_unreclaimable", "slab", unreclaimable);
	if (both != OOMLOG_ABSENT_U)
		return both;
	both = stat_of(m, "slab");
	balance_add(b, "slab", "slab", both);
	return both;
}

static uint64_t part(struct balance *b, const struct oomlog_memcg *m, const char *name, const char *words)
{
	uint64_t bytes = stat_of(m, name);

	balance_add(b, name, words, bytes);
	return bytes;
}

/*
 * Version 1 has no statistic of page tables; where the task table says that they are much of what is charged
 * (pgtables_bytes, 4.15+), they are most of what the parts leave of the kernel's.
 */
static uint64_t tables_of_tasks(const struct oomlog_event *ev, const struct oomlog_memcg *m, uint64_t left)
{
	const struct oomlog_task *t;
	uint64_t sum = OOMLOG_ABSENT_U;

	for (size_t i = 0; (t = oomlog_event_task(ev, i)) != NULL; i++)
		sum = measure_add(sum, t->pgtables_bytes);
	if (sum == OOMLOG_ABSENT_U || stat_of(m, "pagetables") != OOMLOG_ABSENT_U ||
	    !measure_reaches(sum, m->memory.usage_bytes, HOLDER_SOME_PERCENT))
		return 0;
	return sum < left ? sum : left;
}

/*
 * v2's "kernel" (5.18+) and v1's "kmem: usage" are the whole of it: what the parts leave of that is kernel memory of
 * other kinds. Unified hierarchies of old kernels print "kmem: usage 0kB" and count nothing there.
 */
static void kernel_memory(struct balance *b, const struct oomlog_event *ev, const struct oomlog_memcg *m)
{
	uint64_t whole = stat_of(m, "kernel"), tables;
	uint64_t parts = slab(b, m);

	parts = measure_add(parts, part(b, m, "kernel_stack", "kernel stack"));
	parts = measure_add(parts, part(b, m, "pagetables", "page tables"));
	parts = measure_add(parts, part(b, m, "sec_pagetables", "page tables"));
	parts = measure_add(parts, part(b, m, "percpu", "percpu"));
	parts = measure_add(parts, part(b, m, "vmalloc", "vmalloc"));
	if (whole == OOMLOG_ABSENT_U && m->kmem.usage_bytes != 0)
		whole = m->kmem.usage_bytes;
	if (whole == OOMLOG_ABSENT_U)
		return;
	whole = balance_without(whole, parts != OOMLOG_ABSENT_U ? parts : 0);
	tables = tables_of_tasks(ev, m, whole);
	if (tables > 0) {
		balance_add(b, "pagetables", "page tables", tables);
		b->note = from_tasks;
	}
	balance_add(b, "kernel_other", "other kernel", whole - tables);
}

static const char behind[] = "the statistics add up to much less than what is charged: they lag behind, or an exiting "
			     "process was giving its memory back";

/* What is charged is counted at once, the statistics lag behind by some pages a CPU. */
static const char lag[] = "the statistics add up to more than what is charged: the kernel counts them in batches";

bool balance_of_memcg(const struct oomlog_event *ev, struct balance *ret)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	if (m == NULL || (m->stat.n == 0 && m->children.n == 0))
		return false;
	balance_start(ret, measure_is_unlimited(m->memory.limit_bytes) ? OOMLOG_ABSENT_U : m->memory.limit_bytes);
	ret->used_bytes = m->memory.usage_bytes;
	user_memory(ret, m);
	kernel_memory(ret, ev, m);
	part(ret, m, "sock", "sockets");
	part(ret, m, "zswap", "zswap");
	part(ret, m, "hugetlb", "hugetlb");
	balance_finish(ret, ret->used_bytes);
	if (ret->note == NULL && measure_reaches(ret->rest_bytes, ret->used_bytes, HOLDER_SOME_PERCENT))
		ret->note = behind;
	if (ret->note != NULL && ret->note != from_tasks && ret->note != behind && ret->used_bytes != OOMLOG_ABSENT_U)
		ret->note = lag;
	return ret->n > 0;
}
