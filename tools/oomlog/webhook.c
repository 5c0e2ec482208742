/*
 * --webhook: each event is POSTed as JSON, through libcurl, which is looked for when it is needed. What cannot be sent
 * waits in the spool, and is sent again after a time that doubles with each failure.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "helper.h"
#include "say.h"
#include "source/library.h"
#include "spool.h"

/* curl/curl.h of libcurl.so.4: numbers that its soname has fixed for good */
enum {
	CURL_OK = 0,
	CURL_GLOBAL_ALL_ = 3,
	OPT_URL = 10002,
	OPT_POSTFIELDS = 10015,
	OPT_USERAGENT = 10018,
	OPT_HTTPHEADER = 10023,
	OPT_CAINFO = 10065,
	OPT_CAPATH = 10097,
	OPT_FAILONERROR = 45,
	OPT_POSTFIELDSIZE = 60,
	OPT_NOSIGNAL = 99,
	OPT_TIMEOUT_MS = 155,
	OPT_CONNECTTIMEOUT_MS = 156,
	OPT_PROTOCOLS = 181,
	OPT_WRITEFUNCTION = 20011,
	PROTO_HTTP_AND_HTTPS = 3,
};

struct curl {
	int (*global_init)(long flags);
	void *(*easy_init)(void);
	int (*easy_setopt)(void *handle, int option, ...);
	int (*easy_perform)(void *handle);
	const char *(*easy_strerror)(int code);
	void *(*slist_append)(void *list, const char *text);
};

static const char *const symbols[] = {"curl_global_init",  "curl_easy_init",     "curl_easy_setopt",
                                      "curl_easy_perform", "curl_easy_strerror", "curl_slist_append"};
/* The same library, linked with one TLS library or another. */
static const struct library libraries[] = {
	{"libcurl.so.4", "libcurl4 or libcurl", symbols, 6},
	{"libcurl-gnutls.so.4", "libcurl3-gnutls", symbols, 6},
};

struct webhook {
	const char *url;
	struct curl fn;
	void *handle;
	struct spool spool;
	int backoff_ms;
	int64_t retry_ms; /* when what waits may be sent again: messages that come meanwhile do not put it off */
	bool failing;     /* words were said */
};

/* An answer's text is of no interest. */
static size_t throw_away(char *data, size_t size, size_t n, void *user)
{
	(void)data;
	(void)user;
	return size * n;
}

/* A certification authority of one's own, by the variables that curl(1) looks at; libcurl itself does not. */
static bool set_authority(struct webhook *w)
{
	static const struct {
		const char *variable;
		int option;
	} rows[] = {{"SSL_CERT_DIR", OPT_CAPATH}, {"SSL_CERT_FILE", OPT_CAINFO}, {"CURL_CA_BUNDLE", OPT_CAINFO}};
	const char *path;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		path = getenv(rows[i].variable);
		if (path != NULL && path[0] != '\0' && w->fn.easy_setopt(w->handle, rows[i].option, path) != CURL_OK)
			return false;
	}
	return true;
}

static bool set_up(struct webhook *w)
{
	void *headers = w->fn.slist_append(NULL, "Content-Type: application/json");

	w->handle = w->fn.easy_init();
	if (w->handle == NULL || headers == NULL)
		return false;
	/* Certificates are verified: that is libcurl's default, and no option changes it. */
	return set_authority(w) && w->fn.easy_setopt(w->handle, OPT_URL, w->url) == CURL_OK &&
		w->fn.easy_setopt(w->handle, OPT_PROTOCOLS, (long)PROTO_HTTP_AND_HTTPS) == CURL_OK &&
		w->fn.easy_setopt(w->handle, OPT_HTTPHEADER, headers) == CURL_OK &&
		w->fn.easy_setopt(w->handle, OPT_USERAGENT, "oomlog/" OOMLOG_VERSION) == CURL_OK &&
		w->fn.easy_setopt(w->handle, OPT_FAILONERROR, 1L) == CURL_OK &&
		w->fn.easy_setopt(w->handle, OPT_NOSIGNAL, 1L) == CURL_OK &&
		w->fn.easy_setopt(w->handle, OPT_TIMEOUT_MS, (long)WEBHOOK_TIMEOUT_MS) == CURL_OK &&
		w->fn.easy_setopt(w->handle, OPT_CONNECTTIMEOUT_MS, (long)WEBHOOK_CONNECT_MS) == CURL_OK &&
		w->fn.easy_setopt(w->handle, OPT_WRITEFUNCTION, throw_away) == CURL_OK;
}

