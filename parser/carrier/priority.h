/* Facility and severity: syslog's names and numbers of who wrote a line, and how grave it is. */
#ifndef OOMLOG_CARRIER_PRIORITY_H
#define OOMLOG_CARRIER_PRIORITY_H

#include "carrier/decoder.h"

/* "kern" is 0; SIZE_MAX: none. */
size_t priority_facility(strv name);
/* "warn", "warning": 4; -1: none */
int8_t priority_severity(strv name);
/* "kern.warn", "daemon.info": both, in the record */
bool priority_names(strv word, struct record *r);
/* "<4>", "<12>"; *ret = facility * 8 + severity */
bool priority_number(strv *s, uint64_t *ret);

#endif
