/*
 * The process that runs programs (--exec) and speaks to the network (--webhook), apart from the one that reads. It is
 * forked at the start. Each receiver has a channel and a thread in it.
 */
#ifndef OOMLOG_TOOLS_HELPER_H
#define OOMLOG_TOOLS_HELPER_H

#include "options.h"

enum {
	HELPER_MAX = 14,
	HELPER_MESSAGE = 16 * 1024 * 1024, /* a longer one is refused */
	EXEC_TIMEOUT_MS = 30000,           /* then the program and its children are killed */
	HELPER_GRACE_MS = 1000,            /* .. and when the reader is gone, after this */
	WEBHOOK_TIMEOUT_MS = 10000,
	WEBHOOK_CONNECT_MS = 5000,
	WEBHOOK_TRIES = 4,               /* without a spool */
	WEBHOOK_BACKOFF_MS = 1000,       /* doubled after each failure .. */
	WEBHOOK_BACKOFF_MAX_MS = 300000, /* .. up to this */
};

struct helper;

/* 0; or -1 after saying why. *ret is NULL where nothing needs it. */
int helper_start(struct helper **ret, const struct settings *s);
size_t helper_count(const struct helper *h); /* NULL-safe */
const char *helper_name(const struct helper *h, size_t i);
/* What helper_deliver() takes as its user. */
void *helper_channel(struct helper *h, size_t i);
/* An outbox_deliver_fn: waits until the helper has delivered or spooled the message. */
bool helper_deliver(void *user, const char *data, size_t n);
/* NULL-safe. Ends it and what it runs, after HELPER_GRACE_MS; what a thread is waiting for comes back as failed. */
void helper_stop(struct helper *h);
/* When no thread uses it any more. NULL-safe; returns NULL. */
struct helper *helper_free(struct helper *h);

/* --- inside the helper --- */

/* exec.c */
bool exec_run(const char *command, const char *data, size_t n);
/* Kills what runs; nothing is started any more. */
void exec_end(void);

/* webhook.c */
struct webhook;
/* spool: the folder for what cannot be sent now; NULL: there is none. NULL after saying why. */
struct webhook *webhook_new(const char *url, const char *spool);
/* Sends or spools it; false: lost. */
bool webhook_take(struct webhook *w, const char *data, size_t n);
/* How long to wait for the next message before webhook_retry() is due; -1: for ever. */
int webhook_wait_ms(const struct webhook *w);
void webhook_retry(struct webhook *w);

#endif
