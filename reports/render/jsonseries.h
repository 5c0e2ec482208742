/* The parts of a timeline over several events: incidents, series, what the logs cover. */
#ifndef REPORTS_RENDER_JSONSERIES_H
#define REPORTS_RENDER_JSONSERIES_H

#include "reports/render/jsonw.h"
#include "reports/report.h"

/* What an incident's kills did; its id, times and events are the caller's. */
void jsonincident_members(struct jsonw *j, const struct incident *i);
/* All series that are to be told, the comma before each but the first included. */
void jsonseries_write_all(struct jsonw *j, const struct series_table *all);
void jsoncoverage_write(struct jsonw *j, const struct oomlog_coverage *c);

#endif
