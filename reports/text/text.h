/*
 * A line or sentence for people, built in a buffer of fixed size; what does not fit is cut and marked with "..".
 *
 * Nothing of a log reaches a terminal by another way than text_name() or text_word(): control bytes, ESC, C1, bytes
 * that are not UTF-8, and invisible characters that reorder or hide text (bidi overrides, zero width) become \xNN.
 */
#ifndef REPORTS_TEXT_TEXT_H
#define REPORTS_TEXT_TEXT_H

#include "util/str.h"

enum { TEXT_MAX = 4096 };

struct text {
	size_t n;
	bool cut;
	char buf[TEXT_MAX];
};

static inline void text_init(struct text *t)
{
	t->n = 0;
	t->cut = false;
}

static inline strv text_str(const struct text *t)
{
	return (strv){t->buf, t->n};
}

/* The program's own words. */
void text_add(struct text *t, const char *words);
void text_add_str(struct text *t, strv s);
/* Bytes of the log. */
void text_name(struct text *t, strv s);
/* The same as one word: blanks become \x20 too. */
void text_word(struct text *t, strv s);
void text_u64(struct text *t, uint64_t value);
void text_i64(struct text *t, int64_t value);
void text_hex(struct text *t, uint64_t value);                    /* "0xcc0" */
void text_size(struct text *t, uint64_t bytes);                   /* "51.3 MiB" */
void text_percent(struct text *t, uint64_t part, uint64_t whole); /* "59 %", "<1 %" */
void text_seconds(struct text *t, int64_t us);                    /* "3.317 s" */
/* "2026-11-21 01:28:01 UTC", or with separator 'T' "2026-11-21T01:28:01Z" */
void text_time(struct text *t, int64_t realtime_us, char separator);
/* "1 task", "2 tasks" */
void text_count(struct text *t, uint64_t n, const char *one, const char *many);

/* Columns that the UTF-8 text takes on a terminal. */
size_t text_width(strv s);
/* The longest beginning of s that takes at most `columns` (at least one character of a text that is not empty). */
size_t text_fit(strv s, size_t columns, size_t *ret_columns);

#endif
