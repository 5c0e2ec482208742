/* Why the request was refused: by request.c's arithmetic; and who made it. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/sentence.h"

/* mm/page_alloc.c: larger pieces are refused without killing anything. */
enum { PAGE_ALLOC_COSTLY_ORDER = 3, ORDERS = 64 };

static enum rule_result request_known(struct diagnosis *d, struct finding *f)
{
	const struct request *r = &d->request;

	if (!about_request(d) || r->refusal == REQUEST_MANUAL || r->refusal == REQUEST_MEMCG ||
	    r->refusal == REQUEST_NO_ZONE)
		return RULE_SILENT;
	if (r->refusal == REQUEST_UNKNOWN || r->zone == NULL)
		return finding_needs(f,
		                     oomlog_event_trigger(d->ev) == NULL ? "the report's first line"
		                                                         : "the zones' lines and the request's zone");
	return RULE_HOLDS;
}

static struct piece node_of(const struct request_zone *z)
{
	return z->zone->node != OOMLOG_ABSENT ? SIGNED(z->zone->node) : WORDS("0");
}

static void zone_evidence(const struct diagnosis *d, struct finding *f)
{
	const struct request_zone *z = d->request.zone;

	f->confidence = d->request.certain ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY;
	finding_word(f, "memory.zones.zone", z->zone->zone);
	finding_signed(f, "memory.zones.node", z->zone->node, "");
	finding_number(f, "memory.zones.free_bytes", z->free_bytes, "bytes");
	finding_number(f, "diagnosis.request.usable_bytes", z->usable_bytes, "bytes");
	finding_number(f, "diagnosis.request.min_bytes", z->min_bytes, "bytes");
	finding_number(f, "diagnosis.request.reserve_bytes", z->reserve_bytes, "bytes");
}

enum { KIB = 1024 };

/* What vm.min_free_kbytes keeps free: the zones' min marks without "boost:2048kB", which is in them; ABSENT_U. */
static uint64_t kept_free(const struct diagnosis *d)
{
	static const char *const min[] = {"min_bytes", NULL}, *const boost[] = {"boost_bytes", NULL};
	const struct oomlog_memory *m = oomlog_event_memory(d->ev);
	uint64_t kept = m != NULL && !measure_zones_are_some(d->ev) ? measure_zones(m, min) : OOMLOG_ABSENT_U;

	kept = kept != OOMLOG_ABSENT_U ? balance_without(kept, measure_zones(m, boost)) : kept;
	return kept != 0 ? kept : OOMLOG_ABSENT_U;
}

/* Requests that cannot wait live from that. */
static void min_free_advice(struct diagnosis *d, struct finding *f)
{
	uint64_t kept = kept_free(d);

	if (d->request.may_wait || kept == OOMLOG_ABSENT_U)
		return;
	ADVICE(d, f, WORDS("The request could not wait for reclaim: a larger vm.min_free_kbytes (the marks add up to "),
	       NUMBER(kept / KIB), WORDS(") keeps more free for such."));
}

/* A single page would have been had: the test takes the whole piece away before it looks at the mark. */
static bool is_short_by_the_piece(const struct request_zone *z)
{
	uint64_t left = balance_without(balance_without(z->free_bytes, z->cma_bytes), z->highatomic_bytes);

	return left != OOMLOG_ABSENT_U && z->usable_bytes < left && left > measure_add(z->min_bytes, z->reserve_bytes);
}

static enum rule_result below_min(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = request_known(d, f);
	const struct request_zone *z = d->request.zone;
	bool by_piece;

	if (known != RULE_HOLDS)
		return known;
	if (d->request.refusal != REQUEST_BELOW_MIN)
		return RULE_SILENT;
	by_piece = is_short_by_the_piece(z);
	zone_evidence(d, f);
	SENTENCE(d, f, WORDS("Zone "), NAME(z->zone->zone), WORDS(" of node "), node_of(z),
	         WORDS(by_piece ? " was too short for a piece so large: " : " was truly short: "),
	         SIZE(z->usable_bytes), WORDS(by_piece ? " left without the piece, not" : " usable, not"),
	         WORDS(" over the minimum mark of "), SIZE(z->min_bytes), WORDS(z->reserve_bytes > 0 ? " with " : ""),
	         z->reserve_bytes > 0 ? SIZE(z->reserve_bytes) : WORDS(""),
	         WORDS(z->reserve_bytes > 0 ? " kept back from this request." : "."));
	min_free_advice(d, f);
	return RULE_HOLDS;
}

