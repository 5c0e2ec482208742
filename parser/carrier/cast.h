/* A terminal's session as asciinema keeps it: an object, then pieces of its output, which do not end where lines do. */
#ifndef OOMLOG_CARRIER_CAST_H
#define OOMLOG_CARRIER_CAST_H

#include "carrier/decoder.h"

static inline bool cast_begins(strv s)
{
	return s.n > 9 && s.p[0] == '[' && is_digit(s.p[1]);
}

/* "[1.234567, "o", "[    3.317159] Mem-Info:\r\n.."]", "[1.3, "i", "q"]" */
static inline bool cast_looks(strv s)
{
	return cast_begins(s) && s.p[s.n - 1] == ']';
}

/* The piece of output in it, in d->cast; empty where it is of another kind. False: it is no such line. */
bool cast_take(struct decoder *d, strv s, strv *ret);

#endif
