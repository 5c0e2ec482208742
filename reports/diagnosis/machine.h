/* Which machine an event is of, and whether its report tells who ran there: what incidents and series both ask. */
#ifndef REPORTS_DIAGNOSIS_MACHINE_H
#define REPORTS_DIAGNOSIS_MACHINE_H

#include "util/str.h"

/* A hash of the host; without host and boot of the input, which then is all that tells two machines apart. */
uint64_t machine_of_event(const struct oomlog_event *ev);
/* .. of the host and the boot. */
uint64_t machine_boot_of_event(const struct oomlog_event *ev);
/* A table that may lack rows does not tell who was not there. */
bool machine_has_whole_table(const struct oomlog_event *ev);

#endif
