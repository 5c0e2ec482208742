/* A line that is one string of a list, or one cell of a table. */
#ifndef OOMLOG_CARRIER_CELL_H
#define OOMLOG_CARRIER_CELL_H

#include "carrier/decoder.h"

/* Takes the quotation marks off, and undoes what was escaped within, where a known prefix begins behind the first. */
bool cell_strip(struct parse *p);
/* Is this a string of a list, and does its text begin with a known prefix? */
bool cell_is_message(struct decoder *d, strv s);
/* Both ends of a string of a list, with the comma behind it; *ret: what stands between. */
bool cell_inside(strv s, strv *ret);
/* What stands between the marks, in the decoder's scratch space where it had escapes. */
strv cell_unescaped(struct decoder *d, strv s);

#endif
