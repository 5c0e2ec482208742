/* Which findings come first: what somebody did, then what the cause rests on. */
#ifndef REPORTS_DIAGNOSIS_LEADING_H
#define REPORTS_DIAGNOSIS_LEADING_H

#include "reports/diagnosis/diagnosis.h"

/* d->findings: what leads first, the others in the order of the table; fills their `leading`. */
void leading_sort(struct diagnosis *d);

#endif
