/* The diagnosis for people: why the request was refused, why this process, what the figures say, what to do. */
#ifndef REPORTS_RENDER_EXPLAIN_H
#define REPORTS_RENDER_EXPLAIN_H

#include "reports/diagnosis/diagnosis.h"
#include "reports/render/draw.h"

/* Facts, after those that were read. */
void explain_request(struct draw *d, const struct diagnosis *dg);
void explain_choice(struct draw *d, const struct diagnosis *dg);
void explain_what_if(struct draw *d, const struct diagnosis *dg);
/* Sentences and advice; all: every finding with its evidence, and what could not be decided. */
void explain_findings(struct draw *d, const struct diagnosis *dg, bool all);
void explain_advice(struct draw *d, const struct diagnosis *dg);
/* Step by step, to be checked by hand: each zone's test, each candidate's points. */
void explain_arithmetic(struct draw *d, const struct diagnosis *dg);

#endif
