#include "reports/diagnosis/swap.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/thresholds.h"

const char *swap_state_name(enum swap_state state)
{
	static const char *const names[] = {"unknown", "none", "full", "free"};

	return (size_t)state < sizeof(names) / sizeof(names[0]) ? names[state] : NULL;
}

/* --- the task table --- */

static void keep_top(struct swap *s, const struct oomlog_task *task)
{
	size_t at = s->n_top;

	while (at > 0 && s->top[at - 1]->swapents < task->swapents)
		at--;
	if (at == SWAP_TOP)
		return;
	if (s->n_top < SWAP_TOP)
		s->n_top++;
	for (size_t i = s->n_top - 1; i > at; i--)
		s->top[i] = s->top[i - 1];
	s->top[at] = task;
}

static void tasks(const struct oomlog_event *ev, struct swap *s)
{
	const struct oomlog_task *task;
	uint64_t pages = OOMLOG_ABSENT_U;

	for (size_t i = 0; (task = oomlog_event_task(ev, i)) != NULL; i++) {
		pages = measure_add(pages, task->swapents);
		if (task->swapents != OOMLOG_ABSENT_U && task->swapents > 0)
			keep_top(s, task);
	}
	s->tasks_bytes = measure_pages(ev, pages);
}

/* --- the machine: "Free swap  = 0kB", "Total swap = 1048572kB" --- */

static uint64_t counter_bytes(const struct oomlog_event *ev, const char *name)
{
	return measure_pages(ev, measure_field(&oomlog_event_memory(ev)->counters_pages, name));
}

static void because(struct swap *s, const char *why)
{
	if (s->n_useless < SWAP_REASONS)
		s->useless_because[s->n_useless++] = why;
}

static void request_reasons(const struct request *r, struct swap *s)
{
	if (r->refusal == REQUEST_MANUAL)
		because(s, "the kill was asked for by hand (sysrq): nothing was short");
	if (r->refusal == REQUEST_FRAGMENTED)
		because(s, "a contiguous block was asked for: swapping frees single pages");
	if (r->refusal == REQUEST_NO_ZONE)
		because(s, "no zone of the allowed nodes may serve the request, however much of them is free");
	if (r->low_zone)
		because(s, "low memory was short: what is swapped out of HighMem does not help it");
	else if (r->bound_zone)
		because(s, "only a low zone (DMA, DMA32) may serve the request");
	if (r->cma_only)
		because(s, "enough was free, but in CMA memory that the request may not use");
	if (r->refusal != REQUEST_UNKNOWN && r->refusal != REQUEST_MANUAL && !r->may_wait)
		because(s, "the request may not wait for memory to be swapped out");
	else if (r->refusal != REQUEST_UNKNOWN && r->refusal != REQUEST_MANUAL && !r->may_io)
		because(s, "the request may not start I/O (no __GFP_IO), so nothing is swapped out for it");
}

/* Memory that swap cannot take. */
static void pinned_reasons(const struct oomlog_event *ev, struct swap *s)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	uint64_t ram = measure_ram(ev);

	if (measure_reaches(counter_bytes(ev, "unevictable"), ram, UNEVICTABLE_PERCENT))
		because(s, "much memory is locked (unevictable) and cannot be swapped");
	if (measure_reaches(measure_hugepages(m, OOMLOG_ABSENT), ram, HUGEPAGES_PERCENT))
		because(s, "much memory is in the hugepage pool, which cannot be swapped");
	if (measure_reaches(counter_bytes(ev, "slab_unreclaimable"), ram, SLAB_PERCENT))
		because(s, "much memory is held by the kernel itself (slab), which cannot be swapped");
	if (measure_reaches(counter_bytes(ev, "pagetables"), ram, PAGETABLES_PERCENT))
		because(s, "much memory is in page tables, which cannot be swapped");
}

/* Shmem pages are on the anonymous lists, too, and swap takes both. */
static void swappable_reasons(const struct oomlog_event *ev, struct swap *s)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);
	uint64_t ram = measure_ram(ev);
	uint64_t anon = measure_add(counter_bytes(ev, "active_anon"), counter_bytes(ev, "inactive_anon"));

	if (measure_reaches(counter_bytes(ev, "writeback"), ram, DIRTY_PERCENT))
		because(s, "much memory was still being written out (writeback): the device is slower than the demand");
	if (anon != OOMLOG_ABSENT_U && ram != OOMLOG_ABSENT_U && !measure_reaches(anon, ram, SWAPPABLE_FEW_PERCENT))
		because(s, "hardly anything was left that swap could take: the anonymous lists are nearly empty");
	else if (m->swap.add == 0)
		because(s,
		        "nothing was ever swapped out (swap cache: add 0): it is new, or swappiness or a cgroup forbids it");
}

