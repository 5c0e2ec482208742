/*
 * Messages that wait for one receiver. It is served by a thread of its own, so that one who hangs, hangs alone: who puts
 * a message in never waits, and what finds no room is dropped and counted.
 */
#ifndef OOMLOG_TOOLS_OUTBOX_H
#define OOMLOG_TOOLS_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	OUTBOX_BYTES = 2 * 1024 * 1024, /* of one receiver's messages; a larger one alone is taken */
	OUTBOX_MESSAGES = 4096,
	OUTBOX_STACK = 256 * 1024, /* of its thread */
	OUTBOX_TRIES = 4,          /* for the memory of a message */
};

/* Delivers a message; runs in the thread. False: it could not be delivered, and never will. */
typedef bool (*outbox_deliver_fn)(void *user, const char *data, size_t n);

struct outbox_counts {
	uint64_t delivered, failed, dropped, waiting;
};

struct outbox;

/*
 * newest_only: a message takes the place of those that wait (a file that is written anew each time). wake: an eventfd
 * that is told of each message that is done. NULL: no memory, no thread.
 */
struct outbox *outbox_new(outbox_deliver_fn deliver, void *user, bool newest_only, int wake);
/* Copies the message. False: dropped. number: grows from message to message. */
bool outbox_put(struct outbox *o, uint64_t number, const char *data, size_t n);
/* The message of this number could not be made: dropped. */
void outbox_skip(struct outbox *o, uint64_t number);
/* All up to this number are done: delivered, failed or dropped. */
uint64_t outbox_done(struct outbox *o);
struct outbox_counts outbox_counts(struct outbox *o);
/* Waits until all is done, at most so long; false: something hangs, and outbox_free() must not be called. */
bool outbox_finish(struct outbox *o, int timeout_ms);
struct outbox *outbox_free(struct outbox *o); /* NULL-safe; returns NULL */

#endif
