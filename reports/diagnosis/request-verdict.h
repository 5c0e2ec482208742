/* Inside of request.c: from the zones' tests to the request's. */
#ifndef REPORTS_DIAGNOSIS_REQUEST_VERDICT_H
#define REPORTS_DIAGNOSIS_REQUEST_VERDICT_H

#include "reports/diagnosis/request.h"

/* why: static words */
void request_unknown(struct request *r, const char *why);
void request_doubt(struct request *r, const char *why);

/* A zone without memory (present:0kB) can neither serve nor be short. */
bool request_zone_is_empty(const struct request_zone *z);

/* All zones are tested: fills the request's refusal, zone, certain. */
void request_decide(const struct oomlog_event *ev, struct request *r);

#endif
