/*
 * --cursor-file: where each source is to be read on, and the events behind that place which were handed over already.
 * Text, one thing a line, written anew as a whole:
 *
 *	oomlog-cursor 1
 *	place	journal	after s=..;i=..
 *	place	journal file 0a1b..	1a7
 *	id	93edbbaa893cd9f2	1874	1
 *
 * Behind an id stands how many bytes the event's lines reached over, and its victims: one that reaches farther when it is
 * read again has got late lines meanwhile.
 */
#ifndef OOMLOG_TOOLS_CURSOR_H
#define OOMLOG_TOOLS_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CURSOR_BYTES = 131072, /* of the file */
	CURSOR_IDS = 1024,     /* events remembered */
	CURSOR_ID = 16,        /* hexadecimal digits */
};

struct cursor_id {
	char id[CURSOR_ID + 1];
	uint64_t span, victims; /* UINT64_MAX: not known */
};

struct cursor {
	char text[CURSOR_BYTES]; /* of the places, each ended by a NUL */
	size_t n;
	struct cursor_id ids[CURSOR_IDS];
	size_t n_ids;
};

/* 1: read; 0: there is none yet; -1 after saying why. */
int cursor_load(struct cursor *ret, const char *path);
/* NULL: none for this source. */
const char *cursor_place(const struct cursor *c, const char *source);
/* It has one for a source whose name begins so. */
bool cursor_has(const struct cursor *c, const char *source);
/* It was among those handed over; once. */
bool cursor_take_id(struct cursor *c, const char *id, struct cursor_id *ret);

/* For writing. False: no room, or a name that cannot stand in it. */
void cursor_begin(struct cursor *c);
bool cursor_add_place(struct cursor *c, const char *source, const char *place);
bool cursor_add_id(struct cursor *c, const struct cursor_id *id);

/* An outbox_deliver_fn; user: the path. */
bool cursor_write(void *user, const char *data, size_t n);

#endif
