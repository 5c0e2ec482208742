/* From the zones' tests to the request's: which of them speaks for it. */
#include "reports/diagnosis/request-verdict.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/nodes.h"
#include "reports/diagnosis/request-terms.h"
#include "reports/diagnosis/request-zone.h"
#include "reports/diagnosis/thresholds.h"

void request_unknown(struct request *r, const char *why)
{
	r->refusal = REQUEST_UNKNOWN;
	r->uncertain_because = why;
	r->certain = false;
}

void request_doubt(struct request *r, const char *why)
{
	r->certain = false;
	if (r->uncertain_because == NULL)
		r->uncertain_because = why;
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

bool request_zone_is_empty(const struct request_zone *z)
{
	return zone_size(z) == 0 && (z->free_bytes == 0 || z->free_bytes == OOMLOG_ABSENT_U);
}

enum wanted { WANT_REFUSED, WANT_GRANTING, WANT_UNKNOWN };

static bool is_wanted(const struct request_zone *z, enum wanted what)
{
	if (!z->allowed || request_zone_is_empty(z))
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
		request_doubt(
			r,
			"the log does not say which nodes it may use: other nodes had room, so it was bound to this one");
		return;
	}
	r->zone = granting;
	r->refusal = REQUEST_ABOVE_MARKS;
	if (is_fault_handler(ev))
		request_unknown(
			r,
			"the page fault handler asked for the kill (gfp_mask 0): what was refused before is not in the log");
	else if (request_zone_hides_reserve(granting->zone))
		request_doubt(
			r,
			"part of its free memory is kept for atomic requests, and this kernel does not print how much");
	else
		request_doubt(
			r,
			"memory was freed between the last try and the report, or the request had a limit of its own");
}

/* Zones with memory of nodes that it may use are there, but of no class that it may. */
static bool nodes_are_printed(const struct oomlog_event *ev, const struct request *r)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);

	for (size_t i = 0; i < r->n_zones; i++)
		if (!request_zone_is_empty(&r->zones[i]) &&
		    nodes_list_has(tr->mems_allowed, r->zones[i].zone->node) != NODES_NOT_LISTED &&
		    nodes_list_has(tr->nodemask, r->zones[i].zone->node) != NODES_NOT_LISTED)
			return true;
	return false;
}

void request_decide(const struct oomlog_event *ev, struct request *r)
{
	const struct request_zone *granting = largest(r, WANT_GRANTING, OOMLOG_ABSENT);
	const struct request_zone *refused = largest(r, WANT_REFUSED, OOMLOG_ABSENT);
	const struct request_zone *untold = largest(r, WANT_UNKNOWN, OOMLOG_ABSENT);

	if (granting != NULL && refused != NULL &&
	    zone_size(refused) / (uint64_t)LESSER_ZONE_TIMES >= zone_size(granting)) {
		r->zone = refused;
		r->refusal = refused->refusal;
		request_doubt(r, "a small zone had room again when the report was made");
	} else if (granting != NULL) {
		granted(ev, r, granting);
	} else if (refused != NULL && (untold == NULL || zone_size(untold) <= zone_size(refused))) {
		r->zone = refused;
		r->refusal = refused->refusal;
		if (untold != NULL)
			request_doubt(r, "figures of other zones are missing");
	} else if (untold != NULL) {
		r->zone = untold;
		request_unknown(r,
		                untold->free_bytes == OOMLOG_ABSENT_U || untold->zone->free_blocks.n > 0
		                        ? "figures of the zone are missing"
		                        : "the list of free blocks is missing");
	} else if (nodes_are_printed(ev, r)) {
		r->refusal = REQUEST_NO_ZONE;
	} else {
		request_unknown(r, "no zone that it may use is in the report");
	}
}
