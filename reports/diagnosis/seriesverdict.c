/* What a series looks like. A verdict is never certain: reports show the moments of the kills, not the time between. */
#include "reports/diagnosis/series.h"

#include <stdlib.h>

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/thresholds.h"

enum { PAIRS = SERIES_POINTS * (SERIES_POINTS - 1) / 2 };

const char *series_verdict_name(enum series_verdict verdict)
{
	static const char *const names[] = {NULL, "leak", "spike", "overcommit", "periodic", "too_small_limit"};

	return names[verdict];
}

/* --- intervals --- */

static int by_i64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* From the beginning of one occurrence to that of the next, divided where points were thinned out. Sorted. */
static size_t intervals(const struct series *s, int64_t ret[SERIES_POINTS])
{
	size_t n = 0;

	for (size_t i = 1; i < s->n_points; i++) {
		int64_t d;

		if (!__builtin_sub_overflow(s->points[i].first_us, s->points[i - 1].first_us, &d) && d > 0)
			ret[n++] = d / (int64_t)s->stride;
	}
	qsort(ret, n, sizeof(ret[0]), by_i64);
	return n;
}

/* How far d is from a multiple of the period, in hundredths of the period; 100: farther than any skip explains. */
static uint64_t off_period(int64_t d, int64_t period)
{
	int64_t times = d / period + (d % period >= period / 2), rest = d - times * period;

	if (times < 1 || times > SERIES_PERIOD_SKIPS || period < 100)
		return 100;
	return (uint64_t)(rest < 0 ? -rest : rest) / ((uint64_t)period / 100);
}

/* The mean of those intervals that are one period long, beginning with the shortest; 0: it has no meaning. */
static int64_t mean_period(const int64_t *d, size_t n, size_t *ret_single)
{
	int64_t period = d[0], sum = 0;
	size_t single = 0;

	while (single < n && d[single] - period <= period / (100 / SERIES_PERIOD_PERCENT) * 2)
		if (__builtin_add_overflow(sum, d[single++], &sum))
			return 0;
	*ret_single = single;
	return single > 0 ? sum / (int64_t)single : 0;
}

static void find_period(const int64_t *d, size_t n, struct series_finding *f)
{
	uint64_t worst = 0;
	int64_t period;
	size_t single;

	if (n < (size_t)SERIES_PERIOD_INTERVALS || d[0] < SERIES_PERIOD_LEAST_S * 1000000)
		return;
	period = mean_period(d, n, &single);
	if (period == 0 || single * 2 < n + 1)
		return;
	for (size_t i = 0; i < n; i++) {
		uint64_t off = off_period(d[i], period);

		worst = off > worst ? off : worst;
	}
	if (worst > (uint64_t)SERIES_PERIOD_PERCENT)
		return;
	f->period_us = period;
	f->period_spread_percent = worst;
}

static void find_intervals(const struct series *s, struct series_finding *f)
{
	int64_t d[SERIES_POINTS];
	size_t n = intervals(s, d);

	f->intervals = n;
	if (n == 0)
		return;
	f->least_us = d[0];
	f->median_us = d[n / 2];
	f->most_us = d[n - 1];
	find_period(d, n, f);
}

/* --- growth --- */

