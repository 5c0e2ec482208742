/* Series of kills over hours and days: the stamps are made, so what a series must say is known. */
#include <criterion/criterion.h>

#include "reports/diagnosis/series.h"
#include "test-render-events.h"

enum { S = 1000000 };
static const int64_t minute = 60ll * S, hour = 3600ll * S, day = 24 * 3600ll * S;
static const int64_t start_us = 1795224483000000; /* 2026-11-21T01:28:03Z */
static const uint64_t mib = 1024 * 1024;

static struct series_table table;

/* A kill of a name in the whole machine of 87 MiB of RAM; its table holds the process `also` too. */
static void add_global(strv comm, int64_t pid, int64_t at, uint64_t anon_mib, int64_t also)
{
	struct oomlog_event *ev = events_global();
	struct oomlog_victim *v = &ev->victims.items[0];

	events_task(ev, also, 100, 0, comm);
	ev->origin.host = STR("web1");
	ev->time.realtime_us = at;
	v->pid = pid;
	v->comm = comm;
	v->anon_rss_bytes = anon_mib * mib;
	v->file_rss_bytes = v->shmem_rss_bytes = 0;
	series_add(&table, ev);
	oomlog_event_unref(ev);
}

static void add_memcg(const char *path, int64_t pid, int64_t at, uint64_t limit_mib, uint64_t anon_mib)
{
	struct oomlog_event *ev = events_memcg();
	struct oomlog_victim *v = &ev->victims.items[0];

	ev->tasks.items[0].pid = pid; /* alone in its cgroup */
	ev->memcg->path = ev->memcg->task_path = str_of(path);
	ev->memcg->memory.usage_bytes = ev->memcg->memory.limit_bytes = limit_mib * mib;
	ev->time.realtime_us = at;
	v->pid = pid;
	v->anon_rss_bytes = anon_mib * mib;
	series_add(&table, ev);
	oomlog_event_unref(ev);
}

static void setup(void)
{
	memset(&table, 0, sizeof(table));
}

static const struct series *of_name(const char *name)
{
	for (size_t i = 0; i < table.n; i++)
		if (str_eq((strv){table.items[i].name, table.items[i].len}, str_of(name)))
			return &table.items[i];
	cr_assert_fail("no series of %s", name);
	return NULL;
}

static struct series_finding judge(const char *name)
{
	struct series_finding f;

	cr_assert(series_is_told(&table, of_name(name)), "%s", name);
	series_judge(of_name(name), &f);
	return f;
}

static void expect_sentence(void (*write)(struct text *, const struct series *, const struct series_finding *),
                            const char *name, const char *want)
{
	struct series_finding f = judge(name);
	struct text t;

	text_init(&t);
	write(&t, of_name(name), &f);
	cr_expect(str_eq(text_str(&t), str_of(want)), "%.*s", (int)t.n, t.buf);
}

static void expect_verdict(const char *name, enum series_verdict want, bool likely)
{
	struct series_finding f = judge(name);

	cr_expect_eq(f.verdict, want, "%s: %s", name, series_verdict_name(f.verdict));
	cr_expect_eq(f.likely, likely, "%s", name);
}

TestSuite(series, .init = setup);

/* --- periods --- */

/* Each night at three, some minutes early or late: cron, whatever else. */
Test(series, every_day)
{
	static const int64_t off[] = {0, 4, -7, 11, 2, -3, 8};
	struct series_finding f;

	for (int i = 0; i < 7; i++)
		add_global(STR("backup"), 100 + i, start_us + i * day + off[i] * minute, 50, 1);
	f = judge("backup");
	cr_expect_eq(f.intervals, 6);
	cr_expect_leq(llabs(f.period_us - day), 2 * minute);
	expect_verdict("backup", SERIES_PERIODIC, true);
	expect_sentence(series_because, "backup",
	                "It comes every 24 h, to within 1 %: look for a timer or a cron job with this period.");
}

