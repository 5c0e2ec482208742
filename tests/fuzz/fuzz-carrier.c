/*
 * Lines -> records, through every carrier. The first byte says which one, or that it is to be detected. All bytes of
 * every record are read, so that a view of memory that is gone does not go unseen.
 */
#include <stdlib.h>

#include "carrier/carrier.h"
#include "lines.h"

enum { MAX_LINE = 2048 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned touch(strv s)
{
	unsigned sum = 0;

	for (size_t i = 0; i < s.n; i++)
		sum += (uint8_t)s.p[i];
	return sum;
}

static int read_record(void *ctx, const struct record *r)
{
	unsigned *sum = ctx;

	*sum += touch(r->text) + touch(r->host) + touch(r->boot) + touch(r->caller) + touch(r->tag) +
		touch(r->message_id) + touch(r->transport);
	if (r->last_line < r->line || r->last_byte < r->first_byte || r->level < -1 || r->level > 7)
		abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t which = size > 0 ? data[0] : 0;
	strv rest = {(const char *)data, size};
	unsigned sum = 0;
	struct decoder *d;
	struct lines lines;
	struct line line;

	if (size == 0 ||
	    decoder_new(&d, which < n_carriers ? carriers[which].name : NULL, MAX_LINE, read_record, &sum) < 0)
		return 0;
	rest = str_from(rest, 1);
	lines_init(&lines, MAX_LINE);
	while (lines_next(&lines, &rest, &line) > 0)
		decoder_line(d, &line);
	if (lines_finish(&lines, &line) > 0)
		decoder_line(d, &line);
	decoder_flush(d);
	lines_release(&lines);
	decoder_free(d);
	return 0;
}
