#include "reports/diagnosis/about.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/thresholds.h"

/* --- what it is --- */

bool about_has_head(const struct diagnosis *d)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);

	return tr != NULL && tr->order != OOMLOG_ABSENT;
}

/* "Active:1203 inactive:1220 dirty:0", lists of anon and file together: before 2.6.28; the table came with 2.6.25. */
const char *about_dump_tasks(const struct diagnosis *d)
{
	const struct oomlog_memory *m = oomlog_event_memory(d->ev);

	return m != NULL && measure_field(&m->counters_pages, "active") != OOMLOG_ABSENT_U
		? "sysctl vm.oom_dump_tasks=1, if the kernel has it (2.6.25 and later),"
		: "sysctl vm.oom_dump_tasks=1";
}

bool about_shortage(const struct diagnosis *d)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);

	return oomlog_event_kind(d->ev) == OOMLOG_KIND_OOM && (tr == NULL || !tr->manual);
}

bool about_machine(const struct diagnosis *d)
{
	return about_shortage(d) && d->scope != SCOPE_MEMCG;
}

bool about_request(const struct diagnosis *d)
{
	return about_machine(d) || oomlog_event_kind(d->ev) == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE;
}

enum scope about_node_scope(const struct diagnosis *d)
{
	bool certain = d->confidence == CONFIDENCE_CERTAIN;

	if (d->scope == SCOPE_CPUSET || (d->cause == CAUSE_CPUSET && certain))
		return SCOPE_CPUSET;
	if (d->scope == SCOPE_MEMORY_POLICY || (d->cause == CAUSE_MEMORY_POLICY && certain))
		return SCOPE_MEMORY_POLICY;
	return SCOPE_UNKNOWN;
}

/* --- figures --- */

enum rule_result about_machine_figures(const struct diagnosis *d, struct finding *f, uint64_t *ret_ram,
                                       const struct oomlog_memory **ret_m)
{
	const struct oomlog_memory *m = oomlog_event_memory(d->ev);

	if (!about_machine(d))
		return RULE_SILENT;
	if (m == NULL || m->counters_pages.n == 0)
		return finding_needs(f, "the machine's memory state (\"Mem-Info\")");
	if (measure_pages(d->ev, 1) == OOMLOG_ABSENT_U)
		return finding_needs(f, "the page size, which the zones' free lists tell");
	*ret_ram = d->ram;
	if (*ret_ram == OOMLOG_ABSENT_U || *ret_ram == 0)
		return finding_needs(f, "the size of the RAM (\"pages RAM\", \"pages reserved\")");
	*ret_m = m;
	return RULE_HOLDS;
}

enum rule_result about_memcg_figures(const struct diagnosis *d, struct finding *f, const struct oomlog_memcg **ret)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(d->ev);

	if (!about_shortage(d) || d->scope != SCOPE_MEMCG)
		return RULE_SILENT;
	if (m == NULL || m->stat.n == 0 || !d->has_balance)
		return finding_needs(f, "the cgroup's statistics");
	if (d->balance.total_bytes == OOMLOG_ABSENT_U || d->balance.total_bytes == 0)
		return finding_needs(f, "the cgroup's limit (\"memory: usage .., limit ..\")");
	*ret = m;
	return RULE_HOLDS;
}

/* Then it is not the amount of memory that was short, but memory of a kind: pieces, nodes, a zone. */
static bool is_of_a_kind(enum cause cause)
{
	return cause == CAUSE_FRAGMENTATION || cause == CAUSE_CMA || cause == CAUSE_DMA_ZONE || cause == CAUSE_CPUSET ||
		cause == CAUSE_MEMORY_POLICY;
}

bool about_is_culprit(const struct diagnosis *d, enum holder_kind kind, uint64_t bytes)
{
	const struct holder *h = &d->holder;

	if (is_of_a_kind(d->cause))
		return false;
	if (h->kind == HOLDER_UNKNOWN || h->kind == HOLDER_NONE || h->kind == HOLDER_ANON)
		return true;
	if (h->kind == kind && h->bytes != OOMLOG_ABSENT_U && bytes >= h->bytes / 2)
		return true;
	return (h->likely || (h->kind != HOLDER_PROCESS && h->kind != HOLDER_GROUP)) &&
		measure_reaches(bytes, h->of_bytes, HOLDER_SOME_PERCENT);
}

