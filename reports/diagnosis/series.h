/*
 * Series: kills of one process name, or under one cgroup's limit, on one host over any time and any number of boots.
 * A bounded table: the one with the fewest kills makes room for a new one, and `full` tells.
 *
 * Kills close together are one occurrence, so that a storm is a point in time; occurrences are what intervals, periods
 * and growth are taken from. What a kill cannot tell is said with it: a victim's age stands in no report, and under a
 * limit all victims are equally large by construction.
 */
#ifndef REPORTS_DIAGNOSIS_SERIES_H
#define REPORTS_DIAGNOSIS_SERIES_H

#include "reports/text/text.h"

enum {
	SERIES_MAX = 256,
	SERIES_POINTS = 32, /* occurrences that are kept; of more, every second, every fourth, .. */
	SERIES_NAME_MAX = 512,
	SERIES_PIDS = 64,  /* processes of the newest report that are remembered; of more, none */
	SERIES_RECENT = 8, /* times of the newest kills; not less than REPEAT_LEAST_KILLS */
};

/* Times are wall clock where the first kill has one, else the kernel's clock of one boot. */
enum series_clock { SERIES_CLOCK_NONE, SERIES_CLOCK_REALTIME, SERIES_CLOCK_MONOTONIC };

struct series_point {
	int64_t first_us, last_us; /* of the occurrence's kills */
	uint64_t held_bytes;       /* of its largest victim */
};

struct series {
	uint64_t key, host;
	bool is_cgroup;      /* of a cgroup's limit; else of a process name */
	bool name_cut;       /* the name is longer than SERIES_NAME_MAX */
	bool several_scopes; /* of a process name: kills under several limits, or none */
	bool memsw;          /* it was the memory+swap limit */
	bool both;           /* .. and that of memory as well, on which the suggested one rests */
	int version;         /* of its cgroups, by the newest report: about_memcg_version() */
	char name[SERIES_NAME_MAX];
	size_t len;
	char host_name[256];
	size_t host_len;
	uint64_t used;
	uint64_t path; /* of a process name: the cgroup all its kills were in, 0: none or several */

	uint64_t kills, untimed; /* untimed: without a time that can be compared */
	enum series_clock clock;
	uint64_t boot; /* of the newest kill */
	int64_t first_us, last_us, first_mono_us, last_mono_us;
	int64_t newest_us; /* by the clock of the points */
	struct series_point points[SERIES_POINTS];
	size_t n_points;
	uint64_t occurrences, stride; /* one point stands for so many occurrences */
	int64_t recent[SERIES_RECENT];
	uint64_t n_recent;
	bool dense; /* REPEAT_LEAST_KILLS kills within REPEAT_WINDOW_S */

	int32_t pids[SERIES_PIDS];
	size_t n_pids;        /* 0: not known */
	uint64_t pids_path;   /* the cgroup whose tasks they are, 0: all of the machine */
	uint64_t fresh, old;  /* kills of a process that was started since the kill before; that was there */
	uint64_t short_lives; /* fresh, and killed within SERIES_SHORT_LIFE_S of the kill before */
	int64_t longest_short_us;

	uint64_t least_held_bytes, most_held_bytes;
	uint64_t least_ram_percent, most_ram_percent; /* what the victim held of the machine's RAM */
	uint64_t most_usage_bytes, first_limit_bytes, last_limit_bytes, raises, cuts; /* of the limit that was hit */
};

struct series_table {
	struct series items[SERIES_MAX];
	size_t n;
	uint64_t clock;
	bool full;
};

void series_add(struct series_table *t, const struct oomlog_event *ev);
/* Whether it is to be told: enough kills, and a process name is not what its one cgroup tells already. */
bool series_is_told(const struct series_table *t, const struct series *s);

/* What a series looks like (seriesverdict.c). */
enum series_verdict {
	SERIES_NO_VERDICT,
	SERIES_LEAK,
	SERIES_SPIKE,
	SERIES_OVERCOMMIT,
	SERIES_PERIODIC,
	SERIES_TOO_SMALL_LIMIT,
};

struct series_finding {
	enum series_verdict verdict;
	bool likely; /* else only possible */
	/* 0 intervals: none is known */
	size_t intervals;
	int64_t least_us, median_us, most_us;
	int64_t period_us; /* 0: none */
	uint64_t period_spread_percent;
	bool has_growth;
	double growth_bytes_per_hour;      /* Theil-Sen: the median of the slopes of all pairs */
	unsigned growth_agreement_percent; /* pairs whose slope has its sign */
	bool equal_sizes;
	uint64_t least_growth_bytes_per_hour; /* of processes that were started since the kill before; 0: not known */
	uint64_t suggested_limit_bytes;       /* 0: none */
};

void series_judge(const struct series *s, struct series_finding *ret);
/* "leak", ..; NULL: no verdict */
const char *series_verdict_name(enum series_verdict verdict);

/* For people (serieswords.c): each one or more sentences, or nothing. */
void series_summary(struct text *t, const struct series *s, const struct series_finding *f);
void series_because(struct text *t, const struct series *s, const struct series_finding *f);
void series_limit_advice(struct text *t, const struct series *s, const struct series_finding *f);

#endif
