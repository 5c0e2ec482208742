#include "reports/diagnosis/request-terms.h"

#include "formats/gfp.h"

/* --- gfp mask --- */

/* The zone bits, gfp_zone(): MOVABLE alone is no zone, only with HIGHMEM it is ZONE_MOVABLE. */
static enum zone_class class_of_mask(const struct gfp_request *r)
{
	if (gfp_has(r, "__GFP_DMA"))
		return ZONE_DMA;
	if (gfp_has(r, "__GFP_DMA32"))
		return ZONE_DMA32;
	if (!gfp_has(r, "__GFP_HIGHMEM"))
		return ZONE_NORMAL;
	return gfp_has(r, "__GFP_MOVABLE") ? ZONE_MOVABLE : ZONE_HIGHMEM;
}

static bool era_has(const struct gfp_era *era, const char *name)
{
	for (const struct gfp_name *known = era->names; known->name != NULL; known++)
		if (strcmp(known->name, name) == 0)
			return true;
	return false;
}

/*
 * ALLOC_HARDER and what became of it. Up to 4.3 who cannot wait tries harder; 4.4 to 6.2 have __GFP_ATOMIC for it;
 * since 6.3 it is ALLOC_NON_BLOCK, which lowers the mark for __GFP_HIGH only. __GFP_NOMEMALLOC forbids it.
 */
static void atomic_terms(const struct gfp_request *r, struct request_terms *ret)
{
	bool nowait = !ret->may_wait && !gfp_has(r, "__GFP_NOMEMALLOC");

	if (era_has(r->era, "__GFP_WAIT") || !era_has(r->era, "__GFP_DIRECT_RECLAIM")) {
		ret->harder = nowait;
	} else if (era_has(r->era, "__GFP_ATOMIC")) {
		ret->harder = gfp_has(r, "__GFP_ATOMIC") && !gfp_has(r, "__GFP_NOMEMALLOC");
		ret->reserves = ret->highatomic = ret->harder;
	} else {
		ret->harder = nowait && ret->high;
		ret->reserves = ret->high || nowait;
		ret->highatomic = ret->harder;
	}
}

static void terms_of_mask(const struct gfp_request *r, struct request_terms *ret)
{
	ret->highest = class_of_mask(r);
	ret->movable = gfp_has(r, "__GFP_MOVABLE");
	ret->high = gfp_has(r, "__GFP_HIGH");
	ret->may_wait = (r->mask & r->era->reclaim) != 0;
	ret->may_io = gfp_has(r, "__GFP_IO");
	ret->may_fs = gfp_has(r, "__GFP_FS");
	ret->thisnode = gfp_has(r, "__GFP_THISNODE");
	atomic_terms(r, ret);
}

static bool same_terms(const struct request_terms *a, const struct request_terms *b)
{
	return a->highest == b->highest && a->movable == b->movable && a->high == b->high && a->harder == b->harder &&
		a->reserves == b->reserves && a->highatomic == b->highatomic && a->may_wait == b->may_wait &&
		a->thisnode == b->thisnode;
}

/* --- which test --- */

/* "1*32kB (R)": MIGRATE_RESERVE ended in 4.4, with the old test; "(H)" came then. */
static bool letter_is_seen(const struct oomlog_memory *m, char letter)
{
	for (size_t i = 0; i < m->zones.n; i++)
		for (size_t b = 0; b < m->zones.items[i].free_blocks.n; b++)
			if (str_find_byte(m->zones.items[i].free_blocks.items[b].types, letter) != SIZE_MAX)
				return true;
	return false;
}

static bool is_halving(const struct oomlog_memory *m, const struct gfp_request *r)
{
	if (m != NULL && letter_is_seen(m, 'R'))
		return true;
	if (m != NULL && letter_is_seen(m, 'H'))
		return false;
	return !era_has(r->era, "__GFP_DIRECT_RECLAIM"); /* 4.4, too */
}

bool request_terms_of_event(const struct oomlog_event *ev, struct request_terms *ret)
{
	struct gfp_request r;

	memset(ret, 0, sizeof(*ret));
	if (!gfp_decode(ev, &r))
		return false;
	terms_of_mask(&r, ret);
	ret->halving = is_halving(oomlog_event_memory(ev), &r);
	ret->certain = true;
	for (size_t i = 0; i < r.n_others; i++) {
		struct gfp_request reading = {.mask = r.mask, .era = r.others[i]};
		struct request_terms other = {0};

		terms_of_mask(&reading, &other);
		ret->certain = ret->certain && same_terms(ret, &other);
	}
	return true;
}

/* --- zones --- */

bool request_zone_class(strv name, enum zone_class *ret)
{
	static const strv names[] = {
		[ZONE_DMA] = {"DMA", 3},         [ZONE_DMA32] = {"DMA32", 5},     [ZONE_NORMAL] = {"Normal", 6},
		[ZONE_HIGHMEM] = {"HighMem", 7}, [ZONE_MOVABLE] = {"Movable", 7}, [ZONE_DEVICE] = {"Device", 6},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq(name, names[i])) {
			*ret = (enum zone_class)i;
			return true;
		}
	return false;
}

static bool is_printed(const struct oomlog_memory *m, enum zone_class wanted)
{
	enum zone_class found;

	for (size_t i = 0; i < m->zones.n; i++)
		if (request_zone_class(m->zones.items[i].zone, &found) && found == wanted)
			return true;
	return false;
}

/* "0 pages HighMem/MovableOnly" counts both; a Movable zone that is printed may be all of it. */
static bool has_highmem(const struct oomlog_memory *m)
{
	return is_printed(m, ZONE_HIGHMEM) ||
		(m->highmem_pages != OOMLOG_ABSENT_U && m->highmem_pages > 0 && !is_printed(m, ZONE_MOVABLE));
}

/*
 * The zones of a configuration, lowest first: 5 are DMA, DMA32, Normal, Movable, Device; 4 are DMA, Normal, HighMem,
 * Movable on 32 bit, else DMA, DMA32, Normal, Movable. With fewer, those of the two low ones that are printed.
 */
static size_t zones_below_normal(const struct oomlog_memory *m, bool highmem, size_t n)
{
	enum { USUAL_ZONES = 4 };

	if (n > USUAL_ZONES)
		return 2;
	if (n == USUAL_ZONES)
		return highmem ? 1 : 2;
	return is_printed(m, ZONE_DMA) || is_printed(m, ZONE_DMA32);
}

size_t request_reserve_index(const struct oomlog_memory *m, enum zone_class highest, size_t n)
{
	bool highmem = has_highmem(m);
	size_t normal = zones_below_normal(m, highmem, n), at = normal;

	if (highest == ZONE_DMA)
		at = 0;
	else if (highest == ZONE_DMA32)
		at = normal > 0 ? normal - 1 : 0;
	else if (highest == ZONE_HIGHMEM)
		at = normal + highmem;
	else if (highest == ZONE_MOVABLE)
		at = normal + highmem + 1;
	return at < n ? at : n - 1;
}
