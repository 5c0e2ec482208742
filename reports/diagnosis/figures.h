/* The figures that the verdict on the holder is made of. */
#ifndef REPORTS_DIAGNOSIS_FIGURES_H
#define REPORTS_DIAGNOSIS_FIGURES_H

#include "reports/diagnosis/balance.h"
#include "reports/diagnosis/groups.h"

struct figures {
	const struct oomlog_event *ev;
	const struct balance *b; /* NULL: none */
	bool memcg;
	uint64_t whole;  /* the memory in question; ABSENT_U */
	bool whole_told; /* it is printed, and not the sum of what is */
	uint64_t anon;   /* of all processes together; ABSENT_U */
	uint64_t shared; /* what a resident page can be other than anonymous: shmem, file, locked */
	struct groups g;
	uint64_t process, least; /* what the biggest holds of it: at most, at least */
	uint64_t shown;          /* what it holds, locked pages too */
	uint64_t group;          /* what the biggest group holds */
	bool group_estimated;
};

void figures_of_event(const struct oomlog_event *ev, const struct balance *b, struct figures *f);
/* Of the biggest process: its row is f->g.biggest; without a table the first victim. NULL: it was not killed. */
const struct oomlog_victim *figures_killed(const struct figures *f);

static inline bool is_known(uint64_t value)
{
	return value != OOMLOG_ABSENT_U;
}

#endif
