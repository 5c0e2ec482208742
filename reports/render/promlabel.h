/* A label of Prometheus' text format, for all that write one. */
#ifndef REPORTS_RENDER_PROMLABEL_H
#define REPORTS_RENDER_PROMLABEL_H

#include "reports/text/text.h"

/* `name="value"`, with a comma before it behind anything but an opening brace; at most so many bytes of the value. */
void promlabel_add(struct text *t, const char *name, strv value, size_t most);

#endif
