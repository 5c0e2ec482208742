#include "model/event.h"

#include <stdlib.h>

#include "model/absent.h"

/* More than any kernel has; every further line looks through what is there. */
enum { MOST_NODES = 1024, MOST_ZONES = 8192, MOST_FIELDS = 512 };

struct oomlog_event *event_new(size_t max_bytes, struct budget *budget)
{
	struct oomlog_event *ev = calloc(1, sizeof(*ev));

	if (ev == NULL)
		return NULL;
	ev->refs = 1;
	arena_init(&ev->arena, max_bytes, budget);
	ev->time =
		(struct oomlog_time){OOMLOG_ABSENT, OOMLOG_ABSENT, OOMLOG_ABSENT, OOMLOG_ABSENT, OOMLOG_REALTIME_NONE};
	return ev;
}

struct oomlog_event *oomlog_event_ref(struct oomlog_event *ev)
{
	ev->refs++;
	return ev;
}

struct oomlog_event *oomlog_event_unref(struct oomlog_event *ev)
{
	if (ev != NULL && --ev->refs == 0) {
		arena_release(&ev->arena);
		free(ev);
	}
	return NULL;
}

#define PART(name)                                                             \
	struct oomlog_##name *event_##name(struct oomlog_event *ev)            \
	{                                                                      \
		if (ev->name == NULL) {                                        \
			ev->name = arena_alloc(&ev->arena, sizeof(*ev->name)); \
			if (ev->name != NULL)                                  \
				name##_absent(ev->name);                       \
		}                                                              \
		return ev->name;                                               \
	}

PART(kernel)
PART(trigger)
PART(memcg)
PART(memory)
PART(chosen)
PART(killer)

struct oomlog_systemd *event_systemd(struct oomlog_event *ev)
{
	if (ev->systemd == NULL)
		ev->systemd = arena_alloc(&ev->arena, sizeof(*ev->systemd));
	return ev->systemd;
}

struct oomlog_task *event_add_task(struct oomlog_event *ev)
{
	struct oomlog_task *task = arena_push(&ev->arena, &ev->tasks);

	if (task != NULL)
		task_absent(task);
	return task;
}

struct oomlog_victim *event_add_victim(struct oomlog_event *ev)
{
	struct oomlog_victim *victim = arena_push(&ev->arena, &ev->victims);

	if (victim != NULL)
		victim_absent(victim);
	return victim;
}

struct oomlog_zone *event_add_zone(struct oomlog_event *ev)
{
	struct oomlog_memory *memory = event_memory(ev);
	struct oomlog_zone *zone;

	if (memory != NULL && memory->zones.n >= MOST_ZONES) {
		ev->arena.full = true;
		return NULL;
	}
	zone = memory != NULL ? arena_push(&ev->arena, &memory->zones) : NULL;
	if (zone != NULL)
		zone_absent(zone);
	return zone;
}

struct oomlog_node *event_add_node(struct oomlog_event *ev)
{
	struct oomlog_memory *memory = event_memory(ev);
	struct oomlog_node *node;

	if (memory != NULL && memory->nodes.n >= MOST_NODES) {
		ev->arena.full = true;
		return NULL;
	}
	node = memory != NULL ? arena_push(&ev->arena, &memory->nodes) : NULL;
	if (node != NULL)
		node_absent(node);
	return node;
}

void event_damage(struct oomlog_event *ev, enum oomlog_damage_what what, uint64_t count, uint64_t line)
{
	for (size_t i = 0; i < ev->damage.n; i++)
		if (ev->damage.items[i].what == what) {
			ev->damage.items[i].count += count;
			return;
		}
	ev->damage.items[ev->damage.n++] = (struct oomlog_damage){what, count, line};
}

bool fields_add(struct arena *a, struct oomlog_fields *f, strv name, uint64_t value)
{
	struct oomlog_field *field = NULL;

	if (f->n < MOST_FIELDS)
		field = arena_push(a, f);
	else
		a->full = true;
	if (field == NULL)
		return false;
	*field = (struct oomlog_field){name, value};
	return true;
}

uint64_t fields_get(const struct oomlog_fields *f, const char *name)
{
	strv want = str_of(name);

	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->items[i].name, want))
			return f->items[i].value;
	return OOMLOG_ABSENT_U;
}

