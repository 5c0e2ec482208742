/*
 * The score that kernels up to 4.20 print, points * 1000 / totalpages: it checks what is computed, and tells what the
 * report leaves open where only one possibility meets it.
 */
#ifndef REPORTS_DIAGNOSIS_SCORE_H
#define REPORTS_DIAGNOSIS_SCORE_H

#include "reports/diagnosis/badness.h"
#include "reports/diagnosis/totalpages.h"

/* Narrows *b and *total; fills s->score_computed. s->victim.task and s->score_printed are set. */
void score_settle(struct badness *b, struct totalpages *total, struct selection *s);

#endif
