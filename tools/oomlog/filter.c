#include "filter.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/str.h"

void filter_init(struct filter *f)
{
	*f = (struct filter){.since_us = OOMLOG_ABSENT, .until_us = OOMLOG_ABSENT};
}

void filter_release(struct filter *f)
{
	struct globs *globs[] = {&f->hosts, &f->boots, &f->comms, &f->cgroups, &f->units};

	for (size_t i = 0; i < sizeof(globs) / sizeof(globs[0]); i++)
		free(globs[i]->items);
	free(f->pids.items);
	filter_init(f);
}

bool globs_add(struct globs *g, const char *glob)
{
	const char **items = realloc(g->items, (g->n + 1) * sizeof(*items));

	if (items == NULL)
		return false;
	items[g->n++] = glob;
	g->items = items;
	return true;
}

bool pids_add(struct pids *p, int64_t pid)
{
	int64_t *items = realloc(p->items, (p->n + 1) * sizeof(*items));

	if (items == NULL)
		return false;
	items[p->n++] = pid;
	p->items = items;
	return true;
}

/* A '*' stands for '/' too: cgroup paths are deep, and nobody wants to count. */
static bool globs_match(const struct globs *g, struct oomlog_str s)
{
	if (s.p == NULL)
		return false;
	for (size_t i = 0; i < g->n; i++)
		if (fnmatch(g->items[i], s.p, 0) == 0)
			return true;
	return false;
}

static bool pids_match(const struct pids *p, int64_t pid)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->items[i] == pid)
			return true;
	return false;
}

static bool match_time(const struct filter *f, const struct oomlog_event *ev)
{
	int64_t at = oomlog_event_time(ev)->realtime_us;

	if (at == OOMLOG_ABSENT)
		return true;
	return (f->since_us == OOMLOG_ABSENT || at >= f->since_us) &&
		(f->until_us == OOMLOG_ABSENT || at <= f->until_us);
}

bool filter_is_undated(const struct filter *f, const struct oomlog_event *ev)
{
	return (f->since_us != OOMLOG_ABSENT || f->until_us != OOMLOG_ABSENT) &&
		oomlog_event_time(ev)->realtime_us == OOMLOG_ABSENT;
}

static char boot_digit(char c)
{
	return c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
}

/* "4f3e..", as journalctl prints it, or with the dashes of /proc/sys/kernel/random/boot_id */
static bool same_boot(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (*a == '-')
			a++;
		while (*b == '-')
			b++;
		if (boot_digit(*a) != boot_digit(*b))
			return false;
		if (*a == '\0')
			return true;
	}
}

static bool match_boot(const struct globs *boots, struct oomlog_str boot)
{
	for (size_t i = 0; boot.p != NULL && i < boots->n; i++)
		if (same_boot(boots->items[i], boot.p))
			return true;
	return false;
}

static bool match_pid(const struct pids *pids, const struct oomlog_event *ev)
{
	const struct oomlog_trigger *trigger = oomlog_event_trigger(ev);
	const struct oomlog_chosen *chosen = oomlog_event_chosen(ev);
	const struct oomlog_victim *victim;

	for (size_t i = 0; (victim = oomlog_event_victim(ev, i)) != NULL; i++)
		if (pids_match(pids, victim->pid))
			return true;
	return (trigger != NULL && pids_match(pids, trigger->pid)) || (chosen != NULL && pids_match(pids, chosen->pid));
}

static bool match_comm(const struct globs *comms, const struct oomlog_event *ev)
{
	const struct oomlog_trigger *trigger = oomlog_event_trigger(ev);
	const struct oomlog_chosen *chosen = oomlog_event_chosen(ev);
	const struct oomlog_victim *victim;

	for (size_t i = 0; (victim = oomlog_event_victim(ev, i)) != NULL; i++)
		if (globs_match(comms, victim->comm))
			return true;
	return (trigger != NULL && globs_match(comms, trigger->comm)) ||
		(chosen != NULL && globs_match(comms, chosen->comm));
}

/* The cgroups that an event names: whose limit, where the victim lived, which group died. */
enum { CGROUPS_MAX = 4 };

static size_t event_cgroups(const struct oomlog_event *ev, struct oomlog_str ret[CGROUPS_MAX])
{
	const struct oomlog_memcg *memcg = oomlog_event_memcg(ev);
	const struct oomlog_killer *killer = oomlog_event_killer(ev);
	size_t n = 0;

	if (memcg != NULL) {
		ret[n++] = memcg->path;
		ret[n++] = memcg->task_path;
		ret[n++] = memcg->oom_group;
	}
	if (killer != NULL)
		ret[n++] = killer->cgroup;
	return n;
}

static bool match_cgroup(const struct globs *globs, const struct oomlog_event *ev)
{
	struct oomlog_str cgroups[CGROUPS_MAX];
	size_t n = event_cgroups(ev, cgroups);

	for (size_t i = 0; i < n; i++)
		if (globs_match(globs, cgroups[i]))
			return true;
	return false;
}

/* As journalctl --unit: "nginx" means nginx.service */
static bool is_unit(const char *glob, struct oomlog_str part)
{
	char name[256]; /* systemd's UNIT_NAME_MAX is 255 */
	char service[256 + sizeof(".service")];

	if (part.n == 0 || part.n >= sizeof(name))
		return false;
	memcpy(name, part.p, part.n);
	name[part.n] = '\0';
	if (fnmatch(glob, name, 0) == 0)
		return true;
	if (strchr(glob, '.') != NULL || strlen(glob) >= sizeof(name))
		return false;
	snprintf(service, sizeof(service), "%s.service", glob);
	return fnmatch(service, name, 0) == 0;
}

/* "/system.slice/nginx.service": each part of the path is a unit's name. */
static bool path_has_unit(const char *glob, struct oomlog_str path)
{
	while (path.n > 0) {
		size_t slash = str_find_byte(path, '/');

		if (is_unit(glob, str_upto(path, slash)))
			return true;
		path = slash != SIZE_MAX ? str_from(path, slash + 1) : STR_NONE;
	}
	return false;
}

static bool match_unit(const struct globs *units, const struct oomlog_event *ev)
{
	const struct oomlog_systemd *systemd = oomlog_event_systemd(ev);
	struct oomlog_str cgroups[CGROUPS_MAX];
	size_t n = event_cgroups(ev, cgroups);

	for (size_t i = 0; i < units->n; i++) {
		if (systemd != NULL && systemd->unit.p != NULL && is_unit(units->items[i], systemd->unit))
			return true;
		for (size_t k = 0; k < n; k++)
			if (path_has_unit(units->items[i], cgroups[k]))
				return true;
	}
	return false;
}

bool filter_match(const struct filter *f, const struct oomlog_event *ev)
{
	const struct oomlog_origin *origin = oomlog_event_origin(ev);

	return match_time(f, ev) && (f->kinds == 0 || (f->kinds & 1u << oomlog_event_kind(ev)) != 0) &&
		(f->hosts.n == 0 || globs_match(&f->hosts, origin->host)) &&
		(f->boots.n == 0 || match_boot(&f->boots, origin->boot_id)) &&
		(f->pids.n == 0 || match_pid(&f->pids, ev)) && (f->comms.n == 0 || match_comm(&f->comms, ev)) &&
		(f->cgroups.n == 0 || match_cgroup(&f->cgroups, ev)) && (f->units.n == 0 || match_unit(&f->units, ev));
}
