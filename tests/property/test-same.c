/*
 * A line of the form of the one before, by the same writer, is decoded, placed and cut on shorter ways (carrier/same.c,
 * table.c). Taken on the long ones, every line gives the same events and counts: in all samples, and in those
 * with bytes and lines changed.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "assemble/assembler.h"
#include "carrier/carrier.h"
#include "lines.h"
#include "table.h"
#include "tests/support/sample.h"

enum { MOST_LINE = 64 * 1024, MOST_EVENTS = 4096, MUTATED_LINES = 420 };

/* Under the sanitizers a few of the changed ones are enough. */
#ifdef __SANITIZE_ADDRESS__
enum { MUTATIONS = 3 };
#else
enum { MUTATIONS = 24 };
#endif

struct run {
	struct decoder *decoder;
	struct assembler *assembler;
	struct collected all;
};

static void keep(void *ctx, struct oomlog_event *ev)
{
	struct run *run = ctx;

	cr_assert_lt(run->all.n, MOST_EVENTS);
	run->all.events[run->all.n++] = ev;
}

static int take(void *ctx, const struct record *r)
{
	return assembler_record(((struct run *)ctx)->assembler, r);
}

static void read_lines(struct run *run, strv log, bool long_way)
{
	struct lines lines;
	struct line line;

	lines_init(&lines, MOST_LINE);
	for (int rc = 1; log.n > 0 || rc > 0;) {
		if (!long_way)
			table_take(run->decoder, run->assembler, &lines, &log);
		rc = log.n > 0 ? lines_next(&lines, &log, &line) : lines_finish(&lines, &line);
		if (long_way)
			decoder_apart(run->decoder);
		if (rc > 0)
			cr_assert_eq(decoder_line(run->decoder, &line), OOMLOG_OK);
	}
	lines_release(&lines);
	cr_assert_eq(decoder_flush(run->decoder), OOMLOG_OK);
	cr_assert_eq(assembler_finish(run->assembler), OOMLOG_OK);
}

static struct bytes events_of(strv log, bool long_way, struct oomlog_stats *ret)
{
	struct run run = {.all.events = calloc(MOST_EVENTS, sizeof(struct oomlog_event *))};
	struct oomlog_options opt;
	struct bytes out;

	oomlog_options_init(&opt);
	opt.newest_us = INT64_C(1795224884000000);
	cr_assert_not_null(run.all.events);
	cr_assert_eq(assembler_new(&run.assembler, &opt, keep, &run), OOMLOG_OK);
	cr_assert_eq(decoder_new(&run.decoder, NULL, MOST_LINE, take, &run), OOMLOG_OK);
	assembler_reset_stats(run.assembler);
	assembler_input(run.assembler, "input.log", opt.newest_us, false);
	read_lines(&run, log, long_way);
	cr_assert_eq(collect_render(&run.all, "ndjson", &out), OOMLOG_OK);
	*ret = (struct oomlog_stats){.size = sizeof(*ret)};
	assembler_get_stats(run.assembler, ret);
	collect_release(&run.all);
	decoder_free(run.decoder);
	assembler_free(run.assembler);
	return out;
}

static void check(const char *name, strv log)
{
	struct oomlog_stats short_stats, long_stats;
	struct bytes short_out = events_of(log, false, &short_stats), long_out = events_of(log, true, &long_stats);

	sample_assert_same(name, &short_out, &long_out);
	cr_expect_arr_eq(&short_stats, &long_stats, sizeof(short_stats), "%s", name);
	free(short_out.p);
	free(long_out.p);
}

Test(same, samples, .timeout = 600)
{
	struct sample s = {0};

	while (sample_next(&s))
		check(s.name, (strv){s.log.p, s.log.n});
}

static unsigned next(unsigned *seed)
{
	return (*seed = *seed * 1103515245u + 12345u) / 65536;
}

