/*
 * Archives full of logs: tar, zip, cpio, 7z, through libarchive where the machine has it. One pass in stored order,
 * each member its own stream; nothing is unpacked to disk but what has to be a file: see unpacked.h.
 */
#ifndef OOMLOG_SOURCE_ARCHIVE_H
#define OOMLOG_SOURCE_ARCHIVE_H

#include "source/stream.h"

struct archive_reader;

struct archive_member {
	struct stream *stream; /* the reader's: valid until the next call */
	const char *path;
	int64_t mtime_us; /* INT64_MIN: not stored */
};

/* Archives by their first bytes. */
bool archive_is(const unsigned char *head, size_t n);
/* libarchive is there, in the build and on this machine. */
bool archive_is_found(void);

/*
 * Owns `below` from now on, also when it fails: OOMLOG_E_NOMEM. An archive that cannot be read is made all the same;
 * archive_reader_next() then returns 0 and archive_reader_error() says why.
 */
int archive_reader_new(struct archive_reader **ret, struct stream *below);
struct archive_reader *archive_reader_free(struct archive_reader *r); /* NULL-safe; returns NULL */

/* 1: the next regular file; 0: no more; OOMLOG_E_NOMEM. */
int archive_reader_next(struct archive_reader *r, struct archive_member *ret);
/*
 * Into a file, at most so many bytes, holes as holes; instead of reading its stream. 0, EFBIG where it is larger, EIO
 * where the archive is damaged, or the errno of writing.
 */
int archive_reader_unpack(struct archive_reader *r, int fd, uint64_t max, uint64_t *ret_bytes);
const char *archive_reader_error(const struct archive_reader *r); /* NULL: none */
const char *archive_reader_name(const struct archive_reader *r);

#endif
