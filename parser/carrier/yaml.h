/* A line of a YAML document whose message is the kernel's. */
#ifndef OOMLOG_CARRIER_YAML_H
#define OOMLOG_CARRIER_YAML_H

#include "carrier/decoder.h"

/* Takes the message out of its quotation marks, or drops a line that is another member's. */
bool yaml_strip(struct parse *p, uint64_t line);

#endif
