/* Which events are reported: --since, --until, --host, --boot, --kind, --pid, --comm, --cgroup, --unit. */
#ifndef OOMLOG_TOOLS_FILTER_H
#define OOMLOG_TOOLS_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <oomlog/event.h>

/* Any of these; none: all. */
struct globs {
	const char **items;
	size_t n;
};

struct pids {
	int64_t *items;
	size_t n;
};

struct filter {
	int64_t since_us, until_us; /* OOMLOG_ABSENT: open */
	unsigned kinds;             /* a bit for each enum oomlog_kind; 0: all */
	struct globs hosts, boots, comms, cgroups, units;
	struct pids pids;
};

/* False: memory. */
bool globs_add(struct globs *g, const char *glob);
bool pids_add(struct pids *p, int64_t pid);
void filter_init(struct filter *f);
void filter_release(struct filter *f);

bool filter_match(const struct filter *f, const struct oomlog_event *ev);
/* --since or --until was given, and the event has no wall clock to compare with: it is kept. */
bool filter_is_undated(const struct filter *f, const struct oomlog_event *ev);

#endif
