/* What a log covers: read by the parser, added up for people. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "reports/diagnosis/coverage.h"
#include "test-render-events.h"

static struct oomlog_parser *parser;

static void parse(const char *name, const char *log, bool continues)
{
	if (parser == NULL)
		cr_assert_eq(oomlog_parser_new(&parser, NULL), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_input(parser, name, OOMLOG_ABSENT, continues), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_feed_bytes(parser, log, strlen(log)), (ptrdiff_t)strlen(log));
}

static void teardown(void)
{
	parser = oomlog_parser_free(parser);
}

TestSuite(coverage, .fini = teardown);

static const struct oomlog_coverage *at(size_t i, size_t of)
{
	const struct oomlog_coverage *c;

	cr_assert_eq(oomlog_parser_finish(parser), OOMLOG_OK); /* which reads the last lines */
	c = oomlog_parser_coverage(parser, i);
	cr_assert_not_null(c);
	cr_assert_not_null(oomlog_parser_coverage(parser, of - 1));
	cr_assert_null(oomlog_parser_coverage(parser, of));
	return c;
}

static void expect_str(strv got, const char *want)
{
	cr_expect(str_eq(got, str_of(want)), "%.*s, not %s", (int)got.n, got.p, want);
}

Test(coverage, one_boot)
{
	parse("dmesg",
	      "[    0.000000] Linux version 6.1.0 (me@host) #1 SMP\n[    1.500000] usb 1-1: x\n[   99.250000] eth0: link up\n",
	      false);
	cr_assert_eq(oomlog_parser_finish(parser), OOMLOG_OK);

	const struct oomlog_coverage *c = at(0, 1);

	expect_str(c->input, "dmesg");
	cr_expect_null(c->host.p);
	cr_expect_eq(c->first_monotonic_us, 0);
	cr_expect_eq(c->last_monotonic_us, 99250000);
	cr_expect_eq(c->first_us, OOMLOG_ABSENT);
	cr_expect_eq(c->kernel_lines, 3);
	cr_expect_eq(c->gaps, 0);
	cr_expect(c->exact);
}

/* Kernels of 2.6.24 to 4.4 print a few lines before they say their name. */
Test(coverage, lines_before_the_version)
{
	parse("dmesg",
	      "[    0.000000] Initializing cgroup subsys cpuset\n[    0.000000] Initializing cgroup subsys cpu\n"
	      "[    0.000000] Linux version 3.16.0 (me@host) #1 SMP\n[   99.500000] usb 1-1: x\n"
	      "[    0.000000] Initializing cgroup subsys cpuset\n[    0.000000] Linux version 3.16.0 (me@host) #1 SMP\n"
	      "[    0.000000] Linux version 3.16.0 (me@host) #1 SMP\n",
	      false);

	cr_expect_eq(at(0, 3)->kernel_lines, 4);
	cr_expect_eq(at(1, 3)->kernel_lines, 2);
	cr_expect_eq(at(2, 3)->kernel_lines, 1);
}

/* Where no boot is named, it ends where the clock begins again, or where a kernel says its name. */
Test(coverage, boots)
{
	parse("kern.log",
	      "2026-11-20T10:00:00.000000+00:00 web1 kernel: [  100.000000] a\n"
	      "2026-11-20T11:00:00.000000+00:00 web1 kernel: [ 3700.000000] b\n"
	      "2026-11-20T12:00:00.000000+00:00 web1 kernel: [    0.000000] Linux version 6.1.0 (me@host) #1 SMP\n"
	      "2026-11-20T12:00:05.000000+00:00 web1 kernel: [    5.000000] c\n"
	      "2026-11-20T13:00:00.000000+00:00 web1 kernel: Linux version 6.1.1 (me@host) #1 SMP\n"
	      "2026-11-20T13:00:01.000000+00:00 web1 kernel: d\n",
	      false);

	const struct oomlog_coverage *c = at(0, 3);

	expect_str(c->host, "web1");
	cr_expect_eq(c->kernel_lines, 2);
	cr_expect_eq(c->last_monotonic_us, 3700000000);
	c = at(1, 3);
	cr_expect_eq(c->first_monotonic_us, 0);
	cr_expect_eq(c->last_monotonic_us, 5000000);
	cr_expect_eq(c->last_us - c->first_us, 5000000); /* the next boot's first line is not of this one */
	cr_expect_eq(c->kernel_lines, 2);
	c = at(2, 3);
	cr_expect_eq(c->last_us - c->first_us, 1000000);
	cr_expect_eq(c->kernel_lines, 2);
	cr_expect_eq(c->steps_back, 0);
}

