/* How far reading has come, as a bar on stderr: only on a terminal, and only when it takes over a second. */
#ifndef OOMLOG_TOOLS_PROGRESS_H
#define OOMLOG_TOOLS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* at_once: do not wait for the second to pass. */
void progress_start(bool wanted, bool at_once);
/* done of total bytes of the named input; total 0: not known. Cheap: draws ten times a second at most. */
void progress_show(const char *name, uint64_t done, uint64_t total);
/* Takes the bar away, so that something else can be written. */
void progress_clear(void);
/* For good: the terminal is somebody else's now. */
void progress_stop(void);

#endif
