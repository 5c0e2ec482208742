/* What a process does that has to go on working while the machine runs out of memory. */
#ifndef OOMLOG_TOOLS_STEADY_H
#define OOMLOG_TOOLS_STEADY_H

#include <stdbool.h>

enum {
	STEADY_HEAP = 6 * 1024 * 1024, /* taken at the start and kept: what reading and reporting needs */
	STEADY_OOM_SCORE_ADJ = -900,   /* nearly the last to be killed; -1000 would be never */
};

/*
 * Takes its memory and locks it. Only what is there now: MCL_FUTURE would pin every piece of a journal that libsystemd
 * maps. To be called before anything else is opened. What a machine forbids is told, and is no error.
 */
void steady_prepare(void);
/* Whether large pieces of memory that are taken from now on leave the heap as it is. */
void steady_give_back(bool now);

#endif
