#include "reports/diagnosis/measure.h"

#include "reports/diagnosis/thresholds.h"

uint64_t measure_pages(const struct oomlog_event *ev, uint64_t pages)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);
	uint64_t bytes;

	if (k == NULL || k->page_size_bytes == OOMLOG_ABSENT_U || pages == OOMLOG_ABSENT_U ||
	    __builtin_mul_overflow(pages, k->page_size_bytes, &bytes))
		return OOMLOG_ABSENT_U;
	return bytes;
}

const struct oomlog_task *measure_task(const struct oomlog_event *ev, int64_t pid)
{
	const struct oomlog_task *t;

	for (size_t i = 0; pid != OOMLOG_ABSENT && (t = oomlog_event_task(ev, i)) != NULL; i++)
		if (t->pid == pid)
			return t;
	return NULL;
}

uint64_t measure_held(const struct oomlog_event *ev, const struct oomlog_victim *v)
{
	uint64_t said = measure_add(measure_add(v->anon_rss_bytes, v->file_rss_bytes), v->shmem_rss_bytes);
	const struct oomlog_task *row;

	/* without the largest part the others are no sum */
	if (said != OOMLOG_ABSENT_U && v->anon_rss_bytes != OOMLOG_ABSENT_U)
		return said;
	row = measure_task(ev, v->pid);
	return row != NULL ? measure_pages(ev, measure_rss_pages(row)) : OOMLOG_ABSENT_U;
}

/*
 * 5.4 and 5.5 print "pgtables:94208kB" for 94208 bytes ("mm/oom.c: fix pgtables units mismatch in Killed process
 * message", 5.6): the victim's row, which is in bytes, has the same number.
 */
uint64_t measure_page_tables(const struct oomlog_event *ev, const struct oomlog_victim *v)
{
	const struct oomlog_task *row = v->pgtables_bytes != OOMLOG_ABSENT_U ? measure_task(ev, v->pid) : NULL;

	if (row != NULL && row->pgtables_bytes > 0 && row->pgtables_bytes == v->pgtables_bytes / 1024)
		return row->pgtables_bytes;
	return v->pgtables_bytes;
}

uint64_t measure_field(const struct oomlog_fields *f, const char *name)
{
	strv want = str_of(name);

	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->items[i].name, want))
			return f->items[i].value;
	return OOMLOG_ABSENT_U;
}

uint64_t measure_bytes(const struct oomlog_fields *f, const char *name)
{
	strv want = str_of(name), unit = STR("_bytes");

	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].name.n == want.n + unit.n && str_starts(f->items[i].name, want) &&
		    str_ends(f->items[i].name, unit))
			return f->items[i].value;
	return OOMLOG_ABSENT_U;
}

uint64_t measure_zones(const struct oomlog_memory *m, const char *const *names)
{
	uint64_t sum = OOMLOG_ABSENT_U;

	for (; *names != NULL && sum == OOMLOG_ABSENT_U; names++)
		for (size_t i = 0; i < m->zones.n; i++)
			sum = measure_add(sum, measure_field(&m->zones.items[i].fields, *names));
	return sum;
}

bool measure_zones_are_some(const struct oomlog_event *ev)
{
	static const char *const present[] = {"present_bytes", NULL}, *const free[] = {"free_bytes", NULL};
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	uint64_t all = measure_pages(ev, m->ram_pages), zones = measure_zones(m, present);

	if (all == OOMLOG_ABSENT_U) {
		all = measure_pages(ev, measure_field(&m->counters_pages, "free"));
		zones = measure_zones(m, free);
	}
	return all != OOMLOG_ABSENT_U && zones != OOMLOG_ABSENT_U && zones < all / 100 * (uint64_t)ALL_ZONES_PERCENT;
}

/*
 * "N pages RAM" counts all that is there and "M pages reserved" what the kernel does not manage of it. 3.13 to 3.18
 * print the reserved pages of the last zone only: where the zones are the whole RAM, their sum is better. Up to 3.12
 * RAM counts holes too and is not their sum; a report for a cpuset has only the zones of its nodes.
 */
uint64_t measure_ram(const struct oomlog_event *ev)
{
	static const char *const managed[] = {"managed_bytes", NULL}, *const present[] = {"present_bytes", NULL};
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	uint64_t reserved, zones;

	if (m == NULL)
		return OOMLOG_ABSENT_U;
	zones = measure_zones(m, managed);
	reserved = m->reserved_pages != OOMLOG_ABSENT_U ? m->reserved_pages : 0;
	if (m->ram_pages == OOMLOG_ABSENT_U || m->ram_pages <= reserved ||
	    measure_pages(ev, m->ram_pages) == OOMLOG_ABSENT_U) {
		if (measure_zones_are_some(ev))
			return OOMLOG_ABSENT_U;
		return zones != OOMLOG_ABSENT_U ? zones : measure_zones(m, present);
	}
	if (zones != OOMLOG_ABSENT_U && measure_zones(m, present) == measure_pages(ev, m->ram_pages))
		return zones;
	return measure_pages(ev, m->ram_pages - reserved);
}

const struct oomlog_slab *measure_largest_slab(const struct oomlog_memory *m)
{
	const struct oomlog_slab *best = NULL;

	for (size_t i = 0; i < m->unreclaimable_slab.n; i++) {
		const struct oomlog_slab *s = &m->unreclaimable_slab.items[i];

		if (s->total_bytes != OOMLOG_ABSENT_U && (best == NULL || s->total_bytes > best->total_bytes))
			best = s;
	}
	return best;
}

uint64_t measure_hugepages(const struct oomlog_memory *m, int64_t node)
{
	uint64_t sum = OOMLOG_ABSENT_U, bytes;

	for (size_t i = 0; i < m->hugepages.n; i++) {
		const struct oomlog_hugepages *h = &m->hugepages.items[i];

		if (h->total != OOMLOG_ABSENT_U && h->size_bytes != OOMLOG_ABSENT_U &&
		    (node == OOMLOG_ABSENT || h->node == node) &&
		    !__builtin_mul_overflow(h->total, h->size_bytes, &bytes))
			sum = measure_add(sum, bytes);
	}
	return sum;
}

bool measure_reaches(uint64_t part, uint64_t whole, int64_t percent)
{
	const uint64_t all = 100;
	uint64_t p = (uint64_t)percent;

	if (part == OOMLOG_ABSENT_U || whole == OOMLOG_ABSENT_U || whole == 0)
		return false;
	return part >= whole / all * p + whole % all * p / all;
}

/* PAGE_COUNTER_MAX: of 64 bits near 2^63 bytes; of 32 bits LONG_MAX pages of 4 kB, "limit 8589934588kB". */
bool measure_is_unlimited(uint64_t limit_bytes)
{
	const uint64_t of_32_bits = UINT64_C(8589934588) * 1024;

	return limit_bytes >= 1ull << 62 || limit_bytes == of_32_bits;
}

bool measure_has_damage(const struct oomlog_event *ev, enum oomlog_damage_what what)
{
	const struct oomlog_damage *damage;

	for (size_t i = 0; (damage = oomlog_event_damage(ev, i)) != NULL; i++)
		if (damage->what == what)
			return true;
	return false;
}

bool measure_rows_may_lack(const struct oomlog_event *ev)
{
	return measure_has_damage(ev, OOMLOG_DAMAGE_LIMIT_HIT) || measure_has_damage(ev, OOMLOG_DAMAGE_LINES_LOST);
}
