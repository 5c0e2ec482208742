/* Events built by hand for the tests of reports/: the two reports of a global and a memcg kill, and hostile ones. */
#ifndef TESTS_UNIT_TEST_RENDER_EVENTS_H
#define TESTS_UNIT_TEST_RENDER_EVENTS_H

#include <stdio.h>
#include <stdlib.h>

#include <oomlog/report.h>

#include "model/event.h"

struct sink {
	char *p;
	size_t n, cap;
};

static inline int sink_write(void *user, const void *data, size_t n)
{
	struct sink *s = user;

	if (s->cap - s->n < n + 1) {
		s->cap = (s->n + n + 1) * 2;
		s->p = realloc(s->p, s->cap);
	}
	memcpy(s->p + s->n, data, n);
	s->n += n;
	s->p[s->n] = '\0';
	return 0;
}

static inline struct oomlog_event *events_new(const char *id, enum oomlog_kind kind, enum oomlog_outcome outcome)
{
	struct oomlog_event *ev = event_new(64u << 20, NULL);

	snprintf(ev->id, sizeof(ev->id), "%s", id);
	ev->kind = kind;
	ev->outcome = outcome;
	ev->origin = (struct oomlog_origin){.input = STR("kern.log"),
	                                    .carrier = STR("dmesg"),
	                                    .first_line = 10,
	                                    .last_line = 90,
	                                    .first_byte = 100,
	                                    .last_byte = 9000};
	return ev;
}

static inline void events_field(struct oomlog_event *ev, struct oomlog_fields *f, const char *name, uint64_t value)
{
	fields_add(&ev->arena, f, str_of(name), value);
}

static inline struct oomlog_task *events_task(struct oomlog_event *ev, int64_t pid, uint64_t rss, int64_t adj,
                                              strv comm)
{
	struct oomlog_task *t = event_add_task(ev);

	t->pid = t->tgid = pid;
	t->uid = 0;
	t->total_vm_pages = rss * 4;
	t->rss_pages = rss;
	t->pgtables_bytes = 40960;
	t->swapents = 0;
	t->oom_score_adj = adj;
	t->comm = comm;
	return t;
}

static inline struct oomlog_victim *events_victim(struct oomlog_event *ev, int64_t pid, strv comm, uint64_t anon_kb)
{
	struct oomlog_victim *v = event_add_victim(ev);

	v->pid = pid;
	v->comm = comm;
	v->anon_rss_bytes = anon_kb * 1024;
	return v;
}

static inline void events_trigger(struct oomlog_event *ev, int64_t pid, strv comm, uint64_t mask, const char *flags)
{
	struct oomlog_trigger *t = event_trigger(ev);

	t->comm = comm;
	t->pid = pid;
	t->gfp_mask = mask;
	if (flags != NULL)
		t->gfp_flags = str_of(flags);
	t->order = 0;
	t->oom_score_adj = 0;
}

static inline void events_zone(struct oomlog_event *ev, const char *name, uint64_t free_kb, uint64_t min_kb,
                               uint64_t managed_kb)
{
	struct oomlog_zone *z = event_add_zone(ev);
	struct oomlog_free_block *b;

	z->node = 0;
	z->zone = str_of(name);
	events_field(ev, &z->fields, "free_bytes", free_kb * 1024);
	events_field(ev, &z->fields, "min_bytes", min_kb * 1024);
	events_field(ev, &z->fields, "low_bytes", min_kb * 1280);
	events_field(ev, &z->fields, "high_bytes", min_kb * 1536);
	events_field(ev, &z->fields, "managed_bytes", managed_kb * 1024);
	b = arena_push(&ev->arena, &z->free_blocks);
	*b = (struct oomlog_free_block){0, 4096, 2, STR("UM")};
	*(int64_t *)arena_push(&ev->arena, &z->lowmem_reserve_pages) = 59;
	z->free_blocks_total_bytes = free_kb * 1024;
}

static inline void events_counters(struct oomlog_event *ev)
{
	static const struct {
		const char *name;
		uint64_t pages;
	} counters[] = {
		{"active_anon", 983},
		{"inactive_anon", 14379},
		{"isolated_anon", 0},
		{"active_file", 0},
		{"inactive_file", 0},
		{"unevictable", 0},
		{"slab_reclaimable", 2305},
		{"slab_unreclaimable", 1599},
		{"mapped", 643},
		{"shmem", 2099},
		{"pagetables", 59},
		{"free", 363},
		{"free_pcp", 33},
	};
	struct oomlog_memory *m = event_memory(ev);

	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		events_field(ev, &m->counters_pages, counters[i].name, counters[i].pages);
	m->ram_pages = 32629;
	m->reserved_pages = 10342;
	m->pagecache_pages = 2099;
	m->swap.total_bytes = m->swap.free_bytes = 0;
	m->swap.del = 7;
}

