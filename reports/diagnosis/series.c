#include "reports/diagnosis/series.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/tally.h"
#include "reports/diagnosis/thresholds.h"

/* What one kill says, for the two series it belongs to. */
struct kill {
	const struct oomlog_event *ev;
	const struct oomlog_victim *victim; /* the first: one event is one kill, whatever shared its memory */
	const struct oomlog_counter *counter;
	uint64_t host, boot, path;
	uint64_t held_bytes, ram_percent;
	bool memsw;
};

/* Without a host and a boot the input is all that tells two machines apart. */
static uint64_t host_of(const struct oomlog_origin *o)
{
	return o->host.p == NULL && o->boot_id.p == NULL ? tally_hash(1, o->input) : tally_hash(0, o->host);
}

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

/* --- times --- */

/* The kill's time by the series' clock; absent: it cannot be compared. */
static int64_t time_of(struct series *s, const struct kill *k)
{
	const struct oomlog_time *t = oomlog_event_time(k->ev);

	if (s->clock == SERIES_CLOCK_NONE && t->realtime_us != OOMLOG_ABSENT)
		s->clock = SERIES_CLOCK_REALTIME;
	else if (s->clock == SERIES_CLOCK_NONE && t->monotonic_us != OOMLOG_ABSENT)
		s->clock = SERIES_CLOCK_MONOTONIC;
	if (s->clock == SERIES_CLOCK_REALTIME)
		return t->realtime_us;
	/* Another boot's clock begins at 0 again; one that went back is another boot's too. */
	if (s->clock != SERIES_CLOCK_MONOTONIC || (s->kills > 0 && k->boot != s->boot) ||
	    (t->monotonic_us != OOMLOG_ABSENT && s->newest_us != OOMLOG_ABSENT && t->monotonic_us < s->newest_us))
		return OOMLOG_ABSENT;
	return t->monotonic_us;
}

static int64_t distance(int64_t from, int64_t to)
{
	int64_t d;

	return to < from || __builtin_sub_overflow(to, from, &d) ? INT64_MAX : d;
}

static bool joins(struct series_point *p, int64_t at, uint64_t held)
{
	const int64_t burst_us = SERIES_BURST_S * 1000000;

	if (at < p->first_us ? distance(at, p->first_us) > burst_us
	                     : at > p->last_us && distance(p->last_us, at) > burst_us)
		return false;
	tally_span(&p->first_us, &p->last_us, at);
	if (held != OOMLOG_ABSENT_U && (p->held_bytes == OOMLOG_ABSENT_U || held > p->held_bytes))
		p->held_bytes = held;
	return true;
}

/* Every second point, so that the rest of the time finds room. */
static void thin_out(struct series *s)
{
	for (size_t i = 0; 2 * i < s->n_points; i++)
		s->points[i] = s->points[2 * i];
	s->n_points = (s->n_points + 1) / 2;
	s->stride *= 2;
}

static void insert(struct series *s, int64_t at, uint64_t held)
{
	size_t i = s->n_points;

	if (s->n_points == SERIES_POINTS) {
		thin_out(s);
		i = s->n_points;
	}
	while (i > 0 && s->points[i - 1].first_us > at)
		i--;
	memmove(&s->points[i + 1], &s->points[i], (s->n_points - i) * sizeof(s->points[0]));
	s->points[i] = (struct series_point){at, at, held};
	s->n_points++;
}

/* Inputs may come in any order of time; behind the first thinning only later kills find their place. */
static void note_time(struct series *s, int64_t at, uint64_t held)
{
	const int64_t burst_us = SERIES_BURST_S * 1000000;
	bool later = s->newest_us == OOMLOG_ABSENT || at >= s->newest_us;
	bool near = s->newest_us != OOMLOG_ABSENT && later && distance(s->newest_us, at) <= burst_us;

	for (size_t i = 0; i < s->n_points; i++)
		if (joins(&s->points[i], at, held)) {
			s->newest_us = later ? at : s->newest_us;
			return;
		}
	s->newest_us = later ? at : s->newest_us;
	if (near)
		return; /* of an occurrence that is no point */
	s->occurrences++;
	if (s->stride == 1 || (later && (s->occurrences - 1) % s->stride == 0))
		insert(s, at, held);
}

static void note_recent(struct series *s, int64_t at)
{
	const uint64_t least = (uint64_t)REPEAT_LEAST_KILLS;

	s->recent[s->n_recent++ % SERIES_RECENT] = at;
	if (least >= 1 && least <= SERIES_RECENT && s->n_recent >= least) {
		int64_t before = s->recent[(s->n_recent - least) % SERIES_RECENT];

		s->dense |= distance(before, at) <= REPEAT_WINDOW_S * 1000000;
	}
}

/* --- who was there --- */

static bool is_of(const struct series *s, const struct oomlog_task *t)
{
	return s->is_cgroup || str_eq(str_upto(t->comm, SERIES_NAME_MAX), (strv){s->name, s->len});
}

static bool is_whole(const struct oomlog_event *ev)
{
	const struct oomlog_damage *d;

	for (size_t i = 0; (d = oomlog_event_damage(ev, i)) != NULL; i++)
		if (d->what != OOMLOG_DAMAGE_UNPARSED_LINE)
			return false;
	return oomlog_event_tasks(ev) > 0;
}

