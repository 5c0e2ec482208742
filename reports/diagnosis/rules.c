#include "reports/diagnosis/rules.h"

#include <oomlog/report.h>

#include "reports/diagnosis/thresholds.h"

/* What explains most stands first: findings are listed in this order. */
static const struct rule *const parts[] = {rules_scope,  rules_holder,    rules_memory,  rules_memcg,
                                           rules_kernel, rules_hugepages, rules_swap,    rules_request,
                                           rules_trace,  rules_selection, rules_outcome, rules_complete};

const struct rule *rules_at(size_t i)
{
	for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++)
		for (const struct rule *r = parts[p]; r->code != NULL; r++)
			if (i-- == 0)
				return r;
	return NULL;
}

const struct oomlog_rule *oomlog_rule(size_t i)
{
	static _Thread_local struct oomlog_rule public;
	const struct rule *rule = rules_at(i);

	if (rule == NULL)
		return NULL;
	public = (struct oomlog_rule){.code = rule->code,
	                              .about = rule->about,
	                              .condition = rule->condition,
	                              .conclusion = rule->conclusion,
	                              .advice = rule->advice,
	                              .source = rule->source};
	return &public;
}

const struct oomlog_threshold *oomlog_threshold(size_t i)
{
#define THRESHOLD_ROW(name, value, words) {#name, value, words},
	static const struct oomlog_threshold thresholds[] = {THRESHOLDS(THRESHOLD_ROW)};
#undef THRESHOLD_ROW

	return i < sizeof(thresholds) / sizeof(thresholds[0]) ? &thresholds[i] : NULL;
}
