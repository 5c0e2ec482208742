/* What the formats for machines say of an event beside its own fields: collected once, absent where not known. */
#ifndef REPORTS_RENDER_DIGEST_H
#define REPORTS_RENDER_DIGEST_H

#include "reports/diagnosis/diagnosis.h"

struct digest {
	enum scope scope;
	bool has_workload;
	struct workload workload; /* its views point into itself: do not copy */
	const char *cause;        /* "process", ..; NULL: not known */
	strv memcg_path, task_memcg;
	struct text sentence;
};

/* d: of this event */
void digest_event(struct digest *a, const struct oomlog_event *ev, const struct diagnosis *d);
/* A hash of this occurrence: content, host and stamp; the event's id is of its content alone. */
uint64_t digest_occurrence(const struct oomlog_event *ev);
/* "killed", "panic", ..; of the other kinds what the kind says: "killed" or "failed" */
const char *digest_outcome(const struct oomlog_event *ev);

#endif
