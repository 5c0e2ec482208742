/* What a request may use, by its gfp mask and nodes: gfp_to_alloc_flags(), gfp_zone() in the kernel. */
#ifndef REPORTS_DIAGNOSIS_REQUEST_TERMS_H
#define REPORTS_DIAGNOSIS_REQUEST_TERMS_H

#include "util/str.h"

/* enum zone_type, all that any configuration has, lowest first. */
enum zone_class { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, ZONE_HIGHMEM, ZONE_MOVABLE, ZONE_DEVICE };

struct request_terms {
	enum zone_class highest;
	bool movable;    /* its page may be moved: CMA memory serves it */
	bool high;       /* __GFP_HIGH: half of the min mark */
	bool harder;     /* atomic: a quarter less */
	bool reserves;   /* what is reserved for atomic requests counts as free for it */
	bool highatomic; /* .. and their blocks of any order serve it */
	bool may_wait, may_io, may_fs, thisnode;
	bool halving; /* the watermark test of kernels up to 4.3 */
	bool certain; /* no other reading of the mask would change any of these */
};

/* False: the report has no gfp mask. */
bool request_terms_of_event(const struct oomlog_event *ev, struct request_terms *ret);

/* False for a name that no kernel has. */
bool request_zone_class(strv name, enum zone_class *ret);

/* Place of the request's zone in lowmem_reserve[] of n numbers, which has one for each zone that the kernel's
 * configuration knows, printed or not. */
size_t request_reserve_index(const struct oomlog_memory *m, enum zone_class highest, size_t n);

#endif
