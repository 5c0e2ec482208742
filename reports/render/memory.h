/* Where the memory went, drawn in proportion; in full also the zones with their marks, and the free lists. */
#ifndef REPORTS_RENDER_MEMORY_H
#define REPORTS_RENDER_MEMORY_H

#include "reports/diagnosis/diagnosis.h"
#include "reports/render/draw.h"

/* Where the memory in question went: of the cgroup whose limit it was, or of the machine. */
struct memory_view {
	struct balance balance; /* items of equal words are one */
	const char *rest;       /* what its rest is called */
	uint64_t whole;         /* what its items are parts of */
	struct text title;      /* "where 87.0 MiB of RAM went" */
};

/* False: the report has no figures of it. */
bool memory_view_of_event(const struct diagnosis *dg, struct memory_view *ret);
void memory_bars(struct draw *d, const struct diagnosis *dg);
void memory_zones(struct draw *d, const struct oomlog_event *ev);

/* "node 0 DMA32" */
void memory_zone_name(struct text *t, const struct oomlog_zone *z);
/* What the kernel manages of it; before 3.8 what is present. */
uint64_t memory_zone_bytes(const struct oomlog_zone *z);

#endif
