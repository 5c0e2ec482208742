/* A log that went through `cat -A` or `cat -e`: "[    3.317159] Mem-Info:$", "..^M$", "^[[32m[    3.317159] ^[[0m..$". */
#ifndef OOMLOG_CARRIER_CAT_H
#define OOMLOG_CARRIER_CAT_H

#include "carrier/decoder.h"

/* Is the input such a log, as far as this line shows it? Before anything else looks at the line. */
void cat_note(struct decoder *d, strv s);
/* The line as it was. */
strv cat_plain(struct decoder *d, strv s);

#endif
