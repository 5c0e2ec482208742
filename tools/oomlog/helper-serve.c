/* The helper process itself: a thread for each channel. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "helper-bytes.h"
#include "helper.h"
#include "say.h"
#include "util/str.h"

struct served {
	int fd;
	bool webhook;
	const char *what;  /* the command or the address */
	const char *spool; /* NULL: none */
};

static atomic_size_t serving; /* threads */

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

static bool handle(const struct served *c, struct webhook *w, const char *data, size_t n)
{
	return w != NULL ? webhook_take(w, data, n) : !c->webhook && exec_run(c->what, data, n);
}

static void serve_messages(const struct served *c)
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
static void wait_for_end(int fd)
{
	const struct timespec moment = {.tv_nsec = 20000000};
	struct pollfd end = {.fd = fd, .events = POLLRDHUP};

	while (poll(&end, 1, -1) < 0 && errno == EINTR)
		;
	for (int ms = 0; ms < HELPER_GRACE_MS && atomic_load(&serving) > 0; ms += 20)
		nanosleep(&moment, NULL);
}

/* One that is started later comes from a reader that has lowered its own. */
static void set_score(const char *score)
{
	FILE *f = score[0] != '\0' ? fopen("/proc/self/oom_score_adj", "we") : NULL;

	if (f == NULL)
		return;
	(void)fputs(score, f);
	(void)fclose(f);
}

/* "4" "exec" "mail root" "", "5" "webhook" "https://.." "/var/lib/oomlog/cursor.spool.1" */
static bool read_words(struct served *ret, char *const *words)
{
	uint64_t fd;

	if (!str_to_u64(str_of(words[0]), &fd) || fd > INT32_MAX)
		return false;
	*ret = (struct served){
		.fd = (int)fd,
		.webhook = strcmp(words[1], "webhook") == 0,
		.what = words[2],
		.spool = words[3][0] != '\0' ? words[3] : NULL,
	};
	return true;
}

/*
 * Ends with the reader. What is under way then has not been told as delivered, and comes again with the next run where
 * there is a cursor.
 */
int helper_main(int argc, char **argv)
{
	static struct served channels[HELPER_MAX];
	size_t n = 0;
	pthread_t thread;

	(void)prctl(PR_SET_NAME, HELPER_NAME);
	for (int i = 2; i + HELPER_WORDS <= argc && n < HELPER_MAX; i += HELPER_WORDS)
		if (!read_words(&channels[n++], argv + i))
			return EXIT_USAGE;
	if (n == 0) {
		say("'%s' is started by oomlog follow", HELPER_NAME);
		return EXIT_USAGE;
	}
	set_score(argv[1]);
	atomic_store(&serving, n);
	for (size_t i = 0; i < n; i++)
		if (pthread_create(&thread, NULL, serve, &channels[i]) != 0)
			_exit(EXIT_INPUT);
	wait_for_end(channels[0].fd);
	exec_end();
	_exit(EXIT_ALL_READ);
}
