/*
 * A streaming JSON writer: into the out buffer, without allocating. Commas come by themselves: what opens clears
 * `comma`, what ends a value sets it; so no stack is needed, and nesting is the caller's.
 *
 * Strings: the output is UTF-8 for any input bytes. Bytes that are not UTF-8, and control characters, become the text
 * \xNN (in JSON "\\xNN"); jsonw_member_text() then adds the member <name>_raw_hex with all bytes of the name.
 */
#ifndef REPORTS_RENDER_JSONW_H
#define REPORTS_RENDER_JSONW_H

#include "reports/render/out.h"
#include "util/word.h"

struct jsonw {
	struct out *out;
	bool comma;
};

static inline void jsonw_separate(struct jsonw *j)
{
	if (j->comma)
		out_byte(j->out, ',');
	j->comma = true;
}

static inline void jsonw_open(struct jsonw *j, char bracket)
{
	jsonw_separate(j);
	out_byte(j->out, bracket);
	j->comma = false;
}

static inline void jsonw_close(struct jsonw *j, char bracket)
{
	out_byte(j->out, bracket);
	j->comma = true;
}

/* Bytes that stand in a JSON string as they are; all of ASCII but controls, '"' and '\'. */
static inline bool jsonw_is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* The same for the bytes of a word: the highest bit of each is asked for, a borrow only comes from one that is not plain. */
static inline bool jsonw_are_plain_(uint64_t w)
{
	uint64_t other = w | (w + WORD_EACH(1)) | (w - WORD_EACH(0x20)) | ((w ^ WORD_EACH('"')) - WORD_EACH(1)) |
		((w ^ WORD_EACH('\\')) - WORD_EACH(1));

	return (other & WORD_EACH(0x80)) == 0;
}

/* Copies a string that stands in JSON as it is: in words, of which the last overlaps the one before. False: it does not. */
static inline bool jsonw_copy_plain(char *to, strv s)
{
	uint64_t first, last;
	bool plain = true;

	if (s.n < sizeof(uint32_t)) {
		for (size_t i = 0; i < s.n; i++) {
			to[i] = s.p[i];
			plain &= jsonw_is_plain((unsigned char)s.p[i]);
		}
		return plain;
	}
	if (s.n < sizeof(uint64_t)) {
		uint32_t ends[2];

		memcpy(&ends[0], s.p, sizeof(ends[0]));
		memcpy(&ends[1], s.p + s.n - sizeof(ends[1]), sizeof(ends[1]));
		memcpy(to, &ends[0], sizeof(ends[0]));
		memcpy(to + s.n - sizeof(ends[1]), &ends[1], sizeof(ends[1]));
		return jsonw_are_plain_(ends[0] | (uint64_t)ends[1] << 32);
	}
	for (size_t i = 0; i + sizeof(first) < s.n; i += sizeof(first)) {
		memcpy(&first, s.p + i, sizeof(first));
		memcpy(to + i, &first, sizeof(first));
		plain &= jsonw_are_plain_(first);
	}
	memcpy(&last, s.p + s.n - sizeof(last), sizeof(last));
	memcpy(to + s.n - sizeof(last), &last, sizeof(last));
	return plain & jsonw_are_plain_(last);
}

/* A string with its quotes, of which the room is there; NULL: it needs escapes. */
static inline char *jsonw_put_plain(char *p, strv s)
{
	*p++ = '"';
	if (!jsonw_copy_plain(p, s))
		return NULL;
	p += s.n;
	*p++ = '"';
	return p;
}

/* The name of the next value. The name is the program's own: it needs no escapes. n < 64. */
static inline void jsonw_key_(struct jsonw *j, const char *name, size_t n)
{
	char *p = out_room(j->out, n + 4);

	*p = ',';
	p += j->comma;
	*p++ = '"';
	memcpy(p, name, n);
	p += n;
	*p++ = '"';
	*p++ = ':';
	out_take(j->out, p);
	j->comma = false;
}

#define jsonw_key(j, name) jsonw_key_(j, "" name, sizeof(name) - 1)

static inline void jsonw_key_of(struct jsonw *j, const char *name)
{
	jsonw_key_(j, name, strlen(name));
}

/* "name":[, "name":{ */
#define jsonw_open_member(j, name, bracket) (jsonw_key(j, name), jsonw_open(j, bracket))

static inline void jsonw_open_member_of(struct jsonw *j, const char *name, char bracket)
{
	jsonw_key_of(j, name);
	jsonw_open(j, bracket);
}

/* A name that comes from the log. */
void jsonw_key_str(struct jsonw *j, strv name);

void jsonw_u64(struct jsonw *j, uint64_t value);
void jsonw_i64(struct jsonw *j, int64_t value);
void jsonw_boolean(struct jsonw *j, bool value);
/* True when something had to be written as \xNN. */
bool jsonw_str(struct jsonw *j, strv s);
void jsonw_hex_mask(struct jsonw *j, uint64_t value); /* "0xcc0" */
void jsonw_id(struct jsonw *j, uint64_t value);       /* "00c0ffee00c0ffee" */
/* RFC 3339 in UTC; the fraction is printed when it is not zero. Nothing is written outside the years 0000 to 9999. */
bool jsonw_has_time(int64_t realtime_us);
void jsonw_time(struct jsonw *j, int64_t realtime_us);

/* Members that are left out when they are absent. */
#define jsonw_member_u64(j, name, value)   jsonw_member_u64_(j, "" name, sizeof(name) - 1, value)
#define jsonw_member_i64(j, name, value)   jsonw_member_i64_(j, "" name, sizeof(name) - 1, value)
#define jsonw_member_text(j, name, s)      jsonw_member_text_(j, "" name, sizeof(name) - 1, s)
#define jsonw_member_words(j, name, words) jsonw_member_text(j, name, str_of(words))

static inline void jsonw_member_u64_(struct jsonw *j, const char *name, size_t n, uint64_t value)
{
	if (value == OOMLOG_ABSENT_U)
		return;
	jsonw_key_(j, name, n);
	jsonw_u64(j, value);
}

static inline void jsonw_member_i64_(struct jsonw *j, const char *name, size_t n, int64_t value)
{
	if (value == OOMLOG_ABSENT)
		return;
	jsonw_key_(j, name, n);
	jsonw_i64(j, value);
}

void jsonw_member_text_(struct jsonw *j, const char *name, size_t n, strv s);
void jsonw_member_time(struct jsonw *j, const char *name, int64_t realtime_us);
void jsonw_member_boolean(struct jsonw *j, const char *name, bool value);
/* Only what is true is said. */
void jsonw_member_if(struct jsonw *j, const char *name, bool value);
/* Of the program's own words; none: nothing. */
void jsonw_member_list(struct jsonw *j, const char *name, const char *const *items, size_t n);

#endif
