/*
 * A streaming JSON writer: into the out buffer, without allocating. Commas come by themselves: what opens clears
 * `comma`, what ends a value sets it; so no stack is needed, and nesting is the caller's.
 *
 * Strings: the output is UTF-8 for any input bytes. Bytes that are not UTF-8, and control characters, become the text
 * \xNN (in JSON "\\xNN"); json_text() then adds the member <name>_raw_hex with all bytes of the name.
 */
#ifndef REPORTS_RENDER_JSONWRITE_H
#define REPORTS_RENDER_JSONWRITE_H

#include "reports/render/out.h"

struct json {
	struct out *out;
	bool comma;
};

static inline void json_separate(struct json *j)
{
	if (j->comma)
		out_byte(j->out, ',');
	j->comma = true;
}

static inline void json_open(struct json *j, char bracket)
{
	json_separate(j);
	out_byte(j->out, bracket);
	j->comma = false;
}

static inline void json_close(struct json *j, char bracket)
{
	out_byte(j->out, bracket);
	j->comma = true;
}

/* The name of the next value. The name is the program's own: it needs no escapes. n < 64. */
static inline void json_key_(struct json *j, const char *name, size_t n)
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

#define json_key(j, name) json_key_(j, "" name, sizeof(name) - 1)

static inline void json_key_of(struct json *j, const char *name)
{
	json_key_(j, name, strlen(name));
}

/* A name that comes from the log. */
void json_key_str(struct json *j, strv name);

void json_u64(struct json *j, uint64_t value);
void json_i64(struct json *j, int64_t value);
void json_boolean(struct json *j, bool value);
/* True when something had to be written as \xNN. */
bool json_str(struct json *j, strv s);
void json_hex_mask(struct json *j, uint64_t value); /* "0xcc0" */
void json_id(struct json *j, uint64_t value);       /* "00c0ffee00c0ffee" */
/* RFC 3339 in UTC; the fraction is printed when it is not zero. Nothing is written outside the years 0000 to 9999. */
bool json_has_time(int64_t realtime_us);
void json_time(struct json *j, int64_t realtime_us);

/* Members that are left out when they are absent. */
#define json_member_u64(j, name, value) json_member_u64_(j, "" name, sizeof(name) - 1, value)
#define json_member_i64(j, name, value) json_member_i64_(j, "" name, sizeof(name) - 1, value)
#define json_member_text(j, name, s) json_member_text_(j, "" name, sizeof(name) - 1, s)
#define json_member_words(j, name, words) json_member_text(j, name, str_of(words))

static inline void json_member_u64_(struct json *j, const char *name, size_t n, uint64_t value)
{
	if (value == OOMLOG_ABSENT_U)
		return;
	json_key_(j, name, n);
	json_u64(j, value);
}

static inline void json_member_i64_(struct json *j, const char *name, size_t n, int64_t value)
{
	if (value == OOMLOG_ABSENT)
		return;
	json_key_(j, name, n);
	json_i64(j, value);
}

void json_member_text_(struct json *j, const char *name, size_t n, strv s);
void json_member_time(struct json *j, const char *name, int64_t realtime_us);

#endif
