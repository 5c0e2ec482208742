#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/nodes.h"
#include "reports/diagnosis/thresholds.h"

static enum cause holder_cause(const struct diagnosis *d)
{
	static const enum cause by_holder[] = {
		[HOLDER_UNKNOWN] = CAUSE_UNKNOWN,
		[HOLDER_NONE] = CAUSE_TOO_SMALL,
		[HOLDER_ANON] = CAUSE_ANON,
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

static enum confidence holder_confidence(const struct holder *h)
{
	if (h->by_score || h->kind == HOLDER_UNKNOWN)
		return CONFIDENCE_POSSIBLE;
	return h->likely || h->kind == HOLDER_NONE ? CONFIDENCE_LIKELY : CONFIDENCE_CERTAIN;
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

/* v1: usage of memory+swap is at its limit while memory has room under its own. */
static bool is_swap_limit(const struct oomlog_memcg *m)
{
	return m != NULL && m->memory.usage_bytes != OOMLOG_ABSENT_U && about_at_limit(&m->memsw) &&
		!about_at_limit(&m->memory);
}

static void set(struct diagnosis *d, enum cause cause, enum confidence confidence)
{
	d->cause = cause;
	d->confidence = confidence;
}

static void memcg(struct diagnosis *d)
{
	enum cause cause = memcg_cause(d);

	if (is_swap_limit(oomlog_event_memcg(d->ev)))
		set(d, CAUSE_MEMCG_SWAP, CONFIDENCE_LIKELY);
	else if (cause == CAUSE_MEMCG_LIMIT)
		set(d, cause, CONFIDENCE_CERTAIN); /* it says no more than that */
	else
		set(d, cause, holder_confidence(&d->holder));
}

/* What the request itself ran into goes before who holds memory; false: nothing special. */
static bool by_request(struct diagnosis *d)
{
	enum confidence confidence = d->request.certain ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY;

	if (d->request.cma_only)
		set(d, CAUSE_CMA, confidence);
	else if (d->request.low_zone)
		set(d, CAUSE_LOW_ZONE, confidence);
	else if (d->request.bound_zone)
		set(d, CAUSE_DMA_ZONE, confidence);
	else if (d->request.refusal == REQUEST_FRAGMENTED)
		set(d, CAUSE_FRAGMENTATION, confidence);
	else if (d->request.refusal == REQUEST_BELOW_MIN && d->request.other_nodes_free && d->request.thisnode)
		set(d, CAUSE_MEMORY_POLICY, CONFIDENCE_LIKELY);
	else
		return false;
	return true;
}

/*
 * "page allocation failure" without __GFP_DIRECT_RECLAIM (mode:GFP_ATOMIC, GFP_NOWAIT): nothing was reclaimed for it,
 * so that what holds memory, mostly page cache, is not why it failed.
 */
static bool by_atomic(struct diagnosis *d)
{
	bool below = d->request.refusal == REQUEST_BELOW_MIN || d->request.refusal == REQUEST_BELOW_HIGH;

	if (oomlog_event_kind(d->ev) != OOMLOG_KIND_PAGE_ALLOCATION_FAILURE || d->request.may_wait || !below)
		return false;
	set(d, CAUSE_ATOMIC, CONFIDENCE_LIKELY);
	return true;
}

static bool is_mostly_free(const struct diagnosis *d)
{
	return measure_reaches(about_item(d, "free"), d->balance.total_bytes, HOLDER_SOME_PERCENT);
}

/* Who holds memory explains a shortage of it; not where much was free, and less where by the printed figures the
 * request would be granted. */
static void by_holder(struct diagnosis *d)
{
	if (is_mostly_free(d))
		set(d, CAUSE_UNKNOWN, CONFIDENCE_POSSIBLE);
	else if (d->request.refusal == REQUEST_ABOVE_MARKS && d->holder.kind == HOLDER_FILE)
		set(d, CAUSE_FILE, CONFIDENCE_POSSIBLE);
	else
		set(d, holder_cause(d), holder_confidence(&d->holder));
}

static bool by_nodes(struct diagnosis *d)
{
	bool certain;
	enum scope scope = nodes_scope_of_event(d->ev, &certain);

	if (scope == SCOPE_CPUSET)
		set(d, CAUSE_CPUSET, certain ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY);
	else if (scope == SCOPE_MEMORY_POLICY)
		set(d, CAUSE_MEMORY_POLICY, certain ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY);
	else
		return false;
	return true;
}

static bool by_kind(struct diagnosis *d)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);

	switch (oomlog_event_kind(d->ev)) {
	case OOMLOG_KIND_LOW_MEMORY_KILLER:
		set(d, CAUSE_LOW_MEMORY_KILLER, CONFIDENCE_CERTAIN);
		return true;
	case OOMLOG_KIND_USERSPACE_KILL:
		set(d, CAUSE_USERSPACE_KILLER, CONFIDENCE_CERTAIN);
		return true;
	case OOMLOG_KIND_OOM:
	case OOMLOG_KIND_PAGE_ALLOCATION_FAILURE:
		break;
	}
	if (d->request.refusal != REQUEST_MANUAL && (tr == NULL || !tr->manual))
		return false;
	set(d, CAUSE_MANUAL, CONFIDENCE_CERTAIN);
	return true;
}

void cause_of_event(struct diagnosis *d)
{
	if (by_kind(d))
		return;
	if (d->scope == SCOPE_MEMCG)
		memcg(d);
	else if (!by_nodes(d) && !by_request(d) && !by_atomic(d))
		by_holder(d);
}

const char *cause_name(enum cause cause)
{
	static const char *const names[] = {
		[CAUSE_UNKNOWN] = "unknown",
		[CAUSE_MANUAL] = "manual",
		[CAUSE_PROCESS] = "process",
		[CAUSE_PROCESSES] = "processes",
		[CAUSE_ANON] = "anon",
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
		[CAUSE_ATOMIC] = "atomic_reserve",
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
