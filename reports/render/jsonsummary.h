/* The end of a timeline: what was read, and counts over all of it. */
#ifndef REPORTS_RENDER_JSONSUMMARY_H
#define REPORTS_RENDER_JSONSUMMARY_H

#include "reports/render/jsonw.h"
#include "reports/report.h"

/* An element of `inputs`. */
void jsonsummary_input(struct jsonw *j, const struct oomlog_input *input);
/* The object `summary`. order_late: an event stands behind its place; coverage_full: not all hosts could be listed. */
void jsonsummary_write(struct jsonw *j, const struct oomlog_report *r, bool order_late, bool coverage_full);

#endif
