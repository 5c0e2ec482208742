/*
 * Why the request was refused: the kernel's own test of free memory redone from the zones' lines
 * (__zone_watermark_ok() in mm/page_alloc.c), zone by zone.
 */
#ifndef REPORTS_DIAGNOSIS_REQUEST_H
#define REPORTS_DIAGNOSIS_REQUEST_H

#include "util/str.h"

enum { REQUEST_ZONES = 64 };

enum request_refusal {
	REQUEST_UNKNOWN,    /* the report does not say enough */
	REQUEST_MANUAL,     /* sysrq: nothing was asked for */
	REQUEST_MEMCG,      /* a cgroup's limit: no zone was short */
	REQUEST_BELOW_MIN,  /* usable <= min mark + lowmem_reserve */
	REQUEST_BELOW_HIGH, /* over min, but the last try before a kill is made against the high mark */
	REQUEST_FRAGMENTED, /* enough free pages, no free block of the order (or none of a usable type) */
	REQUEST_NO_ZONE,    /* its nodes have only zones that its gfp mask excludes */
	REQUEST_ABOVE_MARKS, /* by the printed figures it would be granted: memory was freed meanwhile, or another reason */
};

enum request_mark { REQUEST_MARK_MIN, REQUEST_MARK_HIGH };

/* One zone's arithmetic, in bytes. */
struct request_zone {
	const struct oomlog_zone *zone;
	bool allowed; /* the request may use it: by its gfp mask and nodes */
	enum request_refusal refusal;
	uint64_t free_bytes, cma_bytes, highatomic_bytes; /* cma, highatomic: taken off, 0 where they are usable */
	uint64_t usable_bytes;                            /* free without those and without 2^order - 1 pages */
	uint64_t min_bytes, high_bytes; /* the marks; min is lowered for __GFP_HIGH and atomic requests */
	uint64_t reserve_bytes;         /* lowmem_reserve[highest zone of the request] */
	enum request_mark mark;         /* the one that it failed */
	int64_t missing_order;          /* no usable block from this order up; ABSENT */
	uint64_t useless_block_bytes;   /* free in blocks of the order that only CMA, highatomic, isolate lists hold */
	/* Up to 4.3 a block of the order is not enough: what is free in blocks above failed_order - 1 has to be more than
	 * the mark halved failed_order times. ABSENT where that was not what failed. */
	int64_t failed_order;
	uint64_t left_bytes, left_mark_bytes;
};

struct request {
	enum request_refusal refusal;  /* of the request: the largest zone's that it may use */
	bool certain;                  /* false: see uncertain_because */
	const char *uncertain_because; /* static words: why it is unknown, or not certain; NULL */
	int64_t order;                 /* as asked; ABSENT */
	uint64_t bytes;                /* 2^order pages */
	strv highest_zone;             /* "Normal": the highest that the mask allows and the report prints */
	bool may_wait, may_io, may_fs, thisnode;
	bool nodes_inferred;             /* bound to some nodes by what was refused there; the log does not say so */
	const struct request_zone *zone; /* of zones[]: the one to tell about */
	bool low_zone;                   /* 32 bit: the low zone was short while HighMem had room */
	bool bound_zone;                 /* bound to DMA or DMA32, while a zone above had room */
	bool cma_only;                   /* enough was free, but only CMA memory, which it may not use */
	bool other_nodes_free;           /* nodes it may not use (cpuset, policy, THISNODE) had room */
	struct request_zone zones[REQUEST_ZONES];
	size_t n_zones;
	bool zones_cut; /* more zones than that */
};

void request_of_event(const struct oomlog_event *ev, struct request *ret);
/* For programs: "unknown", "manual", "memcg_limit", "below_min", "below_high", "fragmented", "no_zone",
 * "above_marks". */
const char *request_refusal_name(enum request_refusal refusal);

#endif
