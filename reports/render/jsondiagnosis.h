/* The members of `diagnosis`: what was worked out, and nothing that was read. */
#ifndef REPORTS_RENDER_JSONDIAGNOSIS_H
#define REPORTS_RENDER_JSONDIAGNOSIS_H

#include "reports/diagnosis/diagnosis.h"
#include "reports/render/jsonw.h"

/* cause, confidence, findings, request, balance, selection, ..: into an object that is open. */
void jsondiagnosis_members(struct jsonw *j, const struct diagnosis *d);

#endif
