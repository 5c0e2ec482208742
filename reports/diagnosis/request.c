#include "reports/diagnosis/request.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/nodes.h"
#include "reports/diagnosis/request-verdict.h"
#include "reports/diagnosis/request-zone.h"
#include "reports/diagnosis/scope.h"

enum {
	ORDER_MAX = 20,            /* no kernel's MAX_ORDER is above */
	PAGE_BYTES_MAX = 1u << 20, /* nor any architecture's page */
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

/* --- what needs no arithmetic --- */

/* True when that is all there is to say. */
static bool without_zones(const struct oomlog_event *ev, struct request *r)
{
	enum oomlog_kind kind = oomlog_event_kind(ev);
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);
	const struct oomlog_memory *m = oomlog_event_memory(ev);

	r->certain = true;
	if (kind != OOMLOG_KIND_OOM && kind != OOMLOG_KIND_PAGE_ALLOCATION_FAILURE)
		request_unknown(r, "it was not the kernel's allocator that asked for the kill");
	else if (tr != NULL && tr->manual)
		r->refusal = REQUEST_MANUAL;
	else if (kind == OOMLOG_KIND_OOM && scope_of_event(ev) == SCOPE_MEMCG)
		r->refusal = REQUEST_MEMCG;
	else if (tr == NULL)
		request_unknown(r, "the line that says what was asked for is missing");
	else if (tr->order != OOMLOG_ABSENT && (tr->order < 0 || tr->order > ORDER_MAX))
		request_unknown(r, "the order of the request is missing");
	else if (m == NULL || m->zones.n == 0)
		request_unknown(r, "the lines of the zones are missing");
	else
		return false;
	return true;
}

/* True when the figures are there. */
static bool prepare(const struct oomlog_event *ev, struct request *r, struct request_test *t)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);

	if (!request_terms_of_event(ev, &t->terms)) {
		request_unknown(r, "the gfp mask of the request is missing");
		return false;
	}
	r->may_wait = t->terms.may_wait;
	r->may_io = t->terms.may_io;
	r->may_fs = t->terms.may_fs;
	r->thisnode = t->terms.thisnode;
	t->page_bytes = k != NULL ? k->page_size_bytes : OOMLOG_ABSENT_U;
	if (t->page_bytes == 0 || t->page_bytes > PAGE_BYTES_MAX) {
		request_unknown(r, "the size of a page is not known");
		return false;
	}
	t->order = r->order != OOMLOG_ABSENT ? (unsigned)r->order : 0;
	t->one_try = oomlog_event_kind(ev) == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE;
	if (r->order != OOMLOG_ABSENT)
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
	if (terms->may_wait && nodes_list_has(tr->mems_allowed, node) == NODES_NOT_LISTED)
		return false;
	return nodes_list_has(tr->nodemask, node) != NODES_NOT_LISTED;
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

static bool has_room(const struct request_zone *z)
{
	return z->refusal == REQUEST_ABOVE_MARKS && !request_zone_is_empty(z);
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
		request_doubt(ret, "the gfp mask is a number whose bits other kernels read otherwise");
	fall_back_to_normal(oomlog_event_memory(ev), &t.terms);
	test_zones(ev, &t, ret);
	request_decide(ev, ret);
	/* "oom-killer: gfp_mask=0xd0" up to 2.6.12: where one page was refused, so was more */
	if (ret->order == OOMLOG_ABSENT && ret->refusal != REQUEST_BELOW_MIN && ret->refusal != REQUEST_BELOW_HIGH) {
		request_unknown(ret, "the order of the request is missing");
		return;
	}
	if (ret->zone == NULL || ret->refusal == REQUEST_UNKNOWN || ret->refusal == REQUEST_ABOVE_MARKS)
		return;
	/* where pages were enough, it is the blocks that are missing, whatever CMA has of them */
	ret->cma_only = ret->refusal != REQUEST_FRAGMENTED && request_zone_cma_would_do(&t, ret->zone);
	look_at_others(ev, &t, ret);
}
