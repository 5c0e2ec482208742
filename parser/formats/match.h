/*
 * A line against the table: first the needle (most rows end there), then the row's pattern, compiled when it is first
 * needed. A pattern runs under PCRE2's match and depth limits; a match that hits one is "not recognised".
 */
#ifndef OOMLOG_FORMATS_MATCH_H
#define OOMLOG_FORMATS_MATCH_H

#include "formats/formats.h"
#include "util/arena.h"

enum { MATCH_CAPTURES = 20 };

struct match {
	const struct format *row;
	size_t n;
	struct {
		const struct field *field;
		strv text;
	} captures[MATCH_CAPTURES];
};

struct matcher;

int matcher_new(struct matcher **ret);
struct matcher *matcher_free(struct matcher *m);

/* The first row with a pattern that matches the whole text. Views in *ret point into text. */
bool matcher_match(struct matcher *m, strv text, struct match *ret);
/* The same for one row: 1, 0, or OOMLOG_E_NOMEM when its pattern cannot be compiled. */
int matcher_try(struct matcher *m, size_t row, strv text, struct match *ret);
/* True after the system refused memory for a pattern: what did not match since may be a line of a report. */
bool matcher_nomem(const struct matcher *m);

/* Writes the captures that belong to `object` into *dest; strings are copied to the arena (NULL: borrowed). */
void match_apply(const struct match *match, enum object object, void *dest, struct arena *arena);
bool match_has(const struct match *match, enum object object);

#endif
