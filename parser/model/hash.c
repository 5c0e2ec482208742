/*
 * The identity of an event: FNV-1a over its own content, each value with its length before it, so that two reports
 * differ when any of it differs. No stamps, no host, nothing that a carrier may lose (memcg statistics, call trace);
 * see add_hearsay() for where a stamp is all there is.
 */
#include <stdio.h>

#include "model/event.h"

struct hash {
	uint64_t state;
};

#define PRIME UINT64_C(0x100000001b3)

static void add_bytes(struct hash *h, const void *data, size_t n)
{
	const unsigned char *p = data;
	uint64_t state = h->state;

	for (size_t i = 0; i < n; i++)
		state = (state ^ p[i]) * PRIME;
	h->state = state;
}

/* Eight bytes, lowest first. The zeros above the last one that counts only multiply: all of them at once. */
static void add_u64(struct hash *h, uint64_t value)
{
	static const uint64_t powers[] = {1,
	                                  PRIME,
	                                  PRIME * PRIME,
	                                  PRIME * PRIME * PRIME,
	                                  PRIME * PRIME * PRIME * PRIME,
	                                  PRIME * PRIME * PRIME * PRIME * PRIME,
	                                  PRIME * PRIME * PRIME * PRIME * PRIME * PRIME,
	                                  PRIME * PRIME * PRIME * PRIME * PRIME * PRIME * PRIME,
	                                  PRIME * PRIME * PRIME * PRIME * PRIME * PRIME * PRIME * PRIME};
	uint64_t state = h->state;
	size_t zeros = 8;

	for (; value != 0; value >>= 8, zeros--)
		state = (state ^ (value & 0xff)) * PRIME;
	h->state = state * powers[zeros];
}

static void add_str(struct hash *h, strv s)
{
	add_u64(h, s.p != NULL ? s.n : UINT64_MAX);
	if (s.p != NULL)
		add_bytes(h, s.p, s.n);
}

static void add_fields(struct hash *h, const struct oomlog_fields *f)
{
	add_u64(h, f->n);
	for (size_t i = 0; i < f->n; i++) {
		add_str(h, f->items[i].name);
		add_u64(h, f->items[i].value);
	}
}

static void add_trigger(struct hash *h, const struct oomlog_trigger *t)
{
	add_str(h, t->comm);
	add_u64(h, (uint64_t)t->pid);
	add_u64(h, t->gfp_mask);
	add_u64(h, (uint64_t)t->order);
	add_u64(h, (uint64_t)t->oom_score_adj);
}

static void add_memory(struct hash *h, const struct oomlog_memory *m)
{
	add_fields(h, &m->counters_pages);
	add_u64(h, m->zones.n);
	for (size_t i = 0; i < m->zones.n; i++) {
		add_u64(h, (uint64_t)m->zones.items[i].node);
		add_str(h, m->zones.items[i].zone);
		add_fields(h, &m->zones.items[i].fields);
	}
	add_u64(h, m->ram_pages);
}

static void add_tasks(struct hash *h, const struct oomlog_event *ev)
{
	add_u64(h, ev->tasks.n);
	for (size_t i = 0; i < ev->tasks.n; i++) {
		add_u64(h, (uint64_t)ev->tasks.items[i].pid);
		add_u64(h, ev->tasks.items[i].rss_pages);
		add_str(h, ev->tasks.items[i].comm);
	}
}

/*
 * A line of systemd or systemd-oomd tells no pid: without the unit and the second every such kill would be the same.
 * Where a carrier has these lines, it has a wall clock.
 */
static void add_hearsay(struct hash *h, const struct oomlog_event *ev)
{
	if (ev->killer != NULL)
		add_str(h, ev->killer->cgroup);
	if (ev->systemd != NULL)
		add_str(h, ev->systemd->unit);
	if (ev->time.realtime_us != OOMLOG_ABSENT)
		add_u64(h, (uint64_t)(ev->time.realtime_us / 1000000));
}

void event_hash(struct oomlog_event *ev)
{
	struct hash h = {UINT64_C(0xcbf29ce484222325)};

	add_u64(&h, ev->kind);
	if (ev->trigger != NULL)
		add_trigger(&h, ev->trigger);
	add_str(&h, ev->constraint);
	if (ev->memcg != NULL) {
		add_str(&h, ev->memcg->path);
		add_u64(&h, ev->memcg->memory.usage_bytes);
		add_u64(&h, ev->memcg->memory.failcnt);
	}
	if (ev->memory != NULL)
		add_memory(&h, ev->memory);
	add_tasks(&h, ev);
	if (ev->victims.n > 0) {
		add_u64(&h, (uint64_t)ev->victims.items[0].pid);
		add_str(&h, ev->victims.items[0].comm);
		add_u64(&h, ev->victims.items[0].total_vm_bytes);
		add_u64(&h, ev->victims.items[0].anon_rss_bytes);
	} else if (ev->killer != NULL || (ev->systemd != NULL && ev->parts == 0)) {
		add_hearsay(&h, ev);
	}
	snprintf(ev->id, sizeof(ev->id), "%016llx", (unsigned long long)h.state);
}