static void remember_tasks(struct series *s, const struct kill *k)
{
	const struct oomlog_task *t;

	s->n_pids = 0;
	s->pids_path = k->path;
	if (!is_whole(k->ev))
		return;
	for (size_t i = 0; (t = oomlog_event_task(k->ev, i)) != NULL; i++) {
		if (!is_of(s, t))
			continue;
		if (s->n_pids == SERIES_PIDS || t->pid < 0 || t->pid > INT32_MAX) {
			s->n_pids = 0;
			return;
		}
		s->pids[s->n_pids++] = (int32_t)t->pid;
	}
}

/* Whether the victim was started since the kill before: then it lived no longer than since that. */
static void note_age(struct series *s, const struct kill *k, int64_t since)
{
	bool other_boot = k->boot != s->boot, there = false;

	if (s->kills == 0 || k->victim->pid == OOMLOG_ABSENT ||
	    (!other_boot && (s->n_pids == 0 || s->pids_path != k->path)))
		return;
	for (size_t i = 0; !other_boot && i < s->n_pids; i++)
		there |= s->pids[i] == k->victim->pid;
	s->old += there;
	s->fresh += !there;
	if (!there && since <= SERIES_SHORT_LIFE_S * 1000000) {
		s->short_lives++;
		s->longest_short_us = since > s->longest_short_us ? since : s->longest_short_us;
	}
}

/* --- sizes --- */

static void extend_size(uint64_t *least, uint64_t *most, uint64_t size)
{
	if (size == OOMLOG_ABSENT_U)
		return;
	if (*least == OOMLOG_ABSENT_U || size < *least)
		*least = size;
	if (*most == OOMLOG_ABSENT_U || size > *most)
		*most = size;
}

static void note_limit(struct series *s, const struct kill *k)
{
	const struct oomlog_counter *c = k->counter;

	if (!s->is_cgroup || c == NULL)
		return;
	extend_size(&(uint64_t){OOMLOG_ABSENT_U}, &s->most_usage_bytes, c->usage_bytes);
	s->memsw = k->memsw;
	if (c->limit_bytes == OOMLOG_ABSENT_U || measure_is_unlimited(c->limit_bytes))
		return;
	if (s->first_limit_bytes == OOMLOG_ABSENT_U)
		s->first_limit_bytes = c->limit_bytes;
	else if (s->last_limit_bytes != OOMLOG_ABSENT_U) {
		s->raises += c->limit_bytes > s->last_limit_bytes;
		s->cuts += c->limit_bytes < s->last_limit_bytes;
	}
	s->last_limit_bytes = c->limit_bytes;
}

static void add(struct series_table *t, struct series *s, const struct kill *k)
{
	const struct oomlog_time *time = oomlog_event_time(k->ev);
	int64_t before = s->newest_us, at = time_of(s, k), since = INT64_MAX;

	if (at == OOMLOG_ABSENT) {
		s->untimed++;
	} else {
		since = before != OOMLOG_ABSENT ? distance(before, at) : INT64_MAX;
		note_time(s, at, k->held_bytes);
		note_recent(s, at);
	}
	note_age(s, k, since);
	remember_tasks(s, k);
	if (s->path != k->path)
		s->several_scopes = true;
	s->kills++;
	s->used = ++t->clock;
	s->boot = k->boot;
	tally_span(&s->first_us, &s->last_us, time->realtime_us);
	tally_span(&s->first_mono_us, &s->last_mono_us, time->monotonic_us);
	extend_size(&s->least_held_bytes, &s->most_held_bytes, k->held_bytes);
	extend_size(&s->least_ram_percent, &s->most_ram_percent, k->ram_percent);
	note_limit(s, k);
}

/* --- one event --- */

/* "memory+swap: usage .., limit .." is the one that was hit where memory itself still had room. */
static void find_counter(struct kill *k, const struct oomlog_memcg *m)
{
	const struct oomlog_counter *c = &m->memory, *sw = &m->memsw;
	bool memory_hit = c->usage_bytes != OOMLOG_ABSENT_U && c->limit_bytes != OOMLOG_ABSENT_U &&
		c->usage_bytes >= c->limit_bytes;
	bool memsw_hit = sw->usage_bytes != OOMLOG_ABSENT_U && sw->limit_bytes != OOMLOG_ABSENT_U &&
		sw->usage_bytes >= sw->limit_bytes;

	k->memsw = !memory_hit && memsw_hit;
	k->counter = k->memsw ? sw : c;
}

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
	const struct oomlog_origin *o = oomlog_event_origin(ev);
	struct kill k = {.ev = ev, .victim = oomlog_event_victim(ev, 0), .host = host_of(o)};
	char room[SERIES_NAME_MAX];
	strv path;

	if (k.victim == NULL)
		return;
	k.boot = tally_hash(k.host, o->boot_id);
	k.held_bytes = measure_held(ev, k.victim);
	k.ram_percent = percent_of_ram(ev, k.held_bytes);
	if (m != NULL && m->path.n > 0 && scope_of_event(ev) == SCOPE_MEMCG) {
		path = stable_path(m->path, room, sizeof(room));
		k.path = tally_hash(0, path);
		find_counter(&k, m);
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
