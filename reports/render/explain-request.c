/* Why the request was refused, zone by zone. */
#include "reports/render/explain.h"

static void zone_name(struct text *t, const struct request *r, const struct oomlog_zone *z)
{
	bool several_nodes = false;

	for (size_t i = 1; i < r->n_zones; i++)
		several_nodes |= r->zones[i].zone->node != r->zones[0].zone->node;
	text_add(t, "zone ");
	text_name(t, z->zone);
	if (several_nodes && z->node != OOMLOG_ABSENT) {
		text_add(t, " of node ");
		text_i64(t, z->node);
	}
}

static void reserve(struct text *t, const struct request_zone *z)
{
	if (z->reserve_bytes == 0 || z->reserve_bytes == OOMLOG_ABSENT_U)
		return;
	text_add(t, " + ");
	text_size(t, z->reserve_bytes);
	text_add(t, " kept in reserve");
}

/* Up to 4.3 a block is not enough: for each order the mark is halved, and the larger blocks have to be over it. */
static void fragmented(struct text *t, const struct request_zone *z)
{
	bool halved = z->missing_order == OOMLOG_ABSENT;

	text_add(t, halved ? ", but of that only " : ", but no usable free block of order ");
	if (halved) {
		text_size(t, z->left_bytes);
		text_add(t, " in blocks of order ");
	}
	text_i64(t, halved ? z->failed_order : z->missing_order);
	text_add(t, " or more");
	if (halved) {
		text_add(t, ", not over the mark for these, ");
		text_size(t, z->left_mark_bytes);
	}
}

/* The kernel wants more than the mark. Sizes that look the same when they are rounded are "just under". */
static const char *under(const struct request_zone *z, uint64_t mark)
{
	struct text usable, limit;

	if (z->usable_bytes == mark + z->reserve_bytes)
		return ", not over its min mark of ";
	text_init(&usable);
	text_size(&usable, z->usable_bytes);
	text_init(&limit);
	text_size(&limit, mark);
	return z->reserve_bytes == 0 && str_eq(text_str(&usable), text_str(&limit)) ? ", just under its min mark of "
										    : ", under its min mark of ";
}

static void refusal(struct text *t, const struct request_zone *z)
{
	switch (z->refusal) {
	case REQUEST_BELOW_MIN:
		text_add(t, under(z, z->min_bytes));
		text_size(t, z->min_bytes);
		reserve(t, z);
		break;
	case REQUEST_BELOW_HIGH:
		text_add(t, ", over its min mark but under the high mark of ");
		text_size(t, z->high_bytes);
		reserve(t, z);
		text_add(t, ", against which the last try is made");
		break;
	case REQUEST_FRAGMENTED:
		fragmented(t, z);
		break;
	default:
		text_add(t, ", over its marks");
		break;
	}
}

/* "1.7 MiB usable of 5.7 MiB free"; "3.1 MiB free" where the difference does not show */
static void free_memory(struct text *t, const struct request_zone *z)
{
	struct text usable, free;

	text_init(&usable);
	text_size(&usable, z->usable_bytes);
	text_init(&free);
	text_size(&free, z->free_bytes);
	if (!str_eq(text_str(&usable), text_str(&free))) {
		text_add_str(t, text_str(&usable));
		text_add(t, " usable of ");
	}
	text_add_str(t, text_str(&free));
	text_add(t, " free");
}

static void request_zone(struct draw *d, const struct request *r, const struct request_zone *z, bool first)
{
	struct text t;

	text_init(&t);
	zone_name(&t, r, z->zone);
	text_add(&t, " had ");
	free_memory(&t, z);
	refusal(&t, z);
	draw_fact(d, first ? "refused" : "", text_str(&t));
}

static bool is_refused(const struct request_zone *z)
{
	return z->allowed &&
		(z->refusal == REQUEST_BELOW_MIN || z->refusal == REQUEST_BELOW_HIGH ||
	         z->refusal == REQUEST_FRAGMENTED);
}

/* The one that matters first; two more, so that a machine of many nodes does not fill the page. */
void explain_request(struct draw *d, const struct diagnosis *dg)
{
	enum { SHOWN = 3 };
	const struct request *r = &dg->request;
	size_t shown = 0;

	if (r->zone == NULL || !is_refused(r->zone))
		return;
	request_zone(d, r, r->zone, true);
	shown++;
	for (size_t i = 0; i < r->n_zones && shown < SHOWN; i++)
		if (&r->zones[i] != r->zone && is_refused(&r->zones[i])) {
			request_zone(d, r, &r->zones[i], false);
			shown++;
		}
}