/* It does not fail each night: one and three nights are left out. */
Test(series, some_days)
{
	static const int days[] = {0, 1, 2, 4, 5, 8};

	for (int i = 0; i < 6; i++)
		add_global(STR("backup"), 100 + i, start_us + days[i] * day, 50, 1);
	cr_expect_eq(judge("backup").period_us, day);
	expect_verdict("backup", SERIES_PERIODIC, true);
}

/* Four kills are three intervals: possible, no more. Three kills are chance. */
Test(series, few_days)
{
	for (int i = 0; i < 4; i++)
		add_global(STR("four"), 100 + i, start_us + i * day, 50, 1);
	for (int i = 0; i < 3; i++)
		add_global(STR("three"), 100 + i, start_us + i * day, 50, 1);
	expect_verdict("four", SERIES_PERIODIC, false);
	cr_expect_eq(judge("three").period_us, 0);
	cr_expect_neq(judge("three").verdict, SERIES_PERIODIC);
}

/* Every 7.3 h is near to nothing that people write into a crontab. */
Test(series, regular_but_no_timer)
{
	for (int i = 0; i < 6; i++)
		add_memcg("/system.slice/app.service", 100 + i, start_us + i * (7 * hour + 18 * minute), 512, 500);
	cr_expect_eq(judge("/system.slice/app.service").period_us, 7 * hour + 18 * minute);
	expect_verdict("/system.slice/app.service", SERIES_LEAK, false);
	expect_sentence(
		series_because, "/system.slice/app.service",
		"A new process is killed after about 7.3 h each time, as one would be that grows steadily, by "
		"68.5 MiB an hour or more. Its age stands in no report; a load that comes as regularly looks the "
		"same.");
	expect_sentence(series_summary, "/system.slice/app.service",
	                "/system.slice/app.service on host1: 6 kills at its limit, from 2026-11-21 01:28:03 UTC to "
	                "2026-11-22 13:58:03 UTC, every 7.3 h. The victims held 500.0 MiB, always as much: their limit "
	                "decides that.");
}

/* --- growth --- */

/* 10 MiB more each day, and one kill that is far off the line: the fit does not care. */
Test(series, growth_with_an_outlier)
{
	static const uint64_t sizes[] = {10, 20, 30, 40, 3, 60, 70, 80};
	struct series_finding f;

	for (int i = 0; i < 8; i++)
		add_global(STR("grower"), 100 + i, start_us + i * day, sizes[i], 1);
	f = judge("grower");
	cr_assert(f.has_growth);
	cr_expect_eq(f.growth_agreement_percent, 24 * 100 / 28); /* four pairs fall to the 3, all others rise */
	cr_expect_eq((uint64_t)f.growth_bytes_per_hour, 10 * mib / 24);
	expect_sentence(
		series_summary, "grower",
		"grower on web1: 8 kills, from 2026-11-21 01:28:03 UTC to 2026-11-28 01:28:03 UTC, every 24 h. It "
		"held 3.0 MiB to 80.0 MiB when it was killed. From kill to kill that is more, by 426.7 KiB an hour.");
}

/* Up and down: no trend, no rate. */
Test(series, no_growth)
{
	static const uint64_t sizes[] = {50, 20, 60, 10, 55, 30};

	for (int i = 0; i < 6; i++)
		add_global(STR("x"), 100 + i, start_us + i * i * hour, sizes[i], 1);
	cr_expect_not(judge("x").has_growth);
}

Test(series, growth)
{
	struct series_finding f;

	for (int i = 0; i < 8; i++)
		add_global(STR("grower"), 100 + i, start_us + i * (5 * day + i * 3 * hour), 10 + 8 * (uint64_t)i, 1);
	f = judge("grower");
	cr_assert(f.has_growth);
	cr_expect_eq(f.growth_agreement_percent, 100);
	/* 8 MiB in 5 days and some hours */
	cr_expect(f.growth_bytes_per_hour > 8.0 * (double)mib / (5 * 24 + 45) &&
	          f.growth_bytes_per_hour < 8.0 * (double)mib / (5 * 24));
	expect_verdict("grower", SERIES_LEAK, false);
}

