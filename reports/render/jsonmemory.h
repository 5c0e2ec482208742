/* The members `memory` and `memcg` of an event. */
#ifndef REPORTS_RENDER_JSONMEMORY_H
#define REPORTS_RENDER_JSONMEMORY_H

#include "reports/render/jsonw.h"

void jsonmemory_memory(struct jsonw *j, const struct oomlog_memory *m);
void jsonmemory_memcg(struct jsonw *j, const struct oomlog_memcg *m);

#endif
