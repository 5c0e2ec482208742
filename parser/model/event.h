/* The event as the library itself sees it: what the public accessors of oomlog/event.h read. */
#ifndef OOMLOG_MODEL_EVENT_H
#define OOMLOG_MODEL_EVENT_H

#include "util/arena.h"

struct oomlog_event {
	unsigned refs;
	bool queued; /* waits for oomlog_parser_next() */
	bool amends; /* was handed out before, with less in it */
	struct arena arena;

	char id[17];
	enum oomlog_kind kind;
	enum oomlog_outcome outcome;
	unsigned parts;   /* enum oomlog_part: seen */
	unsigned missing; /* enum oomlog_part: set when the event is closed */
	strv constraint, panic;
	bool allocating_task; /* "Out of memory (oom_kill_allocating_task)": who asked was killed, nobody was chosen */

	struct oomlog_origin origin;
	struct oomlog_time time;
	/* Points to the structs below once something is known of them. */
	struct oomlog_kernel *kernel;
	struct oomlog_trigger *trigger;
	struct oomlog_memcg *memcg;
	struct oomlog_memory *memory;
	struct oomlog_chosen *chosen;
	struct oomlog_killer *killer;
	struct oomlog_systemd *systemd;

	struct {
		struct oomlog_task *items;
		size_t n, cap;
	} tasks;
	struct {
		struct oomlog_victim *items;
		size_t n, cap;
	} victims;
	struct {
		struct oomlog_damage
			items[OOMLOG_DAMAGE_UNPARSED_LINE + 1]; /* one of each; needs no room in a full arena */
		size_t n;
	} damage;
	struct {
		strv *items;
		size_t n, cap;
	} raw, unparsed;
};

/* An empty event with one reference. NULL: no memory. */
struct oomlog_event *event_new(size_t max_bytes, struct budget *budget);

/* The part, made with every member absent when it is first asked for. NULL: a limit was hit. */
struct oomlog_kernel *event_kernel(struct oomlog_event *ev);
struct oomlog_trigger *event_trigger(struct oomlog_event *ev);
struct oomlog_memcg *event_memcg(struct oomlog_event *ev);
struct oomlog_memory *event_memory(struct oomlog_event *ev);
struct oomlog_chosen *event_chosen(struct oomlog_event *ev);
struct oomlog_killer *event_killer(struct oomlog_event *ev);
struct oomlog_systemd *event_systemd(struct oomlog_event *ev);
struct oomlog_task *event_add_task(struct oomlog_event *ev);
struct oomlog_victim *event_add_victim(struct oomlog_event *ev);
struct oomlog_zone *event_add_zone(struct oomlog_event *ev);
struct oomlog_node *event_add_node(struct oomlog_event *ev);

/* Counts one more of this damage; the line is that of the first. */
void event_damage(struct oomlog_event *ev, enum oomlog_damage_what what, uint64_t count, uint64_t line);

/* Appends a field; the name is borrowed when `keep` is false. */
bool fields_add(struct arena *a, struct oomlog_fields *f, strv name, uint64_t value);
/* The value, or OOMLOG_ABSENT_U. */
uint64_t fields_get(const struct oomlog_fields *f, const char *name);

/* Fills ev->id from the content. */
void event_hash(struct oomlog_event *ev);

#endif
