/* The host part of a line, kept: most lines of a log repeat that of the line before, byte for byte or but for its clock. */
#ifndef OOMLOG_CARRIER_ORIGIN_H
#define OOMLOG_CARRIER_ORIGIN_H

#include "carrier/decoder.h"

/* The line's prefix, from `from` to where p->text begins now; the views of p->r move to the copy. */
void origin_keep(struct parse *p, strv from);
/* Takes the kept prefix off the front; d->origin.r then has what it says, its clock included. */
bool origin_match(struct decoder *d, strv *s, bool *ret_same);

#endif
