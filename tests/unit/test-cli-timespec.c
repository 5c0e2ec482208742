/* --since, --until: tools/oomlog/timespec.c; --timezone: timezone.c. The command is no library: hence the includes. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <stdlib.h>

#include "tools/oomlog/timespec.c"
#include "tools/oomlog/timezone.c"

/* Sat 2026-11-21 01:28:01.5 UTC */
#define NOW INT64_C(1795224481500000)

static const struct time_case {
	const char *text;
	int64_t us;
} times[] = {
	{"now", NOW},
	{"today", INT64_C(1795219200000000)},
	{"yesterday", INT64_C(1795132800000000)},
	{"tomorrow", INT64_C(1795305600000000)},
	{"@0", 0},
	{"@1795224481.25", INT64_C(1795224481250000)},
	{"2026-11-21 01:28:01", INT64_C(1795224481000000)},
	{"2026-11-21T01:28:01.123456Z", INT64_C(1795224481123456)},
	{"2026-11-21 03:28:01 +02:00", INT64_C(1795224481000000)},
	{"2026-11-20 20:28:01-0500", INT64_C(1795224481000000)},
	{"2026-11-21 01:28:01 UTC", INT64_C(1795224481000000)},
	{"Sat 2026-11-21 01:28", INT64_C(1795224480000000)},
	{"26-11-21", INT64_C(1795219200000000)},
	{"2026-11-21", INT64_C(1795219200000000)},
	{"01:28:01", INT64_C(1795224481000000)},
	{" 01:28 ", INT64_C(1795224480000000)},
	{"-2h", NOW - INT64_C(7200000000)},
	{"+5min", NOW + INT64_C(300000000)},
	{"2h ago", NOW - INT64_C(7200000000)},
	{"1 week 2 days ago", NOW - INT64_C(777600000000)},
	{"3h30min ago", NOW - INT64_C(12600000000)},
	{"1.5h left", NOW + INT64_C(5400000000)},
	{"-90", NOW - INT64_C(90000000)},
	{"-1M", NOW - INT64_C(2629800000000)},
};

static const char *const no_times[] = {
	"",
	" ",
	"soon",
	"2026",
	"2026-13-01",
	"2026-02-30",
	"2026-11-21 25:00",
	"2026-11-21 1:2",
	"12:61",
	"@",
	"@x",
	"@1x",
	"-",
	"2h",
	"-2parsecs",
	"5min ago ago",
	"ago",
	" ago",
	"2026-11-21 01:28 Mars",
	"2026-11-21x",
	"-99999999999999999999h",
	"-999999999999y",
	"01:28:01.",
	"+02:00:00:00",
	"Sat",
};

ParameterizedTestParameters(cli_timespec, understood)
{
	static size_t index[sizeof(times) / sizeof(times[0])];

	for (size_t i = 0; i < sizeof(index) / sizeof(index[0]); i++)
		index[i] = i;
	return cr_make_param_array(size_t, index, sizeof(index) / sizeof(index[0]));
}

ParameterizedTest(size_t *i, cli_timespec, understood)
{
	int64_t us = -1;

	cr_assert(timezone_set("UTC"));
	cr_assert(timespec_parse(times[*i].text, NOW, &us), "%s", times[*i].text);
	cr_assert_eq(us, times[*i].us, "%s: %ld", times[*i].text, (long)us);
}

Test(cli_timespec, not_understood)
{
	int64_t us;

	cr_assert(timezone_set("UTC"));
	for (size_t i = 0; i < sizeof(no_times) / sizeof(no_times[0]); i++)
		cr_assert_not(timespec_parse(no_times[i], NOW, &us), "'%s'", no_times[i]);
}

Test(cli_timespec, local_zone)
{
	int64_t us;

	cr_assert(timezone_set("+05:30"));
	cr_assert(timespec_parse("2026-11-21 06:58:01", NOW, &us));
	cr_assert_eq(us, INT64_C(1795224481000000));
	cr_assert(timespec_parse("today", NOW, &us));
	cr_assert_eq(us, INT64_C(1795199400000000));
}

Test(cli_timezone, known)
{
	static const char *const zones[] = {"UTC", "Z", "+02:00", "-0530", "+2", "CET-1CEST", "EST5EDT,M3.2.0,M11.1.0"};

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		cr_assert(timezone_set(zones[i]), "%s", zones[i]);
}

Test(cli_timezone, unknown)
{
	static const char *const zones[] = {
		"", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "+99", "+2:", "2", "+02:60"};

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		cr_assert_not(timezone_set(zones[i]), "%s", zones[i]);
}
