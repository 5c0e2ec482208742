/* The order of the candidates: select_bad_process(), and what of it the table cannot tell. */
#ifndef REPORTS_DIAGNOSIS_RANKING_H
#define REPORTS_DIAGNOSIS_RANKING_H

#include "reports/diagnosis/badness.h"

/* *prev is the row before, NULL: none. A row is a process, but for tables that print all threads: then the first is. */
bool ranking_is_process(const struct oomlog_task *t, const struct oomlog_task *prev);

/*
 * Counts all rows of the table: top, victim's rank, candidates, exempt, margin, without_adj, changed. ret->victim.task
 * is the victim's row or NULL. unread: rows that cannot be counted.
 */
void ranking_count(const struct oomlog_event *ev, const struct badness *b, struct selection *ret, uint64_t *unread);

enum ranking_stand {
	RANKING_BEHIND, /* another has more points for certain */
	RANKING_TIE,    /* another may have as many or more, by what the table does not tell */
	RANKING_FIRST,
};

/* Where the victim stands with what is in *b. */
enum ranking_stand ranking_of_victim(const struct oomlog_event *ev, const struct badness *b,
                                     const struct oomlog_task *victim);

#endif
