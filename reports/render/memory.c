#include "reports/render/memory.h"

#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/nodes.h"
#include "reports/diagnosis/thresholds.h"

enum { ZONE = 14, MARK = 11, RECLAIM = 9 };

/* --- where it went --- */

static void view_of(const struct balance *parts, const char *rest, struct memory_view *ret)
{
	struct balance *b = &ret->balance;

	balance_fold(parts, b);
	ret->rest = rest;
	ret->whole = measure_add(b->known_bytes, b->rest_bytes);
	if (b->total_bytes != OOMLOG_ABSENT_U && b->total_bytes > ret->whole)
		ret->whole = b->total_bytes;
	text_init(&ret->title);
	text_add(&ret->title, "where ");
	text_size(&ret->title, b->total_bytes != OOMLOG_ABSENT_U ? b->total_bytes : b->known_bytes);
}

static void view_of_memcg(const struct balance *charged, struct memory_view *ret)
{
	bool limited = charged->total_bytes != OOMLOG_ABSENT_U;
	bool over = limited && charged->used_bytes != OOMLOG_ABSENT_U && charged->used_bytes > charged->total_bytes;
	struct balance parts = *charged;

	/* "memory: usage 23392kB, limit 20480kB": nobody could be killed, and what must not fail was charged */
	if (over)
		parts.total_bytes = parts.used_bytes;
	view_of(&parts, "other", ret);
	text_add(&ret->title,
	         over              ? " went, more than the limit"
	                 : limited ? " of the limit went"
	                           : " of the cgroup went");
}

/* What the machine's report prints is of the machine, whatever nodes the request was limited to. */
static void view_of_machine(const struct balance *parts, bool some_nodes, struct memory_view *ret)
{
	view_of(parts, "unaccounted", ret);
	text_add(&ret->title,
	         parts->total_bytes == OOMLOG_ABSENT_U ? " went (the size of the RAM is not in the report)"
	                 : some_nodes                  ? " of RAM went, all nodes together"
	                                               : " of RAM went");
}

bool memory_view_of_event(const struct diagnosis *dg, struct memory_view *ret)
{
	struct balance machine;

	if (dg->has_balance && dg->scope == SCOPE_MEMCG)
		view_of_memcg(&dg->balance, ret);
	else if (dg->has_balance)
		view_of_machine(&dg->balance, about_node_scope(dg) != SCOPE_UNKNOWN, ret);
	else if (dg->scope == SCOPE_MEMCG && balance_of_machine(dg->ev, &machine))
		view_of_machine(&machine, false, ret); /* up to 2.6.38 a cgroup's report shows that instead */
	else
		return false;
	return true;
}

static void bars(struct draw *d, const struct memory_view *v)
{
	const struct balance *b = &v->balance;
	struct text title;

	text_init(&title);
	text_add(&title, "  ");
	text_add_str(&title, text_str(&v->title));
	draw_line(d);
	draw_row(d, DRAW_PLAIN, text_str(&title));
	for (size_t i = 0; i < b->n; i++)
		if (b->items[i].bytes > 0)
			draw_bar(d, b->items[i].words, b->items[i].bytes, v->whole);
	if (b->rest_bytes != OOMLOG_ABSENT_U && b->rest_bytes > 0)
		draw_bar(d, v->rest, b->rest_bytes, v->whole);
}

/* Those that a cpuset or a policy allows, and that were short: a few of them, so that many do not fill the page. */
static void allowed_nodes(struct draw *d, const struct oomlog_event *ev, strv list)
{
	enum { SHOWN = 2 };
	struct balance parts;
	struct memory_view v;
	size_t shown = 0;

	for (size_t i = 0; shown < SHOWN && balance_of_node(ev, i, &parts); i++) {
		if (nodes_list_has(list, parts.node) != NODES_LISTED)
			continue;
		shown++;
		view_of(&parts, "unaccounted", &v);
		text_add(&v.title, " of node ");
		text_i64(&v.title, parts.node);
		text_add(&v.title, " went");
		bars(d, &v);
		draw_paragraph(d, DRAW_FAINT, 2, str_of(parts.note));
	}
}

/* Of a cgroup that the rest is large, of the machine that it is not known. */
static bool is_note_told(const struct diagnosis *dg, const struct balance *b)
{
	if (dg->has_balance && dg->scope == SCOPE_MEMCG)
		return measure_reaches(b->rest_bytes, b->used_bytes, HOLDER_SOME_PERCENT);
	return b->rest_bytes == OOMLOG_ABSENT_U;
}

