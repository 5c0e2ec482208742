/* Stamps of machines that passed lines on: container runtimes, CI systems, hypervisors. They know nothing of the writer. */
#ifndef OOMLOG_CARRIER_WRAP_H
#define OOMLOG_CARRIER_WRAP_H

#include "carrier/decoder.h"

/* One of their own forms; span grows where the line ends a message that came in pieces. */
bool wrap_strip(struct parse *p, struct span *span);
/* "2026-11-21T01:34:44.123456789Z text": a stamp with a zone that nothing else claims */
bool wrap_iso_stamp(struct parse *p);

#endif
