#include "duplicates.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <oomlog/oomlog.h>

#include "util/str.h"

#define NONE 0
#define USEC INT64_C(1000000)

/* Events of one content that are looked at: a log may hold the same bare kill line a million times. */
enum { BUCKETS = 65536, CANDIDATES_MAX = 256 };

struct seen {
	uint64_t id, host, boot; /* 0: absent */
	int64_t realtime_us, monotonic_us;
	uint64_t number;
	uint64_t last_input; /* where it, or the newest copy of it, was met */
	uint32_t prev, next; /* in its bucket; NONE: it is the first, the last */
};

struct duplicates {
	uint32_t buckets[BUCKETS];
	struct seen ring[1 + DUPLICATES_MAX]; /* 0 is NONE */
	uint64_t n;                           /* remembered so far; the ring holds the newest */
};

int duplicates_new(struct duplicates **ret)
{
	/* 5 MB of address space, of which only what is used becomes memory. */
	struct duplicates *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return OOMLOG_E_NOMEM;
	*ret = d;
	return OOMLOG_OK;
}

struct duplicates *duplicates_free(struct duplicates *d)
{
	free(d);
	return NULL;
}

/* Never 0. */
static uint64_t hash_of(strv s)
{
	return str_hash(STR_HASH, s) | 1;
}

/* "node1" in one log is "node1.example.com" in another. */
static uint64_t hash_host(struct oomlog_str host)
{
	return host.p == NULL ? 0 : hash_of(str_upto(host, str_find_byte(host, '.')));
}

/* With or without dashes. */
static uint64_t hash_boot(struct oomlog_str boot)
{
	char digits[64];
	size_t n = 0;

	if (boot.p == NULL)
		return 0;
	for (size_t i = 0; i < boot.n && n < sizeof(digits); i++)
		if (boot.p[i] != '-')
			digits[n++] = (char)tolower((unsigned char)boot.p[i]);
	return hash_of((strv){digits, n});
}

static struct seen describe(const struct oomlog_event *ev, uint64_t input, uint64_t number)
{
	const struct oomlog_origin *origin = oomlog_event_origin(ev);
	const struct oomlog_time *time = oomlog_event_time(ev);

	return (struct seen){
		.id = strtoull(oomlog_event_id(ev), NULL, 16),
		.host = hash_host(origin->host),
		.boot = hash_boot(origin->boot_id),
		.realtime_us = time->realtime_us,
		.monotonic_us = time->monotonic_us,
		.number = number,
		.last_input = input,
	};
}

static bool within(int64_t a, int64_t b, int64_t most)
{
	int64_t diff;

	if (a == OOMLOG_ABSENT || b == OOMLOG_ABSENT)
		return true;
	return !__builtin_sub_overflow(a, b, &diff) && diff <= most && diff >= -most;
}

/*
 * The kernel's clock decides where both logs have it. Wall clocks of one event differ: syslog has whole seconds and its
 * own delay, and `dmesg -T` drifts by the time that the machine was suspended.
 */
static bool same_time(const struct seen *a, const struct seen *b)
{
	bool both = a->monotonic_us != OOMLOG_ABSENT && b->monotonic_us != OOMLOG_ABSENT;

	return within(a->monotonic_us, b->monotonic_us, USEC) &&
		within(a->realtime_us, b->realtime_us, both ? 86400 * USEC : 2 * USEC);
}

static bool same_event(const struct seen *a, const struct seen *b)
{
	return a->id == b->id && (a->host == 0 || b->host == 0 || a->host == b->host) &&
		(a->boot == 0 || b->boot == 0 || a->boot == b->boot) && same_time(a, b);
}

/*
 * Two events of one input are two, so each can be the copy of one only; but for a whole report with the very same
 * kernel time: a log shipper that sent it again, kern.log and messages in one file. No two kills have all counters, all
 * tasks and the clock in common.
 */
static bool is_sent_again(const struct seen *old, const struct seen *new, const struct oomlog_event *ev)
{
	return old->monotonic_us == new->monotonic_us &&oomlog_event_missing(ev) == 0 && oomlog_event_victims(ev) > 0 &&
		(oomlog_event_tasks(ev) > 0 || oomlog_event_memory(ev) != NULL);
}

static uint32_t *bucket_of(struct duplicates *d, uint64_t id)
{
	return &d->buckets[id % BUCKETS];
}

bool duplicates_find(struct duplicates *d, const struct oomlog_event *ev, uint64_t input, uint64_t *ret_first)
{
	struct seen new = describe(ev, input, 0);
	unsigned n = 0;

	for (uint32_t i = *bucket_of(d, new.id); i != NONE && n < CANDIDATES_MAX; i = d->ring[i].next, n++) {
		struct seen *old = &d->ring[i];

		if (!same_event(old, &new) || (old->last_input == input && !is_sent_again(old, &new, ev)))
			continue;
		old->last_input = input;
		*ret_first = old->number;
		return true;
	}
	return false;
}

static void forget(struct duplicates *d, uint32_t slot)
{
	const struct seen *old = &d->ring[slot];

	if (old->prev != NONE)
		d->ring[old->prev].next = old->next;
	else
		*bucket_of(d, old->id) = old->next;
	if (old->next != NONE)
		d->ring[old->next].prev = old->prev;
}

void duplicates_remember(struct duplicates *d, const struct oomlog_event *ev, uint64_t input, uint64_t number)
{
	uint32_t slot = 1 + (uint32_t)(d->n % DUPLICATES_MAX);
	struct seen new = describe(ev, input, number);
	uint32_t *bucket = bucket_of(d, new.id);

	if (d->n >= DUPLICATES_MAX)
		forget(d, slot);
	new.prev = NONE;
	new.next = *bucket;
	if (new.next != NONE)
		d->ring[new.next].prev = slot;
	d->ring[slot] = new;
	*bucket = slot;
	d->n++;
}
