/* What the kernel's printk, dmesg and vendors' kernels put before a message. */
#ifndef OOMLOG_CARRIER_PRINTK_H
#define OOMLOG_CARRIER_PRINTK_H

#include "carrier/decoder.h"

/* Level, facility, time and caller, each at most once and in this order; false: none of them. */
bool printk_prefix(struct parse *p);

#endif
