/*
 * A line of the form of the one before, by the same writer, is decoded, placed and cut on shorter ways (carrier/same.c,
 * assemble/rows.c). Taken on the long ones, every line gives the same events and counts: in all samples, and in those
 * with bytes and lines changed.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "assemble/assembler.h"
#include "carrier/carrier.h"
#include "lines.h"
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
