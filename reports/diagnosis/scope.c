#include "reports/diagnosis/scope.h"

static bool has_memcg_path(const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	return m != NULL && m->path.p != NULL;
}

/* Mem-Info stands only in reports that are not of a cgroup's limit. */
static bool has_memory_state(const struct oomlog_event *ev)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);

	return m != NULL && (m->counters_pages.n > 0 || m->zones.n > 0);
}

enum scope scope_of_event(const struct oomlog_event *ev)
{
	strv constraint = oomlog_event_constraint(ev);

	/* 5.0 to 5.2-rc2 print CONSTRAINT_NONE for memcg kills too: the limit's path decides. */
	if (str_eq(constraint, STR("memcg")) || has_memcg_path(ev))
		return SCOPE_MEMCG;
	if (constraint.p == NULL)
		return has_memory_state(ev) ? SCOPE_MACHINE : SCOPE_UNKNOWN;
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
