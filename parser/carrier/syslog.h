/* The prefixes that tell host and writer in one line: syslog daemons and journalctl's short forms. */
#ifndef OOMLOG_CARRIER_SYSLOG_H
#define OOMLOG_CARRIER_SYSLOG_H

#include "carrier/decoder.h"

/* Fills host, tag, trust, level and the wall clock; false: none of its forms. */
bool syslog_prefix(struct parse *p);
/* The host and the writer behind a stamp that dmesg's would look like; see there. */
bool syslog_monotonic_host(struct parse *p);
/* "last message repeated 3 times", "message repeated 3 times: [ text]", behind such a prefix */
void syslog_repeat(struct parse *p);
/* "kern.warn", "daemon.info": BSD's names of facility and severity */
/* "warn", "warning": 4; -1: none */
int8_t syslog_severity(strv name);
bool syslog_priority_names(strv word, struct record *r);
/* The name of a facility: "kern" is 0; SIZE_MAX for none. */
size_t syslog_facility(strv name);

#endif
