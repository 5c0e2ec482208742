/* Zone lines, their lowmem_reserve, and the buddy allocator's free lists. */
#include "section/section.h"

/* The zone a later line speaks of; lowmem_reserve has no name and belongs to the newest. */
static struct oomlog_zone *zone_find(struct oomlog_event *ev, int64_t node, strv name)
{
	for (size_t i = ev->memory != NULL ? ev->memory->zones.n : 0; i-- > 0;) {
		struct oomlog_zone *zone = &ev->memory->zones.items[i];

		if (zone->node == node && str_eq(zone->zone, name))
			return zone;
	}
	return NULL;
}

/* "Node 0 DMA free:448kB boost:0kB min:220kB .. all_unreclaimable? no" */
bool zone_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_zone *zone;
	struct pair pair;
	int64_t node;
	strv name;

	if (!zone_head(&text, &node, &name) || !str_starts(text, STR(" free:")) || !pairs_whole(text))
		return false;
	zone = zone_find(ev, node, name);
	if (zone == NULL)
		zone = event_add_zone(ev);
	if (zone == NULL)
		return true; /* a limit: the caller marks it */
	zone->node = node;
	zone->zone = arena_str(&ev->arena, name);
	zone->fields.n = 0; /* the line may come again, whole, after its torn beginning */
	while (pair_next(&text, &pair) > 0) {
		if (pair.answer)
			zone->all_unreclaimable = (int64_t)pair.value;
		else if (!pair.in_kb || !__builtin_mul_overflow(pair.value, 1024, &pair.value))
			fields_add(&ev->arena, &zone->fields,
			           field_name(&ev->arena, pair.key, pair.in_kb ? "_bytes" : ""), pair.value);
	}
	return true;
}

/* "lowmem_reserve[]: 0 59 59 59 59", "protections[]: 0 0 0" (2.6.9) */
bool lowmem_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_zone *zone;
	int64_t *slot, value;
	strv check;

	if (!skip_literal(&text, STR("lowmem_reserve[]:")) && !skip_literal(&text, STR("protections[]:")))
		return false;
	check = text;
	while (skip_blanks(&check) > 0 && check.n > 0)
		if (!parse_i64(&check, &value))
			return false;
	if (check.n > 0)
		return false;
	if (ev->memory == NULL || ev->memory->zones.n == 0)
		return true; /* its zone line is lost: nobody's */
	zone = &ev->memory->zones.items[ev->memory->zones.n - 1];
	zone->lowmem_reserve_pages.n = 0;
	while (skip_blanks(&text) > 0 && parse_i64(&text, &value)) {
		slot = arena_push(&ev->arena, &zone->lowmem_reserve_pages);
		if (slot != NULL)
			*slot = value;
	}
	return true;
}

/* One "2*4kB (UM)" */
static bool block_next(strv *s, struct oomlog_free_block *ret)
{
	strv rest = *s;
	uint64_t kb;
	size_t n = 0;

	skip_blanks(&rest);
	if (!parse_u64(&rest, &ret->count) || !skip_byte(&rest, '*') || !parse_u64(&rest, &kb) || kb == 0 ||
	    kb > (1u << 30) || !skip_literal(&rest, STR("kB")))
		return false;
	ret->block_bytes = kb * 1024;
	ret->types = STR_NONE;
	if (skip_literal(&rest, STR(" ("))) {
		while (n < rest.n && rest.p[n] >= 'A' && rest.p[n] <= 'Z')
			n++;
		ret->types = str_upto(rest, n);
		rest = str_from(rest, n);
		if (n == 0 || n > 8 || !skip_byte(&rest, ')'))
			return false;
	}
	*s = rest;
	return true;
}

static bool buddy_tail(strv s, uint64_t *ret_total)
{
	skip_blanks(&s);
	if (!skip_literal(&s, STR("= ")) || !parse_u64(&s, ret_total) || !skip_literal(&s, STR("kB")))
		return false;
	return str_trim(s).n == 0 && !__builtin_mul_overflow(*ret_total, 1024, ret_total);
}

/* "Node 0 DMA: 2*4kB (UM) 1*8kB (M) .. 0*4096kB = 448kB"; "HighMem: empty" up to 2.6.1x */
bool buddy_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_free_block block, *slot;
	struct oomlog_zone *zone;
	uint64_t total = 0;
	int64_t node, order = 0;
	strv name, check;

	if (!zone_head(&text, &node, &name) || !skip_literal(&text, STR(": ")))
		return false;
	if (str_eq(str_trim(text), STR("empty")))
		return true;
	check = text;
	while (block_next(&check, &block))
		order++;
	if (order == 0 || order > 32 || !buddy_tail(check, &total))
		return false;
	zone = zone_find(ev, node, name);
	if (zone == NULL) {
		zone = event_add_zone(ev);
		if (zone == NULL)
			return true;
		zone->node = node;
		zone->zone = arena_str(&ev->arena, name);
	}
	zone->free_blocks.n = 0;
	zone->free_blocks_total_bytes = total;
	for (order = 0; block_next(&text, &block); order++) {
		slot = arena_push(&ev->arena, &zone->free_blocks);
		if (slot == NULL)
			break;
		*slot = block;
		slot->order = order;
		slot->types = arena_str(&ev->arena, block.types);
	}
	return true;
}