Test(coverage, hosts_and_programs)
{
	parse("all.log",
	      "2026-11-20T10:00:00.000000+00:00 web1 kernel: a\n"
	      "2026-11-20T10:00:01.000000+00:00 db1 sshd[4]: b\n"
	      "2026-11-20T09:00:00.000000+00:00 web1 kernel: c\n"
	      "2026-11-20T10:00:03.000000+00:00 db1 kernel: d\n",
	      false);

	const struct oomlog_coverage *c = at(0, 2);

	expect_str(c->host, "web1");
	cr_expect_eq(c->steps_back, 1);
	cr_expect_eq(c->last_us - c->first_us, 3600000000);
	c = at(1, 2);
	expect_str(c->host, "db1");
	cr_expect_eq(c->kernel_lines, 1);
	cr_expect_eq(c->program_lines, 1);
}

/* Sequence numbers of kmsg, and the kernel's own words. */
Test(coverage, gaps)
{
	parse("kmsg", "6,10,1000,-;a\n6,11,2000,-;b\n6,20,3000,-;c\n4,21,4000,-;printk: 7 printk messages dropped\n",
	      false);

	const struct oomlog_coverage *c = at(0, 1);

	cr_expect_eq(c->gaps, 2);
	cr_expect_eq(c->lost, 8 + 7);
}

/* The pieces of a rotated log are one. */
Test(coverage, pieces)
{
	parse("kern.log.1", "2026-11-20T10:00:00.000000+00:00 web1 kernel: a\n", false);
	parse("kern.log", "2026-11-20T10:30:00.000000+00:00 web1 kernel: b\n", true);

	const struct oomlog_coverage *c = at(0, 1);

	expect_str(c->input, "kern.log.1");
	cr_expect_eq(c->last_us - c->first_us, 1800000000);
	parse("other", "2026-11-20T10:30:00.000000+00:00 web1 kernel: b\n", false);
	expect_str(at(0, 1)->input, "other");
}

/* Behind the first lines quiet text is passed over: of a host that stands only there nothing is known. */
Test(coverage, quiet_text)
{
	static char log[200000];
	size_t n = 0;
	const struct oomlog_coverage *c;

	for (int i = 0; i < 2000; i++)
		n += (size_t)snprintf(log + n, sizeof(log) - n, "2026-11-20T10:%02d:%02d.000000+00:00 %s kernel: x\n",
		                      i / 60 % 60, i % 60, i >= 100 && i < 1800 ? "db1" : "web1");
	parse("all.log", log, false);
	c = at(0, 2);
	expect_str(c->host, "web1");
	cr_expect(c->exact);
	cr_expect_eq(c->last_us - c->first_us, 1999ll * 1000000);
	c = at(1, 2);
	expect_str(c->host, "db1");
	cr_expect_not(c->exact);
	cr_expect_lt(c->last_us - c->first_us, 1699ll * 1000000);
}

/* More hosts than the table holds: the last place is for all others. */
Test(coverage, many_hosts)
{
	static char log[200000];
	size_t n = 0;
	const struct oomlog_coverage *c;

	cr_assert_eq(oomlog_parser_new(&parser,
	                               &(struct oomlog_options){.size = sizeof(struct oomlog_options),
	                                                        .newest_us = OOMLOG_ABSENT,
	                                                        .boot_realtime_us = OOMLOG_ABSENT,
	                                                        .no_prefilter = true}),
	             OOMLOG_OK);
	for (int i = 0; i < 600; i++)
		n += (size_t)snprintf(log + n, sizeof(log) - n, "2026-11-20T10:00:00.000000+00:00 h%d kernel: x\n",
		                      i % 300);
	parse("all.log", log, false);
	c = at(255, 256);
	cr_expect(c->others);
	cr_expect_eq(c->kernel_lines, 2 * 45);
	expect_str(at(254, 256)->host, "h254");
}

/* --- for people --- */

static const int64_t hour = 3600ll * 1000000, day0 = 1795132800ll * 1000000; /* 2026-11-20T00:00:00Z */

