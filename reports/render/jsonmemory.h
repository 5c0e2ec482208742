/* The members `memory` and `memcg` of an event. */
#ifndef REPORTS_RENDER_JSONMEMORY_H
#define REPORTS_RENDER_JSONMEMORY_H

#include "reports/render/jsonwrite.h"

void jsonmemory_memory(struct json *j, const struct oomlog_memory *m);
void jsonmemory_memcg(struct json *j, const struct oomlog_memcg *m);

#endif
