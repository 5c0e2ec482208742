/* check -- COMMAND: runs it, and notes which processes belong to it and which of them died by SIGKILL. */
#ifndef OOMLOG_CHECK_COMMAND_H
#define OOMLOG_CHECK_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	COMMAND_PIDS = 65536,     /* of its processes that are remembered */
	COMMAND_CANNOT_RUN = 126, /* as env(1) */
	COMMAND_NOT_FOUND = 127,
	COMMAND_SIGNALLED = 128, /* plus the signal, as a shell says it */
	COMMAND_LOOK_MS = 5,     /* between two looks at its processes where the kernel does not tell of them */
};

struct command {
	pid_t pid;
	int status;         /* its exit status, as a shell would say it */
	bool killed;        /* it died by SIGKILL */
	bool child_killed;  /* one that it started did, or it says so itself (137) */
	pid_t killed_child; /* the first of them, 0: not known which */
	bool pids_full;
	bool exact; /* every process that it started is known, however short it lived */
	size_t n_pids;
	int32_t pids[COMMAND_PIDS]; /* open table, 0: free */
};

/* 0, or an exit status after saying why. */
int command_run(struct command *ret, char **argv);
bool command_has(const struct command *c, int64_t pid);
/* In a container's pid namespace processes have other numbers than in the kernel's log. */
bool command_pids_are_the_kernels(void);

#endif
