/*
 * The closing words over all events: how many, when, whom, which belong together, what comes again and again, and what
 * the inputs did not cover.
 */
#ifndef REPORTS_RENDER_CLOSING_H
#define REPORTS_RENDER_CLOSING_H

#include "reports/diagnosis/coverage.h"
#include "reports/render/draw.h"
#include "reports/report.h"

enum {
	CLOSING_ERRORS = 8,
	CLOSING_ERROR_MAX = 512,
	CLOSING_INCIDENTS = 5, /* told: those with the most kills */
	CLOSING_INCIDENT_MAX = 1024,
	CLOSING_SERIES = 5,
	CLOSING_HOSTS = 8,
};

struct closing_incident {
	uint64_t kills, number;
	char words[CLOSING_INCIDENT_MAX];
	size_t len;
};

/* Collected as inputs end: the errors (the first ones in words), and the time that the logs cover. */
struct closing {
	char errors[CLOSING_ERRORS][CLOSING_ERROR_MAX];
	size_t lens[CLOSING_ERRORS], n;
	int64_t first_us, last_us;
	struct coverage coverage;
	struct closing_incident incidents[CLOSING_INCIDENTS];
	size_t n_incidents;
	uint64_t worth_telling; /* incidents of more than one kill */
};

void closing_init(struct closing *c);
void closing_coverage(struct closing *c, const struct oomlog_coverage *coverage);
void closing_input(struct closing *c, const struct oomlog_input *input);
/* One more event: for the incidents and series of the closing words. */
void closing_event(struct closing *c, struct oomlog_report *r, const struct oomlog_event *ev);
void closing_write(struct draw *d, struct closing *c, struct oomlog_report *r);

#endif
