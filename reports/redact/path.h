/*
 * A cgroup's path with its names replaced. What is the same on all machines ("kubepods.slice", "docker-", ".scope")
 * stays, and an id keeps its form: so that what is said of the path (a Kubernetes container, a unit) stays too.
 */
#ifndef REPORTS_REDACT_PATH_H
#define REPORTS_REDACT_PATH_H

#include "reports/redact/names.h"
#include "reports/text/text.h"

void path_redact(struct names *n, strv path, struct text *ret);
/* "nginx.service" -> "unit-1.service", as in a path */
void path_redact_part(struct names *n, strv part, struct text *ret);
/* Hex digits, '-' and '_' of the same form: "6f1c.." -> "00000001.." */
void path_redact_id(struct names *n, strv id, struct text *ret);
/* "host-1" */
void path_pseudonym(struct names *n, enum name_kind kind, strv name, struct text *ret);

#endif
