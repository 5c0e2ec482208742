/* The facts of an event for people: who was killed, who asked, whose limit, where, and how complete the report is. */
#ifndef REPORTS_RENDER_FACTS_H
#define REPORTS_RENDER_FACTS_H

#include "reports/render/draw.h"

void facts_write(struct draw *d, const struct oomlog_event *ev, unsigned top);
/* What is missing or damaged, and where in which input it stands. */
void facts_completeness(struct draw *d, const struct oomlog_event *ev);
/* "missing trigger, tasks" in words; nothing where nothing is. */
void facts_missing(struct text *t, const struct oomlog_event *ev, const char *separator);

/* Facts on one line have three blanks between them. */
void facts_gap(struct text *t);

#endif
