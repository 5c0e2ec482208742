/* Text for people: units, escapes, widths, wrapping. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "reports/render/draw.h"
#include "test-render-events.h"

struct size_row {
	uint64_t bytes;
	const char *want;
};

static const struct size_row sizes[] = {
	{0, "0 B"},
	{1, "1 B"},
	{1023, "1023 B"},
	{1024, "1.0 KiB"},
	{4096, "4.0 KiB"},
	{1024 * 1024 - 1, "1.0 MiB"},
	{53776384, "51.3 MiB"},
	{1ull << 30, "1.0 GiB"},
	{1ull << 40, "1.0 TiB"},
	{1ull << 60, "1.0 EiB"},
	{UINT64_MAX - 1, "16.0 EiB"},
	{1023ull << 10, "1023.0 KiB"},
	{(1ull << 30) - (1ull << 15), "1.0 GiB"},
};

Test(text, sizes)
{
	struct text t;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		text_init(&t);
		text_size(&t, sizes[i].bytes);
		cr_expect(str_eq(text_str(&t), str_of(sizes[i].want)), "%llu: '%.*s'",
		          (unsigned long long)sizes[i].bytes, (int)t.n, t.buf);
	}
}

struct percent_row {
	uint64_t part, whole;
	const char *want;
};

static const struct percent_row percents[] = {
	{0, 100, "0 %"},
	{59, 100, "59 %"},
	{1, 1000, "<1 %"},
	{999, 1000, "100 %"},
	{3, 2, "150 %"},
	{5, 0, ""},
	{UINT64_MAX - 1, UINT64_MAX - 1, "100 %"},
	{1ull << 62, 1ull << 63, "50 %"},
};

Test(text, percents)
{
	struct text t;

	for (size_t i = 0; i < sizeof(percents) / sizeof(percents[0]); i++) {
		text_init(&t);
		text_percent(&t, percents[i].part, percents[i].whole);
		cr_expect(str_eq(text_str(&t), str_of(percents[i].want)), "row %zu: '%.*s'", i, (int)t.n, t.buf);
	}
}

struct name_row {
	strv name;
	const char *want;
};

static const struct name_row names[] = {
	{{"java", 4}, "java"},
	{{"a\tb\nc\0d", 7}, "a\\x09b\\x0ac\\x00d"},
	{{"\x1b[31mred", 8}, "\\x1b[31mred"},
	{{"\x7f", 1}, "\\x7f"},
	{{"\xc2\x9b"
          "31m",
          5},
         "\\xc2\\x9b31m"},                                 /* C1: CSI */
	{{"\xff\xc3", 2}, "\\xff\\xc3"},                   /* not UTF-8 */
	{{"\xc0\xaf", 2}, "\\xc0\\xaf"},                   /* overlong */
	{{"\xed\xa0\x80", 3}, "\\xed\\xa0\\x80"},          /* surrogate */
	{{"\xf4\x90\x80\x80", 4}, "\\xf4\\x90\\x80\\x80"}, /* above U+10FFFF */
	{{"\xe2\x80\xae"
          "exe",
          6},
         "\\xe2\\x80\\xaeexe"},                            /* bidi override */
	{{"\xe2\x80\x8b", 3}, "\\xe2\\x80\\x8b"},          /* zero width space */
	{{"\xef\xbb\xbf", 3}, "\\xef\\xbb\\xbf"},          /* byte order mark */
	{{"e\xcc\x81", 3}, "e\\xcc\\x81"},                 /* a combining accent: could be piled up */
	{{"gr\xc3\xbc\xc3\x9f", 6}, "gr\xc3\xbc\xc3\x9f"}, /* letters stay */
	{{"\xe6\x97\xa5", 3}, "\xe6\x97\xa5"},
};

Test(text, names)
{
	struct text t;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		text_init(&t);
		text_name(&t, names[i].name);
		cr_expect(str_eq(text_str(&t), str_of(names[i].want)), "row %zu: '%.*s'", i, (int)t.n, t.buf);
	}
}

