/* The rules as the middle of the manual page oomlog-rules(7). */
#ifndef OOMLOG_TOOLS_RULES_MDOC_H
#define OOMLOG_TOOLS_RULES_MDOC_H

#include <stdbool.h>

#include <oomlog/report.h>

#include "reports/render/out.h"

/* A condition names its thresholds in capitals. */
bool rules_names_threshold(const struct oomlog_rule *r, const struct oomlog_threshold *t);
void rules_mdoc(struct out *out);

#endif
