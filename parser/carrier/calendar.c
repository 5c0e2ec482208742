#include "carrier/calendar.h"

#include <stdlib.h>
#include <time.h>

#define DAY_US INT64_C(86400000000)

/* Between two 29th of February lie at most 8 years (1896 and 1904, 2096 and 2104). */
enum { MOST_YEARS_BACK = 9, LAST_YEAR = 9999 };

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool is_day_of(int year, int mon, int day)
{
	static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (year < 1970 || year > LAST_YEAR || mon < 1 || mon > 12 || day < 1)
		return false;
	return day <= days[mon - 1] + (mon == 2 && is_leap(year));
}

/* Days since 1970-01-01: years begin in March, so that the leap day is their last. */
static int64_t days_since_1970(int year, int mon, int day)
{
	int64_t y = mon <= 2 ? year - 1 : year;
	int64_t era = y / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (mon + (mon > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Local time costs a look at the time zone's rules: the lines of a report share one minute, and one answer. */
struct local_minute {
	int year;
	int8_t mon, day, hour, min;
	char zone[64]; /* TZ when it was asked */
	int64_t seconds;
};

static bool local_seconds(const struct stamp *w, int year, int64_t *ret)
{
	static _Thread_local struct local_minute last;
	const char *zone = getenv("TZ");
	struct tm tm = {.tm_year = year - 1900,
	                .tm_mon = w->mon - 1,
	                .tm_mday = w->day,
	                .tm_hour = w->hour,
	                .tm_min = w->min,
	                .tm_isdst = -1,
	                .tm_wday = -1};
	time_t seconds;

	if (zone == NULL)
		zone = "";
	if (last.year == year && last.mon == w->mon && last.day == w->day && last.hour == w->hour &&
	    last.min == w->min && strcmp(last.zone, zone) == 0) {
		*ret = last.seconds;
		return true;
	}
	seconds = mktime(&tm);
	if (tm.tm_wday < 0)
		return false;
	*ret = seconds;
	last.year = 0;
	if (strlen(zone) < sizeof(last.zone)) {
		last = (struct local_minute){year, w->mon, w->day, w->hour, w->min, "", seconds};
		memcpy(last.zone, zone, strlen(zone) + 1);
	}
	return true;
}

static int64_t instant_in(const struct stamp *w, int year)
{
	int64_t seconds;

	if (!is_day_of(year, w->mon, w->day))
		return NO_TIME;
	if (w->zone != NO_ZONE)
		seconds = ((days_since_1970(year, w->mon, w->day) * 24 + w->hour) * 60 + w->min) * 60 - w->zone;
	else if (!local_seconds(w, year, &seconds))
		return NO_TIME;
	return (seconds + w->sec) * 1000000 + w->usec;
}

static int year_of(int64_t us)
{
	time_t seconds = (time_t)(us / 1000000);
	struct tm tm;

	return gmtime_r(&seconds, &tm) != NULL && tm.tm_year < LAST_YEAR - 1900 ? tm.tm_year + 1900 : LAST_YEAR - 1;
}

int64_t calendar_instant(const struct stamp *w, int year, int64_t newest_us, bool *ret_inferred)
{
	int64_t us;
	int latest;

	*ret_inferred = false;
	if (w->mon == 0)
		return NO_TIME;
	if (w->year != 0 || year != 0)
		return instant_in(w, w->year != 0 ? w->year : year);
	if (newest_us == OOMLOG_ABSENT)
		newest_us = (int64_t)time(NULL) * 1000000;
	/* A zone east of UTC may have begun the next year already. */
	latest = year_of(newest_us) + 1;
	for (int y = latest; y > latest - MOST_YEARS_BACK - 1; y--) {
		/* no zone is farther than a day from UTC: most years are too late without asking for the zone's rules */
		if (days_since_1970(y, w->mon, w->day) * DAY_US > newest_us + 2 * DAY_US)
			continue;
		us = instant_in(w, y);
		if (us != NO_TIME && us <= newest_us + DAY_US) {
			*ret_inferred = true;
			return us;
		}
	}
	return NO_TIME;
}

static bool is_same_hour(const struct calendar *c, const struct stamp *w, int year, int64_t newest_us)
{
	const struct stamp *l = &c->stamp;

	return l->hour == w->hour && l->day == w->day && l->mon == w->mon && l->year == w->year && l->zone == w->zone &&
		c->year == year && c->newest_us == newest_us;
}

/* Keeps what any stamp of this hour means, if all mean the same year, and the zone's rules do not change within it. */
static void remember_hour(struct calendar *c, const struct stamp *w, int year, int64_t newest_us)
{
	struct stamp first = *w, end = *w;
	bool inferred;

	first.min = 0;
	first.sec = 0;
	first.usec = 0;
	end.min = 59;
	end.sec = 60; /* a leap second */
	end.usec = 999999;
	*c = (struct calendar){.stamp = first, .year = year, .newest_us = newest_us};
	c->hour_us = calendar_instant(&first, year, newest_us, &c->inferred);
	c->known = c->hour_us != NO_TIME &&
		calendar_instant(&end, year, newest_us, &inferred) == c->hour_us + INT64_C(3600999999);
}

int64_t calendar_next(struct calendar *c, const struct stamp *w, int year, int64_t newest_us, bool *ret_inferred)
{
	*ret_inferred = false;
	if (w->mon == 0)
		return NO_TIME;
	if (!is_same_hour(c, w, year, newest_us))
		remember_hour(c, w, year, newest_us);
	if (!c->known)
		return calendar_instant(w, year, newest_us, ret_inferred);
	*ret_inferred = c->inferred;
	return c->hour_us + (w->min * 60 + w->sec) * INT64_C(1000000) + w->usec;
}
