/* Cuts bytes into lines without copying the whole ones; keeps a partial line between calls, within a limit. */
#ifndef OOMLOG_LINES_H
#define OOMLOG_LINES_H

#include "carrier/carrier.h"

struct lines {
	char *kept; /* the beginning of a line whose end has not come yet */
	size_t n, cap, max;
	bool cut;         /* it grew over the limit: its rest is dropped */
	uint64_t number;  /* lines delivered or skipped so far */
	uint64_t offset;  /* in the input, of the line that comes next */
	uint64_t pending; /* bytes of it that were taken already; `n` of them are kept */
};

void lines_init(struct lines *l, size_t max);
void lines_release(struct lines *l);
void lines_reset(struct lines *l);

/*
 * Takes bytes from *data: 1 and a line (valid until the next call), 0 when all are taken and no line is whole,
 * OOMLOG_E_NOMEM.
 */
int lines_next(struct lines *l, strv *data, struct line *ret);
/* The next line as it stands in data, if all of it does and nothing has to be cut off; lines_take() takes it. */
bool lines_peek(const struct lines *l, strv data, struct line *ret);
void lines_take(struct lines *l, strv *data, const struct line *line);
/* The last line of an input that does not end with a newline: 1, or 0 when there is none. */
int lines_finish(struct lines *l, struct line *ret);
/* `n` bytes with `count` newlines were not looked at. */
void lines_skip(struct lines *l, uint64_t n, uint64_t count);
/* The next line, from elsewhere: what is left of its text, and the bytes that it had with its newline. */
void lines_whole(struct lines *l, strv text, uint64_t bytes, struct line *ret);
/* The same of a line whose end has not come yet. OOMLOG_E_NOMEM. */
int lines_open(struct lines *l, strv text, uint64_t bytes);

#endif