void memory_bars(struct draw *d, const struct diagnosis *dg)
{
	enum scope nodes = about_node_scope(dg);
	struct memory_view v;

	if (nodes != SCOPE_UNKNOWN)
		allowed_nodes(d, dg->ev, nodes_allowed(dg->ev, nodes));
	if (!memory_view_of_event(dg, &v))
		return;
	bars(d, &v);
	if (is_note_told(dg, &v.balance))
		draw_paragraph(d, DRAW_FAINT, 2, str_of(v.balance.note));
}

/* --- zones --- */

void memory_zone_name(struct text *t, const struct oomlog_zone *z)
{
	if (z->node != OOMLOG_ABSENT) {
		text_add(t, "node ");
		text_i64(t, z->node);
		text_add(t, " ");
	}
	text_name(t, z->zone);
}

uint64_t memory_zone_bytes(const struct oomlog_zone *z)
{
	uint64_t managed = measure_field(&z->fields, "managed_bytes");

	return managed != OOMLOG_ABSENT_U ? managed : measure_field(&z->fields, "present_bytes");
}

static void zone(struct draw *d, const struct oomlog_zone *z)
{
	static const char *const marks[] = {"free_bytes", "min_bytes", "low_bytes", "high_bytes"};
	struct text line, name;

	text_init(&line);
	text_add(&line, "  ");
	text_init(&name);
	memory_zone_name(&name, z);
	draw_cell_left(&line, text_str(&name), ZONE);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		draw_cell_size(&line, measure_field(&z->fields, marks[i]), MARK);
	draw_cell_size(&line, memory_zone_bytes(z), MARK);
	if (z->all_unreclaimable != OOMLOG_ABSENT)
		draw_cell_right(&line, z->all_unreclaimable != 0 ? STR("gave up") : STR("goes on"), RECLAIM);
	draw_row(d, DRAW_PLAIN, text_str(&line));
}

static void zones_header(struct draw *d, bool reclaim)
{
	static const char *const names[] = {"free", "min", "low", "high", "size"};
	struct text line;

	text_init(&line);
	text_add(&line, "  ");
	draw_cell_left(&line, STR("zone"), ZONE);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		draw_cell_right(&line, str_of(names[i]), MARK);
	if (reclaim)
		draw_cell_right(&line, STR("reclaim"), RECLAIM);
	draw_line(d);
	draw_row(d, DRAW_FAINT, text_str(&line));
}

/* "3*4kB (UM) 1*8kB (M) .. = 1208kB": the orders that have blocks */
static void free_blocks(struct draw *d, const struct oomlog_zone *z)
{
	struct text t, name;

	if (z->free_blocks.n == 0)
		return;
	text_init(&t);
	for (size_t i = 0; i < z->free_blocks.n; i++) {
		const struct oomlog_free_block *b = &z->free_blocks.items[i];

		if (b->count == 0 || b->count == OOMLOG_ABSENT_U || b->block_bytes == OOMLOG_ABSENT_U)
			continue;
		if (t.n > 0)
			text_add(&t, ", ");
		text_u64(&t, b->count);
		text_add(&t, " x ");
		text_size(&t, b->block_bytes);
		if (b->types.n > 0) {
			text_add(&t, " (");
			text_name(&t, b->types);
			text_add(&t, ")");
		}
	}
	if (t.n == 0)
		text_add(&t, "none");
	text_init(&name);
	text_add(&name, "free blocks of ");
	memory_zone_name(&name, z);
	text_add(&name, ": ");
	text_add_str(&name, text_str(&t));
	draw_paragraph(d, DRAW_PLAIN, 2, text_str(&name));
}

void memory_zones(struct draw *d, const struct oomlog_event *ev)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);

	if (m == NULL || m->zones.n == 0)
		return;
	/* 4.8 moved "all_unreclaimable?" from the zones' lines to the nodes' */
	zones_header(d, m->zones.items[0].all_unreclaimable != OOMLOG_ABSENT);
	for (size_t i = 0; i < m->zones.n; i++)
		zone(d, &m->zones.items[i]);
	for (size_t i = 0; i < m->zones.n; i++)
		free_blocks(d, &m->zones.items[i]);
}
