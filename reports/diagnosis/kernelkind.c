#include "reports/diagnosis/kernelkind.h"

#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"

/* Every item that is neither the programs' nor page cache. */
uint64_t kernelkind_bytes(const struct diagnosis *d)
{
	static const char *const user[] = {"anon", "shmem", "file", "swapcached", "zswap", "hugetlb"};
	uint64_t sum = OOMLOG_ABSENT_U;

	for (size_t i = 0; d->has_balance && i < d->balance.n; i++) {
		bool is_user = false;

		for (size_t u = 0; u < sizeof(user) / sizeof(user[0]); u++)
			is_user = is_user || strcmp(d->balance.items[i].name, user[u]) == 0;
		if (!is_user)
			sum = measure_add(sum, d->balance.items[i].bytes);
	}
	return sum;
}

static const struct kernelkind kinds[] = {
	{{"slab_reclaimable", "slab_unreclaimable"},
         "most of it slab (inodes, directory entries, sockets and such)",
         "See which cache grew: memory.stat's slab_reclaimable and slab_unreclaimable over time; many files or sockets "
         "held open by the same cgroup are the usual reason."},
	{{"slab"},
         "most of it slab (inodes, directory entries, sockets and such)",
         "See which cache grew: memory.kmem.slabinfo of the cgroup, slabtop; many files or sockets held open by the same "
         "cgroup are the usual reason."},
	{{"sock"},
         "most of it socket buffers",
         "Have the readers of the sockets keep up, or lower net.core.rmem_max and wmem_max."},
	{{"pagetables", "sec_pagetables"}, "most of it page tables", NULL},
	{{"kernel_stack"},
         "most of it stacks of threads",
         "Bound the threads: TasksMax= of the unit, pids.max of the cgroup."},
	{{"percpu"},
         "most of it per-CPU data",
         "Per-CPU data grows with BPF maps, network namespaces and cgroups: see which of them are left behind."},
	{{"vmalloc"},
         "most of it from vmalloc()",
         "See what asks for large kernel buffers: /proc/vmallocinfo names the callers (BPF, io_uring, drivers)."},
	{{"kernel_other"},
         "most of it of a kind that the report does not tell",
         "Most of its kernel memory is in none of the cgroup's statistics: slabtop and /proc/vmallocinfo, pipes and io_uring of its processes, "
         "BPF maps are where to look."},
};

static uint64_t kind_bytes(const struct diagnosis *d, const struct kernelkind *k)
{
	uint64_t sum = about_item(d, k->names[0]);

	return k->names[1] != NULL ? measure_add(sum, about_item(d, k->names[1])) : sum;
}

const struct kernelkind *kernelkind_main(const struct diagnosis *d, uint64_t bytes)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		uint64_t part = kind_bytes(d, &kinds[i]);

		if (part != OOMLOG_ABSENT_U && part >= bytes / 2)
			return &kinds[i];
	}
	return NULL;
}
