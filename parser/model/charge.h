/* Whose request a call trace shows, where the report breaks off before it says so. */
#ifndef OOMLOG_MODEL_CHARGE_H
#define OOMLOG_MODEL_CHARGE_H

#include <oomlog/event.h>

/* The memory was to be charged to a cgroup: only that goes through such a function. tr: NULL is none. */
bool charge_is_in(const struct oomlog_trigger *tr);

#endif
