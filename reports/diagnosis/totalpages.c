#include "reports/diagnosis/totalpages.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/nodes.h"
#include "reports/diagnosis/scope.h"

/* --- a cgroup's limit --- */

/* What swap adds to the limit at most: OOMLOG_ABSENT_U where the report does not bound it. */
static uint64_t memcg_swap(const struct oomlog_memcg *m)
{
	uint64_t memsw = m->memsw.limit_bytes, swap = m->swap.limit_bytes;

	if (memsw != OOMLOG_ABSENT_U && !measure_is_unlimited(memsw))
		return memsw > m->memory.limit_bytes ? memsw - m->memory.limit_bytes : 0;
	return swap != OOMLOG_ABSENT_U && !measure_is_unlimited(swap) ? swap : OOMLOG_ABSENT_U;
}

/*
 *	memory: usage 65536kB, limit 65536kB, failcnt 43
 *	memory+swap: usage 65536kB, limit 131072kB, failcnt 0
 *	swap: usage 0kB, limit 0kB, failcnt 0
 * The kernel adds min(swap limit, all swap of the machine), and none with a swappiness of 0; neither is printed.
 */
static void of_memcg(const struct oomlog_event *ev, uint64_t page_bytes, struct totalpages *ret)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);
	uint64_t swap;

	if (m == NULL || m->memory.limit_bytes == OOMLOG_ABSENT_U || measure_is_unlimited(m->memory.limit_bytes))
		return;
	swap = memcg_swap(m);
	ret->least = m->memory.limit_bytes / page_bytes;
	ret->most = swap != OOMLOG_ABSENT_U ? measure_add(m->memory.limit_bytes, swap) / page_bytes : OOMLOG_ABSENT_U;
	ret->from = ret->most == ret->least ? "memory limit" : "memory limit, with or without the swap it may use";
	ret->from_least = "memory limit alone, by the printed score";
	ret->from_most = "memory and swap limit, by the printed score";
}

/* --- the machine, or some nodes of it --- */

/* The constraint is printed: total_swap_pages and node_present_pages() of the nodes (before 3.x the spanned pages). */
static void of_nodes(const struct oomlog_event *ev, enum scope scope, uint64_t page_bytes, struct totalpages *ret)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	uint64_t present = nodes_bytes(m, nodes_allowed(ev, scope), "present");

	if (present == OOMLOG_ABSENT_U)
		return;
	ret->least = ret->most = measure_add(present, m->swap.total_bytes) / page_bytes;
	ret->from = "RAM of the allowed nodes + swap";
}

/* "nodemask=1", from 4.9 on; else a dump for a cpuset or memory policy may show the zones of its nodes only */
static uint64_t shown_bytes(const struct oomlog_event *ev)
{
	static const char *const names[] = {"present_bytes", NULL};
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	const struct oomlog_trigger *t = oomlog_event_trigger(ev);
	uint64_t present = OOMLOG_ABSENT_U;

	if (t != NULL && t->nodemask.p != NULL)
		present = nodes_bytes(m, t->nodemask, "present");
	return present != OOMLOG_ABSENT_U ? present : measure_zones(m, names);
}

/* Before 5.0 the constraint is not printed: where the nodes in question are not all of RAM, it may have been either. */
static void of_machine(const struct oomlog_event *ev, enum scope scope, uint64_t page_bytes, struct totalpages *ret)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	uint64_t ram = measure_ram(ev), swap = m->swap.total_bytes, present = shown_bytes(ev);

	if (ram == OOMLOG_ABSENT_U)
		return;
	/* a kernel without CONFIG_SWAP has no "Total swap" line */
	ret->least = ret->most = measure_add(ram, swap) / page_bytes;
	ret->from = swap != OOMLOG_ABSENT_U ? "RAM + swap" : "RAM; no line tells of swap";
	ret->from_unmet = "RAM + swap, which the printed score does not fit";
	if (scope != SCOPE_UNKNOWN || present == OOMLOG_ABSENT_U || present >= ram)
		return;
	ret->least = measure_add(present, swap) / page_bytes;
	ret->from = "RAM, or that of some nodes, + swap";
	ret->from_least = "RAM of the nodes in question + swap, by the printed score";
	ret->from_most = "RAM + swap, by the printed score";
}

void totalpages_of_event(const struct oomlog_event *ev, uint64_t page_bytes, struct totalpages *ret)
{
	enum scope scope = scope_of_event(ev);

	*ret = (struct totalpages){.least = OOMLOG_ABSENT_U, .most = OOMLOG_ABSENT_U};
	if (scope == SCOPE_MEMCG)
		of_memcg(ev, page_bytes, ret);
	else if (oomlog_event_memory(ev) == NULL)
		return;
	else if (scope == SCOPE_CPUSET || scope == SCOPE_MEMORY_POLICY)
		of_nodes(ev, scope, page_bytes, ret);
	else
		of_machine(ev, scope, page_bytes, ret);
}