/* Bytes that mean something to a carrier, to a row, or to nobody. */
static void change_bytes(char *p, size_t n, unsigned *seed)
{
	static const char bytes[] = " \t\n[]-:.0123456789abT\\#=&\x1b\xc2\xff";

	for (size_t k = 1 + next(seed) % 8; k > 0; k--)
		p[next(seed) % n] = bytes[next(seed) % (sizeof(bytes) - 1)];
}

/* Some lines are written twice, left out, or the last of their bytes are. */
static size_t change_lines(char *to, strv report, unsigned *seed)
{
	strv line;
	size_t n = 0;

	while (sample_line(&report, &line)) {
		unsigned what = next(seed) % 64;

		if (what == 1)
			continue;
		if (what == 2)
			line.n = next(seed) % line.n;
		for (int times = what == 3 ? 2 : 1; times > 0; times--) {
			memcpy(to + n, line.p, line.n);
			n += line.n;
		}
	}
	return n;
}

Test(same, changed_samples, .timeout = 600)
{
	struct sample s = {0};
	unsigned seed = 7;

	while (sample_next(&s)) {
		strv report = sample_report(&s, 2, MUTATED_LINES);
		char *log = malloc(report.n * 2 + 1), name[300];

		cr_assert_not_null(log);
		for (unsigned k = 0; k < MUTATIONS && report.n > 0; k++) {
			size_t n = change_lines(log, report, &seed);

			if (n > 0 && k % 4 != 0)
				change_bytes(log, n, &seed);
			snprintf(name, sizeof(name), "%s, change %u", s.name, k);
			check(name, (strv){log, n});
		}
		free(log);
	}
}

/* --- tables of all kinds of rows --- */

enum { TABLE_ROWS = 150, LONGEST_LINE = 400 };

static const struct era {
	const char *columns, *pid;
	unsigned widths[12];
} eras[] = {
	{"[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name", "[%5d]", {5, 5, 8, 8, 7, 8, 13}},
	{"[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
         "[%7d]",
         {5, 5, 8, 8, 8, 8, 13}},
	{"[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name",
         "[%7d]",
         {5, 5, 8, 8, 8, 8, 9, 8, 8, 13}},
	{"[ pid ]   uid  tgid total_vm      rss cpu oom_adj oom_score_adj name", "[%5d]", {5, 5, 8, 8, 3, 7, 13}},
	{"[ pid ]   uid  tgid total_vm      rss new_column oom_score_adj name", "[%5d]", {5, 5, 8, 8, 9, 13}},
};

/* Mostly small; now and then as wide as its column, wider, negative, or with what no number has. */
static int number(char *to, size_t room, unsigned width, unsigned *seed)
{
	static const char *const odd[] = {"-1000",     "-1",
	                                  "1234567",   "12345678",
	                                  "123456789", "18446744073709551615",
	                                  "-",         "1.5",
	                                  "",          "99999999999999999999",
	                                  "\t7",       "-12345678",
	                                  "0x1",       "--1"};

	if (next(seed) % 24 == 0)
		return snprintf(to, room, " %*s", (int)width, odd[next(seed) % (sizeof(odd) / sizeof(odd[0]))]);
	return snprintf(to, room, " %*u", (int)width, next(seed) % (next(seed) % 4 == 0 ? 32768 : 100));
}

static size_t table_row(char *to, const struct era *era, unsigned *seed)
{
	static const char *const names[] = {"systemd",
	                                    "sh",
	                                    "x",
	                                    "(sd-pam)",
	                                    "kworker/0:1",
	                                    "a=3Db",
	                                    "x\\x41",
	                                    "a&lt;b",
	                                    "end]",
	                                    "a b",
	                                    " lead",
	                                    "tail ",
	                                    "\xc2\xa0",
	                                    "\x1b[1m",
	                                    "exactly-fifteen",
	                                    "more-than-fifteen-bytes",
	                                    "#012",
	                                    "^M",
	                                    "quoted`",
	                                    "br<br>",
	                                    ""};
	size_t n = (size_t)snprintf(to, LONGEST_LINE, era->pid, next(seed) % 16 == 0 ? 4194304 : next(seed));

	for (size_t i = 0; i < 12 && era->widths[i] > 0; i++)
		n += (size_t)number(to + n, LONGEST_LINE - n, era->widths[i], seed);
	return n +
		(size_t)snprintf(to + n, LONGEST_LINE - n, " %s",
	                         names[next(seed) % (next(seed) % 4 == 0 ? sizeof(names) / sizeof(names[0]) : 5)]);
}

