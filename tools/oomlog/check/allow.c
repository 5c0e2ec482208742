#include "check/allow.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check/jsonfile.h"
#include "check/policy.h"
#include "cmd.h"
#include "say.h"
#include "util/str.h"

/* A file that people write; a larger one is something else. */
enum { ALLOWANCES_MAX = 10000 };

static int refuse(const char *file, size_t number, const char *what)
{
	say("%s: allowance %zu: %s", file, number, what);
	return EXIT_USAGE;
}

/* --- the fields --- */

/* "2026-12-31": to the end of that day, here. */
static bool parse_day(const char *text, int64_t *ret_end_us)
{
	struct tm tm = {.tm_isdst = -1};
	const char *end = strptime(text, "%Y-%m-%d", &tm);
	time_t at;

	if (end == NULL || *end != '\0' || strlen(text) != strlen("2026-12-31"))
		return false;
	tm.tm_mday++;
	at = mktime(&tm);
	*ret_end_us = (int64_t)at * 1000000;
	return at != (time_t)-1;
}

static const char *text_of(struct json_object *value)
{
	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
}

static bool set_text(struct allowance *a, const char *name, const char *text)
{
	struct globs *globs = strcmp(name, "comm") == 0 ? &a->comms
		: strcmp(name, "cgroup") == 0           ? &a->where.cgroups
		: strcmp(name, "unit") == 0             ? &a->where.units
		: strcmp(name, "host") == 0             ? &a->where.hosts
							: NULL;

	if (text == NULL)
		return false;
	if (strcmp(name, "reason") == 0) {
		a->reason = text;
		return text[0] != '\0';
	}
	if (strcmp(name, "expires") == 0) {
		a->expires = text;
		return parse_day(text, &a->end_us);
	}
	if (strcmp(name, "kind") == 0)
		return policy_parse(text, &a->classes) && a->classes != 0;
	return globs != NULL && text[0] != '\0' && globs_add(globs, text);
}

static bool set_number(struct allowance *a, const char *name, struct json_object *value)
{
	int64_t n = json_object_get_int64(value);

	if (!json_object_is_type(value, json_type_int) || n < 1)
		return false;
	if (strcmp(name, "max") == 0)
		a->max = (uint64_t)n;
	else
		return pids_add(&a->pids, n);
	return true;
}

static int set_member(struct allowance *a, const char *file, size_t number, const char *name, struct json_object *value)
{
	static const char *const names[] = {"reason", "expires", "kind", "comm", "cgroup",
	                                    "unit",   "host",    "max",  "pid"};
	bool good = false, known = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		known |= strcmp(names[i], name) == 0;
	if (known)
		good = strcmp(name, "max") == 0 || strcmp(name, "pid") == 0 ? set_number(a, name, value)
									    : set_text(a, name, text_of(value));
	if (good)
		return 0;
	/* A misspelt field would widen what is let pass. */
	say("%s: allowance %zu: %s '%s'", file, number, known ? "this value is not understood:" : "there is no field",
	    name);
	return EXIT_USAGE;
}

static int read_one(struct allowance *a, const char *file, size_t number, struct json_object *from, int64_t now_us)
{
	*a = (struct allowance){.max = UINT64_MAX};
	filter_init(&a->where);
	if (!json_object_is_type(from, json_type_object))
		return refuse(file, number, "not an object");
	json_object_object_foreach(from, name, value)
	{
		if (set_member(a, file, number, name, value) != 0)
			return EXIT_USAGE;
	}
	if (a->reason == NULL || a->expires == NULL)
		return refuse(file, number, "needs a \"reason\" and the day it \"expires\" (\"2026-12-31\")");
	if (a->classes == 0 && a->comms.n == 0 && a->pids.n == 0 && a->where.cgroups.n == 0 && a->where.units.n == 0 &&
	    a->where.hosts.n == 0)
		return refuse(file, number, "would allow everything: name a kind, comm, cgroup, unit, host or pid");
	a->expired = now_us >= a->end_us;
	return 0;
}

/* --- the file --- */

/* The list: the member "allow" of the document, and nothing else in it. */
static struct json_object *find_list(const char *file, struct json_object *document)
{
	struct json_object *list = NULL;

	if (json_object_is_type(document, json_type_object)) {
		json_object_object_foreach(document, name, value)
		{
			if (strcmp(name, "allow") == 0 && json_object_is_type(value, json_type_array)) {
				list = value;
			} else if (strcmp(name, "schema") != 0 || text_of(value) == NULL ||
			           strcmp(text_of(value), "oomlog.allow/1") != 0) {
				say("%s: '%s' is not understood here", file, name);
				return NULL;
			}
		}
	}
	if (list == NULL)
		say("%s: no object with an array \"allow\"", file);
	else if (json_object_array_length(list) > ALLOWANCES_MAX)
		say("%s: more than %d allowances", file, ALLOWANCES_MAX);
	else
		return list;
	return NULL;
}

int allow_read(struct allowances *ret, const char *file, int64_t now_us)
{
	struct json_object *document = jsonfile_read(file), *list;
	size_t n;

	*ret = (struct allowances){.json = document};
	if (document == NULL)
		return EXIT_USAGE;
	list = find_list(file, document);
	if (list == NULL)
		return EXIT_USAGE;
	n = json_object_array_length(list);
	ret->items = calloc(n + 1, sizeof(*ret->items));
	if (ret->items == NULL) {
		say("out of memory");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < n; i++, ret->n = i)
		if (read_one(&ret->items[i], file, i + 1, json_object_array_get_idx(list, i), now_us) != 0) {
			ret->n = i + 1;
			return EXIT_USAGE;
		}
	return 0;
}

void allow_release(struct allowances *all)
{
	for (size_t i = 0; i < all->n; i++) {
		filter_release(&all->items[i].where);
		free(all->items[i].comms.items);
		free(all->items[i].pids.items);
	}
	free(all->items);
	if (all->json != NULL)
		json_object_put(all->json);
	*all = (struct allowances){0};
}

/* --- matching --- */

static bool is_process(const struct allowance *a, strv comm, int64_t pid)
{
	bool named = a->comms.n == 0, numbered = a->pids.n == 0;

	for (size_t i = 0; comm.p != NULL && i < a->comms.n; i++)
		named |= fnmatch(a->comms.items[i], comm.p, 0) == 0;
	for (size_t i = 0; i < a->pids.n; i++)
		numbered |= a->pids.items[i] == pid;
	return named && numbered;
}

/* All who died; where nobody did, who asked for memory. "stress" may ask, and a database die of it. */
static bool are_processes(const struct allowance *a, const struct oomlog_event *ev)
{
	const struct oomlog_trigger *trigger = oomlog_event_trigger(ev);
	const struct oomlog_victim *victim;
	size_t i;

	if (a->comms.n == 0 && a->pids.n == 0)
		return true;
	for (i = 0; (victim = oomlog_event_victim(ev, i)) != NULL; i++)
		if (!is_process(a, victim->comm, victim->pid))
			return false;
	return i > 0 || (trigger != NULL && is_process(a, trigger->comm, trigger->pid));
}

const struct allowance *allow_match(struct allowances *all, const struct oomlog_event *ev)
{
	unsigned class = 1u << policy_class_of(ev);

	for (size_t i = 0; i < all->n; i++) {
		struct allowance *a = &all->items[i];

		if ((a->classes != 0 && (a->classes & class) == 0) || !are_processes(a, ev) ||
		    !filter_match(&a->where, ev))
			continue;
		if (a->expired || a->used == a->max) {
			a->beyond++;
			continue;
		}
		a->used++;
		return a;
	}
	return NULL;
}
