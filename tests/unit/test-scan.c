/* Each engine against a search written as plainly as can be. */
#include "scan/scan.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <oomlog/oomlog.h>

static const enum scan_engine engines[] = {SCAN_PORTABLE, SCAN_SSSE3, SCAN_AVX2, SCAN_NEON};

static const struct scan_literal some[] = {{"Killed process", "d pr", 0},
                                           {"oom-killer: gfp", "oom-", 1},
                                           {"oom-kill:", "ill:", 1},
                                           {"Kill", "Kill", 7},
                                           {"oomd", "oomd", 2}};
static const size_t n_some = sizeof(some) / sizeof(some[0]);

static size_t find(const struct scanner *s, const char *p, size_t n, size_t from)
{
	size_t newlines = 0;

	return scan_find(s, p, n, from, &newlines);
}

static size_t find_plainly(const struct scan_literal *literals, size_t n_literals, strv text, size_t from)
{
	for (size_t i = from; i < text.n; i++)
		for (size_t k = 0; k < n_literals; k++)
			if (str_starts(str_from(text, i), str_of(literals[k].text)))
				return i;
	return SIZE_MAX;
}

/* A text that ends where a page does that must not be read, and begins where one does. */
struct walled {
	char *map, *text;
	size_t size, n;
};

static struct walled walled_new(size_t n, bool at_start)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE), body = (n / page + 1) * page;
	struct walled w = {.size = body + 2 * page, .n = n};

	w.map = mmap(NULL, w.size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cr_assert_neq(w.map, MAP_FAILED);
	cr_assert_eq(mprotect(w.map + page, body, PROT_READ | PROT_WRITE), 0);
	w.text = at_start ? w.map + page : w.map + page + body - n;
	return w;
}

static void walled_free(struct walled *w)
{
	munmap(w->map, w->size);
}

static size_t count_plainly(strv text, size_t from, size_t to)
{
	size_t count = 0;

	for (size_t i = from; i < text.n && i < to; i++)
		count += text.p[i] == '\n';
	return count;
}

static void assert_all_found(const struct scanner *s, const struct scan_literal *literals, size_t n_literals, strv text)
{
	size_t from = 0, found, newlines;

	do {
		size_t plainly = find_plainly(literals, n_literals, text, from);

		newlines = 1000;
		found = scan_find(s, text.p, text.n, from, &newlines);
		cr_assert_eq(newlines, 1000 + count_plainly(text, from, found), "from %zu of %zu", from, text.n);
		cr_assert_eq(found, plainly, "from %zu of %zu: %zd, not %zd", from, text.n, (ssize_t)found,
		             (ssize_t)plainly);
		from = found + 1;
	} while (found != SIZE_MAX);
}

ParameterizedTestParameters(scan, one_literal_everywhere)
{
	return cr_make_param_array(enum scan_engine, (void *)engines, sizeof(engines) / sizeof(engines[0]));
}

/* Every literal at every place of every text up to three strides long, whole and cut off at both ends. */
ParameterizedTest(const enum scan_engine *engine, scan, one_literal_everywhere)
{
	struct scanner s;

	cr_assert_eq(scan_init(&s, some, n_some), OOMLOG_OK);
	if (!scan_use(&s, *engine))
		cr_skip("not on this machine");
	for (size_t n = 0; n <= 3 * 64 + 8; n++) {
		struct walled w = walled_new(n, n % 2 == 0);

		for (size_t at = 0; at < n; at++) {
			strv literal = str_of(some[at % n_some].text);
			size_t fits = literal.n < n - at ? literal.n : n - at;
			size_t expected = fits == literal.n ? at : SIZE_MAX;

			memset(w.text, '.', n);
			memcpy(w.text + at, literal.p, fits);
			/* "Killed process" cut off still begins with "Kill" */
			if (fits < literal.n)
				expected = find_plainly(some, n_some, (strv){w.text, n}, 0);
			cr_assert_eq(find(&s, w.text, n, 0), expected, "%zu of %zu", at, n);
			cr_assert_eq(find(&s, w.text, n, at), expected);
			cr_assert_eq(find(&s, w.text, n, at + 1), SIZE_MAX);
		}
		walled_free(&w);
	}
}

ParameterizedTestParameters(scan, dense_text)
{
	return cr_make_param_array(enum scan_engine, (void *)engines, sizeof(engines) / sizeof(engines[0]));
}

/* Random texts made of the literals' own letters: full of false candidates and of overlapping finds. */
ParameterizedTest(const enum scan_engine *engine, scan, dense_text)
{
	static const char letters[] = "Kiledomo-k:r \n\xff";
	static const struct scan_literal literals[] = {
		{"Kill", "Kill", 0},   {"illed", "lled", 1}, {"oomd", "oomd", 2},  {"oom-", "oom-", 3},
		{"mo-k", "mo-k", 4},   {"dKil", "dKil", 5},  {"lled ", "led ", 6}, {"    ", "    ", 7},
		{"iled", "iled", 0},   {"edom", "edom", 1},  {"emoo", "emoo", 2},  {"ooooo", "oooo", 3},
		{"r \nK", "r \nK", 4}, {":::::", "::::", 5}, {"-k:r", "-k:r", 6}};
	const size_t n_literals = sizeof(literals) / sizeof(literals[0]);
	unsigned state = 12345;
	struct scanner s;

	cr_assert_eq(scan_init(&s, literals, n_literals), OOMLOG_OK);
	if (!scan_use(&s, *engine))
		cr_skip("not on this machine");
	for (size_t round = 0; round < 300; round++) {
		struct walled w = walled_new(round * 7, round % 2 == 0);

		for (size_t i = 0; i < w.n; i++) {
			state = state * 1103515245u + 12345u;
			/* runs, so that whole literals come about */
			w.text[i] = letters[(state >> 16) % (sizeof(letters) - 1)];
			if ((state >> 8) % 5 == 0) {
				strv literal = str_of(literals[(state >> 20) % n_literals].text);

				for (size_t k = 0; k < literal.n && i < w.n; k++)
					w.text[i++] = literal.p[k];
				i--;
			}
		}
		assert_all_found(&s, literals, n_literals, (strv){w.text, w.n});
		walled_free(&w);
	}
}

