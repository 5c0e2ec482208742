/* Wall clocks become instants; the year that a stamp lacks is inferred. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <stdlib.h>
#include <time.h>

#include "carrier/calendar.h"

#define SECOND INT64_C(1000000)
/* 2026-11-21 01:34:44 UTC, and the last second of that year */
#define NOW      (INT64_C(1795224884) * SECOND)
#define NEW_YEAR (INT64_C(1798761600) * SECOND)

static const struct row {
	struct stamp w;
	const char *zone;
	int year;
	int64_t newest, us; /* seconds */
	bool inferred;
} rows[] = {
	{{2026, 11, 21, 1, 34, 44, 123456, 0}, "UTC", 0, NOW, INT64_C(1795224884), false},
	{{2026, 11, 21, 2, 34, 44, 0, 3600}, "UTC", 0, NOW, INT64_C(1795224884), false},
	{{2026, 11, 20, 20, 4, 44, 0, -19800}, "UTC", 0, NOW, INT64_C(1795224884), false},
	{{2026, 11, 21, 1, 34, 44, 0, NO_ZONE}, "UTC", 0, NOW, INT64_C(1795224884), false},
	{{2026, 11, 21, 2, 34, 44, 0, NO_ZONE}, "CET-1", 0, NOW, INT64_C(1795224884), false},
	/* summer time */
	{{2026, 7, 1, 2, 0, 0, 0, NO_ZONE}, "CET-1CEST,M3.5.0,M10.5.0/3", 0, NOW, INT64_C(1782864000), false},
	/* the same day, the day after (another zone's clock), a later one: last year's */
	{{0, 11, 21, 1, 34, 44, 0, NO_ZONE}, "UTC", 0, NOW, INT64_C(1795224884), true},
	{{0, 11, 21, 23, 0, 0, 0, NO_ZONE}, "UTC", 0, NOW, INT64_C(1795302000), true},
	{{0, 12, 1, 0, 0, 0, 0, NO_ZONE}, "UTC", 0, NOW, INT64_C(1764547200), true},
	{{0, 1, 1, 0, 0, 0, 0, NO_ZONE}, "UTC", 0, NEW_YEAR - SECOND, INT64_C(1798761600), true},
	{{0, 12, 31, 23, 59, 59, 0, NO_ZONE}, "UTC", 0, NEW_YEAR + SECOND, INT64_C(1798761599), true},
	/* 29 February: the newest leap year; over 1900 and 2100 they are eight years apart */
	{{0, 2, 29, 0, 0, 0, 0, NO_ZONE}, "UTC", 0, NOW, INT64_C(1709164800), true},
	{{0, 2, 29, 0, 0, 0, 0, NO_ZONE}, "UTC", 0, INT64_C(4133980800) * SECOND, INT64_C(3981312000), true},
	{{0, 11, 21, 1, 34, 44, 0, NO_ZONE}, "UTC", 2020, NOW, INT64_C(1605922484), false},
	{{2026, 11, 21, 1, 34, 60, 0, 0}, "UTC", 0, NOW, INT64_C(1795224900), false},
	{{1970, 1, 1, 0, 0, 0, 0, 0}, "UTC", 0, NOW, 0, false},
};

ParameterizedTestParameters(carrier_calendar, row)
{
	static size_t index[sizeof(rows) / sizeof(*rows)];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		index[i] = i;
	return cr_make_param_array(size_t, index, sizeof(rows) / sizeof(*rows));
}

ParameterizedTest(size_t *index, carrier_calendar, row)
{
	const struct row *row = &rows[*index];
	bool inferred = !row->inferred;

	setenv("TZ", row->zone, 1);
	for (int again = 0; again < 2; again++) {
		int64_t us = calendar_instant(&row->w, row->year, row->newest, &inferred);

		cr_expect_eq(us, row->us * SECOND + row->w.usec, "row %zu: %ld", *index, (long)us);
		cr_expect_eq(inferred, row->inferred, "row %zu", *index);
	}
}

Test(carrier_calendar, no_such_day)
{
	struct stamp none = {.zone = NO_ZONE}, february = {2025, 2, 29, 0, 0, 0, 0, 0},
		     june = {0, 6, 31, 0, 0, 0, 0, NO_ZONE};
	bool inferred;

	cr_expect_eq(calendar_instant(&none, 0, NOW, &inferred), NO_TIME);
	cr_expect_eq(calendar_instant(&february, 0, NOW, &inferred), NO_TIME);
	cr_expect_eq(calendar_instant(&june, 0, NOW, &inferred), NO_TIME);
}

/* What was computed for one zone is not the answer for the next. */
Test(carrier_calendar, zone_changes)
{
	struct stamp w = {2026, 11, 21, 1, 34, 44, 0, NO_ZONE};
	int64_t utc, cet;
	bool inferred;

	setenv("TZ", "UTC", 1);
	utc = calendar_instant(&w, 0, NOW, &inferred);
	setenv("TZ", "CET-1", 1);
	cet = calendar_instant(&w, 0, NOW, &inferred);
	cr_expect_eq(utc - cet, 3600 * SECOND);
}

Test(carrier_calendar, now_by_default)
{
	struct stamp w = {0, 1, 1, 0, 0, 0, 0, 0};
	bool inferred;
	int64_t us = calendar_instant(&w, 0, OOMLOG_ABSENT, &inferred), now = (int64_t)time(NULL) * SECOND;

	cr_expect(inferred);
	cr_expect_leq(us, now + 86400 * SECOND);
	cr_expect_gt(us, now - INT64_C(367) * 86400 * SECOND);
}

/* One stamp after the other means what each means alone, also where a minute lies on the border between two years. */
Test(calendar, stamps_in_a_row)
{
	/* a day before this, to the second, a stamp without a year changes its year */
	const int64_t newest[] = {NOW, NOW + 30 * SECOND, NOW - 17, OOMLOG_ABSENT};
	struct calendar calendar = {.year = 0};

	for (size_t n = 0; n < sizeof(newest) / sizeof(newest[0]); n++)
		for (int64_t us = NOW + INT64_C(86400) * SECOND - 100 * SECOND; us < NOW + INT64_C(86500) * SECOND;
		     us += 7 * SECOND + 1) {
			time_t seconds = (time_t)(us / SECOND);
			struct tm tm;
			struct stamp w;
			bool inferred, next_inferred;
			int64_t alone, next;

			localtime_r(&seconds, &tm);
			w = (struct stamp){.mon = (int8_t)(tm.tm_mon + 1),
			                   .day = (int8_t)tm.tm_mday,
			                   .hour = (int8_t)tm.tm_hour,
			                   .min = (int8_t)tm.tm_min,
			                   .sec = (int8_t)tm.tm_sec,
			                   .usec = (int32_t)(us % SECOND),
			                   .zone = NO_ZONE};
			alone = calendar_instant(&w, 0, newest[n], &inferred);
			next = calendar_next(&calendar, &w, 0, newest[n], &next_inferred);
			cr_expect_eq(next, alone);
			cr_expect_eq(next_inferred, inferred);
		}
}
