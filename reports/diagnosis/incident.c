#include "reports/diagnosis/incident.h"

#include "reports/diagnosis/machine.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/tally.h"
#include "reports/diagnosis/thresholds.h"

static uint64_t path_of(const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	return m != NULL && m->path.p != NULL ? tally_hash(0, m->path) : 0;
}

/* Times from both ends, since events come in the order of their end. */
static bool is_near(int64_t first, int64_t last, int64_t at)
{
	const uint64_t gap_us = (uint64_t)INCIDENT_GAP_S * 1000000;

	if (first == OOMLOG_ABSENT || at == OOMLOG_ABSENT)
		return false;
	return at >= first ? at <= last || (uint64_t)at - (uint64_t)last <= gap_us
			   : (uint64_t)first - (uint64_t)at <= gap_us;
}

static bool belongs(const struct incident *i, const struct oomlog_time *t)
{
	if (i->first_us != OOMLOG_ABSENT && t->realtime_us != OOMLOG_ABSENT)
		return is_near(i->first_us, i->last_us, t->realtime_us);
	return is_near(i->first_mono_us, i->last_mono_us, t->monotonic_us);
}

static struct incident_victim *victim_named(struct incident *i, strv comm)
{
	comm = str_upto(comm, INCIDENT_COMM_MAX);
	for (size_t k = 0; k < i->n_victims; k++)
		if (str_eq((strv){i->victims[k].comm, i->victims[k].len}, comm))
			return &i->victims[k];
	return NULL;
}

static void count_victim(struct incident *i, strv comm)
{
	struct incident_victim *v = victim_named(i, comm);

	comm = str_upto(comm, INCIDENT_COMM_MAX);
	if (v != NULL) {
		v->count++;
		return;
	}
	if (i->n_victims == INCIDENT_VICTIMS) {
		i->other_victims++;
		return;
	}
	v = &i->victims[i->n_victims++];
	if (comm.n > 0)
		memcpy(v->comm, comm.p, comm.n);
	v->len = comm.n;
	v->count = 1;
}

/* --- who was there --- */

static void note_base(struct incident *i, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_tasks(ev);

	if (i->base.n > 0 || n > INCIDENT_PIDS || !machine_has_whole_table(ev))
		return;
	for (size_t k = 0; k < n; k++) {
		int64_t pid = oomlog_event_task(ev, k)->pid;

		if (pid < 0 || pid > INT32_MAX)
			return;
		i->base.pids[k] = (int32_t)pid;
	}
	i->base.n = n;
}

static bool was_there(const struct incident *i, int64_t pid)
{
	for (size_t k = 0; k < i->base.n; k++)
		if (i->base.pids[k] == pid)
			return true;
	return false;
}

/* --- what a kill did --- */

static void note_freed(struct incident *i, const struct oomlog_event *ev, const struct oomlog_victim *v)
{
	uint64_t held = measure_held(ev, v), left;

	i->held_bytes = measure_add(i->held_bytes, held);
	if (!v->reaped.seen)
		return;
	i->reaped += !v->reaped.failed;
	i->reap_failed += v->reaped.failed;
	left = measure_add(v->reaped.anon_rss_bytes, measure_add(v->reaped.file_rss_bytes, v->reaped.shmem_rss_bytes));
	if (!v->reaped.failed && held != OOMLOG_ABSENT_U && left != OOMLOG_ABSENT_U && held > left)
		i->freed_bytes = measure_add(i->freed_bytes, held - left);
}

/* From the kill before to this one; by the kernel's clock where both have it. Absent also when it went back. */
static int64_t since_act(const struct incident *i, const struct oomlog_time *t)
{
	int64_t before = i->act_mono_us, at = t->monotonic_us, between;

	if (before == OOMLOG_ABSENT || at == OOMLOG_ABSENT) {
		before = i->act_us;
		at = t->realtime_us;
	}
	if (before == OOMLOG_ABSENT || at == OOMLOG_ABSENT || at < before ||
	    __builtin_sub_overflow(at, before, &between))
		return OOMLOG_ABSENT;
	return between;
}

static void note_first(struct incident *i, const struct oomlog_event *ev, const struct oomlog_victim *v)
{
	strv comm = str_upto(v->comm, INCIDENT_COMM_MAX);

	i->first.pid = v->pid;
	i->first.len = comm.n;
	if (comm.n > 0)
		memcpy(i->first.comm, comm.p, comm.n);
	memcpy(i->first.event, oomlog_event_id(ev), sizeof(i->first.event) - 1);
}

/* One more kill after others: did they help? */
static void note_next(struct incident *i, const struct oomlog_event *ev, const struct oomlog_victim *v)
{
	int64_t between = since_act(i, oomlog_event_time(ev));
	bool quick = between != OOMLOG_ABSENT && between <= NEXT_KILL_S * 1000000;
	bool there = v->pid != OOMLOG_ABSENT && was_there(i, v->pid);
	/* Without the cgroup's path its victim may be of another one, whose tasks are not in this table. */
	bool same = !i->memcg || (i->path != 0 && i->path == path_of(ev));
	bool known = there || (same && i->base.n > 0 && v->pid != OOMLOG_ABSENT);

	if (known && !there && v->comm.n > 0 && victim_named(i, v->comm) != NULL)
		i->restarts++;
	i->quick += quick;
	i->useless += quick && there;
	if (i->acts != 1)
		return;
	i->next_us = between;
	if (there && quick)
		i->helped = INCIDENT_DID_NOT_HELP;
	else if (between != OOMLOG_ABSENT && (known || !quick))
		i->helped = INCIDENT_HELPED;
}

