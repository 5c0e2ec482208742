#include "reports/diagnosis/series.h"

#include "reports/diagnosis/about.h"
#include "reports/diagnosis/machine.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/serieskill.h"
#include "reports/diagnosis/tally.h"
#include "reports/diagnosis/thresholds.h"

/* --- the table --- */

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/*
 * ".../pod6f1c../0a1b2c3d4e5f..": a container of Kubernetes gets a new id each time it is started again; its pod stays.
 * Any other path is its own.
 */
static strv stable_path(strv path, char *room, size_t size)
{
	enum { ID_LEAST = 32 };
	size_t n = 0, slash = str_rfind(path, STR("/")), run = 0;

	if (str_find(path, STR("kubepods")) == SIZE_MAX || slash == SIZE_MAX || path.n > size)
		return path;
	for (size_t i = 0; i < path.n; i++) {
		run = i > slash && is_hex(path.p[i]) ? run + 1 : 0;
		room[n++] = path.p[i];
		if (run >= ID_LEAST && (i + 1 == path.n || !is_hex(path.p[i + 1]))) {
			n -= run;
			room[n++] = '*';
		}
	}
	return (strv){room, n};
}

static struct series *rarest(struct series_table *t)
{
	struct series *least = &t->items[0];

	for (size_t i = 1; i < t->n; i++)
		if (t->items[i].kills < least->kills ||
		    (t->items[i].kills == least->kills && t->items[i].used < least->used))
			least = &t->items[i];
	return least;
}

static struct series *find(struct series_table *t, uint64_t key)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->items[i].key == key)
			return &t->items[i];
	return NULL;
}

static struct series *make(struct series_table *t, uint64_t key, const struct kill *k, strv name)
{
	strv host = str_upto(oomlog_event_origin(k->ev)->host, sizeof(((struct series *)NULL)->host_name));
	struct series *s;

	if (t->n == SERIES_MAX)
		t->full = true;
	s = t->n < SERIES_MAX ? &t->items[t->n++] : rarest(t);
	memset(s, 0, sizeof(*s));
	s->key = key;
	s->host = k->host;
	s->name_cut = name.n > SERIES_NAME_MAX;
	s->len = name.n < SERIES_NAME_MAX ? name.n : SERIES_NAME_MAX;
	memcpy(s->name, name.p, s->len);
	s->host_len = host.n;
	if (host.n > 0)
		memcpy(s->host_name, host.p, host.n);
	s->path = k->path;
	s->stride = 1;
	s->first_us = s->last_us = s->first_mono_us = s->last_mono_us = s->newest_us = OOMLOG_ABSENT;
	s->least_held_bytes = s->most_held_bytes = s->least_ram_percent = s->most_ram_percent = OOMLOG_ABSENT_U;
	s->most_usage_bytes = s->first_limit_bytes = s->last_limit_bytes = OOMLOG_ABSENT_U;
	return s;
}

static void add(struct series_table *t, struct series *s, const struct kill *k)
{
	const struct oomlog_time *time = oomlog_event_time(k->ev);
	int64_t before = s->newest_us, at = series_time_of(s, k), since = INT64_MAX;

	if (at == OOMLOG_ABSENT) {
		s->untimed++;
	} else {
		since = before != OOMLOG_ABSENT ? series_distance(before, at) : INT64_MAX;
		series_note_time(s, at, k->held_bytes);
		series_note_recent(s, at);
	}
	series_note_age(s, k, since);
	series_remember_tasks(s, k);
	if (s->path != k->path)
		s->several_scopes = true;
	s->kills++;
	s->used = ++t->clock;
	s->boot = k->boot;
	tally_span(&s->first_us, &s->last_us, time->realtime_us);
	tally_span(&s->first_mono_us, &s->last_mono_us, time->monotonic_us);
	series_extend_size(&s->least_held_bytes, &s->most_held_bytes, k->held_bytes);
	series_extend_size(&s->least_ram_percent, &s->most_ram_percent, k->ram_percent);
	series_note_limit(s, k);
}

/* --- one event --- */

static uint64_t percent_of_ram(const struct oomlog_event *ev, uint64_t held)
{
	uint64_t ram = measure_ram(ev);

	if (held == OOMLOG_ABSENT_U || ram == OOMLOG_ABSENT_U || ram < 100 || held > ram)
		return OOMLOG_ABSENT_U;
	return held / (ram / 100);
}

static void add_cgroup(struct series_table *t, const struct kill *k, strv path, strv name)
{
	uint64_t key = tally_hash(k->host ^ 1, path);
	struct series *s = find(t, key);

	if (s == NULL) {
		s = make(t, key, k, name);
		s->is_cgroup = true;
	}
	add(t, s, k);
}

static void add_name(struct series_table *t, const struct kill *k, strv comm)
{
	uint64_t key = tally_hash(k->host ^ 2, comm);
	struct series *s = find(t, key);

	add(t, s != NULL ? s : make(t, key, k, comm), k);
}

void series_add(struct series_table *t, const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);
	struct kill k = {.ev = ev, .victim = oomlog_event_victim(ev, 0), .host = machine_of_event(ev)};
	char room[SERIES_NAME_MAX];
	strv path;

	if (k.victim == NULL)
		return;
	k.boot = machine_boot_of_event(ev);
	k.held_bytes = measure_held(ev, k.victim);
	k.ram_percent = percent_of_ram(ev, k.held_bytes);
	if (m != NULL && m->path.n > 0 && scope_of_event(ev) == SCOPE_MEMCG) {
		path = stable_path(m->path, room, sizeof(room));
		k.path = tally_hash(0, path);
		k.counter = about_hit(m);
		k.memsw = k.counter == &m->memsw;
		k.both = about_both_limits(m);
		k.version = about_memcg_version(m);
		add_cgroup(t, &k, path, path);
	}
	if (k.victim->comm.n > 0)
		add_name(t, &k, k.victim->comm);
}

bool series_is_told(const struct series_table *t, const struct series *s)
{
	if (s->kills < (uint64_t)REPEAT_LEAST_KILLS)
		return false;
	if (s->is_cgroup)
		return true;
	/* What came at once is an incident, and told as one. */
	if (s->occurrences == 1 && s->untimed == 0)
		return false;
	if (s->several_scopes || s->path == 0)
		return true;
	for (size_t i = 0; i < t->n; i++)
		if (t->items[i].is_cgroup && t->items[i].host == s->host && t->items[i].path == s->path)
			return false;
	return true;
}
