/* What would have spared the victim: the adjustment, and who had been taken in its place. */
#ifndef REPORTS_DIAGNOSIS_SPARE_H
#define REPORTS_DIAGNOSIS_SPARE_H

#include "reports/diagnosis/rivals.h"

/* Fills adj_to_spare and spare_next, which hold whatever totalpages was from b's to `most`; r: counted with *b. */
void spare_of_selection(const struct oomlog_event *ev, const struct badness *b, int64_t most, const struct rivals *r,
                        struct selection *s);

#endif
