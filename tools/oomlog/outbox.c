#include "outbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

struct message {
	struct message *next;
	uint64_t number;
	size_t n;
	char data[];
};

struct outbox {
	outbox_deliver_fn deliver;
	void *user;
	bool newest_only, stop;
	int wake;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct message *first, **last;
	size_t bytes;
	uint64_t put; /* number of the newest that was put */
	struct outbox_counts counts;
};

static void unlink_first(struct outbox *o)
{
	struct message *m = o->first;

	o->first = m->next;
	if (o->first == NULL)
		o->last = &o->first;
	o->bytes -= m->n;
	o->counts.waiting--;
	free(m);
}

/* The message stays first while it is delivered: it is not done yet. */
static void deliver_first(struct outbox *o)
{
	struct message *m = o->first;
	bool delivered;

	pthread_mutex_unlock(&o->lock);
	delivered = o->deliver(o->user, m->data, m->n);
	pthread_mutex_lock(&o->lock);
	if (delivered)
		o->counts.delivered++;
	else
		o->counts.failed++;
	unlink_first(o);
	pthread_cond_broadcast(&o->changed);
	(void)eventfd_write(o->wake, 1);
}

static void *serve(void *user)
{
	struct outbox *o = user;

	pthread_mutex_lock(&o->lock);
	while (o->first != NULL || !o->stop) {
		if (o->first != NULL)
			deliver_first(o);
		else
			pthread_cond_wait(&o->changed, &o->lock);
	}
	pthread_mutex_unlock(&o->lock);
	return NULL;
}

static bool start(struct outbox *o)
{
	pthread_condattr_t clock;
	pthread_attr_t attr;
	bool started;

	if (pthread_condattr_init(&clock) != 0 || pthread_attr_init(&attr) != 0)
		return false;
	(void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	(void)pthread_attr_setstacksize(&attr, OUTBOX_STACK);
	started = pthread_mutex_init(&o->lock, NULL) == 0 && pthread_cond_init(&o->changed, &clock) == 0 &&
		pthread_create(&o->thread, &attr, serve, o) == 0;
	pthread_attr_destroy(&attr);
	pthread_condattr_destroy(&clock);
	return started;
}

struct outbox *outbox_new(outbox_deliver_fn deliver, void *user, bool newest_only, int wake)
{
	struct outbox *o = calloc(1, sizeof(*o));

	if (o == NULL)
		return NULL;
	o->deliver = deliver;
	o->user = user;
	o->newest_only = newest_only;
	o->wake = wake;
	o->last = &o->first;
	if (start(o))
		return o;
	free(o);
	return NULL;
}

/* All but the first, which is being delivered. */
static void drop_waiting(struct outbox *o)
{
	while (o->first != NULL && o->first->next != NULL) {
		struct message *m = o->first->next;

		o->first->next = m->next;
		o->bytes -= m->n;
		o->counts.waiting--;
		free(m);
	}
	o->last = o->first != NULL ? &o->first->next : &o->first;
}

static bool has_room(const struct outbox *o, size_t n)
{
	return o->first == NULL || (o->counts.waiting < OUTBOX_MESSAGES && o->bytes + n <= OUTBOX_BYTES);
}

/* Another thread may just have all that there is: it is waited for a moment, and no longer. */
static struct message *message_new(size_t n)
{
	const struct timespec moment = {.tv_nsec = 5000000};
	struct message *m = malloc(sizeof(*m) + n);

	for (int i = 0; m == NULL && i < OUTBOX_TRIES; i++) {
		nanosleep(&moment, NULL);
		m = malloc(sizeof(*m) + n);
	}
	return m;
}

bool outbox_put(struct outbox *o, uint64_t number, const char *data, size_t n)
{
	struct message *m = message_new(n);
	bool taken;

	pthread_mutex_lock(&o->lock);
	o->put = number;
	if (o->newest_only && m != NULL)
		drop_waiting(o);
	taken = m != NULL && has_room(o, n);
	if (taken) {
		*m = (struct message){.number = number, .n = n};
		memcpy(m->data, data, n);
		*o->last = m;
		o->last = &m->next;
		o->bytes += n;
		o->counts.waiting++;
		pthread_cond_broadcast(&o->changed);
	} else {
		o->counts.dropped++;
	}
	pthread_mutex_unlock(&o->lock);
	if (!taken)
		free(m);
	return taken;
}

void outbox_skip(struct outbox *o, uint64_t number)
{
	pthread_mutex_lock(&o->lock);
	o->put = number;
	o->counts.dropped++;
	pthread_mutex_unlock(&o->lock);
}

uint64_t outbox_done(struct outbox *o)
{
	uint64_t done;

	pthread_mutex_lock(&o->lock);
	done = o->first != NULL ? o->first->number - 1 : o->put;
	pthread_mutex_unlock(&o->lock);
	return done;
}

struct outbox_counts outbox_counts(struct outbox *o)
{
	struct outbox_counts counts;

	pthread_mutex_lock(&o->lock);
	counts = o->counts;
	pthread_mutex_unlock(&o->lock);
	return counts;
}

bool outbox_finish(struct outbox *o, int timeout_ms)
{
	struct timespec until;
	bool empty;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += timeout_ms / 1000;
	until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&o->lock);
	while (o->first != NULL && pthread_cond_timedwait(&o->changed, &o->lock, &until) == 0)
		;
	empty = o->first == NULL;
	o->stop = empty;
	pthread_cond_broadcast(&o->changed);
	pthread_mutex_unlock(&o->lock);
	if (empty)
		pthread_join(o->thread, NULL);
	return empty;
}

struct outbox *outbox_free(struct outbox *o)
{
	if (o == NULL)
		return NULL;
	while (o->first != NULL)
		unlink_first(o);
	pthread_mutex_destroy(&o->lock);
	pthread_cond_destroy(&o->changed);
	free(o);
	return NULL;
}
