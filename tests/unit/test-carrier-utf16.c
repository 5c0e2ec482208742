/* UTF-16 becomes UTF-8, in pieces of any size. */
#include <criterion/criterion.h>

#include <string.h>

#include "carrier/utf16.h"

/* Feeds `step` bytes at a time and takes `room` at a time. */
static size_t convert(const char *in, size_t n, size_t step, size_t room, char *out)
{
	struct utf16 u;
	size_t used = 0, taken;

	utf16_init(&u);
	cr_assert(utf16_detect(&u, in, n));
	for (size_t at = 0; at < n;) {
		size_t piece = n - at < step ? n - at : step;

		for (size_t done = 0; done < piece; done += taken) {
			used += utf16_decode(&u, in + at + done, piece - done, &taken, out + used, room);
			cr_assert_gt(taken, 0);
		}
		at += piece;
	}
	return used;
}

static void expect(const char *in, size_t n, const char *utf8)
{
	char out[256];

	for (size_t step = 1; step <= n; step++)
		for (size_t room = 8; room < 20; room++) {
			size_t used = convert(in, n, step, room, out);

			cr_assert_eq(used, strlen(utf8));
			cr_assert_eq(memcmp(out, utf8, used), 0);
		}
}

#define EXPECT(in, utf8) expect(in, sizeof(in) - 1, utf8)

Test(carrier_utf16, little_endian)
{
	EXPECT("\xFF\xFEK\0i\0l\0l\0\n\0", "Kill\n");
}

Test(carrier_utf16, big_endian)
{
	EXPECT("\xFE\xFF\0K\0i\0l\0l\0\n", "Kill\n");
}

Test(carrier_utf16, without_a_mark)
{
	EXPECT("K\0i\0l\0l\0 \0\xE4\0\r\0\n\0", "Kill \xC3\xA4\r\n");
	EXPECT("\0K\0i\0l\0l\0 \0\xE4\0\n", "Kill \xC3\xA4\n");
}

/* What is no UTF-16 is known as early as it can be: nothing waits. */
Test(carrier_utf16, undecided)
{
	cr_expect(utf16_undecided("", 0));
	cr_expect(utf16_undecided("\xFF", 1));
	cr_expect(utf16_undecided("[", 1));
	cr_expect(utf16_undecided("[\0 \0 \0 ", 7));
	cr_expect(utf16_undecided("\0[\0", 3));
	cr_expect_not(utf16_undecided("\x80", 1));
	cr_expect_not(utf16_undecided("[ ", 2));
	cr_expect_not(utf16_undecided("\0\0", 2), "NUL bytes before a boot's first line");
	cr_expect_not(utf16_undecided("[\0 \0\0", 5));
	cr_expect_not(utf16_undecided("[\0 \0 \0 \0", 8));
}

Test(carrier_utf16, wide)
{
	/* a-umlaut, euro, U+1F600 */
	EXPECT("\xFF\xFE\xE4\0\xAC\x20\x3D\xD8\x00\xDE", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80");
}

Test(carrier_utf16, lone_halves)
{
	/* high and then a letter, low alone, high before high */
	EXPECT("\xFF\xFE\x3D\xD8x\0", "\xEF\xBF\xBDx");
	EXPECT("\xFF\xFE\x00\xDEx\0", "\xEF\xBF\xBDx");
	EXPECT("\xFF\xFE\x3D\xD8\x3D\xD8\x00\xDE", "\xEF\xBF\xBD\xF0\x9F\x98\x80");
}

Test(carrier_utf16, not_utf16)
{
	struct utf16 u;

	utf16_init(&u);
	cr_expect_not(utf16_detect(&u, "\xFF", 1), "one byte is not enough");
	cr_expect_not(utf16_detect(&u, "ab", 2));
	cr_expect_not(utf16_detect(&u, "\xFF\xFE", 2), "only at the beginning of an input");
	utf16_init(&u);
	cr_expect_not(utf16_detect(&u, "[\0 \0 \0\0\0", 8));
}
