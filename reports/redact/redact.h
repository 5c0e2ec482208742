/*
 * --redact: an event whose names are pseudonyms, so that a report of it can be handed on: hosts, boots, commands,
 * cgroups, units, pods, containers, and the files that logs were read from. What may hold a name in words (lines as
 * they were read, a daemon's reason) is left out. What stays: times, figures, numbers of processes and users, the
 * kernel's release, its functions and modules, and the hardware's name.
 */
#ifndef REPORTS_REDACT_REDACT_H
#define REPORTS_REDACT_REDACT_H

#include <oomlog/report.h>

struct redactor;

struct redactor *redactor_new(void); /* NULL: no memory */
struct redactor *redactor_free(struct redactor *r);
/* Changes the event, which nobody else may hold yet. Its id is then that of what is left. OOMLOG_E_NOMEM: not whole. */
int redact_event(struct redactor *r, struct oomlog_event *ev);
/* The same for what a log covers, and for an input. The texts live until the next call. */
void redact_coverage(struct redactor *r, struct oomlog_coverage *coverage);
void redact_input(struct redactor *r, struct oomlog_input *input);

#endif