/* At a limit all victims are equally large, however long they took: no growth, no rate. */
Test(series, equal_sizes_are_no_growth)
{
	for (int i = 0; i < 6; i++)
		add_memcg("/a", 100 + i, start_us + i * i * hour, 64, 60);
	cr_expect(judge("/a").equal_sizes);
	cr_expect_not(judge("/a").has_growth);
}

/* --- limits --- */

/* Killed seconds after each start: a loop. The limit cannot be right, and 25 % more is a guess that says so. */
Test(series, crash_loop_at_a_limit)
{
	for (int i = 0; i < 5; i++)
		add_memcg("/system.slice/web.service", 100 + i, start_us + i * 12 * S, 512, 500);
	expect_verdict("/system.slice/web.service", SERIES_TOO_SMALL_LIMIT, true);
	cr_expect_eq(judge("/system.slice/web.service").suggested_limit_bytes, 640 * mib);
	expect_sentence(
		series_because, "/system.slice/web.service",
		"4 of the 5 killed had lived no longer than 12.000 s: what it needs soon after its start does not fit "
		"into the limit.");
	expect_sentence(
		series_limit_advice, "/system.slice/web.service",
		"It used up to 512.0 MiB under a limit of 512.0 MiB. With 25 % of headroom: MemoryMax=640M of "
		"web.service. What it would have taken beyond its limit stands in no report: if it reaches the new "
		"one too, it needs more, or leaks.");
	/* "java", the only name in that cgroup, tells nothing new */
	cr_expect_not(series_is_told(&table, of_name("java")));
}

/* Three kills in a day are no reason for another limit. */
Test(series, no_advice_for_rare_kills)
{
	for (int i = 0; i < 3; i++)
		add_memcg("/a", 100 + i, start_us + i * 8 * hour, 512, 500);
	cr_expect_eq(judge("/a").suggested_limit_bytes, 0);
}

/* A container of Kubernetes has a new id after each start; it is the same series, and the advice speaks its words. */
Test(series, kubernetes)
{
	static const char *const ids[] = {"0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
	                                  "1a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
	                                  "2a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9"};
	char path[200];
	struct series_finding f;
	struct text t;

	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "/kubepods/burstable/pod6f1c0000-1111-2222-3333-444455556666/%s", ids[i]);
		add_memcg(path, 100 + i, start_us + i * 5 * minute, 128, 120);
	}
	f = judge("/kubepods/burstable/pod6f1c0000-1111-2222-3333-444455556666/*");
	cr_expect_eq(f.suggested_limit_bytes, 160 * mib);
	text_init(&t);
	series_limit_advice(&t, of_name("/kubepods/burstable/pod6f1c0000-1111-2222-3333-444455556666/*"), &f);
	cr_expect_neq(str_find(text_str(&t), STR("resources.limits.memory: 160Mi.")), SIZE_MAX, "%.*s", (int)t.n,
	              t.buf);
}

/* Twice more, and full each time. */
Test(series, raised_limits)
{
	static const uint64_t limits[] = {256, 512, 512, 1024};

	for (int i = 0; i < 4; i++)
		add_memcg("/a", 100 + i, start_us + i * 3 * day + i * i * hour, limits[i], limits[i] - 4);
	expect_verdict("/a", SERIES_LEAK, false);
	expect_sentence(
		series_because, "/a",
		"Its limit was raised 2 times, from 256.0 MiB to 1.0 GiB, and reached each time: more memory alone "
		"does not end it.");
}

/* Hours, then days, then minutes. */
Test(series, irregular)
{
	static const int64_t hours[] = {0, 5, 90, 91, 130};

	for (int i = 0; i < 5; i++)
		add_memcg("/a", 100 + i, start_us + hours[i] * hour, 512, 500);
	expect_verdict("/a", SERIES_SPIKE, false);
}

/* --- the machine --- */

