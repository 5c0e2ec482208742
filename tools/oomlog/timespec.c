#include "timespec.h"

#include <string.h>
#include <strings.h>
#include <time.h>

#include "util/str.h"

#define USEC INT64_C(1000000)

enum { MAX_SPANS = 16, MAX_NUMBER = 1000000000 };

static bool parse_number(strv *s, int64_t *ret)
{
	strv at = *s;
	uint64_t n;

	if (!parse_u64(&at, &n) || n > (uint64_t)MAX_NUMBER * 1000)
		return false;
	*s = at;
	*ret = (int64_t)n;
	return true;
}

/* ".25" -> 250000; nothing there: 0 */
static bool parse_fraction(strv *s, int64_t *ret_us)
{
	int64_t unit = USEC, us = 0;

	*ret_us = 0;
	if (!skip_byte(s, '.'))
		return true;
	if (s->n == 0 || !is_digit(s->p[0]))
		return false;
	for (; s->n > 0 && is_digit(s->p[0]); *s = str_from(*s, 1)) {
		unit /= 10;
		us += unit * (s->p[0] - '0');
	}
	*ret_us = us;
	return true;
}

static bool local_time(const struct tm *tm, int64_t *ret_us)
{
	struct tm copy = *tm;
	time_t t;

	copy.tm_isdst = -1;
	t = mktime(&copy);
	/* mktime() turns February 30 into March 2 and has -1 for errors and for one second of 1969. */
	if (t == (time_t)-1 || copy.tm_mon != tm->tm_mon || copy.tm_mday != tm->tm_mday)
		return false;
	*ret_us = (int64_t)t * USEC;
	return true;
}

static bool utc_time(const struct tm *tm, int64_t east_s, int64_t *ret_us)
{
	struct tm copy = *tm;
	time_t t = timegm(&copy);

	if (copy.tm_mon != tm->tm_mon || copy.tm_mday != tm->tm_mday)
		return false;
	*ret_us = ((int64_t)t - east_s) * USEC;
	return true;
}

/* "@1795224481.5" */
static bool parse_unix(strv s, int64_t *ret_us)
{
	int64_t seconds, fraction;

	if (!skip_byte(&s, '@') || !parse_number(&s, &seconds) || !parse_fraction(&s, &fraction) || s.n > 0)
		return false;
	*ret_us = seconds * USEC + fraction;
	return true;
}

/* "now", "today", "yesterday", "tomorrow" */
static bool parse_named_day(strv s, int64_t now_us, int64_t *ret_us)
{
	static const struct {
		strv name;
		int days;
	} names[] = {{{"today", 5}, 0}, {{"yesterday", 9}, -1}, {{"tomorrow", 8}, 1}};
	time_t now = (time_t)(now_us / USEC);
	struct tm tm;

	if (str_eq(s, STR("now"))) {
		*ret_us = now_us;
		return true;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!str_eq(s, names[i].name) || localtime_r(&now, &tm) == NULL)
			continue;
		tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
		tm.tm_mday += names[i].days;
		tm.tm_isdst = -1;
		*ret_us = (int64_t)mktime(&tm) * USEC;
		return true;
	}
	return false;
}

/* Units of a span, as systemd.time(7) lists them. */
static bool find_unit(strv word, int64_t *ret_us)
{
	static const struct {
		const char *names;
		int64_t us;
	} units[] = {
		{" us usec \xc2\xb5s ", 1},          {" ms msec ", 1000},
		{" s sec second seconds ", USEC},    {" m min minute minutes ", 60 * USEC},
		{" h hr hour hours ", 3600 * USEC},  {" d day days ", 86400 * USEC},
		{" w week weeks ", 604800 * USEC},   {" M month months ", 2629800 * USEC},
		{" y year years ", 31557600 * USEC},
	};
	char spaced[16] = " ";

	if (word.n == 0 || word.n > sizeof(spaced) - 3)
		return false;
	memcpy(spaced + 1, word.p, word.n);
	spaced[word.n + 1] = ' ';
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strstr(units[i].names, spaced) != NULL) {
			*ret_us = units[i].us;
			return true;
		}
	}
	return false;
}

static strv take_unit(strv *s)
{
	size_t n = 0;
	strv word;

	while (n < s->n && !is_digit(s->p[n]) && !is_blank(s->p[n]))
		n++;
	word = str_upto(*s, n);
	*s = str_from(*s, n);
	return word;
}

/* "3h 30min", "1week", "90"; the last without a unit means seconds */
static bool parse_span(strv s, int64_t *ret_us)
{
	int64_t sum = 0;
	int n = 0;

	for (skip_blanks(&s); s.n > 0; skip_blanks(&s)) {
		int64_t number, fraction, unit = USEC, us;
		strv word;

		if (n++ == MAX_SPANS || !parse_number(&s, &number) || !parse_fraction(&s, &fraction))
			return false;
		skip_blanks(&s);
		word = take_unit(&s);
		if (word.n > 0 && !find_unit(word, &unit))
			return false;
		if (__builtin_mul_overflow(number, unit, &us) || __builtin_add_overflow(sum, us, &sum) ||
		    __builtin_add_overflow(sum, (int64_t)((double)fraction / (double)USEC * (double)unit), &sum))
			return false;
	}
	*ret_us = sum;
	return n > 0;
}

