/*
 * Lines -> records, through every carrier. The first byte says which one, or that it is to be detected; the variable
 * OOMLOG_FUZZ_CARRIER, with a name of carriers[], gives all of a run to that one. All bytes of every record are read, so
 * that a view of memory that is gone does not go unseen.
 */
#include <stdlib.h>

#include "carrier/carrier.h"
#include "lines.h"

enum { MAX_LINE = 2048 };

static const char *only;

int LLVMFuzzerInitialize(int *argc, char ***argv);
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

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	only = getenv("OOMLOG_FUZZ_CARRIER");
	return 0;
}

static const char *carrier_of(uint8_t which)
{
	if (only != NULL)
		return only;
	return which < n_carriers ? carriers[which].name : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	strv rest = {(const char *)data, size};
	unsigned sum = 0;
	struct decoder *d;
	struct lines lines;
	struct line line;

	if (size == 0)
		return 0;
	if (decoder_new(&d, carrier_of(data[0]), MAX_LINE, read_record, &sum) < 0)
		abort();
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
