#include "reports/diagnosis/nodes.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/thresholds.h"

enum nodes_has nodes_list_has(strv list, int64_t node)
{
	uint64_t first, last;

	if (node < 0)
		return NODES_UNKNOWN;
	do {
		if (!parse_u64(&list, &first))
			return NODES_UNKNOWN;
		last = first;
		if (skip_byte(&list, '-') && !parse_u64(&list, &last))
			return NODES_UNKNOWN;
		if ((uint64_t)node >= first && (uint64_t)node <= last)
			return NODES_LISTED;
	} while (skip_byte(&list, ','));
	return list.n == 0 ? NODES_NOT_LISTED : NODES_UNKNOWN;
}

static bool is_list(strv list)
{
	return list.n > 0 && is_digit(list.p[0]);
}

/* "nodemask=1", "nodemask=(null), cpuset=/, mems_allowed=0-1"; up to 4.8 a policy's nodes are not printed. */
strv nodes_allowed(const struct oomlog_event *ev, enum scope scope)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);
	strv list = tr == NULL ? STR_NONE : scope == SCOPE_MEMORY_POLICY ? tr->nodemask : tr->mems_allowed;

	return is_list(list) ? list : STR_NONE;
}

uint64_t nodes_bytes(const struct oomlog_memory *m, strv list, const char *name)
{
	uint64_t sum = OOMLOG_ABSENT_U;

	for (size_t i = 0; i < m->zones.n; i++) {
		const struct oomlog_zone *z = &m->zones.items[i];

		if (nodes_list_has(list, z->node != OOMLOG_ABSENT ? z->node : 0) == NODES_LISTED)
			sum = measure_add(sum, measure_bytes(&z->fields, name));
	}
	return sum;
}

uint64_t nodes_allowed_bytes(const struct oomlog_event *ev, enum scope scope)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	strv list = nodes_allowed(ev, scope);
	uint64_t managed;

	if (m == NULL || list.p == NULL || oomlog_event_damages(ev) > 0)
		return OOMLOG_ABSENT_U;
	managed = nodes_bytes(m, list, "managed");
	return managed != OOMLOG_ABSENT_U ? managed : nodes_bytes(m, list, "present");
}

/* A node that is printed, has memory, and is not in the list. */
static bool leaves_out_a_node(const struct oomlog_memory *m, strv list)
{
	for (size_t i = 0; i < m->zones.n; i++) {
		const struct oomlog_zone *z = &m->zones.items[i];

		if (z->node != OOMLOG_ABSENT && measure_bytes(&z->fields, "free") != 0 &&
		    nodes_list_has(list, z->node) == NODES_NOT_LISTED)
			return true;
	}
	return false;
}

/* A node of the list whose zones are not printed: then show_mem() left out what the request could not use. */
static bool prints_only(const struct oomlog_event *ev, const struct oomlog_memory *m)
{
	static const char *const present[] = {"present_bytes", NULL};
	uint64_t ram = measure_pages(ev, m->ram_pages), zones = measure_zones(m, present);

	return ram != OOMLOG_ABSENT_U && zones != OOMLOG_ABSENT_U &&
		zones < ram / 100 * (uint64_t)(100 - HOLDER_SOME_PERCENT);
}

static uint64_t of_node(const struct oomlog_memory *m, int64_t node, const char *name)
{
	uint64_t sum = OOMLOG_ABSENT_U;

	for (size_t i = 0; i < m->zones.n; i++)
		if (m->zones.items[i].node == node)
			sum = measure_add(sum, measure_bytes(&m->zones.items[i].fields, name));
	return sum;
}

/* One node is short in each of its zones, and another one has a good part free. */
static bool one_is_short_another_free(const struct oomlog_memory *m)
{
	bool some_short = false, some_free = false;
	int64_t node = OOMLOG_ABSENT;
	enum { NODES = 64 };

	for (size_t i = 0, seen = 0; i < m->zones.n && seen < NODES; i++) {
		uint64_t present, free, high;

		if (m->zones.items[i].node == OOMLOG_ABSENT || m->zones.items[i].node == node)
			continue;
		node = m->zones.items[i].node;
		seen++;
		present = of_node(m, node, "present");
		free = of_node(m, node, "free");
		high = of_node(m, node, "high");
		if (present == OOMLOG_ABSENT_U || free == OOMLOG_ABSENT_U || high == OOMLOG_ABSENT_U)
			continue;
		some_short |= free <= high;
		some_free |= free > present / 100 * (uint64_t)HOLDER_SOME_PERCENT;
	}
	return some_short && some_free;
}

/*
 * "oom-kill:constraint=" came with 5.0. Before, 4.9 and later print "nodemask=" of a memory policy ("(null)" without
 * one), and all print the task's "mems_allowed=".
 */
static enum scope inferred_scope(const struct oomlog_event *ev, bool *ret_certain)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);

	if (m == NULL || m->zones.n == 0 || tr == NULL)
		return SCOPE_UNKNOWN;
	*ret_certain = true;
	/* 4.9 prints the cpuset's nodes as the nodemask too */
	if (is_list(tr->nodemask) && !str_eq(tr->nodemask, tr->mems_allowed) &&
	    (leaves_out_a_node(m, tr->nodemask) || prints_only(ev, m)))
		return SCOPE_MEMORY_POLICY;
	if (is_list(tr->mems_allowed) && (leaves_out_a_node(m, tr->mems_allowed) || prints_only(ev, m)))
		return SCOPE_CPUSET;
	*ret_certain = false;
	return one_is_short_another_free(m) ? SCOPE_MEMORY_POLICY : SCOPE_UNKNOWN;
}

enum scope nodes_scope_of_event(const struct oomlog_event *ev, bool *ret_certain)
{
	enum scope scope = scope_of_event(ev);

	/* "constraint=CONSTRAINT_NONE" is the kernel's word, a missing one is not */
	*ret_certain = true;
	if (scope == SCOPE_UNKNOWN)
		return inferred_scope(ev, ret_certain);
	return scope == SCOPE_CPUSET || scope == SCOPE_MEMORY_POLICY ? scope : SCOPE_UNKNOWN;
}