/* "-2h", "+5min", "2 days ago", "5min left" */
static bool parse_relative(strv s, int64_t now_us, int64_t *ret_us)
{
	int sign = 0;
	int64_t span;

	if (skip_byte(&s, '-')) {
		sign = -1;
	} else if (skip_byte(&s, '+')) {
		sign = 1;
	} else if (str_ends(s, STR(" ago"))) {
		sign = -1;
		s.n -= 4;
	} else if (str_ends(s, STR(" left"))) {
		sign = 1;
		s.n -= 5;
	}
	return sign != 0 && parse_span(s, &span) && !__builtin_add_overflow(now_us, sign * span, ret_us);
}

/* A number of exactly so many digits, as in "2026", "01" */
static bool parse_digits(strv *s, size_t n, int *ret)
{
	int value = 0;

	if (s->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(s->p[i]))
			return false;
		value = 10 * value + (s->p[i] - '0');
	}
	*s = str_from(*s, n);
	*ret = value;
	return true;
}

/* "2026-11-21", "26-11-21" */
static bool parse_date(strv *s, struct tm *tm)
{
	strv at = *s;
	int year, mon, day;

	if (parse_digits(&at, 4, &year) && skip_byte(&at, '-')) {
		tm->tm_year = year - 1900;
	} else {
		at = *s;
		if (!parse_digits(&at, 2, &year) || !skip_byte(&at, '-'))
			return false;
		tm->tm_year = year + (year < 69 ? 100 : 0);
	}
	if (!parse_digits(&at, 2, &mon) || !skip_byte(&at, '-') || !parse_digits(&at, 2, &day))
		return false;
	tm->tm_mon = mon - 1;
	tm->tm_mday = day;
	*s = at;
	return mon >= 1 && mon <= 12 && day >= 1 && day <= 31;
}

/* "01:28:01.25", "01:28" */
static bool parse_clock(strv *s, struct tm *tm, int64_t *ret_fraction)
{
	strv at = *s;

	*ret_fraction = 0;
	tm->tm_sec = 0;
	if (!parse_digits(&at, 2, &tm->tm_hour) || !skip_byte(&at, ':') || !parse_digits(&at, 2, &tm->tm_min))
		return false;
	if (skip_byte(&at, ':') && (!parse_digits(&at, 2, &tm->tm_sec) || !parse_fraction(&at, ret_fraction)))
		return false;
	*s = at;
	return tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec <= 60;
}

/* "Z", "UTC", "+02:00", "-0530": seconds east */
static bool parse_zone(strv *s, int64_t *ret_east)
{
	int hours, minutes = 0;
	int64_t sign = 1;

	*ret_east = 0;
	if (skip_literal(s, STR("UTC")) || skip_literal(s, STR("GMT")) || skip_byte(s, 'Z') || skip_byte(s, 'z'))
		return true;
	if (skip_byte(s, '-'))
		sign = -1;
	else if (!skip_byte(s, '+'))
		return false;
	if (!parse_digits(s, 2, &hours))
		return false;
	if (skip_byte(s, ':') && s->n == 0)
		return false;
	if (s->n > 0 && !parse_digits(s, 2, &minutes))
		return false;
	*ret_east = sign * (hours * INT64_C(3600) + minutes * INT64_C(60));
	return hours < 24 && minutes < 60;
}

/* "Fri 2026-11-20", "Friday .." */
static void skip_weekday(strv *s)
{
	static const char *const days[] = {"sunday",   "monday", "tuesday", "wednesday",
	                                   "thursday", "friday", "saturday"};
	strv at = *s, word;

	if (!parse_word(&at, &word))
		return;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		if ((word.n == 3 || word.n == strlen(days[i])) && strncasecmp(word.p, days[i], word.n) == 0) {
			skip_blanks(&at);
			*s = at;
			return;
		}
	}
}

/* A date, a time of day or both; a missing date is today, a missing time midnight. */
static bool parse_absolute(strv s, int64_t now_us, int64_t *ret_us)
{
	time_t now = (time_t)(now_us / USEC);
	struct tm tm;
	int64_t fraction = 0, east;
	bool has_date, has_zone, valid;

	if (localtime_r(&now, &tm) == NULL)
		return false;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	skip_weekday(&s);
	has_date = parse_date(&s, &tm);
	if (has_date && s.n > 0 && (s.p[0] == 'T' || is_blank(s.p[0])))
		s = str_trim_left(str_from(s, 1));
	if ((!has_date || (s.n > 0 && is_digit(s.p[0]))) && !parse_clock(&s, &tm, &fraction))
		return false;
	skip_blanks(&s);
	has_zone = s.n > 0;
	if (has_zone && (!parse_zone(&s, &east) || s.n > 0))
		return false;
	valid = has_zone ? utc_time(&tm, east, ret_us) : local_time(&tm, ret_us);
	if (valid)
		*ret_us += fraction;
	return valid;
}

bool timespec_parse(const char *text, int64_t now_us, int64_t *ret_us)
{
	strv s = str_trim(str_of(text));

	return parse_unix(s, ret_us) || parse_named_day(s, now_us, ret_us) || parse_relative(s, now_us, ret_us) ||
		parse_absolute(s, now_us, ret_us);
}
