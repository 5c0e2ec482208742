/*
 * Incidents: events of one host and boot, and one scope (one cgroup's limit, or none), each within a minute of the one
 * before. Kill lines whose report was suppressed join the others: they do not say their cgroup.
 *
 * A fixed number is open at a time; the one that was quiet longest is closed for a new one.
 */
#ifndef REPORTS_DIAGNOSIS_INCIDENT_H
#define REPORTS_DIAGNOSIS_INCIDENT_H

#include "reports/text/text.h"

enum { INCIDENT_OPEN = 64, INCIDENT_VICTIMS = 4, INCIDENT_COMM_MAX = 32 };

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
};

struct incidents {
	struct incident open[INCIDENT_OPEN];
	size_t n;
	uint64_t clock;
	uint64_t closed, largest_kills; /* over all */
	bool full;                      /* one had to be closed to make room */
};

enum incident_step {
	INCIDENT_NEW,   /* *ret is fresh */
	INCIDENT_GROWS, /* *ret has one event more */
	INCIDENT_CLOSE, /* *ret is over: take it, incident_close() it, and ask again */
};

enum incident_step incident_add(struct incidents *all, const struct oomlog_event *ev, struct incident **ret);
void incident_close(struct incidents *all, struct incident *i);
/* "3 kills in 12.000 s: java 2 times, python" */
void incident_summary(struct text *t, const struct incident *i);

#endif
