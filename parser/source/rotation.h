/* Names of rotated logs: messages, messages.1, messages.2.gz, messages-20261101.xz, and parts of a pstore dump. */
#ifndef OOMLOG_SOURCE_ROTATION_H
#define OOMLOG_SOURCE_ROTATION_H

#include "util/str.h"

/* Oldest first. */
enum rotation_kind {
	ROTATION_DATE,   /* messages-20261101, kern-20261101.log, messages-2026110112 */
	ROTATION_NUMBER, /* messages.2, and part 2 of a pstore dump */
	ROTATION_OLD,    /* messages.old */
	ROTATION_NONE,   /* messages: the one being written */
};

struct rotation {
	strv family; /* what stands before the rotation's own part; a view of the path */
	strv ext;    /* ".log" that stands behind it, or none */
	enum rotation_kind kind;
	uint64_t value;
	bool whole; /* each file of the family is a log of its own (dmesg, dmesg.0: one a boot) */
};

void rotation_parse(struct rotation *ret, const char *path);
/* As strcmp(): by family, then oldest first. */
int rotation_compare(const struct rotation *a, const struct rotation *b);
/* b is the next piece of the log whose piece a is. */
bool rotation_follows(const struct rotation *a, const struct rotation *b);

/* "messages.1.gz" -> "messages.1" */
strv rotation_strip_compression(strv name);
/* The name that the log had before it was rotated and compressed: "kern.log.2.gz" -> "kern.log"; without folder. */
strv rotation_base(const char *path);

#endif