uint64_t about_counters(const struct diagnosis *d, const char *const *names)
{
	const struct oomlog_memory *m = oomlog_event_memory(d->ev);
	uint64_t pages = OOMLOG_ABSENT_U;

	for (; m != NULL && *names != NULL; names++)
		pages = measure_add(pages, measure_field(&m->counters_pages, *names));
	return measure_pages(d->ev, pages);
}

uint64_t about_item(const struct diagnosis *d, const char *name)
{
	return d->has_balance ? balance_item(&d->balance, name) : OOMLOG_ABSENT_U;
}

/* --- processes --- */

const struct oomlog_victim *about_victim(const struct diagnosis *d)
{
	return oomlog_event_victim(d->ev, 0);
}

int64_t about_victim_adj(const struct diagnosis *d)
{
	const struct oomlog_victim *v = about_victim(d);
	const struct oomlog_task *t;

	if (v == NULL)
		return OOMLOG_ABSENT;
	if (v->oom_score_adj != OOMLOG_ABSENT)
		return v->oom_score_adj;
	t = measure_task(d->ev, v->pid);
	return t != NULL ? t->oom_score_adj : OOMLOG_ABSENT;
}

uint64_t about_task_bytes(const struct diagnosis *d, const struct oomlog_task *t)
{
	uint64_t pages = measure_add(measure_rss_pages(t), t->swapents);

	return measure_pages(d->ev, pages);
}

bool about_is_exempt(const struct oomlog_task *t)
{
	return t->oom_score_adj != OOMLOG_ABSENT ? t->oom_score_adj == ADJ_EXEMPT : t->oom_adj == OOM_ADJ_EXEMPT;
}

bool about_is_oom_adj(const struct diagnosis *d)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);
	const struct oomlog_task *t = oomlog_event_task(d->ev, 0);

	if (t != NULL && t->oom_score_adj != OOMLOG_ABSENT)
		return false;
	if (tr != NULL && tr->oom_score_adj != OOMLOG_ABSENT)
		return false;
	return (t != NULL && t->oom_adj != OOMLOG_ABSENT) || (tr != NULL && tr->oom_adj != OOMLOG_ABSENT);
}

/* --- cgroups --- */

/* "memory+swap:" and "kmem:" are version 1's lines, "swap:" is version 2's; "rss" and "anon" their statistics. */
int about_memcg_version(const struct oomlog_memcg *m)
{
	if (m->memsw.usage_bytes != OOMLOG_ABSENT_U || m->kmem.usage_bytes != OOMLOG_ABSENT_U)
		return 1;
	if (m->swap.usage_bytes != OOMLOG_ABSENT_U)
		return 2;
	if (measure_field(&m->stat, "rss") != OOMLOG_ABSENT_U)
		return 1;
	return measure_field(&m->stat, "anon") != OOMLOG_ABSENT_U ? 2 : 0;
}

const char *about_limit_file(int version)
{
	static const char *const files[] = {"memory.max (cgroup v1: memory.limit_in_bytes)", "memory.limit_in_bytes",
	                                    "memory.max"};

	return files[version];
}

bool about_reached(const struct oomlog_counter *c)
{
	return c->usage_bytes != OOMLOG_ABSENT_U && c->limit_bytes != OOMLOG_ABSENT_U &&
		!measure_is_unlimited(c->limit_bytes) && c->usage_bytes >= c->limit_bytes;
}

bool about_at_limit(const struct oomlog_counter *c)
{
	return c->limit_bytes > 0 && !measure_is_unlimited(c->limit_bytes) &&
		measure_reaches(c->usage_bytes, c->limit_bytes, AT_LIMIT_PERCENT);
}

const struct oomlog_counter *about_hit(const struct oomlog_memcg *m)
{
	return !about_reached(&m->memory) && about_reached(&m->memsw) ? &m->memsw : &m->memory;
}

bool about_both_limits(const struct oomlog_memcg *m)
{
	return about_at_limit(&m->memsw) && about_at_limit(&m->memory);
}
