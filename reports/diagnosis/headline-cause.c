/* Where memory was short, and who held it. */
#include "reports/diagnosis/headline-parts.h"
#include "reports/diagnosis/headline.h"
#include "reports/diagnosis/nodes.h"

static void nodes_cause(struct text *t, const struct diagnosis *d, strv nodes, const char *by)
{
	uint64_t number;
	bool one = nodes.p != NULL && str_to_u64(nodes, &number);

	text_add(t, one ? "The memory node" : "The memory nodes");
	if (nodes.p != NULL) {
		text_add(t, " ");
		text_name(t, nodes);
	}
	text_add(t, " that ");
	text_add(t, by);
	/* "gfp_mask=0x500cc2(GFP_HIGHUSER|__GFP_ACCOUNT)" where the nodes have ZONE_MOVABLE alone: free it may be */
	if (d->request.refusal == REQUEST_NO_ZONE)
		text_add(t,
		         one ? " allows has no zone that may serve the request"
		             : " allows have no zone that may serve the request");
	else
		text_add(t, " allows ran out of memory");
}

/* What the request itself ran into, where that says more than "out of memory". */
static bool request_cause(struct text *t, const struct diagnosis *d)
{
	switch (d->cause) {
	case CAUSE_LOW_ZONE:
		text_add(t, "The low memory of this 32-bit machine ran out, while high memory had room");
		return true;
	case CAUSE_DMA_ZONE:
		text_add(t, "The small zone that the request was bound to ran out, while others had room");
		return true;
	case CAUSE_CMA:
		text_add(t, "Only memory of the CMA area was left, which this request may not use");
		return true;
	case CAUSE_FRAGMENTATION:
		text_add(t, "Memory was too fragmented for a request of ");
		headline_request(t, d->ev);
		return true;
	default:
		return false;
	}
}

static void share(struct text *t, const struct holder *h)
{
	if (h->bytes == OOMLOG_ABSENT_U || h->of_bytes == OOMLOG_ABSENT_U || h->of_bytes == 0) {
		text_add(t, "much");
		return;
	}
	text_percent(t, h->bytes, h->of_bytes);
}

/* "NAME (pid 7)", or "12 processes named NAME", unless it is the one that was killed: the sentence goes on with it. */
static void process_holder(struct text *t, const struct diagnosis *d)
{
	const struct holder *h = &d->holder;

	if (h->name.p == NULL || h->bytes == OOMLOG_ABSENT_U || (h->kind == HOLDER_PROCESS && h->was_killed))
		return;
	text_add(t, ", ");
	share(t, h);
	text_add(t, " of it held by ");
	if (h->kind == HOLDER_PROCESS) {
		headline_process(t, h->name, h->task != NULL ? h->task->pid : OOMLOG_ABSENT, OOMLOG_ABSENT);
		return;
	}
	text_u64(t, h->tasks);
	text_add(t, " processes named ");
	text_name(t, h->name);
	if (h->numbered)
		text_add(t, "N");
}

/* ", 47 % of it in the kernel's slab caches" */
static void holder(struct text *t, const struct diagnosis *d)
{
	static const char *const places[] = {
		[HOLDER_ANON] = " of it in anonymous memory of processes",
		[HOLDER_SHMEM] = " of it in shared memory or tmpfs",
		[HOLDER_SLAB] = " of it in the kernel's slab caches",
		[HOLDER_PAGETABLES] = " of it in page tables",
		[HOLDER_KERNEL] = " of it in kernel memory",
		[HOLDER_HUGETLB] = " of it reserved as hugepages",
		[HOLDER_UNEVICTABLE] = " of it unevictable",
		[HOLDER_FILE] = " of it in the page cache",
		[HOLDER_SOCKETS] = " of it in socket buffers",
		[HOLDER_UNACCOUNTED] = " of it in no line of the report",
	};
	const struct holder *h = &d->holder;

	if (h->kind == HOLDER_PROCESS || h->kind == HOLDER_GROUP) {
		process_holder(t, d);
	} else if (h->kind < sizeof(places) / sizeof(places[0]) && places[h->kind] != NULL) {
		text_add(t, ", ");
		share(t, h);
		text_add(t, places[h->kind]);
	}
}

void headline_cause(struct text *t, const struct diagnosis *d)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);

	if (tr != NULL && tr->manual) {
		text_add(t, "The OOM killer was started by hand (sysrq)");
		return;
	}
	if (request_cause(t, d))
		return;
	if (d->scope == SCOPE_MEMCG)
		headline_limit(t, d->ev);
	else if (d->scope == SCOPE_CPUSET)
		nodes_cause(t, d, nodes_allowed(d->ev, d->scope), "a cpuset");
	else if (d->scope == SCOPE_MEMORY_POLICY)
		nodes_cause(t, d, nodes_allowed(d->ev, d->scope), "a memory policy");
	else
		text_add(t,
		         d->scope == SCOPE_MACHINE ? "The whole machine ran out of memory"
		                                   : "The kernel ran out of memory");
	/* up to 4.20 no constraint is printed: it follows from the nodes and what was free on them */
	if (d->scope == SCOPE_UNKNOWN && d->cause == CAUSE_CPUSET)
		text_add(t, ", it seems only where a cpuset allows");
	if (d->scope == SCOPE_UNKNOWN && d->cause == CAUSE_MEMORY_POLICY)
		text_add(t, ", it seems only where a memory policy allows");
	/* the balance is of the whole machine, and says nothing about a few nodes of it */
	if (d->cause != CAUSE_CPUSET && d->cause != CAUSE_MEMORY_POLICY)
		holder(t, d);
}