static enum rule_result below_high(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = request_known(d, f);
	const struct request_zone *z = d->request.zone;

	if (known != RULE_HOLDS)
		return known;
	if (d->request.refusal != REQUEST_BELOW_HIGH)
		return RULE_SILENT;
	zone_evidence(d, f);
	finding_number(f, "diagnosis.request.high_bytes", z->high_bytes, "bytes");
	SENTENCE(d, f, WORDS("Zone "), NAME(z->zone->zone), WORDS(" of node "), node_of(z), WORDS(" had "),
	         SIZE(z->usable_bytes),
	         WORDS(" usable: over the minimum mark, but the last try before a kill is made against "
	               "the high mark of "),
	         SIZE(z->high_bytes), WORDS("."));
	return RULE_HOLDS;
}

static enum rule_result above_marks(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = request_known(d, f);
	const struct request_zone *z = d->request.zone;

	if (known != RULE_HOLDS)
		return known;
	if (d->request.refusal != REQUEST_ABOVE_MARKS)
		return RULE_SILENT;
	zone_evidence(d, f);
	f->confidence = CONFIDENCE_POSSIBLE;
	SENTENCE(d, f, WORDS("By the printed figures the request would have been granted ("), SIZE(z->usable_bytes),
	         WORDS(" usable in zone "), NAME(z->zone->zone),
	         WORDS("): memory was freed before the report was written, or reclaim had made no progress."));
	return RULE_HOLDS;
}

static enum rule_result fragmented(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = request_known(d, f);
	const struct request_zone *z = d->request.zone;
	uint64_t kept = kept_free(d);

	if (known != RULE_HOLDS)
		return known;
	if (d->request.refusal != REQUEST_FRAGMENTED)
		return RULE_SILENT;
	zone_evidence(d, f);
	finding_signed(f, "trigger.order", d->request.order, "");
	SENTENCE(d, f, WORDS("Zone "), NAME(z->zone->zone), WORDS(" of node "), node_of(z), WORDS(" had "),
	         SIZE(z->usable_bytes), WORDS(" usable, but no piece of order "), SIGNED(d->request.order), WORDS(" ("),
	         d->request.bytes != OOMLOG_ABSENT_U ? SIZE(d->request.bytes) : WORDS("of that size"), WORDS(")"),
	         WORDS(z->missing_order == OOMLOG_ABSENT
	                       ? " that it may use: too little is in pieces of that size for this kernel's test."
	                       : z->useless_block_bytes > 0
	                       ? " that it may use: what there is lies in CMA, highatomic or isolated lists."
	                       : ": its free memory is in small pieces."));
	ADVICE(d, f,
	       WORDS("Have the one who asks want smaller pieces (jumbo frames, ring and buffer sizes of the driver in "
	             "the call trace), or reserve early; vm.compaction_proactiveness (5.9+) and a larger "
	             "vm.min_free_kbytes"),
	       WORDS(kept != OOMLOG_ABSENT_U ? " (the marks add up to " : ""),
	       kept != OOMLOG_ABSENT_U ? NUMBER(kept / KIB) : WORDS(""),
	       WORDS(kept != OOMLOG_ABSENT_U ? ") keep larger pieces free." : " keep larger pieces free."));
	return RULE_HOLDS;
}

static enum rule_result costly_order(struct diagnosis *d, struct finding *f)
{
	bool failure = oomlog_event_kind(d->ev) == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE;
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);

	if (!about_shortage(d) && !failure)
		return RULE_SILENT;
	if (tr == NULL || tr->order == OOMLOG_ABSENT)
		return finding_needs(f, "the report's first line, with the order");
	if (tr->order <= PAGE_ALLOC_COSTLY_ORDER || tr->order >= ORDERS)
		return RULE_SILENT;
	finding_signed(f, "trigger.order", tr->order, "");
	if (failure) {
		SENTENCE(d, f, WORDS("A piece of order "), SIGNED(tr->order),
		         WORDS(" is so large that the kernel rather refuses it than kill: this alone is no shortage."));
		ADVICE(d, f,
		       WORDS("If the caller falls back to smaller pieces, nothing needs doing; else have it ask early after "
		             "boot, or for less."));
		return RULE_HOLDS;
	}
	SENTENCE(d, f,
	         WORDS("The kernel does not kill for pieces over order 3 unless it must not fail (__GFP_NOFAIL), and "
	               "this is order "),
	         SIGNED(tr->order), WORDS(": a vendor's kernel, or a driver's demand."));
	return RULE_HOLDS;
}

/* --- what was free and of no use --- */

