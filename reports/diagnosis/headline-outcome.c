/* What was done: who was killed, holding what, and who else. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/headline-parts.h"
#include "reports/diagnosis/headline.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/nodes.h"
#include "reports/diagnosis/thresholds.h"

/* RAM, or the limit of the cgroup */
static uint64_t memory_in_question(const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	return scope_of_event(ev) == SCOPE_MEMCG && m != NULL ? m->memory.limit_bytes : measure_ram(ev);
}

/* " and 19.9 GiB in swap", " and 64.9 MiB of page tables": where they are much of what there is */
static void held_too(struct text *t, const struct oomlog_event *ev, uint64_t bytes, const char *what)
{
	uint64_t whole = memory_in_question(ev);

	if (bytes == OOMLOG_ABSENT_U || whole == OOMLOG_ABSENT_U || whole == 0 ||
	    bytes / (uint64_t)GIANT_PERCENT < whole / 100 || bytes == 0)
		return;
	text_add(t, " and ");
	text_size(t, bytes);
	text_add(t, what);
}

/* How much of the nodes that were short is more to the point than how much of all; on which nodes a process has its
 * memory no report tells. */
static void share_of_nodes(struct text *t, uint64_t bytes, uint64_t of_nodes)
{
	text_add(t, " (the size of ");
	text_percent(t, bytes, of_nodes);
	text_add(t, " of the allowed nodes)");
}

static void share_of_ram(struct text *t, uint64_t bytes, uint64_t ram, const char *what)
{
	text_add(t, " (");
	text_percent(t, bytes, ram);
	text_add(t, what);
}

static void share(struct text *t, const struct diagnosis *d, uint64_t bytes)
{
	enum scope nodes = about_node_scope(d);
	uint64_t ram = d->ram;
	uint64_t of_nodes = nodes != SCOPE_UNKNOWN ? nodes_allowed_bytes(d->ev, nodes) : OOMLOG_ABSENT_U;

	/* then the nodes are not short of memory, but of zones */
	if (d->request.refusal == REQUEST_NO_ZONE)
		return;
	if (of_nodes != OOMLOG_ABSENT_U && of_nodes > 0 && bytes <= of_nodes)
		share_of_nodes(t, bytes, of_nodes);
	else if (ram != OOMLOG_ABSENT_U && ram > 0 && bytes <= ram)
		share_of_ram(t, bytes, ram, nodes != SCOPE_UNKNOWN ? " of the RAM of all nodes)" : " of the RAM)");
}

void headline_held(struct text *t, const struct diagnosis *d, const struct oomlog_victim *v)
{
	const struct oomlog_event *ev = d->ev;
	uint64_t bytes = measure_held(ev, v);
	const struct oomlog_task *task = measure_task(ev, v->pid);

	if (bytes == OOMLOG_ABSENT_U)
		return;
	text_add(t, ", holding ");
	text_size(t, bytes);
	share(t, d, bytes);
	held_too(t, ev, task != NULL ? measure_pages(ev, task->swapents) : OOMLOG_ABSENT_U, " in swap");
	held_too(t, ev, measure_page_tables(ev, v), " of page tables");
}

static void others(struct text *t, const struct oomlog_event *ev)
{
	const struct oomlog_victim *second = oomlog_event_victim(ev, 1);
	size_t n = oomlog_event_victims(ev);

	if (second == NULL)
		return;
	text_add(t, ", and ");
	text_u64(t, n - 1);
	text_add(t, " more ");
	if (second->role == OOMLOG_ROLE_GROUP)
		text_add(t, n == 2 ? "process of its group" : "processes of its group");
	else if (second->role == OOMLOG_ROLE_SHARES_MEMORY)
		text_add(t, n == 2 ? "process that shares its memory" : "processes that share its memory");
	else
		text_add(t, n == 2 ? "process" : "processes");
}

static void killed(struct text *t, const struct diagnosis *d)
{
	const struct oomlog_event *ev = d->ev;
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);
	const struct oomlog_chosen *c = oomlog_event_chosen(ev);

	text_add(t, ": ");
	if (v == NULL) {
		text_add(t, "a process was killed");
		return;
	}
	headline_process(t, v->comm, v->pid, v->uid);
	if (v->role == OOMLOG_ROLE_CHILD && c != NULL) {
		text_add(t, ", a child of ");
		headline_process(t, c->comm, c->pid, OOMLOG_ABSENT);
		text_add(t, ",");
	}
	text_add(t, " was killed");
	headline_held(t, d, v);
	others(t, ev);
}

static void not_killed(struct text *t, const struct oomlog_event *ev)
{
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);
	const struct oomlog_chosen *c = oomlog_event_chosen(ev);

	text_add(t, "; ");
	if (v != NULL)
		headline_process(t, v->comm, v->pid, v->uid);
	else if (c != NULL)
		headline_process(t, c->comm, c->pid, OOMLOG_ABSENT);
	else
		text_add(t, "its victim");
	text_add(t, " was already exiting, so nothing was killed");
}

void headline_outcome(struct text *t, const struct diagnosis *d)
{
	const struct oomlog_event *ev = d->ev;

	switch (oomlog_event_outcome(ev)) {
	case OOMLOG_OUTCOME_KILLED:
		killed(t, d);
		break;
	case OOMLOG_OUTCOME_PANIC:
		text_add(t, ", and the kernel panicked");
		break;
	case OOMLOG_OUTCOME_NO_KILLABLE_TASK:
		text_add(t, ", and there was no process that may be killed");
		break;
	case OOMLOG_OUTCOME_NOT_KILLED:
		not_killed(t, ev);
		break;
	case OOMLOG_OUTCOME_UNKNOWN:
		text_add(t, "; the report breaks off before it says what was done");
		break;
	}
}

bool headline_is_bare_kill(const struct oomlog_event *ev)
{
	return oomlog_event_outcome(ev) == OOMLOG_OUTCOME_KILLED && scope_of_event(ev) == SCOPE_UNKNOWN &&
		oomlog_event_trigger(ev) == NULL && oomlog_event_victim(ev, 0) != NULL;
}

void headline_bare_kill(struct text *t, const struct diagnosis *d)
{
	const struct oomlog_event *ev = d->ev;
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);

	headline_process(t, v->comm, v->pid, v->uid);
	text_add(t, " was killed by the kernel's OOM killer");
	headline_held(t, d, v);
	others(t, ev);
}
