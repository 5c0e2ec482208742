#include "reports/diagnosis/headline.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/thresholds.h"
#include "reports/diagnosis/workload.h"

void headline_process(struct text *t, strv comm, int64_t pid, int64_t uid)
{
	if (comm.p == NULL) {
		text_add(t, pid == OOMLOG_ABSENT ? "a process" : "process ");
		if (pid != OOMLOG_ABSENT)
			text_i64(t, pid);
		return;
	}
	text_name(t, comm);
	if (pid == OOMLOG_ABSENT)
		return;
	text_add(t, " (pid ");
	text_i64(t, pid);
	if (uid != OOMLOG_ABSENT) {
		text_add(t, ", uid ");
		text_i64(t, uid);
	}
	text_add(t, ")");
}

/* --- whose limit --- */

static void container(struct text *t, const struct workload *w)
{
	if (str_eq(w->manager, STR("kubernetes"))) {
		text_add(t, "A Kubernetes container");
		return;
	}
	text_add(t, "The ");
	text_name(t, w->manager);
	text_add(t, " container ");
	if (w->name.p != NULL)
		text_name(t, w->name);
	else
		text_name(t, workload_short_id(w->container_id));
}

static void pod(struct text *t, const struct workload *w)
{
	if (str_eq(w->manager, STR("kubernetes"))) {
		text_add(t, "A Kubernetes pod as a whole");
		return;
	}
	text_add(t, "The ");
	text_name(t, w->manager);
	text_add(t, w->task.p != NULL ? " task " : " pod ");
	text_name(t, workload_short_id(w->task.p != NULL ? w->task : w->pod_uid));
	text_add(t, " as a whole");
}

static void user_or_session(struct text *t, const struct workload *w)
{
	text_add(t, w->level == WORKLOAD_SESSION ? "Session " : "User ");
	if (w->level == WORKLOAD_SESSION) {
		text_name(t, w->session);
		text_add(t, " of user ");
	}
	if (w->user_uid != OOMLOG_ABSENT)
		text_i64(t, w->user_uid);
	else
		text_add(t, "?");
}

static void batch(struct text *t, const struct workload *w)
{
	if (str_eq(w->manager, STR("slurm")))
		text_add(t, "Slurm");
	else
		text_name(t, w->manager);
	text_add(t, " job ");
	text_name(t, w->job_id);
	if (w->level == WORKLOAD_STEP) {
		text_add(t, ", step ");
		text_name(t, w->step_id);
	}
}

static void cgroup(struct text *t, strv path)
{
	text_add(t, path.p != NULL ? "The cgroup " : "A cgroup");
	if (path.p != NULL)
		text_name(t, path);
}

/* The one whose limit it was, as the subject of a sentence. */
static void limit_owner(struct text *t, strv path)
{
	struct workload w;

	if (path.p == NULL || !workload_of_path(path, &w)) {
		cgroup(t, path);
		return;
	}
	switch (w.level) {
	case WORKLOAD_CONTAINER:
		container(t, &w);
		break;
	case WORKLOAD_POD:
		pod(t, &w);
		break;
	case WORKLOAD_SERVICE:
	case WORKLOAD_SCOPE:
		text_name(t, w.unit);
		break;
	case WORKLOAD_SLICE:
		text_add(t, "The slice ");
		text_name(t, w.slice);
		break;
	case WORKLOAD_SESSION:
	case WORKLOAD_USER:
		user_or_session(t, &w);
		break;
	case WORKLOAD_MACHINE:
		text_add(t, "The machine ");
		text_name(t, w.name);
		break;
	case WORKLOAD_JOB:
	case WORKLOAD_STEP:
		batch(t, &w);
		break;
	default:
		cgroup(t, path);
		break;
	}
}

static bool is_reached(const struct oomlog_counter *c)
{
	return c->usage_bytes != OOMLOG_ABSENT_U && c->limit_bytes != OOMLOG_ABSENT_U &&
		!measure_is_unlimited(c->limit_bytes) && c->usage_bytes >= c->limit_bytes;
}

/* "memory+swap: usage .., limit .." is the one that was hit where memory itself still had room. */
static void limit(struct text *t, const struct oomlog_memcg *m)
{
	const struct oomlog_counter *c = &m->memory;

	text_add(t, " hit its ");
	if (!is_reached(&m->memory) && is_reached(&m->memsw)) {
		text_add(t, "memory+swap");
		c = &m->memsw;
	} else {
		text_add(t, "memory");
	}
	text_add(t, " limit");
	if (c->limit_bytes != OOMLOG_ABSENT_U && !measure_is_unlimited(c->limit_bytes)) {
		text_add(t, " of ");
		text_size(t, c->limit_bytes);
	}
}

