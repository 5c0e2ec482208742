/* A rotated piece of a log that was compressed meanwhile. */
#ifndef OOMLOG_TOOLS_PIECE_H
#define OOMLOG_TOOLS_PIECE_H

#include <stdint.h>

/* Of one search for a place: a piece that does not fit in is left out, and told. */
#define PIECE_MAX_BYTES (UINT64_C(2) << 30)

/*
 * What it holds, in a file without a name that was written when the piece was: it is sought in and known again as any
 * other piece. Owns fd. A descriptor, or -1 after saying why; *left is lowered by the bytes that it holds.
 */
int piece_unpack(int fd, const char *path, uint64_t *left);

#endif
