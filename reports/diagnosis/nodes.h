/* Whether a cpuset or a memory policy kept a request from nodes that had memory, where no constraint is printed. */
#ifndef REPORTS_DIAGNOSIS_NODES_H
#define REPORTS_DIAGNOSIS_NODES_H

#include "reports/diagnosis/scope.h"
#include "util/str.h"

/*
 * SCOPE_CPUSET or SCOPE_MEMORY_POLICY, else SCOPE_UNKNOWN; where a constraint is printed, what that says. *ret_certain:
 * the report names the nodes; false: it follows from a node that was mostly free.
 */
enum scope nodes_scope_of_event(const struct oomlog_event *ev, bool *ret_certain);
/* Of a list as the kernel prints it, "0-1,4". Unknown: it is absent, "(null)" or damaged, or the node is absent. */
enum nodes_has { NODES_NOT_LISTED, NODES_LISTED, NODES_UNKNOWN };
enum nodes_has nodes_list_has(strv list, int64_t node);
/* The list of those that a cpuset or a policy allows; STR_NONE where it is not printed. */
strv nodes_allowed(const struct oomlog_event *ev, enum scope scope);
/* Sum of a zone's size ("present") over the nodes of a list; OOMLOG_ABSENT_U. */
uint64_t nodes_bytes(const struct oomlog_memory *m, strv list, const char *name);
/* What the kernel manages of the nodes that `scope` allows; ABSENT_U where lines may be lost. */
uint64_t nodes_allowed_bytes(const struct oomlog_event *ev, enum scope scope);

#endif
