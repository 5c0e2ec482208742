/* What happened, in one sentence: the first thing a tired person reads, and `diagnosis.summary` of the JSON event. */
#ifndef REPORTS_DIAGNOSIS_HEADLINE_H
#define REPORTS_DIAGNOSIS_HEADLINE_H

#include "reports/diagnosis/diagnosis.h"

/* "Page allocation failure": what a heading calls it */
const char *headline_kind(const struct oomlog_event *ev);
void headline_write(struct text *t, const struct diagnosis *d);
/* What the reader would ask next and the report answers: swap, what the report does not cover. May add nothing. */
void headline_more(struct text *t, const struct diagnosis *d);

/* "java (pid 200, uid 1000)"; a process without a name is "process 200". */
void headline_process(struct text *t, strv comm, int64_t pid, int64_t uid);
/* "64.0 KiB (order 4)", "one page of 4.0 KiB" */
void headline_request(struct text *t, const struct oomlog_event *ev);

#endif