static struct oomlog_coverage part(const char *host, int64_t from, int64_t to)
{
	return (struct oomlog_coverage){.size = sizeof(struct oomlog_coverage),
	                                .input = STR("kern.log"),
	                                .host = str_of(host),
	                                .first_us = day0 + from * hour,
	                                .last_us = day0 + to * hour,
	                                .first_monotonic_us = OOMLOG_ABSENT,
	                                .last_monotonic_us = OOMLOG_ABSENT,
	                                .kernel_lines = 5,
	                                .exact = true};
}

static void expect_words(const struct coverage_host *h, const char *want)
{
	struct text t;

	text_init(&t);
	coverage_words(&t, h);
	cr_expect(str_eq(text_str(&t), str_of(want)), "%.*s", (int)t.n, t.buf);
}

static struct coverage all;

/* Two boots of one log: the time between them is covered, the machine was down. */
Test(coverage, boots_of_one_log)
{
	struct oomlog_coverage a = part("web1", 1, 2), b = part("web1", 5, 6);
	struct text t;

	coverage_add(&all, &a);
	coverage_add(&all, &b);
	cr_assert_eq(all.n, 1);
	cr_expect_eq(all.hosts[0].n_spans, 1);
	text_init(&t);
	cr_expect_not(coverage_holes(&t, &all.hosts[0]));
	expect_words(&all.hosts[0], "web1, 2 boots, from 2026-11-20 01:00:00 UTC to 2026-11-20 06:00:00 UTC, 0 gaps");
}

/* Two logs: nobody knows what was between them, until a third one covers it. */
Test(coverage, holes)
{
	struct oomlog_coverage a = part("web1", 1, 2), b = part("web1", 5, 6), c = part("web1", 2, 5);
	struct text t;

	coverage_add(&all, &b);
	coverage_end_log(&all);
	coverage_add(&all, &a);
	coverage_end_log(&all);
	text_init(&t);
	cr_assert(coverage_holes(&t, &all.hosts[0]));
	expect_str(text_str(&t), "from 2026-11-20 02:00:00 UTC to 2026-11-20 05:00:00 UTC");
	coverage_add(&all, &c);
	text_init(&t);
	cr_expect_not(coverage_holes(&t, &all.hosts[0]));
	cr_expect_eq(all.hosts[0].n_spans, 1);
}

Test(coverage, window)
{
	struct oomlog_coverage a = part("web1", 3, 6);
	struct text t;

	coverage_add(&all, &a);
	text_init(&t);
	cr_expect_not(coverage_outside(&t, &all.hosts[0], day0 + 3 * hour, day0 + 6 * hour));
	cr_expect_not(coverage_outside(&t, &all.hosts[0], OOMLOG_ABSENT, day0 + 4 * hour));
	cr_expect(coverage_outside(&t, &all.hosts[0], day0, day0 + 9 * hour));
	expect_str(text_str(&t),
	           "nothing before 2026-11-20 03:00:00 UTC and nothing after 2026-11-20 06:00:00 UTC was read");
	text_init(&t);
	cr_expect(coverage_outside(&t, &all.hosts[0], day0 + 7 * hour, OOMLOG_ABSENT));
	expect_str(text_str(&t), "all that was read is from 2026-11-20 03:00:00 UTC to 2026-11-20 06:00:00 UTC");
}

Test(coverage, many_spans_and_absurd_times)
{
	struct oomlog_coverage c = part("web1", 0, 0);
	struct text t;

	for (int i = 0; i < 100; i++) {
		c = part("web1", i * 2, i * 2 + 1);
		coverage_add(&all, &c);
		coverage_end_log(&all);
	}
	cr_expect_eq(all.hosts[0].n_spans, COVERAGE_SPANS);
	text_init(&t);
	cr_expect(coverage_holes(&t, &all.hosts[0]));
	cr_expect(str_ends(text_str(&t), STR(" UTC, and others")));
	c.first_us = INT64_MIN + 1;
	c.last_us = INT64_MAX;
	coverage_add(&all, &c);
	cr_expect_eq(all.hosts[0].n_spans, 1);
	text_init(&t);
	coverage_words(&t, &all.hosts[0]);
	cr_expect_gt(t.n, 0);
}
