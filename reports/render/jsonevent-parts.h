/* The parts of jsonevent_write(), each in a file of its own. */
#ifndef REPORTS_RENDER_JSONEVENT_PARTS_H
#define REPORTS_RENDER_JSONEVENT_PARTS_H

#include "reports/render/jsonmember.h"

/* From `schema` to `origin`. */
void jsonevent_head(struct jsonw *j, const struct oomlog_event *ev);
void jsonevent_time(struct jsonw *j, const struct oomlog_time *t);
/* Of a struct oomlog_trigger. */
extern const struct jsonmember jsonevent_trigger[];

#endif
