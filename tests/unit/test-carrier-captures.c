/*
 * One report through every carrier: the text that comes out must be what /dev/kmsg held, from the first trigger line
 * on. The captures are looked for in $OOMLOG_REFERENCE/captures: <kernel>/<scenario>/kmsg.raw and, beside it, the same
 * ring through dmesg (forms/), the journal and rsyslog (rendered/). docs/carriers.md tells what each cannot carry; the
 * exceptions here are those.
 */
#include <criterion/criterion.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "carrier/carrier.h"

struct lines {
	char *bytes;
	size_t n, cap;
	size_t *begin; /* count + 1 offsets */
	size_t count, cap_lines;
};

static void lines_release(struct lines *l)
{
	free(l->bytes);
	free(l->begin);
	*l = (struct lines){0};
}

static void add_byte(struct lines *l, char c)
{
	if (l->n == l->cap) {
		l->cap = l->cap > 0 ? l->cap * 2 : 65536;
		l->bytes = realloc(l->bytes, l->cap);
		cr_assert_not_null(l->bytes);
	}
	l->bytes[l->n++] = c;
}

static void end_line(struct lines *l)
{
	if (l->count + 2 > l->cap_lines) {
		l->cap_lines = l->cap_lines > 0 ? l->cap_lines * 2 : 1024;
		l->begin = realloc(l->begin, l->cap_lines * sizeof(*l->begin));
		cr_assert_not_null(l->begin);
	}
	if (l->count == 0)
		l->begin[0] = 0;
	l->begin[++l->count] = l->n;
}

static void add_text(struct lines *l, strv text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\n')
			end_line(l);
		else
			add_byte(l, text.p[i]);
	end_line(l);
}

static strv line_at(const struct lines *l, size_t i)
{
	return (strv){l->bytes + l->begin[i], l->begin[i + 1] - l->begin[i]};
}

/* The whole file, as bytes alone. */
static struct lines load(const char *path)
{
	struct lines ret = {0};
	FILE *f = fopen(path, "rb");
	long size;

	cr_assert_not_null(f, "cannot open '%s'", path);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	ret.n = (size_t)size;
	ret.bytes = malloc(ret.n + 1);
	cr_assert_not_null(ret.bytes);
	cr_assert_eq(fread(ret.bytes, 1, ret.n, f), ret.n);
	fclose(f);
	return ret;
}

static size_t next_line(strv input, size_t at, struct line *ret)
{
	strv rest = str_from(input, at);
	size_t newline = str_find_byte(rest, '\n');

	ret->number++;
	ret->offset = at;
	ret->unterminated = newline == SIZE_MAX;
	ret->text = str_upto(rest, newline);
	ret->end = at + ret->text.n + (ret->unterminated ? 0 : 1);
	/* as the splitter does it */
	if (ret->text.n > 0 && ret->text.p[ret->text.n - 1] == '\r')
		ret->text.n--;
	return ret->end;
}

static int keep(void *ctx, const struct record *r)
{
	add_text(ctx, r->text);
	return 0;
}

static void decode(strv input, struct lines *ret)
{
	struct line line = {.number = 0};
	struct decoder *d;

	cr_assert_eq(decoder_new(&d, NULL, 65536, keep, ret), 0);
	for (size_t at = 0; at < input.n;) {
		at = next_line(input, at, &line);
		cr_assert_eq(decoder_line(d, &line), 0);
	}
	cr_assert_eq(decoder_flush(d), 0);
	decoder_free(d);
}

static int hex(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* Read here a second time and apart: what the decoder makes of kmsg is under test as well. */
static void read_kmsg(strv input, struct lines *ret)
{
	struct line line = {.number = 0};

	for (size_t at = 0; at < input.n;) {
		strv s;

		at = next_line(input, at, &line);
		s = line.text;
		if (s.n == 0 || s.p[0] == ' ')
			continue;
		s = str_from(s, str_find_byte(s, ';') + 1);
		for (size_t i = 0; i < s.n; i++) {
			char c = s.p[i];

			if (c == '\\' && i + 3 < s.n && s.p[i + 1] == 'x') {
				c = (char)(hex(s.p[i + 2]) << 4 | hex(s.p[i + 3]));
				i += 3;
				if (c == '\n') {
					end_line(ret);
					continue;
				}
			}
			add_byte(ret, c);
		}
		end_line(ret);
	}
}

/* The first line of the first report; a comm with a newline began on the line before. */
static size_t first_trigger(const struct lines *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (str_find(line_at(l, i), STR("invoked oom-killer")) != SIZE_MAX)
			return i > 0 && str_eq(line_at(l, i - 1), STR("nl")) ? i - 1 : i;
	return l->count;
}

/* Without terminal colours, and with one blank for any number of blanks and tabs: what columns cannot carry. */
static strv plain(strv s, char *buf, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < size; i++) {
		if (s.p[i] == '\x1b') {
			while (i < s.n && s.p[i] != 'm' && s.p[i] != 'J')
				i++;
			continue;
		}
		if (is_blank(s.p[i]) && n > 0 && buf[n - 1] == ' ')
			continue;
		buf[n++] = is_blank(s.p[i]) ? ' ' : s.p[i];
	}
	return (strv){buf, n};
}

