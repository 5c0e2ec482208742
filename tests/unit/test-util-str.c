/* The primitives: what they take, what they give, what they leave; and that a non-match leaves everything. */
#include "util/str.h"

#include <criterion/criterion.h>
#include <inttypes.h>

static void assert_str(strv got, const char *expected)
{
	cr_expect(str_eq(got, str_of(expected)), "\"%.*s\", not \"%s\"", (int)got.n, got.p, expected);
}

Test(util_str, find)
{
	cr_expect_eq(str_find(STR("a Killed b Killed"), STR("Killed")), 2);
	cr_expect_eq(str_rfind(STR("a Killed b Killed"), STR("Killed")), 11);
	cr_expect_eq(str_rfind(STR("aaaa"), STR("aa")), 2);
	cr_expect_eq(str_rfind(STR("aab"), STR("aa")), 0);
	cr_expect_eq(str_find(STR("abc"), STR("abcd")), SIZE_MAX);
	cr_expect_eq(str_rfind(STR("abc"), STR("abcd")), SIZE_MAX);
	cr_expect_eq(str_find(STR("abc"), STR("")), SIZE_MAX);
	cr_expect_eq(str_rfind(STR("abc"), STR("")), SIZE_MAX);
	cr_expect_eq(str_find(STR_NONE, STR("a")), SIZE_MAX);
	cr_expect_eq(str_rfind(STR_NONE, STR("a")), SIZE_MAX);
	cr_expect_eq(str_find(STR("a\0b"), STR("b")), 2);
	cr_expect_eq(str_find_byte(STR("a=b"), '='), 1);
	cr_expect_eq(str_find_byte(STR("ab"), '='), SIZE_MAX);
	cr_expect_eq(str_find_byte(STR_NONE, '='), SIZE_MAX);
}

/* A view ends where it ends: what lies behind in memory is not looked at. */
Test(util_str, stays_inside)
{
	cr_expect_eq(str_find((strv){"abcd", 3}, STR("cd")), SIZE_MAX);
	cr_expect_eq(str_rfind((strv){"abcd", 3}, STR("cd")), SIZE_MAX);
	cr_expect_not(str_starts((strv){"abcd", 3}, STR("abcd")));
	cr_expect_not(str_ends((strv){"abcd", 3}, STR("d")));
	cr_expect(str_ends((strv){"abcd", 3}, STR("bc")));
}

Test(util_str, parts)
{
	assert_str(str_from(STR("abc"), 1), "bc");
	assert_str(str_from(STR("abc"), 3), "");
	assert_str(str_from(STR("abc"), SIZE_MAX), "");
	assert_str(str_upto(STR("abc"), 2), "ab");
	assert_str(str_upto(STR("abc"), 9), "abc");
	assert_str(str_trim(STR(" \t a b \t")), "a b");
	assert_str(str_trim_left(STR("  a ")), "a ");
	assert_str(str_trim_right(STR("  a ")), "  a");
	assert_str(str_trim(STR(" \t ")), "");
	cr_expect_eq(str_of(NULL).n, 0);
	cr_expect(str_eq(STR_NONE, STR("")));
}

/* A view of nothing takes part in everything; sanitizers see what is done to its NULL. */
Test(util_str, none)
{
	strv none = STR_NONE, word;
	uint64_t value;

	cr_expect_eq(str_from(none, 0).n, 0);
	cr_expect_eq(str_from(none, 7).n, 0);
	cr_expect_eq(str_trim(none).n, 0);
	cr_expect(str_starts(none, STR("")));
	cr_expect(str_ends(none, none));
	cr_expect_not(str_starts(none, STR("a")));
	cr_expect_not(str_ends(none, STR("a")));
	cr_expect_eq(skip_blanks(&none), 0);
	cr_expect_not(parse_u64(&none, &value));
	cr_expect_not(parse_word(&none, &word));
}

Test(util_str, skips)
{
	strv s = STR(" \tpid:7");

	cr_expect_not(skip_literal(&s, STR("pid")));
	assert_str(s, " \tpid:7");
	cr_expect_eq(skip_blanks(&s), 2);
	cr_expect_eq(skip_blanks(&s), 0);
	cr_expect_not(skip_literal(&s, STR("pid:77")));
	cr_expect_not(skip_byte(&s, ':'));
	assert_str(s, "pid:7");
	cr_expect(skip_literal(&s, STR("pid")));
	cr_expect(skip_byte(&s, ':'));
	assert_str(s, "7");
	cr_expect(skip_byte(&s, '7'));
	cr_expect_not(skip_byte(&s, '7'));
}

