/* A log that was read in blocks, whose digests were joined in any order and sent, gives what one reader sees. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/digests.h"
#include "tests/support/sample.h"

/* What is compared with; of each log once. */
struct whole {
	const char *name;
	strv log;
	struct collected all;
	struct bytes out;
};

static void whole_read(struct whole *w, const char *name, strv log)
{
	*w = (struct whole){.name = name, .log = log};
	cr_assert_eq(collect_bytes(log.p, log.n, 0, NULL, &w->all), OOMLOG_OK);
	cr_assert_eq(collect_render(&w->all, "ndjson", &w->out), OOMLOG_OK);
}

static void whole_free(struct whole *w)
{
	collect_release(&w->all);
	free(w->out.p);
}

/* The one digest that is left is the one of the whole log. */
static void check_form(const struct whole *w, const struct oomlog_digest *joined, uint64_t keep_lines)
{
	struct oomlog_digest *whole;
	size_t size = oomlog_digest_write(joined, NULL, 0);
	char *a, *b;

	cr_assert_eq(oomlog_digest_new(&whole, w->log.p, w->log.n, 0, keep_lines), OOMLOG_OK);
	cr_assert_eq(oomlog_digest_write(whole, NULL, 0), size, "%s", w->name);
	cr_assert_eq(oomlog_digest_bytes(joined), w->log.n, "%s", w->name);
	a = malloc(size);
	b = malloc(size);
	cr_assert(a != NULL && b != NULL);
	oomlog_digest_write(whole, a, size);
	oomlog_digest_write(joined, b, size);
	cr_assert_eq(memcmp(a, b, size), 0, "%s: the joined digest is another than the whole log's", w->name);
	free(a);
	free(b);
	oomlog_digest_free(whole);
}

static void check(const struct whole *w, size_t most, uint64_t keep_lines, unsigned seed)
{
	struct digests all = digests_cut(w->log.p, w->log.n, most, keep_lines, &seed);
	size_t left = seed / 7 % 2 == 0 ? 1 : 1 + all.n / 3, asked;
	struct collected got;
	struct bytes out;

	digests_join(&all, left, &seed);
	if (all.n == 1)
		check_form(w, all.items[0], keep_lines);
	cr_assert_eq(collect_digests(w->log.p, &all, NULL, &got, &asked), OOMLOG_OK);
	cr_assert_eq(collect_render(&got, "ndjson", &out), OOMLOG_OK);
	sample_assert_same(w->name, &out, &w->out);
	sample_assert_same_counts(w->name, &got, &w->all);
	cr_expect(keep_lines < 10000 || asked == 0 || w->all.stats.lines < 256, "%s: %zu gaps wanted", w->name, asked);
	collect_release(&got);
	free(out.p);
	digests_free(&all);
}

/* Cuts of a byte or a few take as many joins as the log has bytes. */
static strv some(strv log, size_t most)
{
	return most < 100 ? str_upto(log, 6000) : log;
}

static void check_log(const char *name, strv log, unsigned seed)
{
	static const size_t sizes[] = {3, 40, 700, 20000, 300000};
	static const uint64_t keeps[] = {0, 5, 20000};

	for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
		struct whole w;

		whole_read(&w, name, some(log, sizes[k]));
		check(&w, sizes[k], keeps[(seed + k) % 3], seed * 31 + (unsigned)k);
		whole_free(&w);
	}
}

Test(digest, samples)
{
	struct sample s = {0};

	while (sample_next(&s))
		check_log(s.name, (strv){s.log.p, s.log.n}, (unsigned)s.n);
}

Test(digest, samples_in_quiet_text)
{
	struct sample s = {0};

	while (sample_next(&s)) {
		struct bytes log = sample_in_quiet_text(&s);

		if (log.p != NULL)
			check_log(s.name, (strv){log.p, log.n}, (unsigned)s.n);
		free(log.p);
	}
}

/* Lines of any length and bytes of any value, with words that may begin an event and are cut by the borders. */
static strv noise(char *room, size_t size, unsigned seed)
{
	static const char *const words[] = {
		"invoked oom-killer: ", "Killed process 7 (x)", "oom-kill:", "Mem-Info:", "\n", "\n\n", "kernel: "};
	size_t n = 0;

	while (n < size - 40) {
		const char *word = words[(seed = seed * 1103515245u + 12345u) / 65536 % 7];
		size_t quiet = seed / 4096 % 200;

		for (size_t i = 0; i < quiet && n < size - 40; i++) {
			seed = seed * 1103515245u + 12345u;
			room[n++] = seed / 65536 % 30 == 0 ? '\n' : (char)(seed >> 20);
		}
		memcpy(room + n, word, strlen(word));
		n += strlen(word);
	}
	return (strv){room, n};
}

Test(digest, noise)
{
	static char room[40000];

	for (unsigned seed = 0; seed < 40; seed++)
		check_log("noise", noise(room, sizeof(room), seed), seed);
}

