/* Starting the helper process. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper-state.h"

struct words {
	char fds[HELPER_MAX][12];
	char *argv[2 + HELPER_MAX * HELPER_WORDS + 1];
};

static char *word(const char *text)
{
	return (char *)(uintptr_t)(text != NULL ? text : "");
}

static void make_words(struct words *w, const struct helper *h, const int *theirs)
{
	char **p = w->argv;

	*p++ = word(HELPER_NAME);
	*p++ = word(h->score);
	for (size_t i = 0; i < h->n; i++) {
		snprintf(w->fds[i], sizeof(w->fds[i]), "%d", theirs[i]);
		*p++ = w->fds[i];
		*p++ = word(h->channels[i].webhook ? "webhook" : "exec");
		*p++ = word(h->channels[i].what);
		*p++ = word(h->channels[i].spool);
	}
	*p = NULL;
}

static void close_all(const int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* Channels for all; 0, or an errno. Nothing else is executed by this process: it alone gets its ends. */
static int make_channels(const struct helper *h, int *ours, int *theirs)
{
	int ends[2];

	for (size_t i = 0; i < h->n; i++)
		ours[i] = theirs[i] = -1;
	for (size_t i = 0; i < h->n; i++) {
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
			return errno;
		ours[i] = ends[0];
		theirs[i] = ends[1];
		if (fcntl(theirs[i], F_SETFD, 0) != 0)
			return errno;
	}
	return 0;
}

static void hand_out(struct helper *h, pid_t pid, const int *ours)
{
	pthread_mutex_lock(&h->lock);
	h->pid = pid;
	for (size_t i = 0; i < h->n; i++) {
		if (h->channels[i].fresh >= 0)
			close(h->channels[i].fresh);
		h->channels[i].fresh = ours[i];
	}
	pthread_cond_broadcast(&h->changed);
	pthread_mutex_unlock(&h->lock);
}

/* A program of its own, not a fork(): it may be started at any time, from a process of locked memory and many threads. */
int helper_spawn(struct helper *h)
{
	int ours[HELPER_MAX], theirs[HELPER_MAX];
	int error = make_channels(h, ours, theirs);
	struct words words;
	pid_t pid;

	if (error == 0) {
		make_words(&words, h, theirs);
		error = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, words.argv, environ);
	}
	close_all(theirs, h->n);
	if (error == 0)
		hand_out(h, pid, ours);
	else
		close_all(ours, h->n);
	return error;
}
