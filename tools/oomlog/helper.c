/* The reader's side of the helper: starting it, handing messages over, starting it anew when it dies or is stopped. */
#include "helper.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "helper-bytes.h"
#include "helper-state.h"
#include "outbox.h"
#include "say.h"

/* --- starting it --- */

static void read_score(char *ret, size_t size)
{
	FILE *f = fopen("/proc/self/oom_score_adj", "re");

	if (f == NULL)
		return;
	if (fgets(ret, (int)size, f) == NULL)
		ret[0] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	fclose(f);
}

static int add(struct helper *h, const char *what, bool webhook, const struct settings *s)
{
	struct channel *c = &h->channels[h->n];

	if (h->n == HELPER_MAX) {
		say("more than %d programs and webhooks", HELPER_MAX);
		return -1;
	}
	*c = (struct channel){.helper = h, .what = what, .webhook = webhook, .fd = -1, .fresh = -1};
	/* Beside the cursor: both are the state of this run. */
	if (webhook && s->cursor_file != NULL && asprintf(&c->spool, "%s.spool.%zu", s->cursor_file, h->n) < 0)
		c->spool = NULL;
	h->n++;
	return 0;
}

static struct helper *helper_new(void)
{
	struct helper *h = calloc(1, sizeof(*h));
	pthread_condattr_t clock;