static enum rule_result cma_only(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = request_known(d, f);
	const struct request_zone *z = d->request.zone;

	if (known != RULE_HOLDS)
		return known;
	if (!d->request.cma_only)
		return RULE_SILENT;
	zone_evidence(d, f);
	finding_number(f, "memory.zones.free_cma_bytes", z->cma_bytes, "bytes");
	SENTENCE(d, f, WORDS("Of "), SIZE(z->free_bytes), WORDS(" free, "), SIZE(z->cma_bytes),
	         WORDS(" are reserved for CMA (contiguous buffers of devices), which this request may not use."));
	ADVICE(d, f,
	       WORDS("Make the CMA area smaller: cma=SIZE on the kernel's command line (on a Raspberry Pi also "
	             "gpu_mem= and the vc4 overlay's cma-)."));
	return RULE_HOLDS;
}

static enum rule_result dma_zone(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = request_known(d, f);
	const struct request_zone *z = d->request.zone;

	if (known != RULE_HOLDS)
		return known;
	if (!d->request.bound_zone || d->request.low_zone)
		return RULE_SILENT;
	zone_evidence(d, f);
	SENTENCE(d, f, WORDS("Only the small zone "), NAME(z->zone->zone),
	         WORDS(" may serve this request (GFP_DMA, GFP_DMA32): zones above it had room."));
	ADVICE(d, f,
	       WORDS("Look for the driver in the call trace that wants memory below an address: a newer driver or "
	             "device may not; lowmem_reserve_ratio keeps the zone "),
	       NAME(z->zone->zone), WORDS(" freer."));
	return RULE_HOLDS;
}

static enum rule_result no_zone(struct diagnosis *d, struct finding *f)
{
	if (!about_request(d))
		return RULE_SILENT;
	if (d->request.refusal == REQUEST_UNKNOWN)
		return finding_needs(f,
		                     oomlog_event_trigger(d->ev) == NULL ? "the report's first line"
		                                                         : "the zones' lines and the request's zone");
	if (d->request.refusal != REQUEST_NO_ZONE)
		return RULE_SILENT;
	finding_word(f, "diagnosis.request.highest_zone", d->request.highest_zone);
	SENTENCE(d, f, WORDS("No zone of the allowed nodes may serve this request, however much of them is free."));
	ADVICE(d, f,
	       WORDS("Allow a node that has the zones which the request may use (cpuset.mems, the memory policy), or a "
	             "kernel command line without movable_node."));
	return RULE_HOLDS;
}

static enum rule_result low_zone(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = request_known(d, f);
	const struct request_zone *z = d->request.zone;

	if (known != RULE_HOLDS)
		return known;
	if (!d->request.low_zone)
		return RULE_SILENT;
	zone_evidence(d, f);
	SENTENCE(d, f, WORDS("The low memory of this 32 bit kernel (zone "), NAME(z->zone->zone),
	         WORDS(") was short while HighMem had room: kernel memory must lie below about 900 MiB."));
	ADVICE(d, f,
	       WORDS("Use a 64 bit kernel; until then less RAM, fewer network buffers and fewer files keep low memory "
	             "free."));
	return RULE_HOLDS;
}

static enum rule_result node_imbalance(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = request_known(d, f);

	if (known != RULE_HOLDS)
		return known;
	if (!d->request.other_nodes_free || about_node_scope(d) != SCOPE_UNKNOWN)
		return RULE_SILENT;
	zone_evidence(d, f);
	f->confidence = CONFIDENCE_LIKELY;
	SENTENCE(d, f, WORDS("Other memory nodes had room while node "), node_of(d->request.zone),
	         WORDS(d->request.thisnode ? " was short: the request was bound to it (__GFP_THISNODE)."
	                                   : " was short: something bound the request to it."));
	ADVICE(d, f,
	       WORDS("Look at who binds to the node: numactl, cpusets, mbind; numastat -m shows the nodes side by side."));
	return RULE_HOLDS;
}

static bool gave_up(const struct oomlog_memory *m, int64_t node)
{
	for (size_t i = 0; i < m->nodes.n; i++)
		if (m->nodes.items[i].node == node && m->nodes.items[i].all_unreclaimable == 1)
			return true;
	for (size_t i = 0; i < m->zones.n; i++)
		if (m->zones.items[i].node == node && m->zones.items[i].all_unreclaimable == 1)
			return true;
	return false;
}

static enum rule_result all_unreclaimable(struct diagnosis *d, struct finding *f)
{
	enum rule_result known = request_known(d, f);
	const struct request_zone *z = d->request.zone;

