/*
 * The last lines of what was passed over. What follows may want them read: a literal in the next block wants the lines
 * before it, and the last lines of an input are read whatever they say. So the lines that are read are the same wherever
 * the input was cut into blocks.
 */
#ifndef OOMLOG_HELD_H
#define OOMLOG_HELD_H

#include "lines.h"

enum {
	HELD_LINES = 2,  /* before a hit: a wrapped "X invoked" / "oom-killer: .." */
	HELD_BORDER = 63 /* bytes of a literal that two blocks share: at most one less than it has */
};

struct held_line {
	char *text; /* without the newline; what a line may have at most */
	size_t n, cap;
	uint64_t bytes; /* that it has, with the newline */
	bool wanted;
};

struct held {
	struct held_line lines[HELD_LINES + 1]; /* oldest first; behind the whole ones the open one */
	size_t n;                               /* whole ones */
	size_t ready;                           /* of them, the first ones, are decided upon */
	bool release;                           /* the open line is to be read with its rest */
	char border[HELD_BORDER];               /* the end of the open line */
	size_t border_n;
};

void held_release(struct held *h);
void held_forget(struct held *h);
bool held_is_empty(const struct held *h);

/* Bytes of the open line; with its newline it is a whole one. There is room: held_drop() comes before. OOMLOG_E_NOMEM. */
int held_push(struct held *h, strv part, size_t max);
/* Bytes of all lines, and of those before line i. */
uint64_t held_bytes(const struct held *h, size_t i);
/* Nothing of it is wanted. */
void held_skip(struct held *h, struct lines *l);
/* All is wanted. */
void held_want_all(struct held *h);

/* Something waits for held_next(). */
bool held_is_ready(const struct held *h);
/*
 * The next line that is decided upon and wanted: 1; 0: there is none, and *ret_skipped if others were left out.
 * OOMLOG_E_NOMEM. The line is valid until something is pushed.
 */
int held_next(struct held *h, struct lines *l, struct line *ret, bool *ret_skipped);

#endif
