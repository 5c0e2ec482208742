#include "reports/diagnosis/headline.h"

#include "reports/diagnosis/headline-parts.h"
#include "reports/diagnosis/measure.h"

const char *headline_kind(const struct oomlog_event *ev)
{
	static const char *const kinds[] = {"OOM", "Page allocation failure", "Low memory kill", "Kill by a daemon"};

	return kinds[oomlog_event_kind(ev)];
}

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

static void kill_target(struct text *t, const struct diagnosis *d, const struct oomlog_killer *k)
{
	const struct oomlog_victim *v = oomlog_event_victim(d->ev, 0);

	if (v != NULL) {
		headline_process(t, v->comm, v->pid, v->uid);
		headline_held(t, d, v);
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

static const char *kill_verb(const struct oomlog_killer *k)
{
	if (k != NULL && str_eq(k->signal, STR("SIGTERM")))
		return " asked to end ";
	return k != NULL && k->marked ? " was about to kill " : " killed ";
}

static void userspace_kill(struct text *t, const struct diagnosis *d)
{
	const struct oomlog_killer *k = oomlog_event_killer(d->ev);

	if (k != NULL && k->name.p != NULL)
		text_name(t, k->name);
	else
		text_add(t, "A low memory killer");
	text_add(t, kill_verb(k));
	kill_target(t, d, k);
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
		userspace_kill(t, d);
	} else if (headline_is_hearsay(ev)) {
		headline_hearsay(t, ev);
	} else if (headline_is_bare_kill(ev)) {
		headline_bare_kill(t, d);
	} else {
		headline_cause(t, d);
		headline_outcome(t, d);
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

/* Up to 2.6.38 a cgroup's report has the machine's Mem-Info, too. */
static void rest_of_machine(struct text *t, const struct oomlog_event *ev)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	uint64_t free = m != NULL ? measure_pages(ev, measure_field(&m->counters_pages, "free")) : OOMLOG_ABSENT_U;
	uint64_t ram = measure_ram(ev);

	if (free == OOMLOG_ABSENT_U || ram == OOMLOG_ABSENT_U || free > ram) {
		text_add(t,
		         m != NULL ? "How much the rest of the machine had free, the report does not tell."
		                   : "The report says nothing about the memory of the rest of the machine.");
		return;
	}
	text_add(t, "Of the machine's ");
	text_size(t, ram);
	text_add(t, ", ");
	text_size(t, free);
	text_add(t, " were free.");
}

void headline_more(struct text *t, const struct diagnosis *d)
{
	const struct oomlog_event *ev = d->ev;
	const struct oomlog_memory *m = oomlog_event_memory(ev);

	if (oomlog_event_kind(ev) == OOMLOG_KIND_OOM && scope_of_event(ev) == SCOPE_MEMCG) {
		rest_of_machine(t, ev);
		return;
	}
	if (oomlog_event_kind(ev) == OOMLOG_KIND_OOM && headline_is_bare_kill(ev) && oomlog_event_task(ev, 0) == NULL)
		text_add(t, "The log holds no more of it than the kill.");
	if (m != NULL)
		swap_state(t, d, m);
}
