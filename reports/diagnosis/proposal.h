/*
 * What to type or change, in the terms of whoever manages the cgroup: Kubernetes' resources, a container's options, a
 * unit's drop-in. A name from the log stands in a command only where a shell takes it as one plain word.
 */
#ifndef REPORTS_DIAGNOSIS_PROPOSAL_H
#define REPORTS_DIAGNOSIS_PROPOSAL_H

#include "reports/diagnosis/diagnosis.h"

enum proposal_what {
	PROPOSAL_LIMIT, /* raise the memory limit */
	PROPOSAL_TASKS, /* bound the number of processes */
	PROPOSAL_SPARE, /* have the kernel take it later: oom_score_adj */
	PROPOSAL_GROUP, /* no group kill */
	PROPOSAL_CAP,   /* give it a limit of its own */
	PROPOSAL_HIGH,  /* slow it down before the limit */
};

/* Adds one sentence to the finding's advice. path: of the cgroup; value: limit in bytes or adj, ABSENT: none. */
void proposal_add(struct diagnosis *d, struct finding *f, enum proposal_what what, strv path, int64_t value);

#endif
