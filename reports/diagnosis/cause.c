#include "reports/diagnosis/diagnosis.h"

static enum cause machine_cause(const struct diagnosis *d)
{
	static const enum cause by_holder[] = {
		[HOLDER_UNKNOWN] = CAUSE_UNKNOWN,
		[HOLDER_NONE] = CAUSE_TOO_SMALL,
		[HOLDER_PROCESS] = CAUSE_PROCESS,
		[HOLDER_GROUP] = CAUSE_PROCESSES,
		[HOLDER_SHMEM] = CAUSE_SHMEM,
		[HOLDER_SLAB] = CAUSE_SLAB,
		[HOLDER_PAGETABLES] = CAUSE_PAGETABLES,
		[HOLDER_KERNEL] = CAUSE_KERNEL_STACKS,
		[HOLDER_HUGETLB] = CAUSE_HUGEPAGES,
		[HOLDER_UNEVICTABLE] = CAUSE_UNEVICTABLE,
		[HOLDER_FILE] = CAUSE_FILE,
		[HOLDER_SOCKETS] = CAUSE_SLAB,
		[HOLDER_UNACCOUNTED] = CAUSE_UNACCOUNTED,
	};

	return by_holder[d->holder.kind];
}

static enum cause memcg_cause(const struct diagnosis *d)
{
	switch (d->holder.kind) {
	case HOLDER_PROCESS:
		return CAUSE_MEMCG_PROCESS;
	case HOLDER_GROUP:
		return CAUSE_MEMCG_PROCESSES;
	case HOLDER_SHMEM:
		return CAUSE_MEMCG_SHMEM;
	case HOLDER_SLAB:
	case HOLDER_PAGETABLES:
	case HOLDER_KERNEL:
	case HOLDER_SOCKETS:
		return CAUSE_MEMCG_KERNEL;
	case HOLDER_FILE:
		return CAUSE_MEMCG_FILE;
	default:
		return CAUSE_MEMCG_LIMIT;
	}
}

void cause_of_event(struct diagnosis *d)
{
	d->cause = d->scope == SCOPE_MEMCG ? memcg_cause(d) : machine_cause(d);
	d->confidence = CONFIDENCE_POSSIBLE;
}

const char *cause_name(enum cause cause)
{
	static const char *const names[] = {
		[CAUSE_UNKNOWN] = "unknown",
		[CAUSE_MANUAL] = "manual",
		[CAUSE_PROCESS] = "process",
		[CAUSE_PROCESSES] = "processes",
		[CAUSE_SHMEM] = "shmem",
		[CAUSE_SLAB] = "slab",
		[CAUSE_PAGETABLES] = "page_tables",
		[CAUSE_KERNEL_STACKS] = "kernel_stacks",
		[CAUSE_HUGEPAGES] = "hugepages",
		[CAUSE_UNEVICTABLE] = "unevictable",
		[CAUSE_FILE] = "page_cache",
		[CAUSE_UNACCOUNTED] = "unaccounted",
		[CAUSE_TOO_SMALL] = "too_small",
		[CAUSE_FRAGMENTATION] = "fragmentation",
		[CAUSE_LOW_ZONE] = "low_zone",
		[CAUSE_DMA_ZONE] = "dma_zone",
		[CAUSE_CMA] = "cma",
		[CAUSE_CPUSET] = "cpuset",
		[CAUSE_MEMORY_POLICY] = "memory_policy",
		[CAUSE_MEMCG_PROCESS] = "memcg_process",
		[CAUSE_MEMCG_PROCESSES] = "memcg_processes",
		[CAUSE_MEMCG_SHMEM] = "memcg_shmem",
		[CAUSE_MEMCG_KERNEL] = "memcg_kernel",
		[CAUSE_MEMCG_FILE] = "memcg_page_cache",
		[CAUSE_MEMCG_SWAP] = "memcg_swap_limit",
		[CAUSE_MEMCG_LIMIT] = "memcg_limit",
		[CAUSE_USERSPACE_KILLER] = "userspace_killer",
		[CAUSE_LOW_MEMORY_KILLER] = "low_memory_killer",
	};

	return names[cause];
}

const char *confidence_name(enum confidence confidence)
{
	static const char *const names[] = {"possible", "likely", "certain"};

	return names[confidence];
}
