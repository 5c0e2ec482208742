/* What oom_score_adj counts in thousandths of: constrained_alloc(), mem_cgroup_get_max() of mm/{oom_kill,memcontrol}.c. */
#ifndef REPORTS_DIAGNOSIS_TOTALPAGES_H
#define REPORTS_DIAGNOSIS_TOTALPAGES_H

#include "util/str.h"

struct totalpages {
	uint64_t least; /* OOMLOG_ABSENT_U: unknown */
	uint64_t most;  /* more than least: the report does not tell; OOMLOG_ABSENT_U: no bound is known */
	const char *from;
	const char *from_least, *from_most; /* what it is if it is either of them; only with a range */
	const char *from_unmet;             /* what it is if the printed score does not fit it */
};

void totalpages_of_event(const struct oomlog_event *ev, uint64_t page_bytes, struct totalpages *ret);

#endif
