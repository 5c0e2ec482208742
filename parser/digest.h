/* What is kept of a stretch of a log (oomlog/digest.h): pieces of text, and before each a gap of quiet lines. */
#ifndef OOMLOG_PARSER_DIGEST_H
#define OOMLOG_PARSER_DIGEST_H

#include <oomlog/digest.h>

#include "util/str.h"

enum {
	DIGEST_GAP_LINES = 3
}; /* fewer quiet lines are kept as text: behind a gap nothing before it is looked at again */

struct piece {
	uint64_t begin;                /* of its gap, counted from the digest's beginning */
	uint64_t gap_bytes, gap_lines; /* whole lines; the first piece has none */
	size_t at, n;                  /* its text */
};

struct oomlog_digest {
	uint64_t offset, bytes, lines, keep;
	struct piece *pieces; /* one at least, as long as there is any byte */
	size_t n, cap;
	char *text;
	size_t text_n, text_cap;
};

/* The piece that holds the byte `from`, in its gap or in its text. NULL: behind all. */
const struct piece *digest_piece(const struct oomlog_digest *digest, uint64_t from);

/* --- building, piece by piece --- */

struct oomlog_digest *digest_empty(uint64_t offset, uint64_t keep);
/* Behind what there is: a gap, which joins one before it, and text, which joins text before it. */
int digest_add_gap(struct oomlog_digest *digest, uint64_t bytes, uint64_t lines);
int digest_add_text(struct oomlog_digest *digest, strv text, uint64_t lines); /* lines: its newlines */

/* Which lines of a text are kept: what of it is a digest's beginning and end is known by whoever has it. */
struct digest_run {
	strv text;
	bool first, last;     /* it begins, or ends, as the digest does */
	bool gap, gap_behind; /* a gap lies before it, or behind: quiet lines there join it, however few */
};
/* Adds it to the digest. */
int digest_add_run(struct oomlog_digest *digest, const struct digest_run *run);

/* What stands behind the bytes of a written digest. */
uint64_t digest_sum(const void *bytes, size_t n);

#endif