/* --- the public view --- */

const char *oomlog_event_id(const struct oomlog_event *ev)
{
	return ev->id;
}

bool oomlog_event_amends(const struct oomlog_event *ev)
{
	return ev->amends;
}

enum oomlog_kind oomlog_event_kind(const struct oomlog_event *ev)
{
	return ev->kind;
}

enum oomlog_outcome oomlog_event_outcome(const struct oomlog_event *ev)
{
	return ev->outcome;
}

const char *oomlog_kind_name(enum oomlog_kind kind)
{
	static const char *const names[] = {"oom", "page_allocation_failure", "low_memory_killer", "userspace_kill"};

	return (size_t)kind < sizeof(names) / sizeof(names[0]) ? names[kind] : NULL;
}

const char *oomlog_outcome_name(enum oomlog_outcome outcome)
{
	static const char *const names[] = {"unknown", "killed", "panic", "no_killable_task", "not_killed"};

	return (size_t)outcome < sizeof(names) / sizeof(names[0]) ? names[outcome] : NULL;
}

const char *oomlog_role_name(enum oomlog_role role)
{
	static const char *const names[] = {"chosen", "child", "shares_memory", "group"};

	return (size_t)role < sizeof(names) / sizeof(names[0]) ? names[role] : NULL;
}

const char *oomlog_damage_name(enum oomlog_damage_what what)
{
	static const char *const names[] = {"lines_lost", "cut", "interleaved", "limit_hit", "unparsed_line"};

	return (size_t)what < sizeof(names) / sizeof(names[0]) ? names[what] : NULL;
}

unsigned oomlog_event_missing(const struct oomlog_event *ev)
{
	return ev->missing;
}

struct oomlog_str oomlog_event_constraint(const struct oomlog_event *ev)
{
	return ev->constraint;
}

struct oomlog_str oomlog_event_panic(const struct oomlog_event *ev)
{
	return ev->panic;
}

bool oomlog_event_allocating_task(const struct oomlog_event *ev)
{
	return ev->allocating_task;
}

const struct oomlog_origin *oomlog_event_origin(const struct oomlog_event *ev)
{
	return &ev->origin;
}

const struct oomlog_time *oomlog_event_time(const struct oomlog_event *ev)
{
	return &ev->time;
}

#define GETTER(name)                                                                   \
	const struct oomlog_##name *oomlog_event_##name(const struct oomlog_event *ev) \
	{                                                                              \
		return ev->name;                                                       \
	}

GETTER(kernel)
GETTER(trigger)
GETTER(memcg)
GETTER(memory)
GETTER(chosen)
GETTER(killer)
GETTER(systemd)

size_t oomlog_event_tasks(const struct oomlog_event *ev)
{
	return ev->tasks.n;
}

const struct oomlog_task *oomlog_event_task(const struct oomlog_event *ev, size_t i)
{
	return i < ev->tasks.n ? &ev->tasks.items[i] : NULL;
}

size_t oomlog_event_victims(const struct oomlog_event *ev)
{
	return ev->victims.n;
}

const struct oomlog_victim *oomlog_event_victim(const struct oomlog_event *ev, size_t i)
{
	return i < ev->victims.n ? &ev->victims.items[i] : NULL;
}

size_t oomlog_event_damages(const struct oomlog_event *ev)
{
	return ev->damage.n;
}

const struct oomlog_damage *oomlog_event_damage(const struct oomlog_event *ev, size_t i)
{
	return i < ev->damage.n ? &ev->damage.items[i] : NULL;
}

size_t oomlog_event_raw_lines(const struct oomlog_event *ev)
{
	return ev->raw.n;
}

struct oomlog_str oomlog_event_raw_line(const struct oomlog_event *ev, size_t i)
{
	return i < ev->raw.n ? ev->raw.items[i] : STR_NONE;
}

size_t oomlog_event_unparsed_lines(const struct oomlog_event *ev)
{
	return ev->unparsed.n;
}

struct oomlog_str oomlog_event_unparsed_line(const struct oomlog_event *ev, size_t i)
{
	return i < ev->unparsed.n ? ev->unparsed.items[i] : STR_NONE;
}
