#include "reports/diagnosis/scope.h"

#include "model/charge.h"
#include "reports/diagnosis/measure.h"

static bool has_memcg_path(const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	return m != NULL && m->path.p != NULL;
}

static bool is_node_0(int64_t node)
{
	return node == OOMLOG_ABSENT || node == 0;
}

/*
 * Up to 4.20 no constraint is printed. Mem-Info stands only in reports that are not of a cgroup's limit; but a cpuset
 * or a memory policy may have limited the request to some nodes, and the dump then shows those alone. Certain is only
 * the machine that has one node: "mems_allowed=0" and no line of another.
 */
static bool is_one_node_machine(const struct oomlog_event *ev)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);

	if (m == NULL || m->zones.n == 0)
		return false;
	for (size_t i = 0; i < m->zones.n; i++)
		if (!is_node_0(m->zones.items[i].node))
			return false;
	for (size_t i = 0; i < m->nodes.n; i++)
		if (!is_node_0(m->nodes.items[i].node))
			return false;
	return tr == NULL || tr->mems_allowed.p == NULL || str_eq(tr->mems_allowed, STR("0"));
}

/* A report that breaks off before it says whose limit it was. */
static bool is_of_a_charge(const struct oomlog_event *ev)
{
	return oomlog_event_kind(ev) == OOMLOG_KIND_OOM && oomlog_event_memory(ev) == NULL &&
		!measure_has_damage(ev, OOMLOG_DAMAGE_INTERLEAVED) && charge_is_in(oomlog_event_trigger(ev));
}

enum scope scope_of_event(const struct oomlog_event *ev)
{
	strv constraint = oomlog_event_constraint(ev);

	/* 5.0 to 5.2-rc2 print CONSTRAINT_NONE for memcg kills too: the limit's path decides. */
	if (str_eq(constraint, STR("memcg")) || has_memcg_path(ev))
		return SCOPE_MEMCG;
	if (constraint.p == NULL && is_of_a_charge(ev))
		return SCOPE_MEMCG;
	if (constraint.p == NULL)
		return is_one_node_machine(ev) ? SCOPE_MACHINE : SCOPE_UNKNOWN;
	if (str_eq(constraint, STR("none")))
		return SCOPE_MACHINE;
	if (str_eq(constraint, STR("cpuset")))
		return SCOPE_CPUSET;
	return str_eq(constraint, STR("memory_policy")) ? SCOPE_MEMORY_POLICY : SCOPE_OTHER;
}

const char *scope_name(enum scope scope)
{
	static const char *const names[] = {"unknown", "global", "memcg", "cpuset", "memory_policy", "other"};

	return names[scope];
}

const char *scope_word(enum scope scope)
{
	static const char *const words[] = {"-", "host", "memcg", "cpuset", "memory_policy", "other"};

	return words[scope];
}
