/* A line between back ticks. */
#ifndef OOMLOG_CARRIER_TICK_H
#define OOMLOG_CARRIER_TICK_H

#include "carrier/decoder.h"

/* Takes them off; false: none, or only a fence, behind which the line may have other marks. */
bool tick_strip(struct parse *p);

#endif
