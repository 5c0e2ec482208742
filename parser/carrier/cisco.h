/* Cisco's network systems, which run on Linux: their own header of a syslog line. */
#ifndef OOMLOG_CARRIER_CISCO_H
#define OOMLOG_CARRIER_CISCO_H

#include "carrier/decoder.h"

/* "%KERN-4-SYSTEM_MSG: [   12.345678] text - kernel", behind host and clock or without them */
bool cisco_mnemonic(struct parse *p);
/* "<187>123: host: *Nov 21 01:34:44.123 UTC: %IOSXE-4-PLATFORM: R0/0: kernel: text" */
bool cisco_prefix(struct parse *p);

#endif
