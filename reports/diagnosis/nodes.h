/* Whether a cpuset or a memory policy kept a request from nodes that had memory, where no constraint is printed. */
#ifndef REPORTS_DIAGNOSIS_NODES_H
#define REPORTS_DIAGNOSIS_NODES_H

#include "reports/diagnosis/scope.h"

/*
 * SCOPE_CPUSET or SCOPE_MEMORY_POLICY, else SCOPE_UNKNOWN. *ret_certain: the report names the nodes; false: it follows
 * from a node that was mostly free.
 */
enum scope nodes_scope(const struct oomlog_event *ev, bool *ret_certain);
/* Of a list as the kernel prints it: "0-1,4". */
bool nodes_list_has(strv list, int64_t node);

#endif
