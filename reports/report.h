/* What every format of the table in report.c exports, and what they share. */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

#include "reports/diagnosis/diagnosis.h"
#include "reports/diagnosis/incident.h"
#include "reports/diagnosis/series.h"
#include "reports/diagnosis/tally.h"
#include "reports/render/out.h"

struct reporter {
	const char *name;
	size_t state_size; /* zeroed memory for `state` */
	bool amends;       /* can write a second record of an event */
	int (*begin)(struct oomlog_report *r);
	int (*event)(struct oomlog_report *r, const struct oomlog_event *ev, bool amends);
	int (*copy)(struct oomlog_report *r, uint64_t first, const struct oomlog_event *copy); /* may be NULL */
	int (*coverage)(struct oomlog_report *r, const struct oomlog_coverage *coverage);      /* may be NULL */
	int (*input)(struct oomlog_report *r, const struct oomlog_input *input);               /* may be NULL */
	int (*finish)(struct oomlog_report *r);                                                /* may be NULL */
	void (*release)(struct oomlog_report *r); /* may be NULL; also after a begin that failed */
};

struct oomlog_report {
	const struct reporter *type;
	struct oomlog_report_options opt;
	struct out out;
	struct tally tally;         /* counted before the format sees the event or input */
	struct incidents incidents; /* fed by the format */
	struct diagnosis diagnosis; /* of the event that the format is given */
	struct series_table series; /* likewise */
	void *state;
	bool finished;
};

extern const struct reporter reporter_human, reporter_json, reporter_ndjson, reporter_markdown, reporter_csv,
	reporter_prometheus, reporter_otlp, reporter_ecs, reporter_k8s, reporter_html;

#endif