Test(text, word_has_no_blanks)
{
	struct text t;

	text_init(&t);
	text_word(&t, STR("tmux: server"));
	cr_expect(str_eq(text_str(&t), STR("tmux:\\x20server")));
}

/* What does not fit is cut between two characters and marked; nothing follows the mark. */
Test(text, cut)
{
	static char umlauts[TEXT_MAX * 2];
	struct text t;

	for (size_t i = 0; i < sizeof(umlauts); i += 2)
		memcpy(umlauts + i, "\xc3\xbc", 2);
	text_init(&t);
	text_add(&t, "x");
	text_add_str(&t, (strv){umlauts, sizeof(umlauts)});
	text_add(&t, "more");
	cr_expect(t.n <= TEXT_MAX);
	cr_expect(str_ends(text_str(&t), STR("\xc3\xbc..")));
	text_init(&t);
	for (size_t i = 0; i < TEXT_MAX; i++)
		text_name(&t, STR("\x01"));
	cr_expect(str_ends(text_str(&t), STR("\\x01..")));
}

Test(text, times)
{
	struct text t;

	text_init(&t);
	text_time(&t, 1795224483000000, ' ');
	text_add(&t, "|");
	text_time(&t, -1, 'T');
	text_add(&t, "|");
	text_seconds(&t, -1500000);
	cr_expect(str_eq(text_str(&t), STR("2026-11-21 01:28:03 UTC|1969-12-31T23:59:59Z|-1.500 s")), "%.*s", (int)t.n,
	          t.buf);
}

Test(text, width)
{
	cr_expect_eq(text_width(STR("abc")), 3);
	cr_expect_eq(text_width(STR("gr\xc3\xbc\xc3\x9f")), 4);
	cr_expect_eq(text_width(STR("\xe6\x97\xa5\xe6\x9c\xac")), 4); /* two columns each */
	cr_expect_eq(text_width(STR("")), 0);
}

static strv drawn(struct sink *s, bool ascii, const char *text)
{
	struct out o;
	struct draw d = {.out = &o, .width = 40, .ascii = ascii};

	cr_assert_eq(out_init(&o, sink_write, s), 0);
	draw_fact(&d, "label", str_of(text));
	out_flush(&o);
	out_release(&o);
	return (strv){s->p, s->n};
}

Test(draw, wraps_at_gaps_then_blanks_then_anywhere)
{
	struct sink s = {0};

	cr_expect(str_eq(drawn(&s, false, "one two   three four   five six seven"),
	                 STR("  label      one two   three four\n             five six seven\n")),
	          "%s", s.p);
	s.n = 0;
	cr_expect(str_eq(drawn(&s, false, "aaaaaaaaaa bbbbbbbbbb cccccccccc dddddd"),
	                 STR("  label      aaaaaaaaaa bbbbbbbbbb\n             cccccccccc dddddd\n")),
	          "%s", s.p);
	s.n = 0;
	cr_expect(str_eq(drawn(&s, false, "aaaaaaaaaabbbbbbbbbbccccccccccdddddd"),
	                 STR("  label      aaaaaaaaaabbbbbbbbbbccccccc\n             cccdddddd\n")),
	          "%s", s.p);
	s.n = 0;
	cr_expect(str_eq(drawn(&s, true, "gr\xc3\xbc"), STR("  label      gr\\xc3\\xbc\n")), "%s", s.p);
	free(s.p);
}

Test(draw, bars)
{
	struct sink s = {0};
	struct out o;
	struct draw d = {.out = &o, .width = 60};

	cr_assert_eq(out_init(&o, sink_write, &s), 0);
	draw_bar(&d, "anon", 50, 100);
	draw_bar(&d, "all", UINT64_MAX - 1, UINT64_MAX - 1);
	draw_bar(&d, "none", 0, 0);
	d.ascii = true;
	draw_bar(&d, "anon", 50, 100);
	out_flush(&o);
	cr_expect(strstr(s.p, "anon               50 B  \xe2\x96\x88") != NULL, "%s", s.p);
	cr_expect(strstr(s.p, "50 %\n") != NULL);
	cr_expect(strstr(s.p, "#############  ") != NULL);
	out_release(&o);
	free(s.p);
}
