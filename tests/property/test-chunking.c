/* A log cut into pieces in any way gives the same events, byte for byte. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/sample.h"

static void check_chunk(const struct sample *s, const struct collected *whole, const struct bytes *whole_out,
                        size_t chunk)
{
	struct collected all;
	struct bytes out;

	cr_assert_eq(collect_bytes(s->log.p, s->log.n, chunk, NULL, &all), OOMLOG_OK);
	cr_assert_eq(collect_render(&all, "ndjson", &out), OOMLOG_OK);
	sample_assert_same(s->name, &out, whole_out);
	sample_assert_same_counts(s->name, &all, whole);
	collect_release(&all);
	free(out.p);
}

static void check_chunks(const struct sample *s, const size_t *chunks, size_t n)
{
	struct collected whole;
	struct bytes out;

	cr_assert_eq(collect_bytes(s->log.p, s->log.n, 0, NULL, &whole), OOMLOG_OK);
	cr_assert_eq(collect_render(&whole, "ndjson", &out), OOMLOG_OK);
	cr_assert_eq(whole.stats.bytes, s->log.n, "%s", s->name);
	for (size_t k = 0; k < n; k++)
		check_chunk(s, &whole, &out, chunks[k]);
	collect_release(&whole);
	free(out.p);
}

static void check_all_samples(const size_t *chunks, size_t n)
{
	struct sample s = {0};

	while (sample_next(&s))
		check_chunks(&s, chunks, n);
}

/* What is left out unread in the middle of quiet text does not depend on the pieces, either. */
Test(chunking, in_quiet_text)
{
	struct sample s = {0}, in_text;

	while (sample_next(&s)) {
		in_text = s;
		in_text.log = sample_in_quiet_text(&s);
		if (in_text.log.p != NULL)
			check_chunks(&in_text, (const size_t[]){33, 700, 5000, 65536}, 4);
		free(in_text.log.p);
	}
}

Test(chunking, one_byte_to_three)
{
	check_all_samples((const size_t[]){1, 2, 3}, 3);
}

Test(chunking, four_to_seven)
{
	check_all_samples((const size_t[]){4, 5, 6, 7}, 4);
}

Test(chunking, larger)
{
	check_all_samples((const size_t[]){61, 1000, 4096, 4097, 65536}, 5);
}

/* Drains at every step, into `out` as ndjson lines. */
static void drain(struct oomlog_parser *p, struct collected *all)
{
	struct oomlog_event *ev;

	while (oomlog_parser_next(p, &ev) > 0) {
		all->events = realloc(all->events, (all->n + 1) * sizeof(struct oomlog_event *));
		cr_assert_not_null(all->events);
		all->events[all->n++] = ev;
	}
}

/* Pieces of 0 to 300 bytes; and a queue so short that it is full again and again. */
static void feed_unevenly(const struct sample *s, unsigned seed, struct bytes *ret)
{
	struct oomlog_options opt;
	struct oomlog_parser *p;
	struct collected all = {0};
	size_t at = 0;

	oomlog_options_init(&opt);
	opt.limits.max_queued = 1;
	cr_assert_eq(oomlog_parser_new(&p, &opt), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_input(p, "input.log", OOMLOG_ABSENT, false), OOMLOG_OK);
	while (at < s->log.n) {
		size_t piece = (seed = seed * 1103515245u + 12345u) >> 16 & 0xff;
		ptrdiff_t took =
			oomlog_parser_feed_bytes(p, s->log.p + at, piece < s->log.n - at ? piece : s->log.n - at);

		cr_assert_geq(took, 0);
		at += (size_t)took;
		/* only now and then, so that the queue fills up in between */
		if ((seed >> 28) == 0 || took == 0)
			drain(p, &all);
	}
	cr_assert_eq(oomlog_parser_finish(p), OOMLOG_OK);
	drain(p, &all);
	cr_assert_eq(collect_render(&all, "ndjson", ret), OOMLOG_OK);
	collect_release(&all);
	oomlog_parser_free(p);
}

Test(chunking, random_pieces_and_a_short_queue)
{
	struct sample s = {0};

	while (sample_next(&s)) {
		struct bytes whole = sample_ndjson((strv){s.log.p, s.log.n}, NULL), out;

		for (unsigned seed = 1; seed <= 3; seed++) {
			feed_unevenly(&s, seed * 7919, &out);
			sample_assert_same(s.name, &out, &whole);
			free(out.p);
		}
		free(whole.p);
	}
}
