/*
 * Binary journals of an archive. libsystemd reads nothing but files that have a name: they are unpacked into a folder of
 * our own, within a bound, and have their names until they have been opened.
 */
#ifndef OOMLOG_SOURCE_UNPACKED_H
#define OOMLOG_SOURCE_UNPACKED_H

#include <stddef.h>
#include <stdint.h>

#include "source/archive.h"

/* Bytes and number of all journals of one archive; the rest is left out. */
#define UNPACKED_MAX_BYTES (UINT64_C(2) << 30)
#define UNPACKED_MAX_FILES 128u

struct unpacked {
	char *folder; /* NULL: none yet */
	char **paths; /* on this machine */
	char **names; /* in the archive, for words */
	size_t n;
	uint64_t bytes;
};

/* The reader's current member. 1: it is there; 0: left out, *ret_error is 0 or an errno that says why;
 * OOMLOG_E_NOMEM. */
int unpacked_add(struct unpacked *u, struct archive_reader *r, const char *name, int *ret_error);
/* What has been opened stays open. */
void unpacked_remove(struct unpacked *u);

#endif