static bool alike(strv want, strv have)
{
	static char a[65536], b[65536];

	/* journalctl without --all */
	if (str_ends(have, STR("blob data]")))
		return true;
	/* journald makes a tag of the first word of a program's line */
	if (want.n > have.n && str_ends(want, have) && want.p[want.n - have.n - 1] == ' ')
		return true;
	want = plain(want, a, sizeof(a));
	have = plain(have, b, sizeof(b));
	if (want.n > have.n && str_ends(want, have) && want.p[want.n - have.n - 1] == ' ')
		return true;
	return str_eq(want, have);
}

/* syslog(2) cuts messages at about 1000 bytes and leaves whole lines out of their ends. */
static bool is_cut(const char *path)
{
	return strstr(path, "-S.txt") != NULL || strstr(path, "/rsyslog-") != NULL;
}

static bool holds_hostile_text(const char *path)
{
	return strstr(path, "/comms/") != NULL || strstr(path, "/newline/") != NULL ||
		strstr(path, "/spoof/") != NULL || strstr(path, "/interleave") != NULL;
}

static void compare(const char *path, const struct lines *want, const struct lines *have)
{
	size_t w = first_trigger(want), h = first_trigger(have);
	bool cut = is_cut(path), lenient = cut || holds_hostile_text(path);

	cr_assert_lt(h, have->count, "%s: no report", path);
	for (; h < have->count; h++, w++) {
		strv text = line_at(have, h);

		while (cut && w < want->count && !alike(line_at(want, w), text))
			w++;
		cr_assert_lt(w, want->count, "%s: nothing left for '%.*s'", path, (int)text.n, text.p);
		cr_assert(lenient ? alike(line_at(want, w), text) : str_eq(line_at(want, w), text),
		          "%s: '%.*s' became '%.*s'", path, (int)line_at(want, w).n, line_at(want, w).p, (int)text.n,
		          text.p);
	}
	if (!cut)
		cr_assert_eq(w, want->count, "%s: ends before the report", path);
}

static size_t check_files(const char *folder, const char *pattern, const struct lines *want)
{
	char path[4096];
	glob_t files;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", folder, pattern);
	if (glob(path, 0, NULL, &files) != 0)
		return 0;
	n = files.gl_pathc;
	for (size_t i = 0; i < n; i++) {
		struct lines input = load(files.gl_pathv[i]), have = {0};

		decode((strv){input.bytes, input.n}, &have);
		compare(files.gl_pathv[i], want, &have);
		lines_release(&have);
		lines_release(&input);
	}
	globfree(&files);
	return n;
}

static size_t check_capture(const char *kmsg)
{
	char folder[4096];
	struct lines input = load(kmsg), want = {0};
	size_t n = 0;

	snprintf(folder, sizeof(folder), "%s", kmsg);
	*strrchr(folder, '/') = '\0';
	read_kmsg((strv){input.bytes, input.n}, &want);
	lines_release(&input);
	if (first_trigger(&want) < want.count) {
		n += check_files(folder, "kmsg.raw", &want);
		n += check_files(folder, "forms/*", &want);
		n += check_files(folder, "rendered/*", &want);
		n += check_files(folder, "caller/*", &want);
	}
	lines_release(&want);
	return n;
}

Test(carrier_captures, same_text, .timeout = 240)
{
	const char *reference = getenv("OOMLOG_REFERENCE");
	char pattern[4096];
	glob_t captures;
	size_t n = 0;

	if (reference == NULL || reference[0] == '\0')
		cr_skip_test("OOMLOG_REFERENCE is not set");
	snprintf(pattern, sizeof(pattern), "%s/captures/*/*/kmsg.raw", reference);
	if (glob(pattern, 0, NULL, &captures) != 0)
		cr_skip_test("no captures");
	for (size_t i = 0; i < captures.gl_pathc; i++)
		n += check_capture(captures.gl_pathv[i]);
	globfree(&captures);
	cr_log_info("%zu files", n);
}
