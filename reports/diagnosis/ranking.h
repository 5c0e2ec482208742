/* The order of the candidates: select_bad_process(), and what of it the table cannot tell. */
#ifndef REPORTS_DIAGNOSIS_RANKING_H
#define REPORTS_DIAGNOSIS_RANKING_H

#include "reports/diagnosis/rivals.h"

/* *prev is the row before, NULL: none. A row is a process, but for tables that print all threads: then the first is. */
bool ranking_is_process(const struct oomlog_task *t, const struct oomlog_task *prev);

/*
 * Counts all rows of the table: top, victim's rank, candidates, exempt, margin, without_adj, changed. ret->victim.task
 * is the victim's row or NULL: then it has no rivals. unread: rows that cannot be counted.
 */
void ranking_count(const struct oomlog_event *ev, const struct badness *b, struct selection *ret, struct rivals *rivals,
                   uint64_t *unread);
/* The next process of the table that could have been taken, counted; *at: behind its row. False: there is none. */
bool ranking_next(const struct oomlog_event *ev, const struct badness *b, size_t *at, struct selection_candidate *ret);

#endif
