/*
 * The blocks of an input, in order. A large file is read ahead by threads of their own, which leave its digest
 * (oomlog/digest.h); a packed one is unpacked ahead by one thread; anything else, and the end of a file, is read when
 * asked for. What the parser makes of it does not depend on that.
 */
#ifndef OOMLOG_TOOLS_READAHEAD_H
#define OOMLOG_TOOLS_READAHEAD_H

#include <oomlog/digest.h>

#include "source/source.h"

enum { READAHEAD_MOST_THREADS = 8 };

struct block {
	const char *data; /* NULL: there is a digest, and readahead_text() has the bytes */
	size_t len;
	const struct oomlog_digest *digest;
	uint64_t position; /* as input_position(), behind it */
};

struct readahead;

/* threads: at most so many, the caller's own among them; 0: as many as there are processors to run on. */
int readahead_new(struct readahead **ret, unsigned threads);
struct readahead *readahead_free(struct readahead *r); /* NULL-safe; returns NULL */

/* The next input begins; no thread reads the one before any more. */
void readahead_begin(struct readahead *r, struct input *input);
/* 1: *ret is the next block, valid until the next call; 0: there is none, because of input_error() or the end. */
int readahead_next(struct readahead *r, struct block *ret);
/*
 * Of the block with a digest: bytes from `from` on, n at most, valid until the next call; how many. 0: the file has lost
 * them since; the block ends here, and readahead_next() goes on from here.
 */
size_t readahead_text(struct readahead *r, uint64_t from, uint64_t n, const char **ret);

#endif
