/*
 * The rows of a task table, without a record for each: most lines of a report are such. Each is the line before but for
 * its time, its numbers and its name, so that nothing else is looked at or noted until the last of them.
 */
#ifndef OOMLOG_TABLE_H
#define OOMLOG_TABLE_H

#include "assemble/assembler.h"
#include "carrier/carrier.h"
#include "lines.h"

/* Takes those that come next in *data, if the newest line was one, too. */
void table_take(struct decoder *d, struct assembler *a, struct lines *l, strv *data);

#endif
