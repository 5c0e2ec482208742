/*
 * Points in time as journalctl and systemd.time(7) take them: "2026-11-21 01:28:01", "2026-11-21", "01:28", "today",
 * "yesterday", "now", "-2h", "1 week 2 days ago", "@1795224481".
 */
#ifndef OOMLOG_TOOLS_TIMESPEC_H
#define OOMLOG_TOOLS_TIMESPEC_H

#include <stdbool.h>
#include <stdint.h>

/* Microseconds since 1970, in the local zone where the text names none. False: not understood. */
bool timespec_parse(const char *text, int64_t now_us, int64_t *ret_us);

#endif
