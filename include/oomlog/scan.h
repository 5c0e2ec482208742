/*
 * oomlog/scan.h - look for the beginnings of events ahead of the parser.
 *
 * Most of a log is quiet: the parser only looks whether one of a few words stands in it. That look needs no parser and
 * no order, so other threads, or other machines, can do it for blocks that the parser gets later:
 *
 *	any thread:          struct oomlog_scan scan = {.size = sizeof(scan)};
 *	                     oomlog_scan(block, len, &scan);
 *	the parser's thread: oomlog_parser_feed_scanned(p, block, len, &scan, 0);
 *
 * What comes out is the same to the byte, wherever the input was cut into blocks. A struct oomlog_scan is plain data: it
 * can be copied, or written and read by a program of the same version on a machine of the same kind.
 */
#ifndef OOMLOG_SCAN_H
#define OOMLOG_SCAN_H

#include <oomlog/oomlog.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Lines of a block that are noted; of 256 KiB of anything but reports they are a few. */
#define OOMLOG_SCAN_HITS 510

/* A line that has to be read: where in it the word begins, and the newlines of the block before that. */
struct oomlog_scan_hit {
	uint32_t at, newlines;
};

struct oomlog_scan {
	size_t size;     /* sizeof(struct oomlog_scan), set by the caller */
	size_t scanned;  /* bytes of the block that were looked at; the parser looks at the rest itself */
	size_t newlines; /* in them */
	size_t n_hits;
	struct oomlog_scan_hit hits[OOMLOG_SCAN_HITS];
};

/* May run in any number of threads at once. OOMLOG_E_INVALID: wrong size. */
OOMLOG_API int oomlog_scan(const void *block, size_t len, struct oomlog_scan *ret);

/*
 * As oomlog_parser_feed_bytes(block + from, len - from), with what oomlog_scan(block, len) found. `from` is 0, and grows
 * by what each call took of the block. The scan is borrowed during the call.
 */
OOMLOG_API ptrdiff_t oomlog_parser_feed_scanned(struct oomlog_parser *p, const void *block, size_t len,
                                                const struct oomlog_scan *scan, size_t from);

#ifdef __cplusplus
}
#endif
#endif
