/*
 * --allow: a JSON file of events that are expected, each with a reason and the day it expires:
 *
 *	{"schema": "oomlog.allow/1", "allow": [
 *		{"reason": "the load test fills its container", "expires": "2026-12-31",
 *		 "kind": "oom_kill", "comm": "stress*", "cgroup": "/ci/load-*", "max": 3}]}
 *
 * Fields: kind (a word of --fail-on), comm, cgroup, unit, host (globs), pid, max (how many events, default any number).
 * An event matches when all fields that are given do; comm and pid speak of those who died, and of all of them.
 */
#ifndef OOMLOG_CHECK_ALLOW_H
#define OOMLOG_CHECK_ALLOW_H

#include "filter.h"

struct allowance {
	const char *reason, *expires; /* as written; they live as long as the list */
	int64_t end_us;               /* the end of the day `expires` */
	unsigned classes;             /* 0: any */
	struct filter where;          /* hosts, cgroups, units */
	struct globs comms;
	struct pids pids;
	uint64_t max, used, beyond; /* beyond: matched when it had expired or was used up */
	bool expired;
};

struct allowances {
	struct allowance *items;
	size_t n;
	void *json; /* what the texts above point into */
};

/* 0, or EXIT_USAGE after saying why. */
int allow_read(struct allowances *ret, const char *file, int64_t now_us);
void allow_release(struct allowances *all);
/* The allowance that covers the event, counted; NULL: none. */
const struct allowance *allow_match(struct allowances *all, const struct oomlog_event *ev);

#endif
