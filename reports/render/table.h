/* The task table for people: the largest tasks with the victim among them, or all of them. */
#ifndef REPORTS_RENDER_TABLE_H
#define REPORTS_RENDER_TABLE_H

#include "reports/render/draw.h"

/* The `top` largest, and the victims that are not among them. OOMLOG_E_NOMEM. */
int table_top(struct draw *d, const struct oomlog_event *ev, unsigned top);
/* All, in the log's order, with every size. */
void table_all(struct draw *d, const struct oomlog_event *ev);

#endif