static void memcg_cause(struct text *t, const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	if (m == NULL) {
		text_add(t, "A cgroup hit its memory limit");
		return;
	}
	limit_owner(t, m->path);
	limit(t, m);
}

/* --- where memory was short --- */

static void nodes_cause(struct text *t, const struct diagnosis *d, strv nodes, const char *by)
{
	uint64_t number;
	bool one = nodes.p != NULL && str_to_u64(nodes, &number);

	text_add(t, one ? "The memory node" : "The memory nodes");
	if (nodes.p != NULL) {
		text_add(t, " ");
		text_name(t, nodes);
	}
	text_add(t, " that ");
	text_add(t, by);
	/* "gfp_mask=0x500cc2(GFP_HIGHUSER|__GFP_ACCOUNT)" where the nodes have ZONE_MOVABLE alone: free it may be */
	if (d->request.refusal == REQUEST_NO_ZONE)
		text_add(t,
		         one ? " allows has no zone that may serve the request"
		             : " allows have no zone that may serve the request");
	else
		text_add(t, " allows ran out of memory");
}

static strv trigger_nodes(const struct oomlog_event *ev, enum scope scope)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);

	if (tr == NULL)
		return STR_NONE;
	/* "nodemask=(null)" names none */
	if (scope == SCOPE_MEMORY_POLICY && tr->nodemask.n > 0 && is_digit(tr->nodemask.p[0]))
		return tr->nodemask;
	return tr->mems_allowed;
}

/* What the request itself ran into, where that says more than "out of memory". */
static bool request_cause(struct text *t, const struct diagnosis *d)
{
	switch (d->cause) {
	case CAUSE_LOW_ZONE:
		text_add(t, "The low memory of this 32-bit machine ran out, while high memory had room");
		return true;
	case CAUSE_DMA_ZONE:
		text_add(t, "The small zone that the request was bound to ran out, while others had room");
		return true;
	case CAUSE_CMA:
		text_add(t, "Only memory of the CMA area was left, which this request may not use");
		return true;
	case CAUSE_FRAGMENTATION:
		text_add(t, "Memory was too fragmented for a request of ");
		headline_request(t, d->ev);
		return true;
	default:
		return false;
	}
}

static void share(struct text *t, const struct holder *h)
{
	if (h->bytes == OOMLOG_ABSENT_U || h->of_bytes == OOMLOG_ABSENT_U || h->of_bytes == 0) {
		text_add(t, "much");
		return;
	}
	text_percent(t, h->bytes, h->of_bytes);
}

/* "NAME (pid 7)", or "12 processes named NAME", unless it is the one that was killed: the sentence goes on with it. */
static void process_holder(struct text *t, const struct diagnosis *d)
{
	const struct holder *h = &d->holder;

	if (h->name.p == NULL || h->bytes == OOMLOG_ABSENT_U || (h->kind == HOLDER_PROCESS && h->was_killed))
		return;
	text_add(t, ", ");
	share(t, h);
	text_add(t, " of it held by ");
	if (h->kind == HOLDER_PROCESS) {
		headline_process(t, h->name, h->task != NULL ? h->task->pid : OOMLOG_ABSENT, OOMLOG_ABSENT);
		return;
	}
	text_u64(t, h->tasks);
	text_add(t, " processes named ");
	text_name(t, h->name);
	if (h->numbered)
		text_add(t, "N");
}

/* ", 47 % of it in the kernel's slab caches" */
static void holder(struct text *t, const struct diagnosis *d)
{
	static const char *const places[] = {
		[HOLDER_ANON] = " of it in anonymous memory of processes",
		[HOLDER_SHMEM] = " of it in shared memory or tmpfs",
		[HOLDER_SLAB] = " of it in the kernel's slab caches",
		[HOLDER_PAGETABLES] = " of it in page tables",
		[HOLDER_KERNEL] = " of it in kernel memory",
		[HOLDER_HUGETLB] = " of it reserved as hugepages",
		[HOLDER_UNEVICTABLE] = " of it unevictable",
		[HOLDER_FILE] = " of it in the page cache",
		[HOLDER_SOCKETS] = " of it in socket buffers",
		[HOLDER_UNACCOUNTED] = " of it in no line of the report",
	};
	const struct holder *h = &d->holder;

	if (h->kind == HOLDER_PROCESS || h->kind == HOLDER_GROUP) {
		process_holder(t, d);
	} else if (h->kind < sizeof(places) / sizeof(places[0]) && places[h->kind] != NULL) {
		text_add(t, ", ");
		share(t, h);
		text_add(t, places[h->kind]);
	}
}

