#include "reports/text/rfc3339.h"

#include "reports/text/digits.h"

static const int64_t second_us = 1000000;
static const int64_t year_0000_s = -62167219200, year_10000_s = 253402300800;

struct date {
	int64_t year;
	unsigned month, day;
};

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

bool rfc3339_can(int64_t realtime_us)
{
	int64_t seconds = floor_div(realtime_us, second_us);

	return seconds >= year_0000_s && seconds < year_10000_s;
}

/* Days since 1970 to the civil calendar, by eras of 400 years that begin on the 1st of March. */
static struct date date_of(int64_t days)
{
	int64_t z = days + 719468, era = floor_div(z, 146097);
	int64_t day_of_era = z - era * 146097;
	int64_t year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;
	unsigned month = (unsigned)(march_month < 10 ? march_month + 3 : march_month - 9);

	return (struct date){year + era * 400 + (month <= 2), month,
	                     (unsigned)(day_of_year - (153 * march_month + 2) / 5 + 1)};
}

static char *write_fixed(char *p, uint64_t v, unsigned n, char after)
{
	p = digits_fixed(p, v, n);
	*p++ = after;
	return p;
}

char *rfc3339_write(char *p, int64_t realtime_us, bool fraction)
{
	int64_t seconds = floor_div(realtime_us, second_us), days = floor_div(seconds, 86400);
	uint64_t us = (uint64_t)(realtime_us - seconds * second_us), of_day = (uint64_t)(seconds - days * 86400);
	struct date d = date_of(days);

	p = write_fixed(p, (uint64_t)d.year, 4, '-');
	p = write_fixed(p, d.month, 2, '-');
	p = write_fixed(p, d.day, 2, 'T');
	p = write_fixed(p, of_day / 3600, 2, ':');
	p = write_fixed(p, of_day / 60 % 60, 2, ':');
	p = digits_fixed(p, of_day % 60, 2);
	if (fraction && us != 0) {
		*p++ = '.';
		p = digits_fixed(p, us, 6);
	}
	*p++ = 'Z';
	return p;
}
