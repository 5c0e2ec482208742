/*
 * The process that runs programs (--exec) and speaks to the network (--webhook), apart from the one that reads: this
 * same program, started under another name. Each receiver has a channel and a thread in it. One that dies is started
 * anew, and gets once more what was not answered.
 */
#ifndef OOMLOG_TOOLS_HELPER_H
#define OOMLOG_TOOLS_HELPER_H

#include "options.h"

enum {
	HELPER_MAX = 14,
	HELPER_MESSAGE = 16 * 1024 * 1024, /* a longer one is refused */
	EXEC_TIMEOUT_MS = 30000,           /* then the program and its children are killed */
	HELPER_GRACE_MS = 1000,            /* .. and when the reader is gone, after this */
	HELPER_TRIES = 3,                  /* an event with which it dies so often is given up */
	HELPER_BACKOFF_MS = 1000,          /* before it is started anew; doubled each time .. */
	HELPER_BACKOFF_MAX_MS = 60000,     /* .. up to this; from the begin after one that lived longer */
	HELPER_STOPPED_MS = 5000,          /* stopped by a signal for so long, it is ended and started anew */
	WEBHOOK_TIMEOUT_MS = 10000,
	WEBHOOK_CONNECT_MS = 5000,
	WEBHOOK_TRIES = 4,               /* without a spool */
	WEBHOOK_BACKOFF_MS = 1000,       /* doubled after each failure .. */
	WEBHOOK_BACKOFF_MAX_MS = 300000, /* .. up to this */
};

#define HELPER_NAME  "oomlog-helper" /* argv[0] of the helper */
#define HELPER_WORDS 4               /* of its command line for each channel */

struct helper;

/* 0; or -1 after saying why. *ret is NULL where nothing needs it. */
int helper_start(struct helper **ret, const struct settings *s);
size_t helper_count(const struct helper *h); /* NULL-safe */
const char *helper_name(const struct helper *h, size_t i);
bool helper_is_webhook(const struct helper *h, size_t i);
/* From now on it is started anew when it ends. NULL-safe; false after saying why. */
bool helper_watch(struct helper *h);
/* What helper_deliver() takes as its user. */
void *helper_channel(struct helper *h, size_t i);
/* An outbox_deliver_fn: waits until the helper has delivered or spooled the message. */
bool helper_deliver(void *user, const char *data, size_t n);
/* NULL-safe. Ends it and what it runs, after HELPER_GRACE_MS; what a thread is waiting for comes back as failed.
 * False: it does not end, and helper_free() must not be called. */
bool helper_stop(struct helper *h);
/* When no thread uses it any more. NULL-safe; returns NULL. */
struct helper *helper_free(struct helper *h);

/* --- inside the helper --- */

/* helper-serve.c: argv is HELPER_NAME, its oom_score_adj, and HELPER_WORDS for each channel */
int helper_main(int argc, char **argv);

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
