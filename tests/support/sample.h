/*
 * The logs that properties are checked over: every folder of fixtures/, and, where the environment's OOMLOG_REFERENCE
 * names a folder with captures/, a choice of those.
 */
#ifndef TESTS_SUPPORT_SAMPLE_H
#define TESTS_SUPPORT_SAMPLE_H

#include <stdbool.h>

#include "tests/support/collect.h"
#include "util/str.h"

struct sample {
	size_t n; /* how many there were so far, with it */
	char name[256];
	struct bytes log;
};

/* The next one, beginning with *s = {0}; the log of the one before is freed. False behind the last. */
bool sample_next(struct sample *s);

/*
 * The lines from `before` lines before its first report on, `most` at most: where a test has to read a log once for
 * each of its lines. Empty if it has none.
 */
strv sample_report(const struct sample *s, size_t before, size_t most);

/* Takes the next line from *rest, with its newline. False at the end. */
bool sample_line(strv *rest, strv *ret);

/* What every line of the sample's carrier has before the kernel's text: "[   12.345678] "; n == 0 if not to be seen. */
strv sample_prefix(strv line);

/*
 * Its first report twice, with many lines around that come near the words looked for. Only where each line is a record by
 * itself: a JSON document with others' lines in it is none; p is NULL then. To be freed.
 */
struct bytes sample_in_quiet_text(const struct sample *s);

/* The ndjson of all events of a log; ret->p is to be freed. The test fails when the parser does. */
struct bytes sample_ndjson(strv log, const struct oomlog_options *opt);

/* Asserts that both are the same and says where they begin to differ. */
void sample_assert_same(const char *name, const struct bytes *got, const struct bytes *expected);
/* .. that both have the same counts and cover the same time. */
void sample_assert_same_counts(const char *name, const struct collected *got, const struct collected *expected);

#endif
