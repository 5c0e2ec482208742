#include "reports/diagnosis/rules.h"

#include <stddef.h>

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
