/* A label in front of lines that have no prefix of their own: only the lines that follow tell it from a process' name. */
#ifndef OOMLOG_CARRIER_FRONT_H
#define OOMLOG_CARRIER_FRONT_H

#include "carrier/decoder.h"

/* May this line, which no carrier knows, be a report's first one behind a label? Then it waits for the next. */
bool front_may_begin(strv s);
/* Keeps the line; false: it is too long. */
bool front_hold(struct front *f, const struct line *line);
/* Does the line leave it open, too? */
bool front_is_open(const struct front *f, strv next);
/* What stands before both the first line and this one, which is certain to be of the same report; 0: nothing. */
size_t front_label(const struct front *f, strv next);

#endif