static void free_swap_reasons(const struct oomlog_event *ev, const struct request *r, struct swap *s)
{
	request_reasons(r, s);
	if (r->refusal == REQUEST_MANUAL)
		return;
	pinned_reasons(ev, s);
	swappable_reasons(ev, s);
}

static void unknown(struct swap *s, const char *why)
{
	s->state = SWAP_UNKNOWN;
	s->unknown_because = why;
}

static void machine_swap(const struct oomlog_event *ev, const struct request *r, struct swap *s)
{
	const struct oomlog_memory *m = oomlog_event_memory(ev);

	if (m != NULL) {
		s->total_bytes = m->swap.total_bytes;
		s->free_bytes = m->swap.free_bytes;
	}
	if (s->total_bytes == OOMLOG_ABSENT_U) {
		unknown(s, "the line \"Total swap\" is missing");
	} else if (s->total_bytes == 0) {
		s->state = SWAP_NONE;
	} else if (s->free_bytes == OOMLOG_ABSENT_U || s->free_bytes > s->total_bytes) {
		unknown(s, "the line \"Free swap\" is missing");
	} else if (!measure_reaches(s->free_bytes, s->total_bytes, SWAP_FULL_PERCENT)) {
		s->state = SWAP_FULL;
	} else {
		s->state = SWAP_FREE;
		free_swap_reasons(ev, r, s);
	}
}

/* --- a cgroup: "swap: usage 0kB, limit 0kB" (v2), "memory+swap: usage 49152kB, limit 65536kB" (v1) --- */

static bool is_limited(const struct oomlog_counter *c)
{
	return c->limit_bytes != OOMLOG_ABSENT_U && !measure_is_unlimited(c->limit_bytes);
}

/* v1 limits the sum: what is above the memory limit can only be swap. At the limit of the sum swapping is of no use. */
static bool memsw_limit(const struct oomlog_memcg *m, struct swap *s)
{
	uint64_t memory = m->memory.limit_bytes, both = m->memsw.limit_bytes, used = m->memsw.usage_bytes;

	if (!is_limited(&m->memsw) || used == OOMLOG_ABSENT_U)
		return false;
	if (memory == OOMLOG_ABSENT_U)
		return false;
	s->total_bytes = both > memory ? both - memory : 0;
	s->free_bytes = both > used ? both - used : 0;
	if (s->free_bytes > s->total_bytes)
		s->free_bytes = s->total_bytes;
	return true;
}

static bool swap_limit(const struct oomlog_memcg *m, struct swap *s)
{
	if (!is_limited(&m->swap))
		return false;
	s->total_bytes = m->swap.limit_bytes;
	if (m->swap.usage_bytes == OOMLOG_ABSENT_U)
		return s->total_bytes == 0;
	s->free_bytes = s->total_bytes > m->swap.usage_bytes ? s->total_bytes - m->swap.usage_bytes : 0;
	return true;
}

static void memcg_swap(const struct oomlog_event *ev, struct swap *s)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	if (m == NULL || (!swap_limit(m, s) && !memsw_limit(m, s)))
		unknown(s,
		        "the cgroup's swap is not limited, or not printed, and its report does not show the machine's");
	else if (s->total_bytes == 0)
		s->state = SWAP_NONE;
	else if (!measure_reaches(s->free_bytes, s->total_bytes, SWAP_FULL_PERCENT))
		s->state = SWAP_FULL;
	else
		unknown(s,
		        "its limit leaves room for swap; whether the machine has any, a cgroup's report does not show");
}

void swap_of_event(const struct oomlog_event *ev, const struct request *request, struct swap *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->total_bytes = ret->free_bytes = ret->tasks_bytes = OOMLOG_ABSENT_U;
	tasks(ev, ret);
	if (scope_of_event(ev) == SCOPE_MEMCG) {
		ret->scope = SWAP_OF_MEMCG;
		memcg_swap(ev, ret);
	} else {
		machine_swap(ev, request, ret);
	}
}
