/* Pairs "name=value", one of which is the message. */
#ifndef OOMLOG_CARRIER_LOGFMT_H
#define OOMLOG_CARRIER_LOGFMT_H

#include "carrier/decoder.h"

bool logfmt_strip(struct parse *p);

#endif
