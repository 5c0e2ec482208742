/*
 * oomlog/digest.h - read a log in blocks, by any thread or machine, and join them to what one reader would have seen.
 *
 * Nearly all of a log is quiet: the parser passes over it. A digest is what has to be kept of a block so that it can be
 * read without its bytes: how many bytes and lines are quiet (a gap), and the text of the rest: the lines around each
 * word that may begin or change an event, the first line and the last ones, which the neighbours go on with. Of a quiet
 * block that is less than a kilobyte, however large it is.
 *
 *	any thread or machine:  oomlog_digest_new(&a, block, len, offset, keep_lines);
 *	                        oomlog_digest_write(a, buf, size);  .. sent, and there: oomlog_digest_read()
 *	anywhere:               oomlog_digest_join(&both, a, b);
 *	the parser's thread:    oomlog_parser_feed_digest(p, both, from);
 *
 * Joining: the digests of neighbouring blocks become the one that oomlog_digest_new() makes of both blocks at once, to
 * the byte. So it does not matter how a log is cut, nor in which order neighbours are joined. A word that the border
 * cuts in two is found.
 *
 * Reading: a parser that is given a digest sees what it would have seen of the block. Where a report is open it wants
 * every line; if the next ones lie in a gap, OOMLOG_E_TEXT says so, and the caller gives it the bytes of that gap, which
 * it still has, or asks for where the digest came from. keep_lines makes that rare: so many lines are kept behind each
 * line with such a word, and at the beginning of each digest, because a report may be open there. 0 for blocks that are
 * at hand; else some thousands: a report is given up after oomlog_limits.max_idle_lines without a line of its own.
 *
 * Ownership: a digest copies what it keeps, and is never changed; free it with oomlog_digest_free().
 * Threads: all but the parser's functions may run in any number of threads, on the same digests, too.
 * Memory: the kept text, at most the block itself, at most OOMLOG_DIGEST_MAX_TEXT.
 * Errors: 0 or a negative enum oomlog_status. What the block holds is never an error.
 */
#ifndef OOMLOG_DIGEST_H
#define OOMLOG_DIGEST_H

#include <oomlog/oomlog.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of text that a digest may keep. */
#define OOMLOG_DIGEST_MAX_TEXT ((size_t)256 << 20)

struct oomlog_digest;

/*
 * Of the `len` bytes that begin `offset` bytes behind the beginning of an input. The block may begin and end anywhere,
 * in the middle of a line or of a word. Digests can be joined only if they have the same keep_lines.
 * OOMLOG_E_NOMEM; OOMLOG_E_FULL: more than OOMLOG_DIGEST_MAX_TEXT would be kept; OOMLOG_E_INVALID: offset + len overflows.
 */
OOMLOG_API int oomlog_digest_new(struct oomlog_digest **ret, const void *block, size_t len, uint64_t offset,
                                 uint64_t keep_lines);
OOMLOG_API struct oomlog_digest *oomlog_digest_free(struct oomlog_digest *digest); /* NULL-safe; returns NULL */

/*
 * Of both stretches: a new digest; the two are left as they are. As above; OOMLOG_E_INVALID: `second` does not begin where
 * `first` ends, or they have another keep_lines.
 */
OOMLOG_API int oomlog_digest_join(struct oomlog_digest **ret, const struct oomlog_digest *first,
                                  const struct oomlog_digest *second);

OOMLOG_API uint64_t oomlog_digest_offset(const struct oomlog_digest *digest); /* bytes before it in the log */
OOMLOG_API uint64_t oomlog_digest_bytes(const struct oomlog_digest *digest);  /* of the log */
OOMLOG_API uint64_t oomlog_digest_lines(const struct oomlog_digest *digest);  /* newlines among them */
OOMLOG_API size_t oomlog_digest_text(const struct oomlog_digest *digest);     /* bytes that it keeps */

/*
 * The bytes that a digest takes when it is written; they are written to buf if `size` is enough. The form has a version,
 * does not depend on the machine, and is the same for the same stretch.
 */
OOMLOG_API size_t oomlog_digest_write(const struct oomlog_digest *digest, void *buf, size_t size);
/*
 * What was written, and nothing else, may lie in buf. The bytes may come from anywhere: whatever they are, the digest that
 * is made of them is safe to use. What they say cannot be checked: that a gap is quiet is its maker's word.
 * OOMLOG_E_INVALID: no digest, one of another version, or damaged; OOMLOG_E_NOMEM.
 */
OOMLOG_API int oomlog_digest_read(struct oomlog_digest **ret, const void *buf, size_t len);

/*
 * As oomlog_parser_feed_bytes() with the block's bytes from the one at `from` on, counted from the block's beginning.
 * Returns how many were taken; fewer than there are, when the queue is full: drain, and go on with `from` + what was
 * taken. OOMLOG_E_TEXT: nothing was taken, and the text of the gap at `from` is wanted: feed its oomlog_digest_gap()
 * bytes by oomlog_parser_feed_bytes(), all or some, then go on behind those; when the report is over, the rest of the
 * gap is passed over. OOMLOG_E_INVALID: the bytes fed so far are not those before `from`.
 */
OOMLOG_API int64_t oomlog_parser_feed_digest(struct oomlog_parser *p, const struct oomlog_digest *digest,
                                             uint64_t from);
/* The bytes from `from` to the end of the gap that holds it; 0: none does. */
OOMLOG_API uint64_t oomlog_digest_gap(const struct oomlog_digest *digest, uint64_t from);

#ifdef __cplusplus
}
#endif
#endif
