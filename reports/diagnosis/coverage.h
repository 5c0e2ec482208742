/*
 * What the logs cover, host by host: the ground on which "no OOM kill" stands. Pieces of one host's time that overlap
 * are one; between the boots of one log nothing is missing, between two logs something may be.
 */
#ifndef REPORTS_DIAGNOSIS_COVERAGE_H
#define REPORTS_DIAGNOSIS_COVERAGE_H

#include <oomlog/report.h>

#include "reports/text/text.h"

enum { COVERAGE_HOSTS = 64, COVERAGE_SPANS = 16, COVERAGE_NAME_MAX = 255 };

struct coverage_span {
	int64_t first_us, last_us;
};

struct coverage_host {
	uint64_t key;
	char host[COVERAGE_NAME_MAX], boot[COVERAGE_NAME_MAX]; /* boot: the newest */
	size_t host_len, boot_len;
	uint64_t boots;
	struct coverage_span spans[COVERAGE_SPANS]; /* wall clock, in order, apart from each other */
	size_t n_spans;
	bool spans_full;                     /* some were joined for want of room */
	int64_t first_mono_us, last_mono_us; /* of the newest part */
	uint64_t log;                        /* number of the log that gave it */
	int64_t log_last_us;                 /* and its end */
	uint64_t kernel_lines, program_lines, gaps, lost, steps_back;
	bool inexact;
};

struct coverage {
	struct coverage_host hosts[COVERAGE_HOSTS];
	size_t n;
	uint64_t log;        /* logs that have ended */
	uint64_t more_hosts; /* parts that found no place */
};

void coverage_add(struct coverage *all, const struct oomlog_coverage *c);
/* An input has ended: what comes next is of another log. */
void coverage_end_log(struct coverage *all);

/* Whether the lines looked at were all a program's. */
bool coverage_has_no_kernel(const struct coverage *all);
/* "web1, boot 4f3e.., from .. to .., 0 gaps" */
void coverage_words(struct text *t, const struct coverage_host *h);
/* What of the time from since to until (absent: open) is not covered, or that it is not known; true: something was
 * added. */
bool coverage_outside(struct text *t, const struct coverage_host *h, int64_t since_us, int64_t until_us);
/* The times between the spans that no log covers; true: something was added. */
bool coverage_holes(struct text *t, const struct coverage_host *h);

#endif
