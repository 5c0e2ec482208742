/* Fresh parts: every number absent. Strings and lists are absent by being zero, as the arena hands them out. */
#ifndef OOMLOG_MODEL_ABSENT_H
#define OOMLOG_MODEL_ABSENT_H

#include <oomlog/event.h>

#define ABSENT   OOMLOG_ABSENT
#define ABSENT_U OOMLOG_ABSENT_U

static inline void kernel_absent(struct oomlog_kernel *k)
{
	k->page_size_bytes = ABSENT_U;
}

static inline void trigger_absent(struct oomlog_trigger *t)
{
	t->pid = t->uid = t->cpu = ABSENT;
	t->gfp_mask = ABSENT_U;
	t->order = t->oom_score_adj = t->oom_adj = ABSENT;
}

static inline void counter_absent(struct oomlog_counter *c)
{
	c->usage_bytes = c->limit_bytes = c->failcnt = ABSENT_U;
}

static inline void memcg_absent(struct oomlog_memcg *m)
{
	counter_absent(&m->memory);
	counter_absent(&m->memsw);
	counter_absent(&m->swap);
	counter_absent(&m->kmem);
	m->min_protection_bytes = m->low_protection_bytes = ABSENT_U;
}

static inline void memory_absent(struct oomlog_memory *m)
{
	m->pagecache_pages = ABSENT_U;
	m->swap.cache_pages = m->swap.add = m->swap.del = m->swap.find = m->swap.find_total = ABSENT_U;
	m->swap.total_bytes = m->swap.free_bytes = ABSENT_U;
	m->ram_pages = m->highmem_pages = m->reserved_pages = m->cma_reserved_pages = m->hwpoisoned_pages = ABSENT_U;
}

static inline void node_absent(struct oomlog_node *n)
{
	n->node = n->all_unreclaimable = ABSENT;
	n->reclaim_failures = ABSENT_U;
}

static inline void zone_absent(struct oomlog_zone *z)
{
	z->node = z->all_unreclaimable = ABSENT;
	z->free_blocks_total_bytes = ABSENT_U;
}

/* Member by member: for a literal of this size gcc has the machine clear a string, which costs more than the rest. */
static inline void task_absent(struct oomlog_task *t)
{
	_Static_assert(offsetof(struct oomlog_task, comm) == 16 * sizeof(int64_t) &&
	                       sizeof(*t) - sizeof(t->comm) - sizeof(t->other) < 17 * sizeof(int64_t),
	               "all members are here");

	t->pid = t->uid = t->tgid = ABSENT;
	t->total_vm_pages = t->rss_pages = t->rss_anon_pages = t->rss_file_pages = t->rss_shmem_pages = ABSENT_U;
	t->nr_ptes = t->nr_pmds = t->nr_puds = t->pgtables_bytes = t->swapents = ABSENT_U;
	t->cpu = t->oom_adj = t->oom_score_adj = ABSENT;
	t->comm.p = NULL;
	t->comm.n = 0;
	t->other.items = NULL;
	t->other.n = t->other.cap = 0;
}

static inline void chosen_absent(struct oomlog_chosen *c)
{
	c->pid = c->score = c->uid = ABSENT;
}

static inline void victim_absent(struct oomlog_victim *v)
{
	v->pid = v->uid = v->oom_score_adj = ABSENT;
	v->total_vm_bytes = v->anon_rss_bytes = v->file_rss_bytes = v->shmem_rss_bytes = v->pgtables_bytes = ABSENT_U;
	v->reaped.anon_rss_bytes = v->reaped.file_rss_bytes = v->reaped.shmem_rss_bytes = ABSENT_U;
	v->reaped.monotonic_us = ABSENT;
}

static inline void killer_absent(struct oomlog_killer *k)
{
	k->requester_pid = k->adj = k->min_adj = k->free_above_reserved_bytes = k->oom_score = ABSENT;
	k->to_free_bytes = k->to_free_swap_bytes = k->vm_rss_bytes = k->cache_bytes = k->cache_limit_bytes = ABSENT_U;
}

#endif
