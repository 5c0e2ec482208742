/*
 * One row's points: oom_badness() of mm/oom_kill.c in the form that the report's own columns and lines imply. Pages
 * and adjustments are taken in bounds in which no sum or product of theirs can leave an int64_t.
 */
#ifndef REPORTS_DIAGNOSIS_BADNESS_H
#define REPORTS_DIAGNOSIS_BADNESS_H

#include "reports/diagnosis/selection.h"

/* What all rows of one table are counted with. */
struct badness {
	enum selection_formula formula;
	uint64_t page_bytes;
	int64_t totalpages; /* 0: not known */
	bool at_least_1;    /* "points > 0 ? points : 1"; certain only where a score is printed. From 5.9 on signed */
	bool own_bonus;     /* root's bonus may be 3 % of what it uses: from 3.14 on, and in stable kernels before */
	bool flat_bonus;    /* .. or 30/1000 of totalpages: from 3.5 on */
	bool later_wins;    /* of two with equal points; else the earlier */
	const struct oomlog_what_if *changes;
	size_t n_changes;
};

/* By the columns; `score`: of "Kill process 1 (x) score 917 or sacrifice child", ABSENT: not printed. */
enum selection_formula badness_formula(const struct oomlog_task *columns, int64_t score);

/* rss, swap and page tables of a row; false: it has no rss. */
bool badness_use(const struct badness *b, const struct oomlog_task *t, struct selection_candidate *ret);
/* Of a row that badness_use() has read: the rest, with its adjustment. */
void badness_count(const struct badness *b, struct selection_candidate *c);

/* The row's adjustment with the changes, OOMLOG_ABSENT: none, or none that the kernel could have. */
int64_t badness_adj(const struct badness *b, const struct oomlog_task *t);
/* -1000, or oom_adj -17, or the machine's init; with the changes. */
bool badness_is_exempt(const struct badness *b, const struct oomlog_task *t);
/* A change is about this row. */
bool badness_is_changed(const struct badness *b, const struct oomlog_task *t);

/* Not more than can be counted with; what is unknown is as much as that. */
int64_t badness_bounded(uint64_t pages);

/* What the kernel would print as the score of such points. */
int64_t badness_score(const struct badness *b, int64_t points);

#endif
