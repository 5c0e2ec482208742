/* The closing words over all events: how many, when, whom, and what the inputs did not cover. */
#ifndef REPORTS_RENDER_CLOSING_H
#define REPORTS_RENDER_CLOSING_H

#include "reports/diagnosis/incident.h"
#include "reports/diagnosis/tally.h"
#include "reports/render/draw.h"

enum { CLOSING_ERRORS = 8, CLOSING_ERROR_MAX = 512 };

/* Collected as inputs end: the errors (the first ones in words), and the time that the logs cover. */
struct closing {
	char errors[CLOSING_ERRORS][CLOSING_ERROR_MAX];
	size_t lens[CLOSING_ERRORS], n;
	int64_t first_us, last_us;
};

void closing_init(struct closing *c);
void closing_input(struct closing *c, const struct oomlog_input *input);
/* strict_kernel: the lines that were not believed are also those of which the log does not tell the writer. */
void closing_write(struct draw *d, const struct closing *c, bool strict_kernel, const struct tally *t,
                   const struct incidents *incidents);

#endif