/* A tenth of the RAM each time: whoever fills the machine, it is not this one. */
Test(series, small_victim)
{
	for (int i = 0; i < 4; i++)
		add_global(STR("sshd"), 100 + i, start_us + i * i * 7 * hour, 9, 1);
	expect_verdict("sshd", SERIES_OVERCOMMIT, false);
}

/* Nothing is said where nothing is known: bare kill lines. */
Test(series, bare_lines)
{
	for (int i = 0; i < 4; i++) {
		struct oomlog_event *ev = events_bare(100 + i, STR("x"), 1);

		series_add(&table, ev);
		oomlog_event_unref(ev);
	}
	expect_verdict("x", SERIES_NO_VERDICT, false);
	cr_expect_eq(judge("x").intervals, 0);
	expect_sentence(series_summary, "x", "x: 4 kills. It held 1.0 MiB when it was killed.");
}

/* A victim that was there at the kill before has lived longer than since then: its start is not known. */
Test(series, old_victims_are_no_restarts)
{
	for (int i = 0; i < 4; i++)
		add_global(STR("worker"), 100 + i, start_us + i * 10 * S, 50, 101 + i);
	cr_expect_eq(of_name("worker")->old, 3);
	cr_expect_eq(of_name("worker")->fresh, 0);
}

/* --- bounds --- */

/* A year of kills: points are thinned out, and what they say stays true. */
Test(series, many_occurrences)
{
	for (int i = 0; i < 366; i++)
		add_global(STR("backup"), 1000 + i, start_us + i * day, 50, 1);
	cr_expect_eq(of_name("backup")->occurrences, 366);
	cr_expect_leq(of_name("backup")->n_points, SERIES_POINTS);
	cr_expect_eq(judge("backup").period_us, day);
	expect_verdict("backup", SERIES_PERIODIC, true);
}

/* Logs in any order of time give the same series. */
Test(series, any_order)
{
	static const int order[] = {5, 2, 0, 6, 1, 4, 3};

	for (int i = 0; i < 7; i++)
		add_global(STR("backup"), 100 + order[i], start_us + order[i] * day, 50, 1);
	cr_expect_eq(judge("backup").period_us, day);
	cr_expect_eq(of_name("backup")->first_us, start_us);
	cr_expect_eq(of_name("backup")->last_us, start_us + 6 * day);
}

/* More names than the table holds: those with the fewest kills make room, and it is told. */
Test(series, full_table)
{
	char name[16];

	for (int k = 0; k < 5; k++)
		add_global(STR("often"), 10 + k, start_us + k * hour, 50, 1);
	for (int i = 0; i < 2 * SERIES_MAX; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		add_global(str_of(name), 1000 + i, start_us + i * minute, 1, 1);
	}
	cr_expect(table.full);
	cr_expect_eq(table.n, SERIES_MAX);
	cr_expect_eq(of_name("often")->kills, 5);
}

/* Stamps and sizes that no machine has. */
Test(series, absurd)
{
	static const int64_t times[] = {INT64_MAX, INT64_MIN + 1, 0, -1, INT64_MAX - 1};
	struct series_finding f;
	struct text t;

	for (int i = 0; i < 5; i++) {
		struct oomlog_event *ev = events_memcg();

		ev->time.realtime_us = times[i];
		ev->time.monotonic_us = -times[i];
		ev->memcg->memory.usage_bytes = UINT64_MAX - 1 - (uint64_t)i;
		ev->memcg->memory.limit_bytes = (UINT64_MAX >> 2) - (uint64_t)i;
		ev->victims.items[0].anon_rss_bytes = i % 2 == 0 ? UINT64_MAX - 1 : 0;
		ev->victims.items[0].pid = i % 2 == 0 ? INT64_MAX : -5;
		series_add(&table, ev);
		oomlog_event_unref(ev);
	}
	for (size_t i = 0; i < table.n; i++) {
		series_judge(&table.items[i], &f);
		text_init(&t);
		series_summary(&t, &table.items[i], &f);
		series_because(&t, &table.items[i], &f);
		series_limit_advice(&t, &table.items[i], &f);
		cr_expect_gt(t.n, 0);
	}
}
