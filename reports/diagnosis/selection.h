/*
 * Why this process and not another: the kernel's own choice recomputed from the task table (oom_badness(),
 * select_bad_process() in mm/oom_kill.c), by the formula that the report's own columns and lines imply.
 *
 * Linear in the table, and nothing is allocated: of a long table only the first candidates are kept.
 */
#ifndef REPORTS_DIAGNOSIS_SELECTION_H
#define REPORTS_DIAGNOSIS_SELECTION_H

#include <oomlog/report.h>

#include "util/str.h"

enum { SELECTION_TOP = 10, SELECTION_EXEMPT = 5, WHAT_IF_MAX = 16 };
/* of oom_score_adj, and of oom_adj */
enum { ADJ_EXEMPT = -1000, ADJ_LEAST = -999, ADJ_MOST = 1000, OOM_ADJ_EXEMPT = -17 };

enum selection_formula {
	SELECTION_NONE,        /* the table's columns imply none of the below */
	SELECTION_TOTAL_VM,    /* ..2.6.35: "oom_adj" column; run time, nice, children count and are not printed */
	SELECTION_THOUSANDTHS, /* 2.6.36..3.6: (rss [+ nr_ptes] + swapents) * 1000 / totalpages, root -30, + adj */
	SELECTION_PAGES_ROOT,  /* 3.7..4.16: pages, CAP_SYS_ADMIN minus 3 % */
	SELECTION_PAGES,       /* 4.17..: pages */
};

struct selection_candidate {
	const struct oomlog_task *task;
	int64_t rss_pages, swap_pages, table_pages; /* what the points are made of */
	int64_t adj, adj_points; /* adj * (totalpages / 1000); 0 where totalpages is unknown and adj 0 */
	int64_t points;
	int64_t points_least; /* less than points where the task may be root's, whose bonus the table does not tell */
	uint64_t rank;        /* from 1 */
};

struct selection {
	enum selection_formula formula;
	const char *uncomputable;             /* static words why there are no candidates; NULL: computed */
	uint64_t page_bytes;                  /* as used */
	bool page_assumed;                    /* 4 kB assumed, since nothing in the report tells */
	uint64_t totalpages, totalpages_most; /* most > totalpages: a range (swap limit unknown); ABSENT_U: unknown */
	const char *totalpages_from;          /* static words: "RAM + swap", "memory limit", .. */

	struct selection_candidate top[SELECTION_TOP]; /* by rank */
	size_t n_top;
	uint64_t candidates;               /* processes that could be chosen */
	struct selection_candidate victim; /* the chosen (or killed) process; task NULL: not in the table */
	int64_t margin_pages; /* points of the first less those of the second; ABSENT: only one, or no pages but 1/1000 */
	bool agrees;          /* the first candidate is the real victim */
	bool tie;             /* .. or has as many points as it, within what the table cannot tell */
	const char *differs_because[6]; /* where it does not agree: which reasons are possible, static words */
	size_t n_differs;
	bool adj_decided;                      /* without any oom_score_adj another would have been first: */
	const struct oomlog_task *without_adj; /* this one */
	uint64_t changed;                      /* rows that a change was about */

	/* The largest of those who are exempt (-1000, or oom_adj -17), by size. */
	struct selection_candidate exempt[SELECTION_EXEMPT];
	size_t n_exempt;
	uint64_t exempt_tasks, exempt_pages; /* all of them */

	/*
	 * "Kill process 1 (x) score 917 ..": the cross-check. Computed with totalpages, not where that is a range; of a
	 * process of root's with the bonus or without, whichever is nearer. ABSENT.
	 */
	int64_t score_printed, score_computed;
	/* The victim's highest adj at which another would surely have been first, whatever totalpages was; ABSENT: none. */
	int64_t adj_to_spare;
	const struct oomlog_task *spare_next; /* that other one; NULL: totalpages decides who */
};

/* changes: applied to the table's oom_score_adj before; NULL, 0 for what really was. */
void selection_of_event(const struct oomlog_event *ev, const struct oomlog_what_if *changes, size_t n_changes,
                        struct selection *ret);
/* "rss + swapents + pgtables_bytes / page size + oom_score_adj * (totalpages / 1000)" */
const char *selection_formula_words(enum selection_formula formula, const struct oomlog_task *columns);

#endif
