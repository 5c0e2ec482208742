/* What is cut or written eight bytes at a time is what a loop over the bytes would say. */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>

#include "reports/render/jsonw.h"
#include "reports/text/digits.h"
#include "reports/text/shortname.h"
#include "util/word.h"

/* Numbers of each length, and the powers of ten on both sides. */
static const uint64_t numbers[] = {
	0,
	1,
	9,
	10,
	99,
	100,
	1234567,
	9999999,
	10000000,
	12345678,
	99999999,
	100000000,
	123456789,
	4294967296,
	99999999999,
	INT64_MAX,
	UINT64_C(9999999999999999),
	UINT64_C(10000000000000000),
	UINT64_C(12345678901234567890),
	UINT64_MAX,
};

static void check_number(const char *text, size_t n)
{
	strv slow = {text, n}, fast = slow;
	uint64_t expected = 77, got = 77;
	bool is = parse_u64(&slow, &expected);

	cr_expect_eq(word_parse_u64(&fast, &got), is, "%.*s", (int)n, text);
	cr_expect_eq(got, expected, "%.*s", (int)n, text);
	cr_expect_eq(fast.n, slow.n, "%.*s", (int)n, text);
}

Test(word, numbers)
{
	static const char *const ends[] = {
		"", " ", "x", "]", "kB next", " 12345678", "\xff\xff\xff\xff\xff\xff\xff\xff"};
	char text[64];

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		for (size_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
			int n = snprintf(text, sizeof(text), "%" PRIu64 "%s", numbers[i], ends[k]);

			check_number(text, (size_t)n);
		}
	check_number("", 0);
	check_number("-1234567890", 11);
	check_number("184467440737095516160", 21); /* too many */
}

Test(word, blanks)
{
	char text[40];

	for (size_t blanks = 0; blanks < 30; blanks++)
		for (size_t n = blanks; n < sizeof(text); n++) {
			strv s = {text, n};

			memset(text, 'x', sizeof(text));
			memset(text, ' ', blanks);
			if (blanks > 2)
				text[2] = '\t';
			cr_expect_eq(word_skip_blanks(&s), blanks);
			cr_expect_eq(s.n, n - blanks);
		}
}

static void expect_digits(uint64_t number)
{
	char text[32], expected[32];

	*digits_u64(text, number) = '\0';
	snprintf(expected, sizeof(expected), "%" PRIu64, number);
	cr_expect_str_eq(text, expected);
}

/* All threes, too, at each place of a word. */
Test(word, digits_are_printfs)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		expect_digits(numbers[i]);
	for (uint64_t three = 0; three < 1000; three++) {
		expect_digits(three);
		expect_digits(three * 1000 + 7);
		expect_digits(three % 100 * 1000000 + three);
	}
}

/* Names that differ in one byte are not equal, wherever it is. */
Test(word, short_names)
{
	char a[20], b[20];

	for (size_t n = 1; n < sizeof(a); n++)
		for (size_t at = 0; at <= n; at++) {
			strv name = {a, n}, other = {b, n};
			struct shortname key, other_key;

			memset(a, 'x', n);
			memset(b, 'x', n);
			if (at < n)
				b[at] = 'y';
			key = shortname_of(name);
			other_key = shortname_of(other);
			cr_expect_eq(shortname_eq(&key, name, &other_key, other), at == n, "byte %zu of %zu", at, n);
			other_key = shortname_of((strv){a, n - 1});
			cr_expect_not(shortname_eq(&key, name, &other_key, (strv){a, n - 1}));
		}
}

/* Every byte, at every place of strings of any length. */
Test(word, plain_strings)
{
	char from[40], to[40];

	for (size_t n = 1; n < sizeof(from); n++)
		for (size_t at = 0; at < n; at++)
			for (unsigned c = 0; c < 256; c++) {
				memset(from, 'a', n);
				from[at] = (char)c;
				cr_assert_eq(jsonw_copy_plain(to, (strv){from, n}), jsonw_is_plain((unsigned char)c),
				             "byte %u at %zu of %zu", c, at, n);
				cr_assert_arr_eq(to, from, n);
			}
}