static void cause(struct text *t, const struct diagnosis *d)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);

	if (tr != NULL && tr->manual) {
		text_add(t, "The OOM killer was started by hand (sysrq)");
		return;
	}
	if (request_cause(t, d))
		return;
	if (d->scope == SCOPE_MEMCG)
		memcg_cause(t, d->ev);
	else if (d->scope == SCOPE_CPUSET)
		nodes_cause(t, d, trigger_nodes(d->ev, d->scope), "a cpuset");
	else if (d->scope == SCOPE_MEMORY_POLICY)
		nodes_cause(t, d, trigger_nodes(d->ev, d->scope), "a memory policy");
	else
		text_add(t,
		         d->scope == SCOPE_MACHINE ? "The whole machine ran out of memory"
		                                   : "The kernel ran out of memory");
	/* up to 4.20 no constraint is printed: it follows from the nodes and what was free on them */
	if (d->scope == SCOPE_UNKNOWN && d->cause == CAUSE_CPUSET)
		text_add(t, ", it seems only where a cpuset allows");
	if (d->scope == SCOPE_UNKNOWN && d->cause == CAUSE_MEMORY_POLICY)
		text_add(t, ", it seems only where a memory policy allows");
	/* the balance is of the whole machine, and says nothing about a few nodes of it */
	if (d->cause != CAUSE_CPUSET && d->cause != CAUSE_MEMORY_POLICY)
		holder(t, d);
}

/* --- what was done --- */

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

static void held(struct text *t, const struct oomlog_event *ev, const struct oomlog_victim *v)
{
	uint64_t bytes = measure_held(ev, v), ram = measure_ram(ev);
	const struct oomlog_task *task = measure_task(ev, v->pid);

	if (bytes == OOMLOG_ABSENT_U)
		return;
	text_add(t, ", holding ");
	text_size(t, bytes);
	if (ram != OOMLOG_ABSENT_U && ram > 0 && bytes <= ram) {
		text_add(t, " (");
		text_percent(t, bytes, ram);
		text_add(t, " of the RAM)");
	}
	held_too(t, ev, task != NULL ? measure_pages(ev, task->swapents) : OOMLOG_ABSENT_U, " in swap");
	held_too(t, ev, v->pgtables_bytes, " of page tables");
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

static void killed(struct text *t, const struct oomlog_event *ev)
{
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
	held(t, ev, v);
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

static void outcome(struct text *t, const struct oomlog_event *ev)
{
	switch (oomlog_event_outcome(ev)) {
	case OOMLOG_OUTCOME_KILLED:
		killed(t, ev);
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

/* Nothing but "Killed process 57 (x) ..": then the kill is the news, and its cause is not in the log. */
static bool is_bare_kill(const struct oomlog_event *ev)
{
	return oomlog_event_outcome(ev) == OOMLOG_OUTCOME_KILLED && scope_of_event(ev) == SCOPE_UNKNOWN &&
		oomlog_event_trigger(ev) == NULL && oomlog_event_victim(ev, 0) != NULL;
}

static void bare_kill(struct text *t, const struct oomlog_event *ev)
{
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);

	headline_process(t, v->comm, v->pid, v->uid);
	text_add(t, " was killed by the kernel's OOM killer");
	held(t, ev, v);
	others(t, ev);
}

/* --- the other kinds --- */

void headline_request(struct text *t, const struct oomlog_event *ev)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);
	uint64_t bytes;

	if (tr->order == OOMLOG_ABSENT || tr->order < 0 || tr->order > 40) {
		text_add(t, "memory");
		return;
	}
	bytes = measure_pages(ev, 1ull << tr->order);
	if (tr->order == 0)
		text_add(t, bytes != OOMLOG_ABSENT_U ? "one page of " : "one page");
	else if (bytes == OOMLOG_ABSENT_U)
		text_u64(t, 1ull << tr->order);
	if (bytes != OOMLOG_ABSENT_U)
		text_size(t, bytes);
	if (tr->order == 0)
		return;
	text_add(t, bytes != OOMLOG_ABSENT_U ? " in one piece (order " : " pages in one piece (order ");
	text_i64(t, tr->order);
	text_add(t, ")");
}

/* "insmod: vmalloc error: size 8589934592, .." has its own words; the plain failure has the order. */
static const char *refusal(const struct diagnosis *d)
{
	switch (d->cause) {
	case CAUSE_FRAGMENTATION:
		return ": free memory was in pieces too small";
	case CAUSE_ATOMIC:
		return ": little was free, and the request could not wait for more";
	case CAUSE_CMA:
		return ": what was free is for CMA";
	case CAUSE_LOW_ZONE:
	case CAUSE_DMA_ZONE:
		return ": the zone that it is bound to was short, others had room";
	default:
		return "";
	}
}

static void page_allocation_failure(struct text *t, const struct diagnosis *d)
{
	const struct oomlog_event *ev = d->ev;
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);

	if (tr == NULL) {
		text_add(t, "A page allocation failed");
		return;
	}
	headline_process(t, tr->comm, tr->pid, tr->uid);
	if (tr->reason.p != NULL) {
		text_add(t, ": ");
		text_name(t, tr->reason);
		return;
	}
	text_add(t, " asked for ");
	headline_request(t, ev);
	text_add(t, " and did not get it");
	text_add(t, refusal(d));
}

