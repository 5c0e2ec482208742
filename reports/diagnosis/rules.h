/*
 * THE table of diagnosis rules, and what a rule finds in an event. `oomlog rules` prints the table, docs/rules.md
 * explains each with an example, and each finding carries its rule's code.
 */
#ifndef REPORTS_DIAGNOSIS_RULES_H
#define REPORTS_DIAGNOSIS_RULES_H

#include "util/str.h"

struct diagnosis;
struct finding;

enum rule_result {
	RULE_SILENT,  /* its condition does not hold, or it is not about such an event */
	RULE_HOLDS,   /* *f is filled */
	RULE_UNKNOWN, /* it is about such an event, but what it needs is missing: f->needs says what */
};

enum confidence { CONFIDENCE_POSSIBLE, CONFIDENCE_LIKELY, CONFIDENCE_CERTAIN };

struct rule {
	const char *code;      /* "memcg-limit" */
	const char *about;     /* heading: "Scope", "Memory", .. "Completeness" */
	const char *condition; /* in words, with the names of its thresholds in capitals */
	const char *conclusion;
	const char *advice; /* in general; a finding's own is about its case */
	const char *source; /* kernel function or document */
	enum rule_result (*apply)(struct diagnosis *d, struct finding *f);
};

/* Each file of rules exports its part, in the order in which findings are listed behind those that lead (leading.h),
 * ended by a rule without a code. */
extern const struct rule rules_scope[], rules_holder[], rules_memory[], rules_kernel[], rules_hugepages[], rules_swap[],
	rules_memcg[], rules_request[], rules_trace[], rules_selection[], rules_outcome[], rules_complete[];

/* All of them, one part after another: NULL behind the last. */
extern const struct rule *const rules_parts[];

#endif
