#include "reports/diagnosis/balance.h"

#include "reports/diagnosis/measure.h"

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
 * v2's "kernel" (5.18+) and v1's "kmem: usage" are the whole of it: what the parts leave of that is kernel memory of
 * other kinds. Unified hierarchies of old kernels print "kmem: usage 0kB" and count nothing there.
 */
static void kernel_memory(struct balance *b, const struct oomlog_memcg *m)
{
	uint64_t whole = stat_of(m, "kernel");
	uint64_t parts = slab(b, m);

	parts = measure_add(parts, part(b, m, "kernel_stack", "kernel stack"));
	parts = measure_add(parts, part(b, m, "pagetables", "page tables"));
	parts = measure_add(parts, part(b, m, "sec_pagetables", "page tables"));
	parts = measure_add(parts, part(b, m, "percpu", "percpu"));
	parts = measure_add(parts, part(b, m, "vmalloc", "vmalloc"));
	if (whole == OOMLOG_ABSENT_U && m->kmem.usage_bytes != 0)
		whole = m->kmem.usage_bytes;
	if (whole != OOMLOG_ABSENT_U)
		balance_add(b, "kernel_other", "other kernel",
		            balance_without(whole, parts != OOMLOG_ABSENT_U ? parts : 0));
}

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
	kernel_memory(ret, m);
	part(ret, m, "sock", "sockets");
	part(ret, m, "zswap", "zswap");
	part(ret, m, "hugetlb", "hugetlb");
	balance_finish(ret, ret->used_bytes);
	if (ret->note != NULL && ret->used_bytes != OOMLOG_ABSENT_U)
		ret->note = lag;
	return ret->n > 0;
}