/* 6.1: the whole machine, no swap. */
static inline struct oomlog_event *events_global(void)
{
	struct oomlog_event *ev = events_new("00112233445566aa", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);
	struct oomlog_victim *v;
	struct oomlog_node *n;
	struct oomlog_frame *f;

	event_kernel(ev)->release = STR("6.1.0-50-cloud-amd64");
	ev->kernel->page_size_bytes = 4096;
	ev->time.monotonic_us = 3317159;
	ev->time.end_monotonic_us = 3325601;
	ev->constraint = STR("none");
	events_trigger(ev, 124, STR("memeater"), 0x140dca, "GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO");
	f = arena_push_(&ev->arena, (void **)&ev->trigger->call_trace, &ev->trigger->n_call_trace,
	                &ev->trigger->cap_call_trace, sizeof(*f));
	*f = (struct oomlog_frame){STR("out_of_memory"), STR_NONE, 0x1fd, 0x4c0, true};
	events_counters(ev);
	n = event_add_node(ev);
	n->node = 0;
	n->all_unreclaimable = 1;
	events_field(ev, &n->fields, "kernel_stack_bytes", 768 * 1024);
	events_zone(ev, "DMA", 448, 220, 15360);
	events_zone(ev, "DMA32", 1004, 2928, 73788);
	events_task(ev, 122, 71, -1000, STR("init"));
	events_task(ev, 123, 1, -1000, STR("hog"));
	events_task(ev, 124, 13271, 0, STR("memeater"));
	event_memcg(ev)->task_path = STR("/");
	v = events_victim(ev, 124, STR("memeater"), 52516);
	v->uid = 1001;
	v->file_rss_bytes = 4096;
	v->shmem_rss_bytes = 564 * 1024;
	v->total_vm_bytes = 4097312ull * 1024;
	v->pgtables_bytes = 148 * 1024;
	v->oom_score_adj = 0;
	v->reaped.seen = true;
	v->reaped.anon_rss_bytes = v->reaped.file_rss_bytes = v->reaped.shmem_rss_bytes = 0;
	return ev;
}

#define EVENTS_POD \
	"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod6f1c.slice/cri-containerd-0a1b2c3d4e5f.scope"

/* 6.1: a container of Kubernetes at its limit. */
static inline struct oomlog_event *events_memcg(void)
{
	struct oomlog_event *ev = events_new("ffeeddccbbaa9988", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);
	struct oomlog_memcg *m = event_memcg(ev);
	struct oomlog_victim *v;

	event_kernel(ev)->release = STR("6.1.0-50-cloud-amd64");
	ev->kernel->page_size_bytes = 4096;
	ev->time.realtime_us = 1795224483000000; /* 2026-11-21T01:28:03Z */
	ev->time.realtime_from = OOMLOG_REALTIME_CARRIER;
	ev->origin.host = STR("host1");
	ev->constraint = STR("memcg");
	events_trigger(ev, 200, STR("java"), 0xcc0, "GFP_KERNEL");
	m->path = m->task_path = STR(EVENTS_POD);
	m->memory = (struct oomlog_counter){24576 * 1024, 24576 * 1024, 22};
	m->swap = (struct oomlog_counter){0, 0, 0};
	events_field(ev, &m->stat, "anon", 25108480);
	events_field(ev, &m->stat, "file", 0);
	events_field(ev, &m->stat, "kernel", 57344);
	events_task(ev, 200, 6275, 968, STR("java"));
	v = events_victim(ev, 200, STR("java"), 24532);
	v->uid = 1000;
	return ev;
}

/* Nothing but a kill line. */
static inline struct oomlog_event *events_bare(int64_t pid, strv comm, uint64_t line)
{
	struct oomlog_event *ev = events_new("0123456789abcdef", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);

	ev->missing = OOMLOG_PART_TRIGGER | OOMLOG_PART_MEMORY | OOMLOG_PART_TASKS;
	ev->origin.first_line = ev->origin.last_line = line;
	events_victim(ev, pid, comm, 1024);
	return ev;
}

#endif