/* clang-format off */
static const struct {
	const char *text;
	bool matches;
	uint64_t value;
	const char *rest;
} decimal[] = {
	{"0", true, 0, ""},
	{"17kB", true, 17, "kB"},
	{"007 ", true, 7, " "},
	{"18446744073709551615,", true, UINT64_MAX, ","},
	{"18446744073709551616", false, 0, NULL},
	{"99999999999999999999999999", false, 0, NULL},
	{"", false, 0, NULL},
	{"-1", false, 0, NULL},
	{"+1", false, 0, NULL},
	{" 1", false, 0, NULL},
	{"kB", false, 0, NULL},
}, hex[] = {
	{"201da,", true, 0x201da, ","},
	{"DEADbeef", true, 0xdeadbeef, ""},
	{"ffffffffffffffff", true, UINT64_MAX, ""},
	{"0000000000000000ffg", true, 0xff, "g"},
	{"10000000000000000", false, 0, NULL},
	{"0x1", true, 0, "x1"},
	{"", false, 0, NULL},
	{"g", false, 0, NULL},
};
static const struct {
	const char *text;
	bool matches;
	int64_t value;
	const char *rest;
} negative[] = {
	{"-1000", true, -1000, ""},
	{"0 ", true, 0, " "},
	{"9223372036854775807", true, INT64_MAX, ""},
	{"-9223372036854775807", true, -INT64_MAX, ""},
	/* INT64_MIN stands for "absent" */
	{"-9223372036854775808", false, 0, NULL},
	{"9223372036854775808", false, 0, NULL},
	{"--1", false, 0, NULL},
	{"-", false, 0, NULL},
	{"", false, 0, NULL},
};
/* clang-format on */

Test(util_str, parse_u64)
{
	for (size_t i = 0; i < sizeof(decimal) / sizeof(decimal[0]); i++) {
		strv s = str_of(decimal[i].text);
		uint64_t value = 4711;

		cr_expect_eq(parse_u64(&s, &value), decimal[i].matches, "%s", decimal[i].text);
		cr_expect_eq(value, decimal[i].matches ? decimal[i].value : 4711, "%s: %" PRIu64, decimal[i].text,
		             value);
		assert_str(s, decimal[i].matches ? decimal[i].rest : decimal[i].text);
	}
}

Test(util_str, parse_hex)
{
	for (size_t i = 0; i < sizeof(hex) / sizeof(hex[0]); i++) {
		strv s = str_of(hex[i].text);
		uint64_t value = 4711;

		cr_expect_eq(parse_hex(&s, &value), hex[i].matches, "%s", hex[i].text);
		cr_expect_eq(value, hex[i].matches ? hex[i].value : 4711, "%s: %" PRIx64, hex[i].text, value);
		assert_str(s, hex[i].matches ? hex[i].rest : hex[i].text);
	}
}

Test(util_str, parse_i64)
{
	for (size_t i = 0; i < sizeof(negative) / sizeof(negative[0]); i++) {
		strv s = str_of(negative[i].text);
		int64_t value = 4711;

		cr_expect_eq(parse_i64(&s, &value), negative[i].matches, "%s", negative[i].text);
		cr_expect_eq(value, negative[i].matches ? negative[i].value : 4711, "%s: %" PRId64, negative[i].text,
		             value);
		assert_str(s, negative[i].matches ? negative[i].rest : negative[i].text);
	}
}

Test(util_str, parse_word)
{
	strv s = STR("java\t-Xmx "), word = STR_NONE;

	cr_expect(parse_word(&s, &word));
	assert_str(word, "java");
	assert_str(s, "\t-Xmx ");
	cr_expect_not(parse_word(&s, &word));
	assert_str(word, "java");
	assert_str(s, "\t-Xmx ");
}

Test(util_str, whole_numbers)
{
	uint64_t u;
	int64_t i;

	cr_expect(str_to_u64(STR("42"), &u) && u == 42);
	cr_expect_not(str_to_u64(STR("42 "), &u));
	cr_expect_not(str_to_u64(STR(""), &u));
	cr_expect(str_to_i64(STR("-42"), &i) && i == -42);
	cr_expect_not(str_to_i64(STR("-42k"), &i));
	cr_expect_not(str_to_i64(STR_NONE, &i));
}
