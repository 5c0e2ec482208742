/* A view of bytes that somebody else owns: not terminated, may hold anything. p == NULL means "not there". */
#ifndef OOMLOG_UTIL_STR_H
#define OOMLOG_UTIL_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <oomlog/event.h>

/* Short, since nearly every line of the parser speaks of one. */
typedef struct oomlog_str strv;

#define STR(literal) ((strv){(literal), sizeof(literal) - 1})
#define STR_NONE     ((strv){NULL, 0})

static inline strv str_of(const char *text)
{
	return (strv){text, text != NULL ? strlen(text) : 0};
}

static inline bool str_eq(strv a, strv b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_starts(strv s, strv prefix)
{
	return prefix.n == 0 || (s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool str_ends(strv s, strv suffix)
{
	return suffix.n == 0 || (s.n >= suffix.n && memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

static inline strv str_from(strv s, size_t skip)
{
	if (skip > s.n)
		skip = s.n;
	return skip > 0 ? (strv){s.p + skip, s.n - skip} : s; /* nothing is added to a NULL */
}

static inline strv str_upto(strv s, size_t n)
{
	return (strv){s.p, n < s.n ? n : s.n};
}

/* Offset of the first / last place of needle in s, or SIZE_MAX. */
size_t str_find(strv s, strv needle);
size_t str_rfind(strv s, strv needle);
size_t str_find_byte(strv s, char c);

strv str_trim(strv s);       /* blanks and tabs at both ends */
strv str_trim_left(strv s);  /* at the start */
strv str_trim_right(strv s); /* at the end */

/*
 * Primitives that consume from the front of *s. One that does not match leaves *s where it was and returns false.
 * Numbers are plain decimal digits; overflow does not match.
 */
bool skip_literal(strv *s, strv literal);
bool skip_byte(strv *s, char c);
size_t skip_blanks(strv *s); /* blanks and tabs; how many */
bool parse_u64(strv *s, uint64_t *ret);
bool parse_i64(strv *s, int64_t *ret);  /* a '-' may stand before it */
bool parse_hex(strv *s, uint64_t *ret); /* without 0x */
bool parse_word(strv *s, strv *ret);    /* up to the next blank or the end; not empty */

/* The whole view is one number. */
bool str_to_u64(strv s, uint64_t *ret);
bool str_to_i64(strv s, int64_t *ret);

/* FNV-1a of 64 bits, against chance and not against malice: goes on from h, which begins as STR_HASH. */
#define STR_HASH       UINT64_C(0xcbf29ce484222325)
#define STR_HASH_PRIME UINT64_C(0x100000001b3)
uint64_t str_hash(uint64_t h, strv s);

int hex_value(char c); /* -1: none */
/* Any number that UTF-8 can write; how many bytes. */
size_t utf8_encode(uint32_t c, char out[4]);

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

#endif