static int by_double(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static size_t slopes(const struct series *s, double ret[PAIRS])
{
	static const double us_of_hour = 3600e6;
	size_t n = 0;

	for (size_t i = 0; i < s->n_points; i++)
		for (size_t k = i + 1; k < s->n_points; k++) {
			const struct series_point *a = &s->points[i], *b = &s->points[k];

			if (a->held_bytes == OOMLOG_ABSENT_U || b->held_bytes == OOMLOG_ABSENT_U ||
			    b->first_us <= a->first_us)
				continue;
			ret[n++] = ((double)b->held_bytes - (double)a->held_bytes) /
				(((double)b->first_us - (double)a->first_us) / us_of_hour);
		}
	qsort(ret, n, sizeof(ret[0]), by_double);
	return n;
}

static bool are_equal(uint64_t least, uint64_t most)
{
	return least != OOMLOG_ABSENT_U && most != OOMLOG_ABSENT_U &&
		most - least <= most / 100 * (uint64_t)SERIES_EQUAL_PERCENT;
}

/* Theil-Sen: half of the points may lie anywhere. The pairs that agree in sign tell whether there is a trend at all. */
static void find_growth(const struct series *s, struct series_finding *f)
{
	double pair[PAIRS];
	size_t n, agree = 0;
	double middle;

	f->equal_sizes = s->kills > 1 && are_equal(s->least_held_bytes, s->most_held_bytes);
	n = slopes(s, pair);
	if (f->equal_sizes || n < (size_t)(SERIES_GROWTH_POINTS * (SERIES_GROWTH_POINTS - 1) / 2))
		return;
	middle = n % 2 == 1 ? pair[n / 2] : (pair[n / 2 - 1] + pair[n / 2]) / 2;
	for (size_t i = 0; i < n; i++)
		agree += middle > 0 ? pair[i] > 0 : middle < 0 && pair[i] < 0;
	if (agree * 100 < n * (size_t)SERIES_GROWTH_AGREE_PERCENT)
		return;
	f->has_growth = true;
	f->growth_bytes_per_hour = middle;
	f->growth_agreement_percent = (unsigned)(agree * 100 / n);
}

/* --- verdicts --- */

/* Periods that people write into a crontab or a timer. A leak that fills its limit steadily has some other. */
static bool is_of_calendar(int64_t period_us)
{
	static const int minutes[] = {5, 10, 12, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440, 10080};

	for (size_t i = 0; i < sizeof(minutes) / sizeof(minutes[0]); i++) {
		int64_t want = (int64_t)minutes[i] * 60 * 1000000, off = period_us - want;

		if ((off < 0 ? -off : off) <= want / 100 * SERIES_CALENDAR_PERCENT)
			return true;
	}
	return false;
}

static bool are_steady(const struct series_finding *f)
{
	return f->intervals >= 2 && f->most_us - f->least_us <= f->median_us / 100 * SERIES_STEADY_PERCENT;
}

static bool are_irregular(const struct series_finding *f)
{
	return f->intervals >= 2 && f->most_us / SERIES_IRREGULAR_TIMES >= f->least_us;
}

/* Nearly every victim was started since the kill before. */
static bool are_restarts(const struct series *s)
{
	return s->fresh > 0 && s->fresh >= 4 * s->old;
}

/* Who was started since the kill before has grown to its size in less than that time. */
static void find_least_growth(const struct series *s, struct series_finding *f)
{
	static const double us_of_hour = 3600e6;

	double rate;

	/* With thinned out points the longest interval is not known. */
	if (!are_restarts(s) || s->old > 0 || s->least_held_bytes == OOMLOG_ABSENT_U || f->intervals == 0 ||
	    s->stride > 1)
		return;
	rate = (double)s->least_held_bytes / ((double)f->most_us / us_of_hour);
	if (rate < 9e18)
		f->least_growth_bytes_per_hour = (uint64_t)rate;
}

static enum series_verdict of_cgroup(const struct series *s, const struct series_finding *f, bool *ret_likely)
{
	if (are_restarts(s) && s->short_lives >= 2 && s->short_lives * 2 >= s->kills - 1) {
		*ret_likely = s->raises == 0;
		return SERIES_TOO_SMALL_LIMIT;
	}
	if (s->raises >= 2 && s->cuts == 0)
		return SERIES_LEAK;
	if (are_irregular(f))
		return SERIES_SPIKE;
	if (are_restarts(s) && are_steady(f))
		return SERIES_LEAK;
	return s->last_limit_bytes != OOMLOG_ABSENT_U ? SERIES_TOO_SMALL_LIMIT : SERIES_NO_VERDICT;
}

static enum series_verdict of_name(const struct series *s, const struct series_finding *f)
{
	bool has_share = s->most_ram_percent != OOMLOG_ABSENT_U;

	if (f->has_growth && f->growth_bytes_per_hour > 0 && s->n_points > (size_t)SERIES_GROWTH_POINTS)
		return SERIES_LEAK;
	if (has_share && s->most_ram_percent < (uint64_t)HOLDER_SOME_PERCENT)
		return SERIES_OVERCOMMIT;
	if (!has_share || s->least_ram_percent < (uint64_t)HOLDER_MAIN_PERCENT)
		return SERIES_NO_VERDICT;
	if (are_irregular(f))
		return SERIES_SPIKE;
	return are_restarts(s) && are_steady(f) ? SERIES_LEAK : SERIES_NO_VERDICT;
}

static void suggest_limit(const struct series *s, struct series_finding *f)
{
	const uint64_t mib = UINT64_C(1) << 20;
	uint64_t observed = s->most_usage_bytes, want;

	if (!s->is_cgroup || !s->dense || s->last_limit_bytes == OOMLOG_ABSENT_U || observed == OOMLOG_ABSENT_U)
		return;
	/* The limit of today may have been raised over what was seen. */
	if (observed < s->last_limit_bytes)
		observed = s->last_limit_bytes;
	want = measure_add(observed, measure_add(observed / 100 * (uint64_t)HEADROOM_PERCENT, mib - 1));
	if (!measure_is_unlimited(want))
		f->suggested_limit_bytes = want / mib * mib;
}

void series_judge(const struct series *s, struct series_finding *ret)
{
	*ret = (struct series_finding){.verdict = SERIES_NO_VERDICT};
	find_intervals(s, ret);
	find_growth(s, ret);
	find_least_growth(s, ret);
	suggest_limit(s, ret);
	if (ret->period_us > 0 && is_of_calendar(ret->period_us)) {
		ret->verdict = SERIES_PERIODIC;
		ret->likely = ret->intervals >= (size_t)SERIES_PERIOD_LIKELY;
	} else if (s->is_cgroup) {
		ret->verdict = of_cgroup(s, ret, &ret->likely);
	} else {
		ret->verdict = of_name(s, ret);
	}
}
