/* What people put before the lines of a log: marks of a mail reply, of a comment, of a diff, of a listing. */
#ifndef OOMLOG_CARRIER_QUOTE_H
#define OOMLOG_CARRIER_QUOTE_H

#include "carrier/decoder.h"

/*
 * Takes the marks off the front. '>' always; a tab, blanks, '#', '+', .. only when the line before had the same, or
 * when a carrier's prefix follows: kernel text may begin with any of them.
 */
void quote_strip(struct parse *p);

#endif
