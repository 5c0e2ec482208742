/* A log whose blocks were scanned by somebody else gives the same events, wherever it was cut, and the same counts. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include <oomlog/scan.h>

#include "tests/support/sample.h"

static void check(const char *name, strv log, size_t most, unsigned seed)
{
	struct collected plain, scanned;
	struct bytes plain_out, scanned_out;

	cr_assert_eq(collect_bytes(log.p, log.n, 0, NULL, &plain), OOMLOG_OK);
	cr_assert_eq(collect_scanned(log.p, log.n, most, seed, NULL, &scanned), OOMLOG_OK);
	cr_assert_eq(collect_render(&plain, "ndjson", &plain_out), OOMLOG_OK);
	cr_assert_eq(collect_render(&scanned, "ndjson", &scanned_out), OOMLOG_OK);
	sample_assert_same(name, &scanned_out, &plain_out);
	sample_assert_same_counts(name, &scanned, &plain);
	collect_release(&plain);
	collect_release(&scanned);
	free(plain_out.p);
	free(scanned_out.p);
}

/* Under the sanitizers each sample is cut in one way only: all would take them many minutes. */
#ifdef __SANITIZE_ADDRESS__
enum { STEP = 4 };
#else
enum { STEP = 1 };
#endif

Test(scanned, samples_in_quiet_text)
{
	static const size_t sizes[] = {300, 5000, 70000, 300000};
	struct sample s = {0};

	while (sample_next(&s)) {
		struct bytes log = sample_in_quiet_text(&s);

		for (size_t k = s.n % STEP; log.p != NULL && k < sizeof(sizes) / sizeof(sizes[0]); k += STEP)
			check(s.name, (strv){log.p, log.n}, sizes[k], (unsigned)(s.n * 31 + k));
		free(log.p);
	}
}

/* As they are: the first lines are read whether they hold anything or not, some are UTF-16. */
Test(scanned, samples)
{
	static const size_t sizes[] = {1, 40, 70000};
	struct sample s = {0};

	while (sample_next(&s)) {
		size_t k = s.n % (sizeof(sizes) / sizeof(sizes[0]));

		/* a scan is some kilobytes: a small sample for the smallest blocks */
		check(s.name, (strv){s.log.p, k > 0 || s.log.n < 20000 ? s.log.n : 20000}, sizes[k], (unsigned)s.n);
	}
}

/* "\n" that comes alone waits for the next byte, which is another block's: its line is not one of that block's. */
Test(scanned, a_first_block_of_one_byte)
{
	static const char first[] = "\n";
	char block[40000];
	struct oomlog_scan scan = {.size = sizeof(scan)};
	struct oomlog_stats stats = {.size = sizeof(stats)};
	struct oomlog_parser *p;

	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = i % 40 == 39 ? '\n' : 'x';
	memcpy(block + 30000, "Killed process 1 (x)", 20);
	cr_assert_eq(oomlog_parser_new(&p, NULL), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_feed_bytes(p, first, 1), 1);
	cr_assert_eq(oomlog_scan(block, sizeof(block), &scan), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_feed_scanned(p, block, sizeof(block), &scan, 0), sizeof(block));
	cr_assert_eq(oomlog_parser_finish(p), OOMLOG_OK);
	oomlog_parser_get_stats(p, &stats);
	cr_expect_eq(stats.lines, 1 + sizeof(block) / 40);
	oomlog_parser_free(p);
}

static struct oomlog_scan scan_of(const char *block, size_t n)
{
	struct oomlog_scan scan = {.size = sizeof(scan)};

	cr_assert_eq(oomlog_scan(block, n, &scan), OOMLOG_OK);
	return scan;
}

Test(scanned, what_a_scan_holds)
{
	static const char text[] = "quiet\nKilled process 7 (a), Killed process 8 (b)\n\nx oom-kill:\nend";
	struct oomlog_scan scan = scan_of(text, sizeof(text) - 1), none = scan_of("", 0);

	cr_expect_eq(scan.scanned, sizeof(text) - 1);
	cr_expect_eq(scan.newlines, 4);
	cr_assert_eq(scan.n_hits, 2);
	cr_expect_eq(scan.hits[0].at, 6);
	cr_expect_eq(scan.hits[0].newlines, 1);
	cr_expect_eq(scan.hits[1].at, 52);
	cr_expect_eq(scan.hits[1].newlines, 3);
	cr_expect_eq(none.scanned + none.newlines + none.n_hits, 0);
}

Test(scanned, more_hits_than_there_is_room_for)
{
	static const char line[] = "Killed process 7 (a)\n";
	enum { LINES = OOMLOG_SCAN_HITS + 20, LENGTH = sizeof(line) - 1 };
	struct oomlog_scan scan;
	char *text = malloc(LINES * LENGTH);

	cr_assert_not_null(text);
	for (size_t i = 0; i < LINES; i++)
		memcpy(text + i * LENGTH, line, LENGTH);
	scan = scan_of(text, LINES * LENGTH);
	cr_expect_eq(scan.n_hits, OOMLOG_SCAN_HITS);
	cr_expect_eq(scan.scanned, OOMLOG_SCAN_HITS * LENGTH - 1);
	cr_expect_eq(scan.newlines, OOMLOG_SCAN_HITS - 1);
	check("many hits", (strv){text, LINES * LENGTH}, LINES * LENGTH, 1);
	free(text);
}

Test(scanned, wrong_arguments_are_refused)
{
	struct oomlog_scan scan = {.size = 1};
	struct oomlog_parser *p;

	cr_assert_eq(oomlog_parser_new(&p, NULL), OOMLOG_OK);
	cr_expect_eq(oomlog_scan("x", 1, &scan), OOMLOG_E_INVALID);
	cr_expect_eq(oomlog_parser_feed_scanned(p, "x", 1, &scan, 0), OOMLOG_E_INVALID);
	scan = scan_of("xy", 2);
	cr_expect_eq(oomlog_parser_feed_scanned(p, "x", 1, &scan, 0), OOMLOG_E_INVALID);
	cr_expect_eq(oomlog_parser_feed_scanned(p, "xy", 2, &scan, 3), OOMLOG_E_INVALID);
	cr_expect_eq(oomlog_parser_feed_scanned(p, "xy", 2, &scan, 0), 2);
	oomlog_parser_free(p);
}
