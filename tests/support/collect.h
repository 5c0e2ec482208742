/* The library used as a program would: bytes in, events out, a report written. */
#ifndef TESTS_SUPPORT_COLLECT_H
#define TESTS_SUPPORT_COLLECT_H

#include <oomlog/oomlog.h>
#include <oomlog/report.h>

#include "tests/support/load.h"

enum { COLLECT_MOST_COVERS = 16 };

struct collected {
	struct oomlog_event **events;
	size_t n, cap;
	struct oomlog_stats stats;
	struct oomlog_coverage covers[COLLECT_MOST_COVERS]; /* without names: those die with the parser */
	size_t n_covers;
};

/*
 * Feeds the bytes in pieces of `chunk` (0: all at once) as the input "input.log" and collects all events.
 * opt may be NULL. 0 or the first negative status; what was collected until then is in *ret in any case.
 */
int collect_bytes(const void *data, size_t len, size_t chunk, const struct oomlog_options *opt, struct collected *ret);
/* Takes what is finished from a parser: 0 or a negative status; at the end the counts, too. */
int collect_drain(struct oomlog_parser *p, struct collected *c);
int collect_finish(struct oomlog_parser *p, struct collected *c);
void collect_release(struct collected *c);

/* The events as a report in `format` ("ndjson", "human", ..). 0 or a negative status. */
int collect_render(const struct collected *c, const char *format, struct bytes *ret);

#endif
