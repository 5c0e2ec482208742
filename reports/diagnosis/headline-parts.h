/* The parts of headline_write(), each in a file of its own. */
#ifndef REPORTS_DIAGNOSIS_HEADLINE_PARTS_H
#define REPORTS_DIAGNOSIS_HEADLINE_PARTS_H

#include "reports/diagnosis/diagnosis.h"

/* "The slice x.slice hit its memory limit of 24.0 MiB" */
void headline_limit(struct text *t, const struct oomlog_event *ev);
/* .. or what else was short, ", 47 % of it in the kernel's slab caches" */
void headline_cause(struct text *t, const struct diagnosis *d);
/* ": java (pid 200) was killed, holding 72.2 MiB" */
void headline_outcome(struct text *t, const struct diagnosis *d);
/* ", holding 72.2 MiB (34 % of the RAM)" */
void headline_held(struct text *t, const struct diagnosis *d, const struct oomlog_victim *v);
/* Nothing but systemd's "x.service: A process of this unit has been killed by the OOM killer." */
bool headline_is_hearsay(const struct oomlog_event *ev);
void headline_hearsay(struct text *t, const struct oomlog_event *ev);
/* Nothing but "Killed process 57 (x) ..": then the kill is the news, and its cause is not in the log. */
bool headline_is_bare_kill(const struct oomlog_event *ev);
void headline_bare_kill(struct text *t, const struct diagnosis *d);

#endif