	if (h == NULL)
		return NULL;
	(void)pthread_condattr_init(&clock);
	(void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	(void)pthread_mutex_init(&h->lock, NULL);
	(void)pthread_cond_init(&h->changed, &clock);
	pthread_condattr_destroy(&clock);
	read_score(h->score, sizeof(h->score));
	return h;
}

int helper_start(struct helper **ret, const struct settings *s)
{
	struct helper *h;
	int status = 0, error;

	*ret = NULL;
	if (s->n_execs + s->n_webhooks == 0)
		return 0;
	h = helper_new();
	if (h == NULL) {
		say("out of memory");
		return -1;
	}
	for (size_t i = 0; status == 0 && i < s->n_execs; i++)
		status = add(h, s->execs[i], false, s);
	for (size_t i = 0; status == 0 && i < s->n_webhooks; i++)
		status = add(h, s->webhooks[i], true, s);
	error = status == 0 ? helper_spawn(h) : 0;
	if (error != 0)
		say("cannot start the helper: %s", strerror(error));
	if (status != 0 || error != 0) {
		helper_free(h);
		return -1;
	}
	*ret = h;
	return 0;
}

/* --- keeping it alive --- */

/* False: it is to end. */
static bool pause_ms(struct helper *h, int ms)
{
	struct timespec until;
	bool stopping;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	pthread_mutex_lock(&h->lock);
	while (!h->stopping && pthread_cond_timedwait(&h->changed, &h->lock, &until) == 0)
		;
	stopping = h->stopping;
	pthread_mutex_unlock(&h->lock);
	return !stopping;
}

/* What has become of it: CLD_STOPPED, or how it ended; 0: nothing. */
static int look_at(pid_t pid, int more, int *ret_status)
{
	siginfo_t info = {.si_code = 0};
	int r;

	do
		r = waitid(P_PID, (id_t)pid, &info, WEXITED | WSTOPPED | WNOWAIT | more);
	while (r < 0 && errno == EINTR);
	*ret_status = info.si_status;
	/* ECHILD: whoever started this process ignores what becomes of children. */
	return r < 0 ? CLD_EXITED : info.si_pid == pid ? info.si_code : 0;
}

/* One that is stopped takes nothing, and answers nobody. */
static void wait_for_end(struct helper *h, int *ret_code, int *ret_status)
{
	pid_t pid = h->pid; /* only this thread changes it */

	while ((*ret_code = look_at(pid, 0, ret_status)) == CLD_STOPPED) {
		(void)pause_ms(h, HELPER_STOPPED_MS);
		if (look_at(pid, WNOHANG, ret_status) != CLD_STOPPED)
			continue;
		say("the helper process is stopped: it is ended");
		(void)kill(pid, SIGKILL);
		(void)look_at(pid, WNOHANG, ret_status);
	}
	pthread_mutex_lock(&h->lock);
	(void)waitpid(pid, NULL, WNOHANG);
	h->pid = 0;
	pthread_mutex_unlock(&h->lock);
}

/* False: it is to end. */
static bool start_again(struct helper *h, int *backoff_ms)
{
	int error;

	do {
		if (!pause_ms(h, *backoff_ms))
			return false;
		*backoff_ms = *backoff_ms * 2 < HELPER_BACKOFF_MAX_MS ? *backoff_ms * 2 : HELPER_BACKOFF_MAX_MS;
		error = helper_spawn(h);
		if (error != 0)
			say("cannot start the helper: %s", strerror(error));
	} while (error != 0);
	return true;
}

static bool is_stopping(struct helper *h)
{
	bool stopping;

	pthread_mutex_lock(&h->lock);
	stopping = h->stopping;
	pthread_mutex_unlock(&h->lock);
	return stopping;
}

static void *keep(void *user)
{
	struct helper *h = user;
	int backoff_ms = HELPER_BACKOFF_MS, code, status;

	for (;;) {
		int64_t since_ms = clock_ms(CLOCK_MONOTONIC);

		wait_for_end(h, &code, &status);
		if (is_stopping(h))
			break;
		if (clock_ms(CLOCK_MONOTONIC) - since_ms > HELPER_BACKOFF_MAX_MS)
			backoff_ms = HELPER_BACKOFF_MS;
		say("the helper process has ended (%s %d): it is started anew in %d s",
		    code == CLD_EXITED ? "exit status" : "signal", status, backoff_ms / 1000);
		if (!start_again(h, &backoff_ms))
			break;
	}
	pthread_mutex_lock(&h->lock);
	h->ended = true;
	pthread_cond_broadcast(&h->changed);
	pthread_mutex_unlock(&h->lock);
	return NULL;
}

bool helper_watch(struct helper *h)
{
	pthread_attr_t attr;

	if (h == NULL)
		return true;
	(void)pthread_attr_init(&attr);
	(void)pthread_attr_setstacksize(&attr, OUTBOX_STACK);
	h->watched = pthread_create(&h->keeper, &attr, keep, h) == 0;
	pthread_attr_destroy(&attr);
	if (!h->watched)
		say("cannot start: no memory for a thread");
	return h->watched;
}

/* --- messages --- */

/* Waits until there is a helper at the other end; false: there will be none any more. */
static bool take_channel(struct channel *c)
{
	struct helper *h = c->helper;
	bool there;

	pthread_mutex_lock(&h->lock);
	while (c->fd < 0 && c->fresh < 0 && !h->stopping)
		pthread_cond_wait(&h->changed, &h->lock);
	if (c->fresh >= 0) {
		if (c->fd >= 0)
			close(c->fd);
		c->fd = c->fresh;
		c->fresh = -1;
	}
	there = c->fd >= 0 && !h->stopping;
	pthread_mutex_unlock(&h->lock);
	return there;
}

static void drop_channel(struct channel *c)
{
	pthread_mutex_lock(&c->helper->lock);
	close(c->fd);
	c->fd = -1;
	pthread_mutex_unlock(&c->helper->lock);
}

bool helper_deliver(void *user, const char *data, size_t n)
{
	struct channel *c = user;
	uint32_t length = (uint32_t)n;
	char done = 0;

	if (n > HELPER_MESSAGE) {
		say("'%s': an event of %zu bytes is too long for it", c->what, n);
		return false;
	}
	for (int i = 0; i < HELPER_TRIES && take_channel(c); i++) {
		if (send_all(c->fd, &length, sizeof(length)) && send_all(c->fd, data, n) &&
		    receive_all(c->fd, &done, 1))
			return done == 1;
		drop_channel(c);
	}
	say("'%s': the helper process is gone, and an event with it", c->what);
	return false;
}

/* --- the rest --- */

size_t helper_count(const struct helper *h)
{
	return h != NULL ? h->n : 0;
}

const char *helper_name(const struct helper *h, size_t i)
{
	return h->channels[i].what;
}

bool helper_is_webhook(const struct helper *h, size_t i)
{
	return h->channels[i].webhook;
}

void *helper_channel(struct helper *h, size_t i)
{
	return &h->channels[i];
}

/* Under the lock. False: it is still there. */
static bool wait_ended(struct helper *h, int ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	while (!h->ended && pthread_cond_timedwait(&h->changed, &h->lock, &until) == 0)
		;
	return h->ended;
}

/* Closing the channels ends it. */
bool helper_stop(struct helper *h)
{
	bool ended;

	if (h == NULL)
		return true;
	pthread_mutex_lock(&h->lock);
	h->stopping = true;
	pthread_cond_broadcast(&h->changed);
	for (size_t i = 0; i < h->n; i++) {
		(void)shutdown(h->channels[i].fd, SHUT_RDWR);
		(void)shutdown(h->channels[i].fresh, SHUT_RDWR);
	}
	ended = !h->watched || wait_ended(h, 2 * HELPER_GRACE_MS);
	if (!ended && h->pid > 0) {
		(void)kill(h->pid, SIGKILL);
		ended = wait_ended(h, HELPER_GRACE_MS);
	}
	pthread_mutex_unlock(&h->lock);
	if (ended && h->watched)
		pthread_join(h->keeper, NULL);
	return ended;
}

struct helper *helper_free(struct helper *h)
{
	for (size_t i = 0; h != NULL && i < h->n; i++) {
		if (h->channels[i].fd >= 0)
			close(h->channels[i].fd);
		if (h->channels[i].fresh >= 0)
			close(h->channels[i].fresh);
		free(h->channels[i].spool);
	}
	if (h != NULL) {
		pthread_mutex_destroy(&h->lock);
		pthread_cond_destroy(&h->changed);
	}
	free(h);
	return NULL;
}
