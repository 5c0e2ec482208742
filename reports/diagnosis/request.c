#include "reports/diagnosis/request.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/request-zone.h"
#include "reports/diagnosis/scope.h"

enum {
	ORDER_MAX = 20,            /* no kernel's MAX_ORDER is above */
	PAGE_BYTES_MAX = 1u << 20, /* nor any architecture's page */
	LESSER_ZONE = 4,           /* a zone that is smaller by this factor does not speak for the request */
};

const char *request_refusal_name(enum request_refusal refusal)
{
	static const char *const names[] = {
		[REQUEST_UNKNOWN] = "unknown",       [REQUEST_MANUAL] = "manual",
		[REQUEST_MEMCG] = "memcg_limit",     [REQUEST_BELOW_MIN] = "below_min",
		[REQUEST_BELOW_HIGH] = "below_high", [REQUEST_FRAGMENTED] = "fragmented",
		[REQUEST_NO_ZONE] = "no_zone",       [REQUEST_ABOVE_MARKS] = "above_marks",
	};

	return (size_t)refusal < sizeof(names) / sizeof(names[0]) ? names[refusal] : NULL;
}

static void unknown(struct request *r, const char *why)
{
	r->refusal = REQUEST_UNKNOWN;
	r->why_unknown = why;
	r->certain = false;
}

static void doubt(struct request *r, const char *why)
{
	r->certain = false;
	if (r->why_unknown == NULL)
		r->why_unknown = why;
}

/* --- what needs no arithmetic --- */

/* True when that is all there is to say. */
static bool without_zones(const struct oomlog_event *ev, struct request *r)
{
	enum oomlog_kind kind = oomlog_event_kind(ev);
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);
	const struct oomlog_memory *m = oomlog_event_memory(ev);

	r->certain = true;
	if (kind != OOMLOG_KIND_OOM && kind != OOMLOG_KIND_PAGE_ALLOCATION_FAILURE)
		unknown(r, "it was not the kernel's allocator that asked for the kill");
	else if (tr != NULL && tr->manual)
		r->refusal = REQUEST_MANUAL;
	else if (kind == OOMLOG_KIND_OOM && scope_of_event(ev) == SCOPE_MEMCG)
		r->refusal = REQUEST_MEMCG;
	else if (tr == NULL)
		unknown(r, "the line that says what was asked for is missing");
	else if (tr->order == OOMLOG_ABSENT || tr->order < 0 || tr->order > ORDER_MAX)
		unknown(r, "the order of the request is missing");
	else if (m == NULL || m->zones.n == 0)
		unknown(r, "the lines of the zones are missing");
	else
		return false;
	return true;
}

/* True when the figures are there. */
static bool prepare(const struct oomlog_event *ev, struct request *r, struct request_test *t)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);

	if (!request_terms_of_event(ev, &t->terms)) {
		unknown(r, "the gfp mask of the request is missing");
		return false;
	}
	r->movable = r->may_cma = t->terms.movable;
	r->may_wait = t->terms.may_wait;
	r->may_io = t->terms.may_io;
	r->may_fs = t->terms.may_fs;
	r->thisnode = t->terms.thisnode;
	r->halving = t->terms.halving;
	r->lowered = t->terms.high || t->terms.harder;
	t->page_bytes = k != NULL ? k->page_size_bytes : OOMLOG_ABSENT_U;
	if (t->page_bytes == 0 || t->page_bytes > PAGE_BYTES_MAX) {
		unknown(r, "the size of a page is not known");
		return false;
	}
	t->order = (unsigned)r->order;
	t->one_try = r->one_try = oomlog_event_kind(ev) == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE;
	r->bytes = t->page_bytes << t->order;
	return true;
}

/* --- the zones --- */

static bool class_of(const struct oomlog_zone *zone, enum zone_class *ret)
{
	return request_zone_class(zone->zone, ret) && *ret != ZONE_DEVICE;
}

/* A configuration without ZONE_DMA or DMA32 takes requests for them from Normal. */
static void fall_back_to_normal(const struct oomlog_memory *m, struct request_terms *terms)
{
	enum zone_class class;

	for (size_t i = 0; i < m->zones.n; i++)
		if (class_of(&m->zones.items[i], &class) && class <= terms->highest)
			return;
	if (terms->highest < ZONE_NORMAL)
		terms->highest = ZONE_NORMAL;
}

static bool node_allowed(const struct oomlog_trigger *tr, const struct request_terms *terms, int64_t node)
{
	/* who cannot wait is not kept to its cpuset */
	if (terms->may_wait && !request_nodes_have(tr->mems_allowed, node))
		return false;
	return request_nodes_have(tr->nodemask, node);
}

static void test_zones(const struct oomlog_event *ev, const struct request_test *t, struct request *r)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);
	enum zone_class class, highest = ZONE_DMA;

	for (size_t i = 0; i < m->zones.n; i++) {
		struct request_zone *z = &r->zones[r->n_zones];

		if (!class_of(&m->zones.items[i], &class))
			continue;
		if (r->n_zones == REQUEST_ZONES) {
			r->zones_cut = true;
			break;
		}
		memset(z, 0, sizeof(*z));
		z->zone = &m->zones.items[i];
		z->allowed = class <= t->terms.highest && node_allowed(tr, &t->terms, z->zone->node);
		request_zone_test(t, m, z);
		if (class <= t->terms.highest && (r->highest_zone.p == NULL || class > highest)) {
			r->highest_zone = z->zone->zone;
			highest = class;
		}
		r->n_zones++;
	}
}