struct webhook *webhook_new(const char *url, const char *spool)
{
	struct webhook *w = calloc(1, sizeof(*w));
	void *library = NULL;

	if (w == NULL)
		return NULL;
	w->url = url;
	for (size_t i = 0; library == NULL && i < sizeof(libraries) / sizeof(libraries[0]); i++)
		library = library_load(&libraries[i], &w->fn);
	if (library == NULL)
		say("--webhook needs %s: install %s", libraries[0].soname, libraries[0].package);
	else if (w->fn.global_init(CURL_GLOBAL_ALL_) != CURL_OK || !set_up(w))
		say("cannot prepare '%s'", url);
	else if (spool == NULL || spool_open(&w->spool, spool))
		return w;
	free(w);
	return NULL;
}

static void back_off(struct webhook *w)
{
	w->backoff_ms = w->backoff_ms == 0                   ? WEBHOOK_BACKOFF_MS
		: w->backoff_ms * 2 < WEBHOOK_BACKOFF_MAX_MS ? w->backoff_ms * 2
							     : WEBHOOK_BACKOFF_MAX_MS;
	w->retry_ms = clock_ms(CLOCK_MONOTONIC) + w->backoff_ms;
}

static bool post(struct webhook *w, const char *data, size_t n)
{
	int code;

	(void)w->fn.easy_setopt(w->handle, OPT_POSTFIELDSIZE, (long)n);
	(void)w->fn.easy_setopt(w->handle, OPT_POSTFIELDS, data);
	code = w->fn.easy_perform(w->handle);
	if (code != CURL_OK && !w->failing)
		say("cannot send to '%s': %s: trying again", w->url, w->fn.easy_strerror(code));
	else if (code == CURL_OK && w->failing)
		say("'%s' takes events again", w->url);
	w->failing = code != CURL_OK;
	if (code == CURL_OK)
		w->backoff_ms = 0;
	else
		back_off(w);
	return code == CURL_OK;
}

static void sleep_ms(int ms)
{
	const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

	nanosleep(&t, NULL);
}

/* Those that wait go first: the order stays. */
bool webhook_take(struct webhook *w, const char *data, size_t n)
{
	if (spool_is_empty(&w->spool) && post(w, data, n))
		return true;
	if (w->spool.folder != NULL)
		return spool_put(&w->spool, data, n);
	for (int i = 1; i < WEBHOOK_TRIES; i++) {
		sleep_ms(w->backoff_ms);
		if (post(w, data, n))
			return true;
	}
	say("'%s': an event could not be sent and is lost (--cursor-file would give it a place to wait)", w->url);
	return false;
}

int webhook_wait_ms(const struct webhook *w)
{
	int64_t left = w->retry_ms - clock_ms(CLOCK_MONOTONIC);

	if (spool_is_empty(&w->spool))
		return -1;
	return w->backoff_ms == 0 || left < 0 ? 0 : (int)left;
}

void webhook_retry(struct webhook *w)
{
	size_t n = 0;
	char *data = spool_get(&w->spool, &n);

	if (data == NULL && errno == ENOMEM) {
		back_off(w);
		return;
	}
	if (data == NULL && errno != ENOENT)
		say("'%s': a message that waits there cannot be read, and is lost", w->spool.folder);
	if (data == NULL || post(w, data, n))
		spool_drop(&w->spool);
	free(data);
}
