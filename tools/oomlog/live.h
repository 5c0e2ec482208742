/*
 * What `oomlog follow` reads: a journal, /dev/kmsg, a growing file, standard input. Each has a parser of its own, and
 * knows a place for every byte that it gave to it, so that reading can begin there again.
 */
#ifndef OOMLOG_TOOLS_LIVE_H
#define OOMLOG_TOOLS_LIVE_H

#include <poll.h>

#include <oomlog/oomlog.h>

#include "cursor.h"
#include "options.h"

enum {
	MARK_MAX = 512,   /* bytes of a place's name */
	MARKS_MAX = 256,  /* places remembered of one source; further ones thin them out */
	LIVE_BATCH = 512, /* records or blocks that one source may read before the next has its turn */
	LIVE_FDS = 2,     /* descriptors of one source */
};

/* Where what was fed after `at` bytes came from. */
struct mark {
	uint64_t at;
	char place[MARK_MAX];
};

struct live;

/* Takes the events that the parser has ready; 0, or a negative status. */
typedef int (*live_drain_fn)(struct live *live, void *user);

struct live_ops {
	/* Where reading is to begin: at a place that was saved (false: there is none such any more) .. */
	bool (*resume)(struct live *live, const char *place);
	/* .. or this many lines before the end, or at a time: s says which. */
	bool (*begin)(struct live *live, const struct settings *s);
	/* Reads what is there: 1: there may be more, 0: no more for now, -1: never again. */
	int (*pump)(struct live *live);
	/* What poll() is to wait for; the timeout is lowered to what the source needs. How many. */
	int (*poll)(struct live *live, struct pollfd *fds, int *timeout_ms);
	/* The place behind all that was read; false: it has none. */
	bool (*here)(struct live *live, char *ret, size_t size);
	/* What else of it stands in a cursor file, or NULL: loaded before it begins (NULL: there is none), and written. */
	void (*load)(struct live *live, const struct cursor *c);
	void (*save)(struct live *live, struct cursor *c);
	void (*free)(struct live *live);
};

struct live {
	const struct live_ops *ops;
	const char *name;
	struct oomlog_parser *parser;
	live_drain_fn drain;
	void *user;
	bool ended;
	bool resumable; /* has places */
	size_t held;    /* events of it that are handed over, and may have to be read again */
	struct mark *marks;
	size_t n_marks;
	uint64_t safe_at; /* of all before this byte the events were taken, the last time that memory sufficed */
};

/* Each: NULL after saying why. `name` lives on. */
struct live *live_journal(const struct settings *s);
struct live *live_kmsg(void);
struct live *live_file(const char *path);
struct live *live_stdin(void);

bool live_init(struct live *live, const struct live_ops *ops, const char *name, bool resumable);
void live_release(struct live *live);
struct live *live_free(struct live *live); /* NULL-safe; returns NULL */

/* What comes next was read at this place; kept where reading may begin again. */
void live_mark(struct live *live, const char *place);
/* The place to begin again from, so that all from byte `at` on is read again (UINT64_MAX: nothing is), and what it is
 * the place of. False: none. */
bool live_place(struct live *live, uint64_t at, char *ret, size_t size, uint64_t *ret_at);
/* All that the parser had ready was taken, and it has not failed. */
void live_note_safe(struct live *live);
uint64_t live_bytes(const struct live *live);
/* Bytes into the parser, draining it; 0 or a negative status. */
int live_feed(struct live *live, const char *data, size_t n);

#endif
