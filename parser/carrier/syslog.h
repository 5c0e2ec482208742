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

#endif
