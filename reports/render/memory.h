/* Where the memory went, drawn in proportion; in full also the zones with their marks, and the free lists. */
#ifndef REPORTS_RENDER_MEMORY_H
#define REPORTS_RENDER_MEMORY_H

#include "reports/diagnosis/diagnosis.h"
#include "reports/render/draw.h"

void memory_bars(struct draw *d, const struct diagnosis *dg);
void memory_zones(struct draw *d, const struct oomlog_event *ev);

#endif
