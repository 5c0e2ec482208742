/* A series in words: what was counted first, then what it looks like and how far that goes. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/series.h"
#include "reports/diagnosis/thresholds.h"
#include "reports/diagnosis/workload.h"
#include "reports/text/rfc3339.h"

/* --- pieces --- */

static void tenths(struct text *t, int64_t us, int64_t unit_us, const char *unit)
{
	int64_t n = us / (unit_us / 10);

	text_i64(t, n / 10);
	if (n % 10 != 0) {
		text_add(t, ".");
		text_i64(t, n % 10);
	}
	text_add(t, unit);
}

/* "3.317 s", "45.2 min", "24 h", "7 days" */
static void duration(struct text *t, int64_t us)
{
	const int64_t s = 1000000, min = 60 * s, h = 60 * min, day = 24 * h;

	if (us < 2 * min)
		text_seconds(t, us);
	else if (us < 2 * h)
		tenths(t, us, min, " min");
	else if (us < 2 * day)
		tenths(t, us, h, " h");
	else
		tenths(t, us, day, " days");
}

static void name(struct text *t, const struct series *s)
{
	text_name(t, (strv){s->name, s->len});
	if (s->name_cut)
		text_add(t, "..");
}

static void host(struct text *t, const struct series *s)
{
	if (s->host_len == 0)
		return;
	text_add(t, " on ");
	text_name(t, (strv){s->host_name, s->host_len});
}

static void sizes(struct text *t, const struct series *s, const struct series_finding *f)
{
	if (s->most_held_bytes == OOMLOG_ABSENT_U)
		return;
	text_add(t, s->is_cgroup ? " The victims held " : " It held ");
	text_size(t, s->least_held_bytes);
	if (!f->equal_sizes && s->least_held_bytes != s->most_held_bytes) {
		text_add(t, " to ");
		text_size(t, s->most_held_bytes);
	}
	text_add(t, s->is_cgroup ? "" : " when it was killed");
	text_add(t, f->equal_sizes && s->is_cgroup ? ", always as much: their limit decides that." : ".");
}

static void growth(struct text *t, const struct series_finding *f)
{
	double per_hour = f->growth_bytes_per_hour < 0 ? -f->growth_bytes_per_hour : f->growth_bytes_per_hour;

	if (!f->has_growth || per_hour >= 9e18)
		return;
	text_add(t, " From kill to kill that is ");
	text_add(t, f->growth_bytes_per_hour < 0 ? "less, by " : "more, by ");
	text_size(t, (uint64_t)per_hour);
	text_add(t, " an hour.");
}

static void span(struct text *t, const struct series *s)
{
	bool wall = s->first_us != OOMLOG_ABSENT && s->last_us != OOMLOG_ABSENT;
	int64_t over;

	if (wall && rfc3339_can(s->first_us) && rfc3339_can(s->last_us) && s->first_us != s->last_us) {
		text_add(t, ", from ");
		text_time(t, s->first_us, ' ');
		text_add(t, " to ");
		text_time(t, s->last_us, ' ');
	} else if (s->clock == SERIES_CLOCK_MONOTONIC && s->untimed == 0 &&
	           !__builtin_sub_overflow(s->last_mono_us, s->first_mono_us, &over)) {
		text_add(t, " in ");
		duration(t, over);
	}
}

void series_summary(struct text *t, const struct series *s, const struct series_finding *f)
{
	name(t, s);
	host(t, s);
	text_add(t, ": ");
	text_count(t, s->kills, "kill", "kills");
	text_add(t, s->is_cgroup ? " at its limit" : "");
	span(t, s);
	if (f->intervals > 1) {
		text_add(t, ", every ");
		duration(t, f->least_us);
		if (f->least_us != f->most_us) {
			text_add(t, " to ");
			duration(t, f->most_us);
		}
	}
	text_add(t, ".");
	sizes(t, s, f);
	growth(t, f);
}

/* --- verdicts --- */

static void periodic(struct text *t, const struct series_finding *f)
{
	text_add(t, "It comes every ");
	duration(t, f->period_us);
	text_add(t, ", to within ");
	text_u64(t, f->period_spread_percent);
	text_add(t, " %: look for a timer or a cron job with this period.");
}

static void too_small(struct text *t, const struct series *s, bool likely)
{
	if (!likely) {
		text_add(t,
		         "The limit is reached again and again; whether it leaks or only needs more, these reports "
		         "do not tell.");
		return;
	}
	text_u64(t, s->short_lives);
	text_add(t, " of the ");
	text_u64(t, s->kills);
	text_add(t, " killed had lived no longer than ");
	duration(t, s->longest_short_us);
	text_add(t, ": what it needs soon after its start does not fit into the limit.");
}

