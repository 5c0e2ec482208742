#include "reports/diagnosis/rules.h"

#include <oomlog/report.h>

#include "reports/diagnosis/thresholds.h"

/* What explains most stands first: findings that do not lead are listed in this order. */
const struct rule *const rules_parts[] = {rules_scope,     rules_holder,   rules_memory,  rules_memcg, rules_kernel,
                                          rules_hugepages, rules_swap,     rules_request, rules_trace, rules_selection,
                                          rules_outcome,   rules_complete, NULL};

static const struct rule *rule_at(size_t i)
{
	for (const struct rule *const *part = rules_parts; *part != NULL; part++)
		for (const struct rule *r = *part; r->code != NULL; r++)
			if (i-- == 0)
				return r;
	return NULL;
}

const struct oomlog_rule *oomlog_rule(size_t i)
{
	static _Thread_local struct oomlog_rule public;
	const struct rule *rule = rule_at(i);

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