static struct oomlog_digest *digest_of(const char *text, uint64_t offset)
{
	struct oomlog_digest *d;

	cr_assert_eq(oomlog_digest_new(&d, text, strlen(text), offset, 0), OOMLOG_OK);
	return d;
}

Test(digest, a_quiet_block_is_a_few_lines)
{
	enum { LINES = 100000 };
	char *text = malloc(LINES * 10 + 1);
	struct oomlog_digest *d;

	cr_assert_not_null(text);
	for (size_t i = 0; i < LINES; i++)
		memcpy(text + i * 10, "all quiet\n", 11);
	d = digest_of(text, 5);
	cr_expect_eq(oomlog_digest_bytes(d), LINES * 10);
	cr_expect_eq(oomlog_digest_lines(d), LINES);
	cr_expect_eq(oomlog_digest_offset(d), 5);
	cr_expect_eq(oomlog_digest_text(d), 30); /* the first line and the last two */
	cr_expect_eq(oomlog_digest_gap(d, 10), (LINES - 3) * 10);
	cr_expect_eq(oomlog_digest_gap(d, 9), 0);
	cr_expect_eq(oomlog_digest_gap(d, 11), (LINES - 3) * 10 - 1);
	oomlog_digest_free(d);
	free(text);
}

Test(digest, a_word_on_the_border_is_found)
{
	struct oomlog_digest *a = digest_of("1\n2\n3\n4\n5\n6\nx invoked oom", 0),
			     *b = digest_of("-killer: y\n8\n9\n", 25);
	struct oomlog_digest *both;

	cr_assert_eq(oomlog_digest_join(&both, a, b), OOMLOG_OK);
	cr_expect_eq(oomlog_digest_text(both), 40 - 6); /* but for 2, 3 and 4 */
	oomlog_digest_free(a);
	oomlog_digest_free(b);
	oomlog_digest_free(both);
}

/* "\n" that comes alone waits for the next byte, which is another block's: its line is not one of that block's. */
Test(digest, behind_a_first_byte)
{
	enum { LINE = 40, LINES = 1000, AT = 750 };
	static char block[LINES * LINE];
	struct oomlog_stats stats = {.size = sizeof(stats)};
	struct oomlog_digest *d;
	struct oomlog_parser *p;

	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = i % LINE == LINE - 1 ? '\n' : 'x';
	memcpy(block + AT * LINE, "Killed process 1 (x)", 20);
	cr_assert_eq(oomlog_digest_new(&d, block, sizeof(block), 1, LINES), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_new(&p, NULL), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_feed_bytes(p, "\n", 1), 1);
	cr_assert_eq(oomlog_parser_feed_digest(p, d, 0), sizeof(block));
	cr_assert_eq(oomlog_parser_finish(p), OOMLOG_OK);
	oomlog_parser_get_stats(p, &stats);
	cr_expect_eq(stats.lines, 1 + LINES);
	oomlog_parser_free(p);
	oomlog_digest_free(d);
}

Test(digest, wrong_arguments_are_refused)
{
	struct oomlog_digest *a = digest_of("abc", 0), *b = digest_of("def", 4), *c, *other;
	struct oomlog_parser *p;
	char bytes[200];
	size_t n = oomlog_digest_write(a, bytes, sizeof(bytes));

	cr_assert_eq(oomlog_digest_new(&other, "def", 3, 3, 7), OOMLOG_OK);
	cr_expect_eq(oomlog_digest_join(&c, a, b), OOMLOG_E_INVALID);
	cr_expect_eq(oomlog_digest_join(&c, b, a), OOMLOG_E_INVALID);
	cr_expect_eq(oomlog_digest_join(&c, a, other), OOMLOG_E_INVALID);
	cr_expect_eq(oomlog_digest_new(&c, "ab", 2, UINT64_MAX, 0), OOMLOG_E_INVALID);
	for (size_t i = 0; i < n; i++) {
		cr_expect_eq(oomlog_digest_read(&c, bytes, i), OOMLOG_E_INVALID);
		bytes[i] = (char)(bytes[i] + 1);
		cr_expect_eq(oomlog_digest_read(&c, bytes, n), OOMLOG_E_INVALID, "byte %zu", i);
		bytes[i] = (char)(bytes[i] - 1);
	}
	cr_assert_eq(oomlog_parser_new(&p, NULL), OOMLOG_OK);
	cr_expect_eq(oomlog_parser_feed_digest(p, b, 0), OOMLOG_E_INVALID);
	cr_expect_eq(oomlog_parser_feed_digest(p, a, 4), OOMLOG_E_INVALID);
	cr_expect_eq(oomlog_parser_feed_digest(p, a, 0), 3);
	cr_expect_eq(oomlog_parser_feed_digest(p, a, 3), 0);
	oomlog_parser_free(p);
	oomlog_digest_free(a);
	oomlog_digest_free(b);
	oomlog_digest_free(other);
}
