/* --timezone: the zone that stamps without one are in, and that --since and --until are in. */
#ifndef OOMLOG_TOOLS_TIMEZONE_H
#define OOMLOG_TOOLS_TIMEZONE_H

#include <stdbool.h>

/* "Europe/Berlin", "UTC", "+02:00", "CET-1CEST": becomes this process' zone. False: no such zone. */
bool timezone_set(const char *name);

#endif
