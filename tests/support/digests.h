/* A log read by way of digests: cut, joined and sent in ways that are drawn from a seed. */
#ifndef TESTS_SUPPORT_DIGESTS_H
#define TESTS_SUPPORT_DIGESTS_H

#include <oomlog/digest.h>

#include "tests/support/collect.h"

struct digests {
	struct oomlog_digest **items;
	size_t n;
};

/* Of blocks of any size up to `most`. The test fails when a function does. */
struct digests digests_cut(const char *data, size_t len, size_t most, uint64_t keep_lines, unsigned *seed);
/* Joins neighbours, any two that the seed draws, until `left` are left; some are written and read back on the way. */
void digests_join(struct digests *all, size_t left, unsigned *seed);
void digests_free(struct digests *all);

/* As collect_bytes(); *ret_asked: how often the text of a gap had to be given. */
int collect_digests(const char *data, const struct digests *all, const struct oomlog_options *opt,
                    struct collected *ret, size_t *ret_asked);

#endif
