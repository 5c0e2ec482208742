/* What the reader keeps of its helper. */
#ifndef OOMLOG_TOOLS_HELPER_STATE_H
#define OOMLOG_TOOLS_HELPER_STATE_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

#include "helper.h"

struct channel {
	struct helper *helper;
	const char *what; /* the command or the address */
	bool webhook;
	char *spool;
	int fd;    /* this process' end; only the thread that delivers changes it; -1: none */
	int fresh; /* that of a helper started since; -1: none */
};

struct helper {
	struct channel channels[HELPER_MAX];
	size_t n;
	char score[16];       /* the oom_score_adj of its own */
	pthread_mutex_t lock; /* of all that is below, and of the descriptors */
	pthread_cond_t changed;
	pthread_t keeper;
	pid_t pid; /* 0: none runs */
	bool watched, stopping, ended;
};

/* helper-spawn.c: starts it, with a fresh channel for each; 0, or an errno. */
int helper_spawn(struct helper *h);

#endif
