/* One zone's test: __zone_watermark_ok() in mm/page_alloc.c, over the figures that the report prints. */
#ifndef REPORTS_DIAGNOSIS_REQUEST_ZONE_H
#define REPORTS_DIAGNOSIS_REQUEST_ZONE_H

#include "reports/diagnosis/request-terms.h"
#include "reports/diagnosis/request.h"

/* What all zones of a request are tested with. */
struct request_test {
	struct request_terms terms;
	uint64_t page_bytes;
	unsigned order;
	bool one_try; /* the min mark alone: no kill follows, so no last try against the high mark */
};

/* Fills everything but `zone` and `allowed`. refusal is UNKNOWN, BELOW_MIN, BELOW_HIGH, FRAGMENTED or ABOVE_MARKS. */
void request_zone_test(const struct request_test *t, const struct oomlog_memory *m, struct request_zone *ret);

/* The same with the CMA memory counted as usable: whether it is only that which is missing. */
bool request_zone_cma_would_do(const struct request_test *t, const struct request_zone *z);

/* Some of its free memory is kept for atomic requests ("(H)"), and its line does not print how much: 4.4 to 5.7. */
bool request_zone_hides_reserve(const struct oomlog_zone *zone);

#endif