/* The clock goes on a little, stands still, leaps, or goes back. */
static size_t prefix(char *to, unsigned carrier, uint64_t *us, unsigned *seed)
{
	static const int64_t steps[] = {0, 0, 31, 40, 1000, 999999, 1000000, 3000000, 70000000, -40, -6000000};
	static const unsigned likely = 5;
	unsigned seconds;

	*us += (uint64_t)steps[next(seed) % (next(seed) % 8 == 0 ? sizeof(steps) / sizeof(steps[0]) : likely)];
	seconds = (unsigned)(*us / 1000000) % 60;
	switch (carrier) {
	case 0:
		return (size_t)sprintf(to, "[%5u.%06u] ", (unsigned)(*us / 1000000), (unsigned)(*us % 1000000));
	case 1:
		return (size_t)sprintf(to, "Oct  1 00:10:%02u node-17 kernel: [%5u.%06u] ", seconds,
		                       (unsigned)(*us / 1000000), (unsigned)(*us % 1000000));
	case 2:
		return (size_t)sprintf(to, "Oct  1 00:10:%02u node-17 kernel: ", seconds);
	default:
		return (size_t)sprintf(to, "2026-10-01T00:10:%02u.%06u+00:00 node-17 kernel: [%5u.%06u] ", seconds,
		                       (unsigned)(*us % 1000000), (unsigned)(*us / 1000000), (unsigned)(*us % 1000000));
	}
}

static size_t add_line(char *to, unsigned carrier, uint64_t *us, const char *text, unsigned *seed)
{
	size_t n = prefix(to, carrier, us, seed);

	return n + (size_t)sprintf(to + n, "%s\n", text);
}

static size_t table_log(char *to, unsigned carrier, const struct era *era, unsigned *seed)
{
	uint64_t us = UINT64_C(5000000000);
	char row[LONGEST_LINE];
	size_t n = 0;

	for (unsigned report = 0; report < 2; report++) {
		n += add_line(to + n, carrier, &us,
		              "java invoked oom-killer: gfp_mask=0x140cca, order=0, oom_score_adj=0", seed);
		n += add_line(to + n, carrier, &us, era->columns, seed);
		for (unsigned i = 0; i < TABLE_ROWS; i++) {
			size_t length = table_row(row, era, seed);

			n += add_line(to + n, carrier, &us, row, seed);
			if (next(seed) % 64 == 0) { /* the same once more */
				memcpy(to + n, to + n - length - 1, length + 1);
				n += length + 1;
			}
			if (next(seed) % 64 == 0)
				n += add_line(to + n, carrier, &us, "usb 1-1: new high-speed USB device", seed);
		}
		n += add_line(to + n, carrier, &us,
		              "Out of memory: Killed process 77 (java) total-vm:4kB, anon-rss:4kB, file-rss:0kB, "
		              "shmem-rss:0kB, UID:0 pgtables:4kB oom_score_adj:0",
		              seed);
	}
	return n;
}

Test(same, tables, .timeout = 600)
{
	enum { CARRIERS = 4, ERAS = sizeof(eras) / sizeof(eras[0]) };
	char *log = malloc((size_t)8 * TABLE_ROWS * LONGEST_LINE), name[64];
	unsigned seed = 11;

	cr_assert_not_null(log);
	for (unsigned k = 0; k < CARRIERS * ERAS * MUTATIONS; k++) {
		size_t n = table_log(log, k % CARRIERS, &eras[k / CARRIERS % ERAS], &seed);

		snprintf(name, sizeof(name), "table %u", k);
		check(name, (strv){log, n});
	}
	free(log);
}
