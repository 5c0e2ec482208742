/* What the formats for machines say of an event beside its own fields: collected once, absent where not known. */
#ifndef REPORTS_RENDER_ABOUT_H
#define REPORTS_RENDER_ABOUT_H

#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/workload.h"
#include "reports/text/text.h"

struct about {
	enum scope scope;
	bool has_workload;
	struct workload workload; /* its views point into itself: do not copy */
	strv memcg_path, task_memcg;
	struct text sentence;
};

void about_event(struct about *a, const struct oomlog_event *ev);
/* A hash of this occurrence: content, host and stamp; the event's id is of its content alone. */
uint64_t about_occurrence(const struct oomlog_event *ev);
/* "killed", "panic", ..; of the other kinds what the kind says: "killed" or "failed" */
const char *about_outcome(const struct oomlog_event *ev);

#endif
