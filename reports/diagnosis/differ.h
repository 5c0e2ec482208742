/* Why the first by the table is not whom the kernel chose: the reasons that this report leaves possible. */
#ifndef REPORTS_DIAGNOSIS_DIFFER_H
#define REPORTS_DIAGNOSIS_DIFFER_H

#include "reports/diagnosis/badness.h"

/* unread: rows that could not be counted; by_range: with more totalpages the victim would be first. */
void differ_explain(const struct oomlog_event *ev, const struct badness *b, uint64_t unread, bool by_range,
                    struct selection *ret);

#endif
