/* Instants as people and programs read them: 2026-11-21T01:28:01.123456Z */
#ifndef REPORTS_TEXT_RFC3339_H
#define REPORTS_TEXT_RFC3339_H

#include <stdbool.h>
#include <stdint.h>

enum { RFC3339_MAX = 28 };

/* The years 0000 to 9999 can be written. */
bool rfc3339_can(int64_t realtime_us);
/* Writes without a NUL and returns the end; the fraction only when `fraction` is set and it is not zero. */
char *rfc3339_write(char *p, int64_t realtime_us, bool fraction);

#endif