	if (known != RULE_HOLDS)
		return known;
	if (!gave_up(oomlog_event_memory(d->ev), z->zone->node))
		return RULE_SILENT;
	finding_signed(f, "memory.nodes.node", z->zone->node, "");
	finding_signed(f, "memory.nodes.all_unreclaimable", 1, "");
	SENTENCE(d, f, WORDS("The kernel had given up reclaiming on node "), node_of(z),
	         WORDS(" (all_unreclaimable): what is there is in use, locked, or the kernel's own."));
	return RULE_HOLDS;
}

static enum rule_result whole_machine(struct diagnosis *d, struct finding *f)
{
	if (!about_shortage(d) || (d->scope != SCOPE_MACHINE && d->scope != SCOPE_UNKNOWN) ||
	    about_node_scope(d) != SCOPE_UNKNOWN)
		return RULE_SILENT;
	if (d->scope == SCOPE_UNKNOWN)
		return finding_needs(
			f, "the constraint (\"oom-kill:constraint=..\"), or which memory nodes the machine has");
	finding_word(f, "constraint", oomlog_event_constraint(d->ev));
	SENTENCE(
		d, f,
		WORDS("No cgroup's limit, cpuset or memory policy was the reason: the machine's own memory was short."));
	return RULE_HOLDS;
}

const struct rule rules_request[] = {
	{"whole-machine", "Scope",
         "constraint=CONSTRAINT_NONE; or no constraint is printed, Mem-Info is, and there is one memory node.",
         "The machine as a whole was short", "See who holds the memory.", "constrained_alloc(), mm/oom_kill.c",
         whole_machine},
	{"below-min", "Request",
         "In the zone to serve it: free - CMA - highatomic - (2^order - 1 pages) <= min + lowmem_reserve.",
         "The zone was truly short", "See who holds the memory; vm.min_free_kbytes for requests that cannot wait.",
         "__zone_watermark_ok(), mm/page_alloc.c", below_min},
	{"below-high", "Request", "The same sum is over min and not over the high mark.",
         "The last try before a kill is made against the high mark", "See who holds the memory.",
         "__alloc_pages_may_oom(), mm/page_alloc.c", below_high},
	{"above-marks", "Request", "The same sum is over the high mark, and a free block of the order is there.",
         "By the printed figures the request would be granted", "None: the figures are later than the decision.",
         "__alloc_pages_may_oom(), mm/page_alloc.c", above_marks},
	{"fragmented", "Request",
         "order is 1 or more, the sum is over the mark, and no free list from the order up has a block of a usable type.",
         "Free memory was in pieces too small", "Smaller pieces, vm.compaction_proactiveness, vm.min_free_kbytes.",
         "__zone_watermark_ok(), mm/page_alloc.c", fragmented},
	{"costly-order", "Request", "order is over PAGE_ALLOC_COSTLY_ORDER, which is 3.",
         "The kernel rather refuses such large pieces than kill", "None where the caller falls back.",
         "__alloc_pages_may_oom(), mm/page_alloc.c", costly_order},
	{"cma-only", "Request", "Enough is free with free_cma and not without it, and the request is not movable.",
         "Only CMA memory was free", "A smaller cma=.", "__zone_watermark_ok(), mm/page_alloc.c", cma_only},
	{"dma-zone", "Request", "The gfp mask binds the request to DMA or DMA32, and a zone above had room.",
         "Only a small low zone may serve the request", "Look for the driver that asks; lowmem_reserve_ratio.",
         "gfp_zone(), include/linux/gfp.h", dma_zone},
	{"no-zone", "Request", "The allowed nodes have only zones that the gfp mask excludes (ZONE_MOVABLE).",
         "No zone of the allowed nodes may serve the request", "Allow another node.", "gfp_zone(), include/linux/gfp.h",
         no_zone},
	{"low-zone", "Request",
         "A zone HighMem is there and has room, and the zone that had to serve the request has not.",
         "The low memory of a 32 bit kernel was short", "A 64 bit kernel.", "Documentation/mm/highmem.rst", low_zone},
	{"node-imbalance", "Request", "No cpuset or policy is named, one node is short and another has room.",
         "The request was bound to one memory node", "Look for who binds; numastat -m.",
         "get_page_from_freelist(), mm/page_alloc.c", node_imbalance},
	{"all-unreclaimable", "Request", "\"all_unreclaimable? yes\" of the node that had to serve the request.",
         "The kernel had given up reclaiming there", "See who holds the memory.", "show_node(), mm/show_mem.c",
         all_unreclaimable},
	{0},
};
