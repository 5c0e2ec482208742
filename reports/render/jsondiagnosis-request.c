/* `request`: the kernel's test, zone by zone. */
#include "reports/render/jsondiagnosis-parts.h"

static void request_zone(struct jsonw *j, const struct request_zone *z)
{
	jsonw_member_text(j, "zone", z->zone->zone);
	jsonw_member_i64(j, "node", z->zone->node);
	jsonw_member_u64(j, "free_bytes", z->free_bytes);
	jsonw_member_u64(j, "usable_bytes", z->usable_bytes);
	jsonw_member_words(j, "mark", z->mark == REQUEST_MARK_HIGH ? "high" : "min");
	jsonw_member_u64(j, "mark_bytes", z->mark == REQUEST_MARK_HIGH ? z->high_bytes : z->min_bytes);
	jsonw_member_u64(j, "reserve_bytes", z->reserve_bytes);
	jsonw_member_words(j, "failed_because", request_refusal_name(z->refusal));
	jsonw_member_i64(j, "missing_order", z->missing_order);
}

static void request_zones(struct jsonw *j, const struct request *r)
{
	if (r->n_zones == 0)
		return;
	jsonw_open_member(j, "zones", '[');
	for (size_t i = 0; i < r->n_zones; i++) {
		const struct request_zone *z = &r->zones[i];

		jsonw_open(j, '{');
		request_zone(j, z);
		jsonw_member_boolean(j, "allowed", z->allowed);
		if (z->cma_bytes > 0)
			jsonw_member_u64(j, "cma_bytes", z->cma_bytes);
		if (z->highatomic_bytes > 0)
			jsonw_member_u64(j, "highatomic_bytes", z->highatomic_bytes);
		if (z->useless_block_bytes > 0)
			jsonw_member_u64(j, "useless_block_bytes", z->useless_block_bytes);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
	jsonw_member_if(j, "zones_cut", r->zones_cut);
}

static void request_certainty(struct jsonw *j, const struct request *r)
{
	if (r->refusal == REQUEST_UNKNOWN) {
		jsonw_member_words(j, "unknown_because", r->uncertain_because);
		return;
	}
	jsonw_member_boolean(j, "certain", r->certain);
	jsonw_member_words(j, "uncertain_because", r->uncertain_because);
}

void jsondiagnosis_request(struct jsonw *j, const struct request *r)
{
	jsonw_open_member(j, "request", '{');
	/* The one to tell about, with the names of the contract; then all. */
	if (r->zone != NULL) {
		request_zone(j, r->zone);
	} else {
		jsonw_member_words(j, "failed_because", request_refusal_name(r->refusal));
	}
	jsonw_member_i64(j, "order", r->order);
	jsonw_member_u64(j, "bytes", r->bytes);
	jsonw_member_text(j, "highest_zone", r->highest_zone);
	request_certainty(j, r);
	jsonw_member_if(j, "low_zone_short", r->low_zone);
	jsonw_member_if(j, "bound_zone_short", r->bound_zone);
	jsonw_member_if(j, "only_cma_free", r->cma_only);
	jsonw_member_if(j, "other_nodes_free", r->other_nodes_free);
	jsonw_member_if(j, "nodes_inferred", r->nodes_inferred);
	request_zones(j, r);
	jsonw_close(j, '}');
}