/* "managed:", "present:" before 3.8; else by the marks, which follow the size. */
static uint64_t zone_size(const struct request_zone *z)
{
	static const char *const names[] = {"managed_bytes", "present_bytes", "high_bytes"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		uint64_t value = measure_field(&z->zone->fields, names[i]);

		if (value != OOMLOG_ABSENT_U)
			return value;
	}
	return 0;
}

/* A zone without memory (present:0kB) can neither serve nor be short. */
static bool is_empty(const struct request_zone *z)
{
	return zone_size(z) == 0 && (z->free_bytes == 0 || z->free_bytes == OOMLOG_ABSENT_U);
}

static bool has_room(const struct request_zone *z)
{
	return z->refusal == REQUEST_ABOVE_MARKS && !is_empty(z);
}

enum wanted { WANT_REFUSED, WANT_GRANTING, WANT_UNKNOWN };

static bool is_wanted(const struct request_zone *z, enum wanted what)
{
	if (!z->allowed || is_empty(z))
		return false;
	if (what == WANT_GRANTING)
		return z->refusal == REQUEST_ABOVE_MARKS;
	return what == WANT_UNKNOWN ? z->refusal == REQUEST_UNKNOWN
				    : z->refusal != REQUEST_ABOVE_MARKS && z->refusal != REQUEST_UNKNOWN;
}

/* The largest of them, of one node or (ABSENT) of any. NULL: none. */
static const struct request_zone *largest(const struct request *r, enum wanted what, int64_t node)
{
	const struct request_zone *best = NULL;

	for (size_t i = 0; i < r->n_zones; i++) {
		const struct request_zone *z = &r->zones[i];

		if (is_wanted(z, what) && (node == OOMLOG_ABSENT || z->zone->node == node) &&
		    (best == NULL || zone_size(z) > zone_size(best)))
			best = z;
	}
	return best;
}

/* --- the verdict --- */

/*
 * Kernels that print the mask as a number alone (up to 4.5) do not print nodemask= either: a memory policy does not
 * show. Nor does which node a request with __GFP_THISNODE is for. Where all zones of a node refuse it and those of
 * another would not, it was bound to the first: else it had been granted.
 */
static const struct request_zone *short_node(const struct oomlog_event *ev, const struct request *r)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);
	const struct request_zone *best = NULL;

	if (!r->thisnode && (tr->nodemask.p != NULL || tr->gfp_flags.p != NULL))
		return NULL;
	for (size_t i = 0; i < r->n_zones; i++) {
		const struct request_zone *z = &r->zones[i];

		if (!is_wanted(z, WANT_REFUSED) || z->zone->node == OOMLOG_ABSENT ||
		    largest(r, WANT_GRANTING, z->zone->node) != NULL)
			continue;
		if (best == NULL || zone_size(z) > zone_size(best))
			best = z;
	}
	return best;
}

/* From "pagefault_out_of_memory()": somebody below the fault handler said VM_FAULT_OOM. */
static bool is_fault_handler(const struct oomlog_event *ev)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);

	return oomlog_event_kind(ev) == OOMLOG_KIND_OOM && tr->gfp_mask == 0 && tr->order == 0;
}

static void granted(const struct oomlog_event *ev, struct request *r, const struct request_zone *granting)
{
	const struct request_zone *node = short_node(ev, r);

	if (node != NULL) {
		r->zone = node;
		r->refusal = node->refusal;
		r->nodes_inferred = r->other_nodes_free = true;
		doubt(r,
		      "the log does not say which nodes it may use: other nodes had room, so it was bound to this one");
		return;
	}
	r->zone = granting;
	r->refusal = REQUEST_ABOVE_MARKS;
	if (is_fault_handler(ev))
		unknown(r,
		        "the page fault handler asked for the kill (gfp_mask 0): what was refused before is not in the log");
	else if (request_zone_hides_reserve(granting->zone))
		doubt(r,
		      "part of its free memory is kept for atomic requests, and this kernel does not print how much");
	else
		doubt(r, "memory was freed between the last try and the report, or the request had a limit of its own");
}

/* Zones with memory of nodes that it may use are there, but of no class that it may. */
static bool nodes_are_printed(const struct oomlog_event *ev, const struct request *r)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);

	for (size_t i = 0; i < r->n_zones; i++)
		if (!is_empty(&r->zones[i]) && request_nodes_have(tr->mems_allowed, r->zones[i].zone->node) &&
		    request_nodes_have(tr->nodemask, r->zones[i].zone->node))
			return true;
	return false;
}