static void leak(struct text *t, const struct series *s, const struct series_finding *f)
{
	if (s->is_cgroup && s->raises >= 2) {
		text_add(t, "Its limit was raised ");
		text_count(t, s->raises, "time", "times");
		text_add(t, ", from ");
		text_size(t, s->first_limit_bytes);
		text_add(t, " to ");
		text_size(t, s->last_limit_bytes);
		text_add(t, ", and reached each time: more memory alone does not end it.");
	} else if (f->has_growth) {
		text_add(t, "It is larger at each kill (");
		text_u64(t, f->growth_agreement_percent);
		text_add(t, " % of all pairs of kills agree).");
	} else {
		text_add(t, "A new process is killed after about ");
		duration(t, f->median_us);
		text_add(t, " each time, as one would be that grows steadily");
		if (f->least_growth_bytes_per_hour > 0) {
			text_add(t, ", by ");
			text_size(t, f->least_growth_bytes_per_hour);
			text_add(t, " an hour or more");
		}
		text_add(t, ". Its age stands in no report; a load that comes as regularly looks the same.");
	}
}

void series_because(struct text *t, const struct series *s, const struct series_finding *f)
{
	switch (f->verdict) {
	case SERIES_NO_VERDICT:
		break;
	case SERIES_LEAK:
		leak(t, s, f);
		break;
	case SERIES_SPIKE:
		text_add(t, "The times between the kills differ much (");
		duration(t, f->least_us);
		text_add(t, " to ");
		duration(t, f->most_us);
		text_add(t, "), which rather points to bursts of load than to steady growth.");
		break;
	case SERIES_OVERCOMMIT:
		text_add(t, "It never held more than ");
		text_u64(t, s->most_ram_percent + 1);
		text_add(t, " % of the RAM when it was killed: it is not what fills the machine.");
		break;
	case SERIES_PERIODIC:
		periodic(t, f);
		break;
	case SERIES_TOO_SMALL_LIMIT:
		too_small(t, s, f->likely);
		break;
	}
}

/* --- the limit --- */

static void mebibytes(struct text *t, uint64_t bytes, const char *unit)
{
	text_u64(t, bytes >> 20);
	text_add(t, unit);
}

/* "docker update --memory" is refused above the limit of memory and swap */
static void engine_setting(struct text *t, const struct series *s, uint64_t bytes)
{
	text_add(t, s->memsw ? "--memory-swap=" : "--memory=");
	mebibytes(t, bytes, "m");
	if (!s->both)
		return;
	text_add(t, " --memory-swap=");
	mebibytes(t, bytes, "m");
}

static void file_setting(struct text *t, const struct series *s, uint64_t bytes)
{
	if (s->both)
		text_add(t, "first memory.memsw.limit_in_bytes, then ");
	text_add(t, s->memsw ? "memory.memsw.limit_in_bytes" : about_limit_file(s->version));
	text_add(t, " ");
	mebibytes(t, bytes, "M");
}

static bool is_engine(const struct workload *w)
{
	return w->level == WORKLOAD_CONTAINER &&
		(str_eq(w->manager, STR("docker")) || str_eq(w->manager, STR("podman")));
}

static bool is_unit(const struct workload *w)
{
	return w->level == WORKLOAD_SERVICE || w->level == WORKLOAD_SCOPE || w->level == WORKLOAD_SLICE;
}

/* What to set, in the words of whoever sets it. */
static void setting(struct text *t, const struct series *s, uint64_t bytes)
{
	struct workload w;
	bool known = !s->name_cut && workload_of_path((strv){s->name, s->len}, &w);

	if (known && str_eq(w.manager, STR("kubernetes"))) {
		text_add(t,
		         w.level == WORKLOAD_POD ? "resources.limits.memory of the pod's containers together "
		                                 : "resources.limits.memory: ");
		mebibytes(t, bytes, "Mi");
	} else if (known && is_unit(&w) && !s->memsw && !s->both) {
		text_add(t, "MemoryMax=");
		mebibytes(t, bytes, "M of ");
		text_name(t, w.level == WORKLOAD_SLICE ? w.slice : w.unit);
	} else if (known && is_engine(&w)) {
		engine_setting(t, s, bytes);
	} else {
		file_setting(t, s, bytes);
	}
}

void series_limit_advice(struct text *t, const struct series *s, const struct series_finding *f)
{
	if (f->suggested_limit_bytes == 0)
		return;
	text_add(t, "It used up to ");
	text_size(t, s->most_usage_bytes);
	text_add(t, s->memsw ? " of memory and swap under a limit of " : " under a limit of ");
	text_size(t, s->last_limit_bytes);
	text_add(t, ". With ");
	text_i64(t, HEADROOM_PERCENT);
	text_add(t, " % of headroom: ");
	setting(t, s, f->suggested_limit_bytes);
	text_add(t,
	         ". What it would have taken beyond its limit stands in no report: if it reaches the new one too, it "
	         "needs more, or leaks.");
}
