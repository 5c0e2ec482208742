/*
 * What the kernel itself says of processes that begin and end: its proc connector. Unlike looks at /proc none is missed,
 * however short it lives. Listening takes CAP_NET_ADMIN up to Linux 6.5, and the machine's first namespaces.
 */
#ifndef OOMLOG_CHECK_PROCEVENTS_H
#define OOMLOG_CHECK_PROCEVENTS_H

#include <stdbool.h>
#include <stdint.h>

enum procevent_kind { PROCEVENT_NONE, PROCEVENT_FORK, PROCEVENT_EXIT, PROCEVENT_LOST };

/* Of processes, not of threads. */
struct procevent {
	enum procevent_kind kind; /* NONE: nothing (more) to read; LOST: the kernel had no room for some */
	int32_t pid, parent;      /* parent: of a fork */
	int status;               /* of an exit, as wait(2) has it */
};

/* A descriptor to poll, -1: cannot be had. */
int procevents_open(void);
void procevents_next(int fd, struct procevent *ret);

#endif