static void kill_target(struct text *t, const struct oomlog_event *ev, const struct oomlog_killer *k)
{
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);

	if (v != NULL) {
		headline_process(t, v->comm, v->pid, v->uid);
		held(t, ev, v);
	} else if (k != NULL && k->cgroup.p != NULL) {
		text_name(t, k->cgroup);
	} else {
		text_add(t, "a process");
	}
}

static void kill_reason(struct text *t, const struct oomlog_killer *k)
{
	if (k->to_free_bytes != OOMLOG_ABSENT_U) {
		text_add(t, ", to free ");
		text_size(t, k->to_free_bytes);
	}
	if (k->pressure_percent.p != NULL) {
		text_add(t, ": memory pressure was ");
		text_name(t, k->pressure_percent);
		text_add(t, " %");
		if (k->limit_percent.p != NULL) {
			text_add(t, ", over the limit of ");
			text_name(t, k->limit_percent);
			text_add(t, " %");
		}
	} else if (k->reason.p != NULL && k->reason.n > 0) {
		text_add(t, ": ");
		text_name(t, k->reason);
	}
}

static void userspace_kill(struct text *t, const struct oomlog_event *ev)
{
	const struct oomlog_killer *k = oomlog_event_killer(ev);

	if (k != NULL && k->name.p != NULL)
		text_name(t, k->name);
	else
		text_add(t, "A low memory killer");
	text_add(t, k != NULL && str_eq(k->signal, STR("SIGTERM")) ? " asked to end " : " killed ");
	kill_target(t, ev, k);
	if (k != NULL)
		kill_reason(t, k);
}

static void end_sentence(struct text *t)
{
	if (t->n > 0 && t->buf[t->n - 1] != '.')
		text_add(t, ".");
}

void headline_write(struct text *t, const struct diagnosis *d)
{
	const struct oomlog_event *ev = d->ev;
	enum oomlog_kind kind = oomlog_event_kind(ev);

	if (kind == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE) {
		page_allocation_failure(t, d);
	} else if (kind != OOMLOG_KIND_OOM) {
		userspace_kill(t, ev);
	} else if (is_bare_kill(ev)) {
		bare_kill(t, ev);
	} else {
		cause(t, d);
		outcome(t, ev);
	}
	end_sentence(t);
}

static void swap_state(struct text *t, const struct diagnosis *d, const struct oomlog_memory *m)
{
	uint64_t total = m->swap.total_bytes, left = m->swap.free_bytes;

	if (total == 0) {
		text_add(t, "There is no swap.");
	} else if (total != OOMLOG_ABSENT_U && left != OOMLOG_ABSENT_U && left <= total) {
		text_add(t, d->swap.state == SWAP_FULL ? "Swap was used up: " : "Swap was not used up: ");
		text_size(t, left);
		text_add(t, " of ");
		text_size(t, total);
		text_add(t, " were free.");
	}
}

void headline_more(struct text *t, const struct diagnosis *d)
{
	const struct oomlog_event *ev = d->ev;
	const struct oomlog_memory *m = oomlog_event_memory(ev);

	if (oomlog_event_kind(ev) == OOMLOG_KIND_OOM && scope_of_event(ev) == SCOPE_MEMCG) {
		text_add(t, "The report says nothing about the memory of the rest of the machine.");
		return;
	}
	if (oomlog_event_kind(ev) == OOMLOG_KIND_OOM && is_bare_kill(ev))
		text_add(t, "The log holds no more of it than the kill.");
	if (m != NULL)
		swap_state(t, d, m);
}
