/* Which findings come first: what somebody did, then what the cause rests on. */
#ifndef REPORTS_DIAGNOSIS_LEADING_H
#define REPORTS_DIAGNOSIS_LEADING_H

#include "reports/diagnosis/diagnosis.h"

enum leading { LEADING_DEED, LEADING_CAUSE, LEADING_NONE };

enum leading leading_of(const struct diagnosis *d, const char *code);
/* d->findings: what leads first, the others in the order of the table. */
void leading_sort(struct diagnosis *d);

#endif
