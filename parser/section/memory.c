/* Mem-Info's other lines: global counters, node lines, huge pages, slab, allocation profile. */
#include "section/section.h"

#include <strings.h>

/* Counters that begin a line of the block, of all eras; a line of new ones is taken where one is expected. */
static const char *const first_counters[] = {
	"active_anon",    "active_file", "inactive_file", "unevictable", "slab_reclaimable",        "mapped",
	"sec_pagetables", "free",        "free_cma",      "slab",        "kernel_misc_reclaimable", "active",
};

bool is_counters(strv text)
{
	strv rest = text;
	struct pair pair;

	if (pair_next(&rest, &pair) <= 0 || pair.in_kb || pair.answer)
		return false;
	for (size_t i = 0; i < sizeof(first_counters) / sizeof(first_counters[0]); i++) {
		strv name = str_of(first_counters[i]);

		if (pair.key.n == name.n && strncasecmp(pair.key.p, name.p, name.n) == 0)
			return true;
	}
	return false;
}

/* " slab_reclaimable:2305 slab_unreclaimable:1599": pages */
bool counters_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_memory *memory;
	strv check = text;
	struct pair pair;
	int rc, n = 0;

	while ((rc = pair_next(&check, &pair)) > 0 && !pair.in_kb && !pair.answer)
		n++;
	if (rc != 0 || n == 0)
		return false;
	memory = event_memory(ev);
	while (memory != NULL && pair_next(&text, &pair) > 0) {
		strv name = field_name(&ev->arena, pair.key, "");

		if (name.p != NULL && fields_get(&memory->counters_pages, name.p) == OOMLOG_ABSENT_U)
			fields_add(&ev->arena, &memory->counters_pages, name, pair.value);
	}
	return true;
}

static struct oomlog_node *node_of(struct oomlog_event *ev, int64_t number)
{
	if (ev->memory != NULL)
		for (size_t i = 0; i < ev->memory->nodes.n; i++)
			if (ev->memory->nodes.items[i].node == number)
				return &ev->memory->nodes.items[i];
	return event_add_node(ev);
}

/* "Node 0 active_anon:3932kB .. all_unreclaimable? no Balloon:0kB" */
bool node_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_node *node;
	struct pair pair;
	uint64_t number;

	if (!skip_literal(&text, STR("Node ")) || !parse_u64(&text, &number) || number > INT32_MAX ||
	    !pairs_whole(text))
		return false;
	node = node_of(ev, (int64_t)number);
	if (node == NULL)
		return true;
	node->node = (int64_t)number;
	node->fields.n = 0;
	while (pair_next(&text, &pair) > 0) {
		if (pair.answer)
			node->all_unreclaimable = (int64_t)pair.value;
		else if (str_eq(pair.key, STR("reclaim_failures")))
			node->reclaim_failures = pair.value;
		else if (!pair.in_kb || !__builtin_mul_overflow(pair.value, 1024, &pair.value))
			fields_add(&ev->arena, &node->fields,
			           field_name(&ev->arena, pair.key, pair.in_kb ? "_bytes" : ""), pair.value);
	}
	return true;
}

/* "Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB" */
bool hugepages_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_hugepages *pages, read = {.node = OOMLOG_ABSENT};
	struct oomlog_memory *memory;
	uint64_t node;

	if (skip_literal(&text, STR("Node "))) {
		if (!parse_u64(&text, &node) || node > INT32_MAX || !skip_byte(&text, ' '))
			return false;
		read.node = (int64_t)node;
	}
	if (!skip_literal(&text, STR("hugepages_total=")) || !parse_u64(&text, &read.total) ||
	    !skip_literal(&text, STR(" hugepages_free=")) || !parse_u64(&text, &read.free) ||
	    !skip_literal(&text, STR(" hugepages_surp=")) || !parse_u64(&text, &read.surplus) ||
	    !skip_literal(&text, STR(" hugepages_size=")) || !parse_u64(&text, &read.size_bytes) ||
	    !skip_literal(&text, STR("kB")) || (text.n > 0 && !is_blank(text.p[0])) || /* " hugepages_new=3" */
	    __builtin_mul_overflow(read.size_bytes, 1024, &read.size_bytes))
		return false;
	memory = event_memory(ev);
	pages = memory != NULL ? arena_push(&ev->arena, &memory->hugepages) : NULL;
	if (pages != NULL)
		*pages = read;
	return true;
}

/* The number and unit at the end of s; cuts them off. */
static bool kb_at_end(strv *s, uint64_t *ret)
{
	strv rest = str_trim_right(*s), number;
	size_t n;

	if (!str_ends(rest, STR("KB")))
		return false;
	rest.n -= 2;
	n = rest.n;
	while (n > 0 && is_digit(rest.p[n - 1]))
		n--;
	number = str_from(rest, n);
	if (!str_to_u64(number, ret) || __builtin_mul_overflow(*ret, 1024, ret))
		return false;
	*s = str_upto(rest, n);
	return true;
}

bool is_slab(strv text)
{
	uint64_t a, b;

	return kb_at_end(&text, &a) && kb_at_end(&text, &b) && str_trim(text).n > 0;
}

/* "%-17s %10luKB %10luKB": a cache's name may hold blanks, so it is read from the end */
bool slab_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_memory *memory;
	struct oomlog_slab *slab;
	uint64_t used, total;
	strv name;

	if (!kb_at_end(&text, &total) || !kb_at_end(&text, &used))
		return false;
	name = str_trim(text);
	if (name.n == 0 || name.n > 128)
		return false;
	memory = event_memory(ev);
	slab = memory != NULL ? arena_push(&ev->arena, &memory->unreclaimable_slab) : NULL;
	if (slab != NULL)
		*slab = (struct oomlog_slab){arena_str(&ev->arena, name), used, total};
	return true;
}

/* "85.0 MiB": what string_get_size() printed is rounded; in 6.10 the first column is exact bytes. */
static bool parse_size(strv *s, uint64_t *ret)
{
	static const char *const units[] = {" B ", " KiB ", " MiB ", " GiB ", " TiB "};
	uint64_t whole, part = 0, scale = 1;
	strv rest = *s;

	if (!parse_u64(&rest, &whole))
		return false;
	if (skip_byte(&rest, '.'))
		for (; rest.n > 0 && is_digit(rest.p[0]) && scale < 1000; rest = str_from(rest, 1), scale *= 10)
			part = part * 10 + (uint64_t)(rest.p[0] - '0');
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (skip_literal(&rest, str_of(units[i]))) {
			if (whole >> (63 - 10 * i) != 0)
				return false;
			*ret = (whole << (10 * i)) + (part << (10 * i)) / scale;
			*s = rest;
			return true;
		}
	if (scale != 1)
		return false;
	*ret = whole;
	*s = rest;
	return true;
}

/* "  3176000000   247000 mm/slub.c:2200 func:alloc_slab_page" */
bool allocation_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_allocation *slot, read;
	struct oomlog_memory *memory;

	skip_blanks(&text);
	if (!parse_size(&text, &read.bytes))
		return false;
	skip_blanks(&text);
	if (!parse_u64(&text, &read.calls) || !skip_byte(&text, ' ') || str_find(text, STR(" func:")) == SIZE_MAX)
		return false;
	memory = event_memory(ev);
	slot = memory != NULL ? arena_push(&ev->arena, &memory->allocations) : NULL;
	if (slot != NULL) {
		*slot = read;
		slot->site = arena_str(&ev->arena, str_trim(text));
	}
	return true;
}
