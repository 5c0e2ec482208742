/* talosctl dmesg */
#ifndef OOMLOG_CARRIER_TALOS_H
#define OOMLOG_CARRIER_TALOS_H

#include "carrier/decoder.h"

bool talos_strip(struct parse *p);

#endif