static void decide(const struct oomlog_event *ev, struct request *r)
{
	const struct request_zone *granting = largest(r, WANT_GRANTING, OOMLOG_ABSENT);
	const struct request_zone *refused = largest(r, WANT_REFUSED, OOMLOG_ABSENT);
	const struct request_zone *untold = largest(r, WANT_UNKNOWN, OOMLOG_ABSENT);

	if (granting != NULL && refused != NULL && zone_size(refused) / LESSER_ZONE >= zone_size(granting)) {
		r->zone = refused;
		r->refusal = refused->refusal;
		doubt(r, "a small zone had room again when the report was made");
	} else if (granting != NULL) {
		granted(ev, r, granting);
	} else if (refused != NULL && (untold == NULL || zone_size(untold) <= zone_size(refused))) {
		r->zone = refused;
		r->refusal = refused->refusal;
		if (untold != NULL)
			doubt(r, "figures of other zones are missing");
	} else if (untold != NULL) {
		r->zone = untold;
		unknown(r,
		        untold->free_bytes == OOMLOG_ABSENT_U || untold->zone->free_blocks.n > 0
		                ? "figures of the zone are missing"
		                : "the list of free blocks is missing");
	} else if (nodes_are_printed(ev, r)) {
		r->refusal = REQUEST_NO_ZONE;
	} else {
		unknown(r, "no zone that it may use is in the report");
	}
}

/* --- memory that it could not use --- */

/* Free pages that the counters have and no printed zone: zones or nodes that this report leaves out. */
static uint64_t unprinted_free(const struct oomlog_event *ev, const struct request *r, uint64_t page_bytes)
{
	uint64_t all = measure_field(&oomlog_event_memory(ev)->counters_pages, "free"), printed = OOMLOG_ABSENT_U,
		 bytes;

	for (size_t i = 0; i < r->n_zones; i++)
		printed = measure_add(printed, r->zones[i].free_bytes);
	if (all == OOMLOG_ABSENT_U || printed == OOMLOG_ABSENT_U || r->zones_cut ||
	    __builtin_mul_overflow(all, page_bytes, &bytes))
		return 0;
	return bytes > printed ? bytes - printed : 0;
}

/* More than all marks of the zones that are printed together: no drift of counters makes that. */
static bool unprinted_room(const struct oomlog_event *ev, const struct request *r, uint64_t page_bytes)
{
	uint64_t marks = OOMLOG_ABSENT_U;

	for (size_t i = 0; i < r->n_zones; i++)
		marks = measure_add(marks, r->zones[i].high_bytes);
	return marks != OOMLOG_ABSENT_U && unprinted_free(ev, r, page_bytes) > marks;
}

static bool is_bound_to_nodes(const struct oomlog_event *ev)
{
	enum scope scope = scope_of_event(ev);

	return scope == SCOPE_CPUSET || scope == SCOPE_MEMORY_POLICY;
}

/* The class of a zone that had room and that only its class, or only its node, kept from the request. */
static void look_at_others(const struct oomlog_event *ev, const struct request_test *t, struct request *r)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	bool above = false, highmem = false;
	enum zone_class class;

	for (size_t i = 0; i < r->n_zones; i++) {
		const struct request_zone *z = &r->zones[i];

		if (z->allowed || !has_room(z) || !class_of(z->zone, &class))
			continue;
		if (class <= t->terms.highest) {
			r->other_nodes_free = true;
		} else if (node_allowed(tr, &t->terms, z->zone->node)) {
			above = true;
			highmem = highmem || class == ZONE_HIGHMEM;
		}
	}
	if (unprinted_room(ev, r, t->page_bytes) && is_bound_to_nodes(ev))
		r->other_nodes_free = true;
	else if (unprinted_room(ev, r, t->page_bytes) && t->terms.highest < ZONE_HIGHMEM) {
		above = true;
		highmem = m->highmem_pages != OOMLOG_ABSENT_U && m->highmem_pages > 0;
	}
	r->low_zone = highmem && t->terms.highest < ZONE_HIGHMEM;
	r->bound_zone = above && t->terms.highest < ZONE_NORMAL;
}

void request_of_event(const struct oomlog_event *ev, struct request *ret)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);
	struct request_test t = {.page_bytes = OOMLOG_ABSENT_U};

	memset(ret, 0, offsetof(struct request, zones));
	ret->n_zones = 0;
	ret->zones_cut = false;
	ret->order = tr != NULL ? tr->order : OOMLOG_ABSENT;
	ret->bytes = OOMLOG_ABSENT_U;
	if (without_zones(ev, ret) || !prepare(ev, ret, &t))
		return;
	if (!t.terms.certain)
		doubt(ret, "the gfp mask is a number whose bits other kernels read otherwise");
	fall_back_to_normal(oomlog_event_memory(ev), &t.terms);
	test_zones(ev, &t, ret);
	decide(ev, ret);
	if (ret->zone == NULL || ret->refusal == REQUEST_UNKNOWN || ret->refusal == REQUEST_ABOVE_MARKS)
		return;
	/* where pages were enough, it is the blocks that are missing, whatever CMA has of them */
	ret->cma_only = ret->refusal != REQUEST_FRAGMENTED && request_zone_cma_would_do(&t, ret->zone);
	look_at_others(ev, &t, ret);
}
