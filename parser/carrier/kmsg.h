/* Records of /dev/kmsg, also as extended netconsole sends them. */
#ifndef OOMLOG_CARRIER_KMSG_H
#define OOMLOG_CARRIER_KMSG_H

#include "carrier/decoder.h"

/* "4,1234,5678901234,-,caller=T4242;text" */
bool kmsg_prefix(struct parse *p, struct span *span);
/* " SUBSYSTEM=pci": a line of the dictionary of the record before */
bool kmsg_dictionary(strv s);

#endif
