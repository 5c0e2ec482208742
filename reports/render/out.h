/*
 * Where a report's bytes go: one buffer before the caller's callback. An error sticks: what is written after it is
 * dropped, and the report ends with that status. So nothing between needs to look at every write.
 */
#ifndef REPORTS_RENDER_OUT_H
#define REPORTS_RENDER_OUT_H

#include <oomlog/report.h>

#include "util/str.h"

enum { OUT_SIZE = 64 * 1024 };

struct out {
	char *buf; /* OUT_SIZE bytes */
	size_t n;
	uint64_t flushed; /* bytes handed to the callback so far */
	oomlog_write_fn write;
	void *user;
	int status;
};

int out_init(struct out *o, oomlog_write_fn write, void *user);
void out_release(struct out *o);
void out_flush(struct out *o);
/* Pieces of any length; one that is larger than the buffer goes through it in parts. */
void out_bytes(struct out *o, const void *data, size_t n);

static inline uint64_t out_position(const struct out *o)
{
	return o->flushed + o->n;
}

/* Room for n (at most OUT_SIZE) bytes, to be taken with out_take(). */
static inline char *out_room(struct out *o, size_t n)
{
	if (OUT_SIZE - o->n < n)
		out_flush(o);
	return o->buf + o->n;
}

static inline void out_take(struct out *o, const char *end)
{
	o->n = (size_t)(end - o->buf);
}

static inline void out_byte(struct out *o, char c)
{
	*out_room(o, 1) = c;
	o->n++;
}

static inline void out_str(struct out *o, strv s)
{
	out_bytes(o, s.p, s.n);
}

#define out_literal(o, literal) out_bytes(o, "" literal, sizeof(literal) - 1)

#endif
