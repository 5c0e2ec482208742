/*
 * One journal entry, gathered field by field: journalctl's export and verbose forms spread it over lines, its JSON
 * forms have it in one object.
 */
#ifndef OOMLOG_CARRIER_ENTRY_H
#define OOMLOG_CARRIER_ENTRY_H

#include "carrier/decoder.h"

void entry_clear(struct entry *e);
/* Which field has this name; -1: none that matters. */
int entry_field(strv name);
/* Fills record and text from the fields; false: it has no message. */
bool entry_record(const struct entry *e, struct parse *p);

#endif
