/* A written digest that comes from anywhere: refused, or safe to join, to write and to read. Its sum is always right. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"

#define CHECK(what)              \
	do {                     \
		if (!(what))     \
			abort(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 16, SUM = 8 };

static void drain(struct oomlog_parser *p)
{
	struct oomlog_event *ev;

	while (oomlog_parser_next(p, &ev) > 0)
		oomlog_event_unref(ev);
}

/* Gaps whose text is wanted are not at hand: the reader gives up there. */
static void parse(const struct oomlog_digest *d)
{
	struct oomlog_parser *p;
	int64_t took;

	CHECK(oomlog_parser_new(&p, NULL) == OOMLOG_OK);
	for (uint64_t from = 0; (took = oomlog_parser_feed_digest(p, d, from)) > 0; from += (uint64_t)took)
		drain(p);
	oomlog_parser_finish(p);
	drain(p);
	oomlog_parser_free(p);
}

static void join_with_itself(const struct oomlog_digest *d)
{
	struct oomlog_digest *behind, *both;

	if (oomlog_digest_new(&behind, "\nx\noom-kill", 11, oomlog_digest_offset(d) + oomlog_digest_bytes(d),
	                      d->keep) != OOMLOG_OK)
		return;
	if (oomlog_digest_join(&both, d, behind) == OOMLOG_OK) {
		CHECK(oomlog_digest_bytes(both) == oomlog_digest_bytes(d) + 11);
		CHECK(oomlog_digest_lines(both) == oomlog_digest_lines(d) + 2);
		parse(both);
		oomlog_digest_free(both);
	}
	oomlog_digest_free(behind);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char bytes[MOST + SUM], again[MOST + SUM];
	struct oomlog_digest *d;
	uint64_t sum;

	if (size > MOST)
		return 0;
	if (size > 0)
		memcpy(bytes, data, size);
	sum = digest_sum(bytes, size);
	for (size_t i = 0; i < SUM; i++)
		bytes[size + i] = (unsigned char)(sum >> 8 * i);
	if (oomlog_digest_read(&d, bytes, size + SUM) != OOMLOG_OK)
		return 0;
	CHECK(oomlog_digest_write(d, again, sizeof(again)) == size + SUM);
	CHECK(memcmp(again, bytes, size + SUM) == 0);
	parse(d);
	join_with_itself(d);
	oomlog_digest_free(d);
	return 0;
}
