/*
 * What people read goes through a pager when it is shown on a terminal, with git's habits: $OOMLOG_PAGER, $PAGER or
 * less, started with the first byte that is to be shown; "" and "cat" are none.
 */
#ifndef OOMLOG_TOOLS_PAGER_H
#define OOMLOG_TOOLS_PAGER_H

#include <stdbool.h>

/* Whether what is written to `fd` is to be paged. */
bool pager_is_wanted(int fd, bool forbidden);
/* The descriptor to write to instead of the terminal; -1: none could be started, the terminal itself it is. */
int pager_start(void);
/* Until the person has read; closes the descriptor. */
void pager_finish(void);
/* For a signal's handler: the terminal is the pager's until it ends. */
void pager_wait_in_handler(void);

#endif
