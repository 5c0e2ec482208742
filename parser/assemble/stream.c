/* A stream for each host and boot that has had something to say of an OOM; quiet hosts cost nothing. */
#include "assemble/context.h"

#include <stdlib.h>

static bool is_stream(const struct stream *s, strv host, strv boot)
{
	return str_eq((strv){s->host, s->host_n}, host) && str_eq((strv){s->boot, s->boot_n}, boot);
}

static struct stream **bucket_of(struct assembler *a, strv host, strv boot)
{
	uint64_t h = str_hash(str_hash(STR_HASH, host) ^ host.n, boot);

	return &a->buckets[(h ^ h >> 32) % STREAM_BUCKETS];
}

/* Lines of one report are printed at about the same time by the kernel's own clock. */
static bool is_near(const struct stream *s, const struct record *r)
{
	enum { NEAR_US = 2 * 1000 * 1000 };

	return r->mono_us != NO_TIME && s->mono_us != NO_TIME && r->mono_us - s->mono_us < NEAR_US &&
		s->mono_us - r->mono_us < NEAR_US;
}

/*
 * "[rack1-slot2] [  100.5] ..", "[rack3-slot4] [ 9100.5] ..": labels that may name a machine, or a thread of the tool that
 * wrote them. The kernel's clock decides: what goes on from a stream is of it, whatever its label; what does not, and
 * has another label, is of another machine.
 */
static struct stream *by_source(struct stream *first, const struct record *r, strv host, strv boot)
{
	struct stream *best = NULL;
	size_t sources = 0;
	int best_rank = 0;

	for (struct stream *s = first; s != NULL; s = s->next) {
		int rank;

		if (!is_stream(s, host, boot))
			continue;
		sources++;
		rank = (is_near(s, r) ? 2 : 0) + (s->source == r->source);
		if (rank > best_rank || best == NULL) {
			best = s;
			best_rank = rank;
		}
	}
	return best_rank > 0 || r->mono_us == NO_TIME || sources >= MOST_SOURCES ? best : NULL;
}

struct stream *stream_find(struct assembler *a, const struct record *r)
{
	strv host = str_upto(r->host, MOST_NAME), boot = str_upto(r->boot, MOST_NAME);
	bool any = r->source == 0 && a->n_sources == 0;
	struct stream *s;

	if (any && a->recent != NULL && is_stream(a->recent, host, boot))
		return a->recent;
	s = *bucket_of(a, host, boot);
	if (!any)
		s = by_source(s, r, host, boot);
	while (any && s != NULL && !is_stream(s, host, boot))
		s = s->next;
	if (s != NULL)
		a->recent = s;
	return s;
}

static void stream_free(struct assembler *a, struct stream *s)
{
	struct stream **link = bucket_of(a, (strv){s->host, s->host_n}, (strv){s->boot, s->boot_n});

	while (*link != s)
		link = &(*link)->next;
	*link = s->next;
	if (a->recent == s)
		a->recent = NULL;
	if (a->before == s)
		a->before = NULL;
	a->n_streams--;
	a->n_sources -= s->source != 0;
	last_release(&s->last);
	free(s);
}

/* The stream unused for longest that has nothing open. */
static void forget_one(struct assembler *a)
{
	struct stream *victim = NULL;

	for (size_t i = 0; i < STREAM_BUCKETS; i++)
		for (struct stream *s = a->buckets[i]; s != NULL; s = s->next)
			if (s->newest == NULL && (victim == NULL || s->used < victim->used))
				victim = s;
	if (victim != NULL)
		stream_free(a, victim);
}

struct stream *stream_get(struct assembler *a, const struct record *r)
{
	strv host = str_upto(r->host, MOST_NAME), boot = str_upto(r->boot, MOST_NAME);
	struct stream *s = stream_find(a, r), **bucket;

	if (s == NULL) {
		if (a->n_streams >= MOST_STREAMS)
			forget_one(a);
		s = calloc(1, sizeof(*s));
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
		s->source = r->source;
		a->n_sources += s->source != 0;
		s->mono_us = r->mono_us;
		s->real_us = NO_TIME;
		bucket = bucket_of(a, host, boot);
		s->next = *bucket;
		*bucket = s;
		a->n_streams++;
		a->recent = s;
	}
	s->used = ++a->clock;
	return s;
}

void streams_forget_lines(struct assembler *a)
{
	for (size_t i = 0; i < STREAM_BUCKETS; i++)
		for (struct stream *s = a->buckets[i]; s != NULL; s = s->next)
			last_release(&s->last);
}

void streams_release(struct assembler *a)
{
	for (size_t i = 0; i < STREAM_BUCKETS; i++)
		for (struct stream *s = a->buckets[i], *next; s != NULL; s = next) {
			next = s->next;
			stream_free(a, s);
		}
}

void stream_note_unit(struct stream *s, strv unit)
{
	if (!stream_knows_unit(s, unit))
		s->units[s->n_units++ % MOST_UNITS] = str_hash(STR_HASH, unit);
}

bool stream_knows_unit(const struct stream *s, strv unit)
{
	uint64_t hash = str_hash(STR_HASH, unit);

	for (size_t i = 0; s != NULL && i < MOST_UNITS && i < s->n_units; i++)
		if (s->units[i] == hash)
			return true;
	return false;
}
