#include "reports/diagnosis/incident.h"

#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/tally.h"

static const int64_t gap_us = INT64_C(60) * 1000000;

/* Without a host and a boot the input is all that tells two machines apart. */
static uint64_t host_of(const struct oomlog_event *ev)
{
	const struct oomlog_origin *o = oomlog_event_origin(ev);
	uint64_t hash = tally_hash(tally_hash(0, o->host), o->boot_id);

	return o->host.p == NULL && o->boot_id.p == NULL ? tally_hash(hash, o->input) : hash;
}

static uint64_t path_of(const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	return m != NULL && m->path.p != NULL ? tally_hash(0, m->path) : 0;
}

/* Times from both ends, since events come in the order of their end. */
static bool is_near(int64_t first, int64_t last, int64_t at)
{
	if (first == OOMLOG_ABSENT || at == OOMLOG_ABSENT)
		return false;
	return at >= first ? at <= last || (uint64_t)at - (uint64_t)last <= (uint64_t)gap_us
			   : (uint64_t)first - (uint64_t)at <= (uint64_t)gap_us;
}

static bool belongs(const struct incident *i, const struct oomlog_time *t)
{
	if (i->first_us != OOMLOG_ABSENT && t->realtime_us != OOMLOG_ABSENT)
		return is_near(i->first_us, i->last_us, t->realtime_us);
	return is_near(i->first_mono_us, i->last_mono_us, t->monotonic_us);
}

static void extend(int64_t *first, int64_t *last, int64_t at)
{
	if (at == OOMLOG_ABSENT)
		return;
	if (*first == OOMLOG_ABSENT || at < *first)
		*first = at;
	if (*last == OOMLOG_ABSENT || at > *last)
		*last = at;
}

static void count_victim(struct incident *i, strv comm)
{
	struct incident_victim *v;

	comm = str_upto(comm, INCIDENT_COMM_MAX);
	for (size_t k = 0; k < i->n_victims; k++)
		if (str_eq((strv){i->victims[k].comm, i->victims[k].len}, comm)) {
			i->victims[k].count++;
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

static void add_event(struct incidents *all, struct incident *i, const struct oomlog_event *ev)
{
	const struct oomlog_time *t = oomlog_event_time(ev);
	const struct oomlog_victim *v;

	/* A bare kill line does not tell its scope; a report of the same incident may. */
	if (strcmp(i->scope, scope_name(SCOPE_UNKNOWN)) == 0)
		i->scope = scope_name(scope_of_event(ev));
	i->used = ++all->clock;
	i->events++;
	extend(&i->first_us, &i->last_us, t->realtime_us);
	extend(&i->first_mono_us, &i->last_mono_us, t->monotonic_us);
	for (size_t k = 0; (v = oomlog_event_victim(ev, k)) != NULL; k++) {
		i->kills++;
		count_victim(i, v->comm);
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
	i->host = host_of(ev);
	i->path = path_of(ev);
	i->memcg = scope_of_event(ev) == SCOPE_MEMCG;
	i->id = tally_hash(i->host ^ i->path, str_of(oomlog_event_id(ev)));
	i->id = tally_hash(i->id, (strv){(const char *)&t->realtime_us, sizeof(t->realtime_us)});
	i->id = tally_hash(i->id, (strv){(const char *)&t->monotonic_us, sizeof(t->monotonic_us)});
	i->scope = scope_name(scope_of_event(ev));
	i->first_us = i->last_us = i->first_mono_us = i->last_mono_us = OOMLOG_ABSENT;
	return i;
}

/* The open incident of the event's own scope, near or not. */
static struct incident *same_scope(struct incidents *all, const struct oomlog_event *ev)
{
	uint64_t host = host_of(ev), path = path_of(ev);
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
	uint64_t host = host_of(ev);

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
	*ret = open_new(all, ev);
	add_event(all, *ret, ev);
	return INCIDENT_NEW;
}

void incident_close(struct incidents *all, struct incident *i)
{
	all->closed++;
	*i = all->open[--all->n];
}

static void victims(struct text *t, const struct incident *i)
{
	for (size_t k = 0; k < i->n_victims; k++) {
		text_add(t, k == 0 ? ": " : ", ");
		if (i->victims[k].len > 0)
			text_name(t, (strv){i->victims[k].comm, i->victims[k].len});
		else
			text_add(t, "without a name");
		if (i->victims[k].count > 1) {
			text_add(t, " ");
			text_u64(t, i->victims[k].count);
			text_add(t, " times");
		}
	}
	if (i->other_victims > 0) {
		text_add(t, " and ");
		text_u64(t, i->other_victims);
		text_add(t, " more");
	}
}

void incident_summary(struct text *t, const struct incident *i)
{
	bool wall = i->first_us != OOMLOG_ABSENT;
	int64_t first = wall ? i->first_us : i->first_mono_us, last = wall ? i->last_us : i->last_mono_us;

	if (i->kills > 0)
		text_count(t, i->kills, "kill", "kills");
	else
		text_count(t, i->events, "event without a kill", "events without a kill");
	if (i->events > 1 && first != OOMLOG_ABSENT && last > first) {
		text_add(t, " in ");
		text_seconds(t, last - first);
	}
	victims(t, i);
}
