/*
 * Incidents: events of one host and boot, and one scope (one cgroup's limit, or none), each within a minute of the one
 * before. Kill lines whose report was suppressed join the others: they do not say their cgroup.
 *
 * What kind it is follows from whom the kills met: a process that was there at the first report shows that the kills
 * before it did not help, one that was not there was started since. The table of the first whole report tells them
 * apart; without one nothing is said of it.
 *
 * A fixed number is open at a time; the one that was quiet longest is closed for a new one.
 */
#ifndef REPORTS_DIAGNOSIS_INCIDENT_H
#define REPORTS_DIAGNOSIS_INCIDENT_H

#include "reports/text/text.h"

enum {
	INCIDENT_OPEN = 64,
	INCIDENT_VICTIMS = 8, /* names that are told apart */
	INCIDENT_NAMED = 4,   /* of them in words */
	INCIDENT_COMM_MAX = 32,
	INCIDENT_PIDS = 2048, /* tasks of the first report that are remembered; of a longer table none */
};

enum incident_kind {
	INCIDENT_NO_KILL,    /* events, but nobody was killed */
	INCIDENT_SINGLE,     /* one kill */
	INCIDENT_GROUP_KILL, /* one kill of a whole cgroup: memory.oom.group */
	INCIDENT_CRASH_LOOP, /* what was killed was started again, and killed again */
	INCIDENT_CASCADE,    /* different processes one after another: the first kill did not help */
	INCIDENT_STORM,      /* many kills close together */
	INCIDENT_REPEATED,   /* two, and no more is known */
};

/* Whether a kill helped: did another one of the same scope follow within NEXT_KILL_S, of a process that was there? */
enum incident_help { INCIDENT_HELP_UNKNOWN, INCIDENT_HELPED, INCIDENT_DID_NOT_HELP };

struct incident_victim {
	char comm[INCIDENT_COMM_MAX];
	size_t len;
	uint64_t count;
};

struct incident {
	uint64_t host; /* hash of host and boot */
	uint64_t path; /* hash of the cgroup whose limit it was, 0: none is known */
	bool memcg;
	uint64_t id;
	uint64_t kills, events;
	uint64_t used;             /* when it had its last event, as a count of events */
	int64_t first_us, last_us; /* wall clock */
	int64_t first_mono_us, last_mono_us;
	const char *scope; /* static word */
	/* The caller's: where it has put the cgroup's path, and the ids of the events. */
	uint64_t path_at, path_len, ids_first, ids_last;
	struct incident_victim victims[INCIDENT_VICTIMS];
	size_t n_victims;
	uint64_t other_victims; /* kills of names that found no place in the table */

	uint64_t acts;       /* events that killed; one may have many victims */
	uint64_t group_acts; /* of them by memory.oom.group */
	struct {
		int64_t pid;
		char comm[INCIDENT_COMM_MAX];
		size_t len;
		char event[17];
	} first; /* whom the first kill met */
	struct {
		int32_t pids[INCIDENT_PIDS];
		size_t n; /* 0: not known */
	} base;           /* who was there at the first report with a whole task table */

	uint64_t restarts;           /* kills of a name that was killed before, of a process that was not there then */
	uint64_t quick;              /* kills that came within NEXT_KILL_S of the one before */
	uint64_t useless;            /* of them: of a process that was there, so the kill before did not help */
	int64_t next_us;             /* from the first kill to the second */
	enum incident_help helped;   /* of the first kill; unknown while there is no second */
	int64_t act_us, act_mono_us; /* of the newest kill */
	uint64_t held_bytes;         /* the victims' rss by their kill lines */
	uint64_t reaped, reap_failed, freed_bytes; /* by "oom_reaper: reaped process .." */
};

struct incidents {
	struct incident open[INCIDENT_OPEN];
	size_t n;
	uint64_t clock;
	uint64_t closed, largest_kills; /* over all */
	uint64_t untimed; /* events without any time: each is an incident of its own, as far as is known */
	bool full;        /* one had to be closed to make room */
};

enum incident_step {
	INCIDENT_NEW,   /* *ret is fresh */
	INCIDENT_GROWS, /* *ret has one event more */
	INCIDENT_CLOSE, /* *ret is over: take it, incident_close() it, and ask again */
};

enum incident_step incident_add(struct incidents *all, const struct oomlog_event *ev, struct incident **ret);
void incident_close(struct incidents *all, struct incident *i);

enum incident_kind incident_kind(const struct incident *i);
/* "storm", "crash_loop", ..; NULL: nobody was killed */
const char *incident_kind_name(enum incident_kind kind);
/* "3 kills in 12.000 s: java 2 times, python" */
void incident_summary(struct text *t, const struct incident *i);
/* "Crash loop: 3 kills in .. The first was .. What was killed was started again .."; for a report's closing words */
void incident_words(struct text *t, const struct incident *i);

#endif
