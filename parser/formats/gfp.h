/*
 * What a request for memory asked for: "gfp_mask=0x201da" as names.
 *
 * Kernels from 4.6 on print the names themselves. Before, only a number is there, and its bits have moved more than
 * once, so that a mask means something only together with the kernel that printed it. The release in the report tells
 * that; without it the report's own shape narrows it down, and what stays undecided is said.
 */
#ifndef OOMLOG_FORMATS_GFP_H
#define OOMLOG_FORMATS_GFP_H

#include "model/event.h"

#define GFP_VERSION(major, minor, patch) ((uint32_t)(major) << 24 | (uint32_t)(minor) << 16 | (uint32_t)(patch) << 8)

/* One or more flags and their name. */
struct gfp_name {
	uint64_t mask;
	const char *name;
};

/* Releases that give the bits the same meaning. */
struct gfp_era {
	const char *label;            /* "2.6.31-2.6.37"; "6.13-7.0, lockdep": the options that move bits */
	uint32_t since, until;        /* GFP_VERSION() of the first and the last release; the patch of 2.6 only */
	uint64_t known;               /* all bits that have a meaning */
	uint64_t io_fs;               /* __GFP_IO and __GFP_FS */
	uint64_t reclaim;             /* the bit that lets the request wait for reclaim */
	const struct gfp_name *names; /* in the order in which the kernel tries them, ended by {0, NULL} */
};

/* gfp-table.c, oldest first. */
extern const struct gfp_era gfp_eras[];
extern const size_t n_gfp_eras;

enum {
	GFP_MAX_NAMES = 40, /* more than there are bits in an era */
	GFP_MAX_OTHERS = 16,
};

enum gfp_from {
	GFP_FROM_NAMES,   /* printed with the mask */
	GFP_FROM_RELEASE, /* by the kernel's release */
	GFP_FROM_SHAPE,   /* by what the report looks like */
};

/* All pointers but those in `printed` are to static text. */
struct gfp_request {
	uint64_t mask;
	enum gfp_from from;
	const struct gfp_era *era; /* never NULL */
	const char *names[GFP_MAX_NAMES];
	size_t n_names;   /* 0 for an empty mask */
	uint64_t unnamed; /* bits without a meaning in this era: printed as a number behind the names */
	strv printed;     /* the log's own names, joined by '|'; none: not printed */
	/* Eras that the report does not exclude either and in which the mask would have other names. */
	const struct gfp_era *others[GFP_MAX_OTHERS];
	size_t n_others;
};

/* False when the event has no mask. */
bool gfp_decode(const struct oomlog_event *ev, struct gfp_request *ret);

/* The mask in the words of one era: names and unnamed are filled. */
void gfp_name_mask(const struct gfp_era *era, uint64_t mask, struct gfp_request *ret);

/* True when all of "__GFP_HIGHMEM", "GFP_KERNEL", .. is in the mask; false also when the era has no such flag. */
bool gfp_has(const struct gfp_request *r, const char *name);

/* "GFP_HIGHUSER_MOVABLE|__GFP_COLD|0x80000000", as much as fits; always terminated. Bytes without the NUL. */
size_t gfp_format(const struct gfp_request *r, char *buf, size_t size);

/* GFP_VERSION() of "3.10.0-1160.el7.x86_64", or 0. */
uint32_t gfp_release_version(strv release);

#endif
