/* One event as an object of docs/man/oomlog-json.5: the names of "oomlog.event/1". */
#ifndef REPORTS_RENDER_JSONEVENT_H
#define REPORTS_RENDER_JSONEVENT_H

#include "reports/diagnosis/diagnosis.h"
#include "reports/render/jsonw.h"

struct jsonevent {
	const struct diagnosis *diagnosis; /* of this event */
	bool amends;                       /* the second record of an event that was already reported */
	bool raw;                          /* with its own lines */
	uint64_t also_at;                  /* set: where in the output ",\"also_in\":[..]" may be put in later */
};

void jsonevent_write(struct jsonw *j, const struct oomlog_event *ev, struct jsonevent *how);
/* The object `origin`: also an element of also_in. */
void jsonevent_origin(struct jsonw *j, const struct oomlog_event *ev);

#endif
