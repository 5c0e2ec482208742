/* What check has found: the findings and remarks that its reports show, and the answer. */
#ifndef OOMLOG_CHECK_VERDICT_H
#define OOMLOG_CHECK_VERDICT_H

#include "check/allow.h"
#include "check/policy.h"
#include "reports/diagnosis/diagnosis.h"
#include "reports/render/spool.h"
#include "reports/text/text.h"

enum {
	FINDINGS_MAX = 10000, /* listed; the others are counted */
	REMARKS_MAX = 1000,
};

enum level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_ALLOWED, LEVELS };

/* An event, in words that may be shown anywhere: valid UTF-8 without control characters. */
struct issue {
	enum level level;
	enum policy_class class;
	char id[17], fingerprint[17]; /* of the content; and of this occurrence */
	int64_t realtime_us, monotonic_us;
	uint64_t first_line, last_line;
	bool complete;
	char *title;           /* "OOM kill: java (pid 200)" */
	char *sentence, *more; /* headline.h; more may be "" */
	char *input, *host;    /* host may be NULL */
	const struct allowance *allowance;
	uint64_t json_at, json_len; /* in verdict.events */
};

enum remark_kind {
	REMARK_UNREADABLE,
	REMARK_GAP,
	REMARK_HALF,
	REMARK_EMPTY,
	REMARK_ALLOWANCE,
	REMARK_UNDATED,
	REMARK_COMMAND,
	REMARK_LIMIT,
	REMARK_MENTIONS,
};

/* What is no event, and has to be told. */
struct remark {
	enum remark_kind kind;
	enum level level;
	char *text;
};

struct verdict {
	struct issue *findings;
	size_t n_findings, cap_findings;
	struct remark *remarks;
	size_t n_remarks;
	uint64_t counts[LEVELS]; /* of all findings, also those not listed */
	uint64_t max;            /* --max */
	uint64_t inputs, failed_inputs, lines;
	uint64_t mentions; /* lines with the kernel's words for an OOM in a form that is not known */
	char *mentioned;   /* "input:line" of the first */
	uint64_t incomplete, undated, outside, told_before, ignored;
	uint64_t unlisted, unremarked;
	bool failed, nomem;
	const char *ci;             /* the CI it runs in, NULL: none */
	bool want_json;             /* keep the events' JSON */
	struct diagnosis diagnosis; /* of the event that is added */
	struct spool events;        /* their JSON, one behind the other */
	struct text answer;         /* "failed: 2 OOM kills" */
};

int verdict_init(struct verdict *v);
void verdict_release(struct verdict *v);

void verdict_add(struct verdict *v, const struct oomlog_event *ev, enum level level, const struct allowance *a);
/* text: words that may hold a log's bytes; they are made harmless here. */
__attribute__((format(printf, 4, 5))) void verdict_remark(struct verdict *v, enum remark_kind kind, enum level level,
                                                          const char *format, ...);
/* All is known: the answer. */
void verdict_settle(struct verdict *v);

const char *level_name(enum level level);
const char *remark_name(enum remark_kind kind);

#endif
