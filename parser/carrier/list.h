/* A whole export in one line of JSON: the messages are items of a list in it. */
#ifndef OOMLOG_CARRIER_LIST_H
#define OOMLOG_CARRIER_LIST_H

#include "carrier/decoder.h"

/* "[{..", "[\"..", "[[..": a list of what may be messages. */
bool list_looks(strv s);
/* Hands out each message of the lists in p->text, which is one, or an object; p->dropped: it had any. */
void list_walk(struct parse *p, const struct span *span);

#endif
