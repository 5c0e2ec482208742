#include "helper.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "outbox.h"
#include "say.h"

struct channel {
	const char *what; /* the command or the address */
	bool webhook;
	char *spool;
	int fd; /* this process' end */
};

static atomic_size_t serving; /* threads of the helper */

struct helper {
	pid_t pid;
	struct channel channels[HELPER_MAX];
	int theirs[HELPER_MAX];
	size_t n;
};

/* --- both ends --- */

static bool send_all(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t done = send(fd, p, n, MSG_NOSIGNAL);

		if (done < 0 && errno != EINTR)
			return false;
		p += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

static bool receive_all(int fd, void *data, size_t n)
{
	char *p = data;

	while (n > 0) {
		ssize_t done = recv(fd, p, n, 0);

		if (done == 0 || (done < 0 && errno != EINTR))
			return false;
		p += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	return true;
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
	if (!send_all(c->fd, &length, sizeof(length)) || !send_all(c->fd, data, n) || !receive_all(c->fd, &done, 1)) {
		say("'%s': the helper process is gone", c->what);
		return false;
	}
	return done == 1;
}

/* --- the helper --- */

/* NULL: the reader is gone. */
static char *receive_message(int fd, size_t *ret_n)
{
	uint32_t length;
	char *data;

	if (!receive_all(fd, &length, sizeof(length)) || length > HELPER_MESSAGE)
		return NULL;
	data = malloc((size_t)length + 1);
	if (data == NULL || !receive_all(fd, data, length)) {
		free(data);
		return NULL;
	}
	*ret_n = length;
	return data;
}

static bool handle(const struct channel *c, struct webhook *w, const char *data, size_t n)
{
	return w != NULL ? webhook_take(w, data, n) : !c->webhook && exec_run(c->what, data, n);
}

static void serve_messages(const struct channel *c)
{
	struct webhook *w = c->webhook ? webhook_new(c->what, c->spool) : NULL;
	char *data;
	size_t n;

	for (;;) {
		struct pollfd ready = {.fd = c->fd, .events = POLLIN};
		int wait_ms = w != NULL ? webhook_wait_ms(w) : -1;
		char done;

		if (wait_ms == 0 || poll(&ready, 1, wait_ms) == 0) {
			webhook_retry(w);
			continue;
		}
		data = receive_message(c->fd, &n);
		if (data == NULL)
			return;
		done = handle(c, w, data, n);
		free(data);
		if (!send_all(c->fd, &done, 1))
			return;
	}
}

static void *serve(void *user)
{
	serve_messages(user);
	atomic_fetch_sub(&serving, 1);
	return NULL;
}

/* The reader has closed its ends, all at once, also when it was killed. */
static void wait_for_end(const struct helper *h)
{
	const struct timespec moment = {.tv_nsec = 20000000};
	struct pollfd end = {.fd = h->theirs[0], .events = POLLRDHUP};

	while (poll(&end, 1, -1) < 0 && errno == EINTR)
		;
	for (int ms = 0; ms < HELPER_GRACE_MS && atomic_load(&serving) > 0; ms += 20)
		nanosleep(&moment, NULL);
}

/*
 * Ends with the reader. What is under way then has not been told as delivered, and comes again with the next run where
 * there is a cursor.
 */
_Noreturn static void run(struct helper *h)
{
	pthread_t threads[HELPER_MAX];
	size_t started = 0;

	(void)prctl(PR_SET_NAME, "oomlog-helper");
	for (size_t i = 0; i < h->n; i++) {
		close(h->channels[i].fd);
		h->channels[i].fd = h->theirs[i];
	}
	atomic_store(&serving, h->n);
	while (started < h->n && pthread_create(&threads[started], NULL, serve, &h->channels[started]) == 0)
		started++;
	if (started < h->n)
		_exit(1);
	wait_for_end(h);
	exec_end();
	_exit(0);
}

/* --- the reader's side --- */

static int add(struct helper *h, const char *what, bool webhook, const struct settings *s)
{
	struct channel *c = &h->channels[h->n];
	int ends[2];

	if (h->n == HELPER_MAX) {
		say("more than %d programs and webhooks", HELPER_MAX);
		return -1;
	}
	*c = (struct channel){.what = what, .webhook = webhook};
	/* Beside the cursor: both are the state of this run. */
	if (webhook && s->cursor_file != NULL && asprintf(&c->spool, "%s.spool.%zu", s->cursor_file, h->n) < 0)
		c->spool = NULL;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
		say("cannot start the helper: %s", strerror(errno));
		return -1;
	}
	c->fd = ends[0];
	h->theirs[h->n++] = ends[1];
	return 0;
}

int helper_start(struct helper **ret, const struct settings *s)
{
	struct helper *h;
	int status = 0;

	*ret = NULL;
	if (s->n_execs + s->n_webhooks == 0)
		return 0;
	h = calloc(1, sizeof(*h));
	if (h == NULL) {
		say("out of memory");
		return -1;
	}
	for (size_t i = 0; status == 0 && i < s->n_execs; i++)
		status = add(h, s->execs[i], false, s);
	for (size_t i = 0; status == 0 && i < s->n_webhooks; i++)
		status = add(h, s->webhooks[i], true, s);
	h->pid = status == 0 ? fork() : -1;
	if (h->pid == 0)
		run(h);
	for (size_t i = 0; i < h->n; i++)
		close(h->theirs[i]);
	if (h->pid < 0) {
		if (status == 0)
			say("cannot start the helper: %s", strerror(errno));
		helper_free(h);
		return -1;
	}
	*ret = h;
	return 0;
}

size_t helper_count(const struct helper *h)
{
	return h != NULL ? h->n : 0;
}

const char *helper_name(const struct helper *h, size_t i)
{
	return h->channels[i].what;
}

void *helper_channel(struct helper *h, size_t i)
{
	return &h->channels[i];
}

/* Closing the channels ends it; one that has been stopped does not notice. */
void helper_stop(struct helper *h)
{
	const struct timespec moment = {.tv_nsec = 20000000};

	if (h == NULL)
		return;
	for (size_t i = 0; i < h->n; i++)
		(void)shutdown(h->channels[i].fd, SHUT_RDWR);
	for (int ms = 0; ms < 2 * HELPER_GRACE_MS; ms += 20) {
		if (waitpid(h->pid, NULL, WNOHANG) != 0)
			return;
		nanosleep(&moment, NULL);
	}
	(void)kill(h->pid, SIGKILL);
}

struct helper *helper_free(struct helper *h)
{
	for (size_t i = 0; h != NULL && i < h->n; i++) {
		close(h->channels[i].fd);
		free(h->channels[i].spool);
	}
	free(h);
	return NULL;
}
