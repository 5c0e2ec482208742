/* Whose page tables there are, by the task table: pgtables_bytes, or nr_ptes, nr_pmds and nr_puds. */
#ifndef REPORTS_DIAGNOSIS_PAGETABLES_H
#define REPORTS_DIAGNOSIS_PAGETABLES_H

#include "reports/diagnosis/diagnosis.h"

struct pagetables {
	uint64_t bytes; /* of all processes; OOMLOG_ABSENT_U: the report does not tell */
	uint64_t tasks; /* that have some */
	const struct oomlog_task *most;
	uint64_t most_bytes;
};

void pagetables_of_event(const struct oomlog_event *ev, struct pagetables *ret);
/* One process has half or more of `bytes`. */
bool pagetables_are_of_one(const struct pagetables *p, uint64_t bytes);
/* What to do about `bytes` of them. */
void pagetables_advise(struct diagnosis *d, struct finding *f, const struct pagetables *p, uint64_t bytes);

#endif
