#include "reports/diagnosis/request-zone.h"

#include "reports/diagnosis/measure.h"

/* One try of get_page_from_freelist() at one zone. */
struct attempt {
	uint64_t mark_bytes;
	bool cma, reserves, highatomic; /* what serves it */
};

static uint64_t field_or_none(const struct request_zone *z, const char *name)
{
	uint64_t value = measure_field(&z->zone->fields, name);

	return value != OOMLOG_ABSENT_U ? value : 0;
}

static uint64_t add(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX - 1 : sum;
}

static uint64_t less(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

/* --- figures --- */

/* lowmem_reserve[] is in pages. */
static uint64_t reserve(const struct request_test *t, const struct oomlog_memory *m, const struct oomlog_zone *zone)
{
	size_t n = zone->lowmem_reserve_pages.n;
	uint64_t bytes;
	int64_t pages;

	if (n == 0)
		return 0;
	pages = zone->lowmem_reserve_pages.items[request_reserve_index(m, t->terms.highest, n)];
	if (pages <= 0)
		return 0;
	return __builtin_mul_overflow((uint64_t)pages, t->page_bytes, &bytes) ? UINT64_MAX - 1 : bytes;
}

/* The kernel halves and quarters in whole pages. "boost:2048kB" is in the min that is printed, and is not asked of
 * atomic requests for single pages. */
static uint64_t lowered_min(const struct request_test *t, const struct request_zone *z, uint64_t min_bytes)
{
	uint64_t pages;

	if (t->terms.high && t->order == 0)
		min_bytes = less(min_bytes, field_or_none(z, "boost_bytes"));
	pages = min_bytes / t->page_bytes;
	if (t->terms.high)
		pages -= pages / 2;
	if (t->terms.harder)
		pages -= pages / 4;
	return t->terms.high || t->terms.harder ? pages * t->page_bytes : min_bytes;
}

/* --- blocks --- */

static uint64_t block_bytes(const struct request_test *t, const struct oomlog_free_block *b)
{
	uint64_t bytes;

	if (b->order < 0 || b->order >= 32 || b->count == OOMLOG_ABSENT_U)
		return 0;
	return __builtin_mul_overflow(b->count, t->page_bytes << b->order, &bytes) ? UINT64_MAX - 1 : bytes;
}

/* U, M and E serve any request by stealing; R is the reserve of old kernels. Without letters any block does. */
static bool is_usable(const struct request_test *t, const struct oomlog_free_block *b, const struct attempt *a)
{
	if (b->types.n == 0 || t->terms.halving)
		return true;
	for (size_t i = 0; i < b->types.n; i++) {
		char c = b->types.p[i];

		if (c == 'U' || c == 'M' || c == 'E' || c == 'R' || (c == 'C' && a->cma) || (c == 'H' && a->highatomic))
			return true;
	}
	return false;
}

/* 4.4 and later: one usable block of the order or above is enough. */
static bool has_block(const struct request_test *t, const struct attempt *a, struct request_zone *z)
{
	bool found = false;

	z->useless_block_bytes = 0;
	for (size_t i = 0; i < z->zone->free_blocks.n; i++) {
		const struct oomlog_free_block *b = &z->zone->free_blocks.items[i];

		if (b->order < (int64_t)t->order || b->count == 0 || b->count == OOMLOG_ABSENT_U)
			continue;
		if (is_usable(t, b, a))
			found = true;
		else
			z->useless_block_bytes = add(z->useless_block_bytes, block_bytes(t, b));
	}
	return found;
}

/* Up to 4.3: for each order below, its blocks do not count and the mark is halved. */
static bool halving_ok(const struct request_test *t, const struct attempt *a, struct request_zone *z)
{
	uint64_t left = z->usable_bytes, mark = a->mark_bytes / t->page_bytes;

	for (unsigned o = 0; o < t->order; o++) {
		for (size_t i = 0; i < z->zone->free_blocks.n; i++)
			if (z->zone->free_blocks.items[i].order == (int64_t)o)
				left = less(left, block_bytes(t, &z->zone->free_blocks.items[i]));
		mark >>= 1;
		if (left / t->page_bytes <= mark) {
			z->failed_order = (int64_t)o + 1;
			z->left_bytes = left;
			z->left_mark_bytes = mark * t->page_bytes;
			return false;
		}
	}
	return true;
}

/*
 * 6.13 and later take off what is free of the reserve ("free_highatomic:"), kernels before all of it. 4.4 to 5.7 do not
 * print it: certain are the blocks that lie on no other list, "1*512kB (H)".
 */
static uint64_t highatomic(const struct request_test *t, const struct request_zone *z)
{
	uint64_t reserved = measure_field(&z->zone->fields, "reserved_highatomic_bytes");
	uint64_t free = measure_field(&z->zone->fields, "free_highatomic_bytes"), blocks = 0;

	if (free != OOMLOG_ABSENT_U || reserved != OOMLOG_ABSENT_U)
		return free != OOMLOG_ABSENT_U ? free : reserved;
	for (size_t i = 0; i < z->zone->free_blocks.n; i++)
		if (str_eq(z->zone->free_blocks.items[i].types, STR("H")))
			blocks = add(blocks, block_bytes(t, &z->zone->free_blocks.items[i]));
	return blocks;
}

bool request_zone_hides_reserve(const struct oomlog_zone *zone)
{
	if (measure_field(&zone->fields, "reserved_highatomic_bytes") != OOMLOG_ABSENT_U)
		return false;
	for (size_t i = 0; i < zone->free_blocks.n; i++)
		if (str_find_byte(zone->free_blocks.items[i].types, 'H') != SIZE_MAX)
			return true;
	return false;
}

/* --- the test --- */

enum verdict { PASSES, SHORT, NO_BLOCK, NOT_TOLD };

static void take_off(const struct request_test *t, const struct attempt *a, struct request_zone *z)
{
	uint64_t ask = (t->page_bytes << t->order) - t->page_bytes;

	z->cma_bytes = a->cma ? 0 : field_or_none(z, "free_cma_bytes");
	z->highatomic_bytes = a->reserves ? 0 : highatomic(t, z);
	z->usable_bytes = less(less(less(z->free_bytes, z->cma_bytes), z->highatomic_bytes), ask);
}

static enum verdict try_once(const struct request_test *t, const struct attempt *a, struct request_zone *z)
{
	take_off(t, a, z);
	z->failed_order = z->missing_order = OOMLOG_ABSENT;
	if (t->order > 0 && z->zone->free_blocks.n > 0 && !has_block(t, a, z))
		z->missing_order = (int64_t)t->order;
	if (z->usable_bytes <= add(a->mark_bytes, z->reserve_bytes))
		return SHORT;
	if (t->order == 0)
		return PASSES;
	if (z->zone->free_blocks.n == 0)
		return NOT_TOLD;
	if (t->terms.halving && !halving_ok(t, a, z))
		return NO_BLOCK;
	return z->missing_order != OOMLOG_ABSENT ? NO_BLOCK : PASSES;
}

/*
 * The tries of the slow path are against the min mark; the last one before a kill is made with ALLOC_WMARK_HIGH and
 * ALLOC_CPUSET alone (__alloc_pages_may_oom()): no lowering, no reserves, no CMA.
 */
static enum request_refusal both_tries(const struct request_test *t, struct request_zone *z)
{
	const struct request_terms *terms = &t->terms;
	struct attempt slow = {z->min_bytes, terms->movable, terms->reserves, terms->highatomic};
	struct attempt last = {.mark_bytes = z->high_bytes};
	enum verdict verdict = try_once(t, &slow, z);

	z->mark = REQUEST_MARK_MIN;
	if (verdict == SHORT)
		return REQUEST_BELOW_MIN;
	if (verdict == PASSES && !t->one_try && z->high_bytes != OOMLOG_ABSENT_U) {
		z->mark = REQUEST_MARK_HIGH;
		verdict = try_once(t, &last, z);
		if (verdict == SHORT)
			return REQUEST_BELOW_HIGH;
	} else if (verdict == PASSES && !t->one_try) {
		return REQUEST_UNKNOWN;
	}
	if (verdict == NO_BLOCK)
		return REQUEST_FRAGMENTED;
	return verdict == PASSES ? REQUEST_ABOVE_MARKS : REQUEST_UNKNOWN;
}

void request_zone_test(const struct request_test *t, const struct oomlog_memory *m, struct request_zone *ret)
{
	uint64_t min_bytes = measure_field(&ret->zone->fields, "min_bytes");

	ret->free_bytes = measure_field(&ret->zone->fields, "free_bytes");
	ret->high_bytes = measure_field(&ret->zone->fields, "high_bytes");
	ret->min_bytes = min_bytes;
	ret->usable_bytes = OOMLOG_ABSENT_U;
	ret->reserve_bytes = reserve(t, m, ret->zone);
	ret->failed_order = ret->missing_order = OOMLOG_ABSENT;
	ret->refusal = REQUEST_UNKNOWN;
	if (ret->free_bytes == OOMLOG_ABSENT_U || min_bytes == OOMLOG_ABSENT_U)
		return;
	ret->min_bytes = lowered_min(t, ret, min_bytes);
	ret->refusal = both_tries(t, ret);
}

bool request_zone_cma_would_do(const struct request_test *t, const struct request_zone *z)
{
	struct attempt a = {z->mark == REQUEST_MARK_HIGH ? z->high_bytes : z->min_bytes, true, t->terms.reserves,
	                    t->terms.highatomic};
	struct request_zone with = *z;

	return z->cma_bytes > 0 && try_once(t, &a, &with) == PASSES;
}
