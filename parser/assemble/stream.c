/* A stream for each host and boot that has had something to say of an OOM; quiet hosts cost nothing. */
#include "assemble/context.h"

#include <stdlib.h>

static bool is_stream(const struct stream *s, strv host, strv boot)
{
	return str_eq((strv){s->host, s->host_n}, host) && str_eq((strv){s->boot, s->boot_n}, boot);
}

struct stream *stream_find(struct assembler *a, const struct record *r)
{
	strv host = str_upto(r->host, MOST_NAME), boot = str_upto(r->boot, MOST_NAME);

	if (a->recent != NULL && is_stream(a->recent, host, boot))
		return a->recent;
	for (size_t i = 0; i < a->n_streams; i++)
		if (is_stream(a->streams[i], host, boot)) {
			a->recent = a->streams[i];
			return a->recent;
		}
	return NULL;
}

static void stream_free(struct stream *s)
{
	last_release(&s->last);
	free(s);
}

/* The stream unused for longest that has nothing open; its slot is freed. */
static void forget_one(struct assembler *a)
{
	size_t victim = SIZE_MAX;

	for (size_t i = 0; i < a->n_streams; i++)
		if (a->streams[i]->open == 0 && (victim == SIZE_MAX || a->streams[i]->used < a->streams[victim]->used))
			victim = i;
	if (victim == SIZE_MAX)
		return;
	if (a->recent == a->streams[victim])
		a->recent = NULL;
	if (a->before == a->streams[victim])
		a->before = NULL;
	stream_free(a->streams[victim]);
	a->streams[victim] = a->streams[--a->n_streams];
}

struct stream *stream_get(struct assembler *a, const struct record *r)
{
	strv host = str_upto(r->host, MOST_NAME), boot = str_upto(r->boot, MOST_NAME);
	struct stream *s = stream_find(a, r);

	if (s == NULL) {
		if (a->n_streams == MOST_STREAMS)
			forget_one(a);
		s = a->n_streams < MOST_STREAMS ? calloc(1, sizeof(*s)) : NULL;
		if (s == NULL) {
			a->nomem = true;
			return NULL;
		}
		if (host.n > 0)
			memcpy(s->host, host.p, host.n);
		if (boot.n > 0)
			memcpy(s->boot, boot.p, boot.n);
		s->host_n = host.n;
		s->boot_n = boot.n;
		s->mono_us = NO_TIME;
		a->streams[a->n_streams++] = s;
		a->recent = s;
	}
	s->used = ++a->clock;
	return s;
}

void streams_release(struct assembler *a)
{
	while (a->n_streams > 0)
		stream_free(a->streams[--a->n_streams]);
	a->recent = a->before = NULL;
}