static void note_act(struct incident *i, const struct oomlog_event *ev)
{
	const struct oomlog_victim *first = oomlog_event_victim(ev, 0), *second = oomlog_event_victim(ev, 1);
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);
	const struct oomlog_time *t = oomlog_event_time(ev);

	if (i->acts == 0)
		note_first(i, ev, first);
	else
		note_next(i, ev, first);
	i->acts++;
	i->group_acts += (m != NULL && m->oom_group.p != NULL) || (second != NULL && second->role == OOMLOG_ROLE_GROUP);
	i->act_us = t->realtime_us;
	i->act_mono_us = t->monotonic_us;
}

static void add_event(struct incidents *all, struct incident *i, const struct oomlog_event *ev)
{
	const struct oomlog_time *t = oomlog_event_time(ev);
	const struct oomlog_victim *v;

	/* A bare kill line does not tell its scope; a report of the same incident may. */
	if (strcmp(i->scope, scope_name(SCOPE_UNKNOWN)) == 0)
		i->scope = scope_name(scope_of_event(ev));
	i->used = ++all->clock;
	i->events++;
	tally_span(&i->first_us, &i->last_us, t->realtime_us);
	tally_span(&i->first_mono_us, &i->last_mono_us, t->monotonic_us);
	if (oomlog_event_victim(ev, 0) != NULL)
		note_act(i, ev);
	note_base(i, ev);
	for (size_t k = 0; (v = oomlog_event_victim(ev, k)) != NULL; k++) {
		i->kills++;
		count_victim(i, v->comm);
		note_freed(i, ev, v);
	}
	if (i->kills > all->largest_kills)
		all->largest_kills = i->kills;
}

static struct incident *quietest(struct incidents *all)
{
	struct incident *oldest = &all->open[0];

	for (size_t k = 1; k < all->n; k++)
		if (all->open[k].used < oldest->used)
			oldest = &all->open[k];
	return oldest;
}

static struct incident *open_new(struct incidents *all, const struct oomlog_event *ev)
{
	const struct oomlog_time *t = oomlog_event_time(ev);
	struct incident *i = &all->open[all->n++];

	memset(i, 0, sizeof(*i));
	i->host = machine_boot_of_event(ev);
	i->path = path_of(ev);
	i->memcg = scope_of_event(ev) == SCOPE_MEMCG;
	i->id = tally_hash(i->host ^ i->path, str_of(oomlog_event_id(ev)));
	i->id = tally_hash(i->id, (strv){(const char *)&t->realtime_us, sizeof(t->realtime_us)});
	i->id = tally_hash(i->id, (strv){(const char *)&t->monotonic_us, sizeof(t->monotonic_us)});
	i->scope = scope_name(scope_of_event(ev));
	i->first_us = i->last_us = i->first_mono_us = i->last_mono_us = OOMLOG_ABSENT;
	i->act_us = i->act_mono_us = i->next_us = i->first.pid = OOMLOG_ABSENT;
	i->held_bytes = i->freed_bytes = OOMLOG_ABSENT_U;
	return i;
}

/* The open incident of the event's own scope, near or not. */
static struct incident *same_scope(struct incidents *all, const struct oomlog_event *ev)
{
	uint64_t host = machine_boot_of_event(ev), path = path_of(ev);
	bool memcg = scope_of_event(ev) == SCOPE_MEMCG;

	for (size_t k = 0; k < all->n; k++) {
		struct incident *i = &all->open[k];

		if (i->host == host && i->memcg == memcg && i->path == path)
			return i;
	}
	return NULL;
}

/* "Memory cgroup out of memory: Killed process .." alone: the one incident of a cgroup that it may belong to. */
static struct incident *only_cgroup_near(struct incidents *all, const struct oomlog_event *ev)
{
	struct incident *found = NULL;
	uint64_t host = machine_boot_of_event(ev);

	if (scope_of_event(ev) != SCOPE_MEMCG || path_of(ev) != 0)
		return NULL;
	for (size_t k = 0; k < all->n; k++) {
		struct incident *i = &all->open[k];

		if (i->host != host || !i->memcg || !belongs(i, oomlog_event_time(ev)))
			continue;
		if (found != NULL)
			return NULL;
		found = i;
	}
	return found;
}

enum incident_step incident_add(struct incidents *all, const struct oomlog_event *ev, struct incident **ret)
{
	struct incident *i = only_cgroup_near(all, ev);

	if (i == NULL)
		i = same_scope(all, ev);
	if (i != NULL) {
		*ret = i;
		if (!belongs(i, oomlog_event_time(ev)))
			return INCIDENT_CLOSE;
		add_event(all, i, ev);
		return INCIDENT_GROWS;
	}
	if (all->n == INCIDENT_OPEN) {
		all->full = true;
		*ret = quietest(all);
		return INCIDENT_CLOSE;
	}
	if (oomlog_event_time(ev)->realtime_us == OOMLOG_ABSENT && oomlog_event_time(ev)->monotonic_us == OOMLOG_ABSENT)
		all->untimed++;
	*ret = open_new(all, ev);
	add_event(all, *ret, ev);
	return INCIDENT_NEW;
}

void incident_close(struct incidents *all, struct incident *i)
{
	all->closed++;
	*i = all->open[--all->n];
}
