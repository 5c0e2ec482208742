/* The rules as the middle of the manual page oomlog-rules(7). */
#ifndef OOMLOG_TOOLS_RULES_MDOC_H
#define OOMLOG_TOOLS_RULES_MDOC_H

#include <stddef.h>

#include <oomlog/report.h>

#include "reports/render/out.h"

/* From *i on the next limit that the rule names; of r NULL: the next one at all. NULL: there is none. */
const struct oomlog_threshold *rules_next_threshold(const struct oomlog_rule *r, size_t *i);
void rules_mdoc(struct out *out);

#endif
