/* The parts of closing_write(), each in a file of its own. */
#ifndef REPORTS_RENDER_CLOSING_PARTS_H
#define REPORTS_RENDER_CLOSING_PARTS_H

#include "reports/render/closing.h"

/* ", from .. to ..", ", at .." */
void closing_span(struct text *t, int64_t first, int64_t last);
/* No event at all, or none of the kernel's OOM killer, and no filter that left some out. */
bool closing_has_negative(const struct tally *tally);
void closing_negative(struct draw *d, const struct closing *c, const struct tally *tally);
void closing_not_covered(struct draw *d, const struct coverage *c, const struct oomlog_report_options *opt);
void closing_limits(struct draw *d, bool strict_kernel, const struct tally *tally);
void closing_errors(struct draw *d, const struct closing *c, const struct tally *tally);

#endif