Test(scan, start_behind_the_end)
{
	struct scanner s;

	cr_assert_eq(scan_init(&s, some, n_some), OOMLOG_OK);
	for (size_t i = 0; i < sizeof(engines) / sizeof(engines[0]); i++) {
		if (!scan_use(&s, engines[i]))
			continue;
		cr_expect_eq(find(&s, "oomd", 4, 4), SIZE_MAX);
		cr_expect_eq(find(&s, "oomd", 4, 1000), SIZE_MAX);
		cr_expect_eq(find(&s, "oomd", 4, SIZE_MAX), SIZE_MAX);
		cr_expect_eq(find(&s, "oomd", 0, 0), SIZE_MAX);
	}
}

ParameterizedTestParameters(scan, as_many_as_there_is_room_for)
{
	return cr_make_param_array(enum scan_engine, (void *)engines, sizeof(engines) / sizeof(engines[0]));
}

/* More literals than buckets, and than the bits of any of the tables' bytes. */
ParameterizedTest(const enum scan_engine *engine, scan, as_many_as_there_is_room_for)
{
	enum { LENGTH = 8 };
	char words[SCAN_MAX_LITERALS][LENGTH + 1] = {0}, windows[SCAN_MAX_LITERALS][5] = {0}, text[300];
	struct scan_literal literals[SCAN_MAX_LITERALS];
	struct scanner s;

	for (size_t i = 0; i < SCAN_MAX_LITERALS; i++) {
		for (size_t k = 0; k < LENGTH; k++)
			words[i][k] = (char)('A' + (i * 7 + k * k * (i + 3)) % 53);
		memcpy(windows[i], words[i] + i % (LENGTH - SCAN_WINDOW + 1), SCAN_WINDOW);
		literals[i] = (struct scan_literal){words[i], windows[i], (unsigned)(i * 5 % SCAN_BUCKETS)};
	}
	cr_assert_eq(scan_init(&s, literals, SCAN_MAX_LITERALS), OOMLOG_OK);
	if (!scan_use(&s, *engine))
		cr_skip("not on this machine");
	for (size_t i = 0; i < SCAN_MAX_LITERALS; i++) {
		memset(text, '.', sizeof(text));
		memcpy(text + 200 + i, words[i], LENGTH);
		cr_expect_eq(find(&s, text, sizeof(text), 0), 200 + i, "literal %zu", i);
		text[200 + i + LENGTH - 1] = '.';
		assert_all_found(&s, literals, SCAN_MAX_LITERALS, (strv){text, sizeof(text)});
	}
}

Test(scan, wrong_literals_are_refused)
{
	static const struct scan_literal wrong[] = {
		{"oom", "oom", 0},           {"oom-kill", "oom", 0}, {"oom-kill", "oom-k", 0},
		{"oom-kill", "Kill", 0},     {"Kill", "Kill", 8},    {"\xff\xff\xff\xff", "\xff\xff\xff\xff", 0},
		{"oom-kill\x80", "kill", 0},
	};
	struct scan_literal many[SCAN_MAX_LITERALS + 1];
	struct scanner s;

	for (size_t i = 0; i < SCAN_MAX_LITERALS + 1; i++)
		many[i] = (struct scan_literal){"abcd", "abcd", 0};
	cr_expect_eq(scan_init(&s, some, 0), OOMLOG_E_INVALID);
	cr_expect_eq(scan_init(&s, many, SCAN_MAX_LITERALS + 1), OOMLOG_E_INVALID);
	cr_expect_eq(scan_init(&s, many, SCAN_MAX_LITERALS), OOMLOG_OK);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_expect_eq(scan_init(&s, &wrong[i], 1), OOMLOG_E_INVALID, "%zu", i);
}

Test(scan, newlines)
{
	for (size_t n = 0; n < 9000; n = n < 300 ? n + 1 : n + 977) {
		struct walled w = walled_new(n, n % 2 == 0);

		/* bytes that a carry or a sign could take for a newline */
		memset(w.text, n % 3 == 0 ? '\x0b' : n % 3 == 1 ? '\x8a' : 'x', n);
		cr_assert_eq(scan_count_newlines(w.text, n), 0);
		for (size_t i = 0; i < n; i += 3)
			w.text[i] = '\n';
		cr_assert_eq(scan_count_newlines(w.text, n), (n + 2) / 3);
		memset(w.text, '\n', n);
		cr_assert_eq(scan_count_newlines(w.text, n), n);
		walled_free(&w);
	}
}
