/* The parts of jsondiagnosis_members(), each in a file of its own. */
#ifndef REPORTS_RENDER_JSONDIAGNOSIS_PARTS_H
#define REPORTS_RENDER_JSONDIAGNOSIS_PARTS_H

#include "reports/diagnosis/diagnosis.h"
#include "reports/render/jsonw.h"

void jsondiagnosis_request(struct jsonw *j, const struct request *r);
void jsondiagnosis_balance(struct jsonw *j, const struct diagnosis *d);
void jsondiagnosis_holder(struct jsonw *j, const struct holder *h);
void jsondiagnosis_selection(struct jsonw *j, const char *name, const struct selection *s, bool real);

#endif
