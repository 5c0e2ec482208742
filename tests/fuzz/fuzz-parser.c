/*
 * Bytes -> events -> diagnosis -> reports. The first byte holds switches; what the reports are asked for (detail,
 * what-if) comes from the last ones, which are the log's, too. What may be asked of any input is checked: the pieces it
 * comes in change nothing, and what is written is UTF-8 without control characters, so that no terminal escape comes
 * through.
 */
#include <stdlib.h>

#include <oomlog/report.h>

#include "tests/fuzz/sink.h"
#include "util/str.h"

enum {
	CHUNK = 7 << 0, /* in pieces of so many bytes */
	LOW_LIMITS = 1 << 3,
	KEEP_RAW = 1 << 4,
	ANY_FACILITY = 1 << 5,
	STRICT_KERNEL = 1 << 6,
	NO_PREFILTER = 1 << 7,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NDJSON, JSON, HUMAN, N_FORMATS };

/* What the reports are asked for: two changes of adjustments, one by pid, one by name. */
struct wish {
	struct oomlog_report_options opt;
	struct oomlog_what_if what_if[2];
};

enum { WISH_BYTES = 8, WISH_NAME = 3, ADJ_STEPS = 251 };

static void wish_from(strv text, bool raw, struct wish *ret)
{
	const uint8_t *b = (const uint8_t *)text.p + (text.n < WISH_BYTES ? 0 : text.n - WISH_BYTES);

	*ret = (struct wish){0};
	oomlog_report_options_init(&ret->opt);
	ret->opt.raw = raw;
	ret->opt.detail = OOMLOG_DETAIL_FULL;
	if (text.n < WISH_BYTES)
		return;
	ret->opt.detail = (enum oomlog_detail)(b[7] % 3);
	ret->opt.color = false;
	ret->opt.ascii = (b[7] & 0x40) != 0;
	ret->opt.width = b[6];
	ret->opt.top = b[5];
	ret->what_if[0] = (struct oomlog_what_if){.pid = b[4], .adj = b[3] % ADJ_STEPS * 8 - 1000};
	ret->what_if[1] = (struct oomlog_what_if){
		.pid = OOMLOG_ABSENT, .comm = {(const char *)b, WISH_NAME}, .adj = b[4] % ADJ_STEPS * 8 - 1000};
	ret->opt.what_if = ret->what_if;
	ret->opt.n_what_if = b[7] % 4 == 0 ? 0 : 2;
}

struct reports {
	size_t n; /* how many of the formats */
	struct oomlog_report *report[N_FORMATS];
	struct sink sink[N_FORMATS];
};

static void reports_open(struct reports *r, size_t n, const struct oomlog_report_options *opt)
{
	static const char *const formats[N_FORMATS] = {"ndjson", "json", "human"};

	*r = (struct reports){.n = n};
	for (size_t i = 0; i < n; i++)
		if (oomlog_report_new(&r->report[i], formats[i], opt, sink_write, &r->sink[i]) < 0)
			abort();
}

static void reports_close(struct reports *r)
{
	for (size_t i = 0; i < r->n; i++) {
		oomlog_report_finish(r->report[i]);
		oomlog_report_free(r->report[i]);
	}
}

static void drain(struct oomlog_parser *p, struct reports *r)
{
	struct oomlog_event *ev;

	while (oomlog_parser_next(p, &ev) > 0) {
		for (size_t i = 0; i < r->n; i++)
			oomlog_report_event(r->report[i], ev);
		oomlog_event_unref(ev);
	}
}

static void feed(struct oomlog_parser *p, strv rest, size_t chunk, struct reports *r)
{
	while (rest.n > 0) {
		strv piece = str_upto(rest, chunk > 0 ? chunk : rest.n);
		ptrdiff_t took = oomlog_parser_feed_bytes(p, piece.p, piece.n);

		if (took < 0 || (size_t)took > piece.n)
			abort();
		rest = str_from(rest, (size_t)took);
		drain(p, r);
	}
	oomlog_parser_finish(p);
	drain(p, r);
}

/* The hash of the events as ndjson, the first of the formats. */
static uint64_t parse(strv text, size_t chunk, const struct oomlog_options *opt, size_t n_formats)
{
	struct reports r;
	struct oomlog_parser *p;
	struct wish wish;

	if (oomlog_parser_new(&p, opt) < 0)
		abort();
	wish_from(text, opt->keep_raw, &wish);
	reports_open(&r, n_formats, &wish.opt);
	if (oomlog_parser_input(p, "fuzz.log", opt->newest_us, false) < 0)
		abort();
	feed(p, text, chunk, &r);
	reports_close(&r);
	oomlog_parser_free(p);
	return r.sink[NDJSON].hash;
}

static void options_from(uint8_t switches, struct oomlog_options *opt)
{
	oomlog_options_init(opt);
	opt->newest_us = INT64_C(1795224884000000);
	opt->keep_raw = (switches & KEEP_RAW) != 0;
	opt->any_facility = (switches & ANY_FACILITY) != 0;
	opt->strict_kernel = (switches & STRICT_KERNEL) != 0;
	opt->no_prefilter = (switches & NO_PREFILTER) != 0;
	if ((switches & LOW_LIMITS) != 0)
		opt->limits = (struct oomlog_limits){.max_line = 300,
		                                     .max_event_bytes = 20000,
		                                     .max_open_bytes = 40000,
		                                     .max_tasks = 4,
		                                     .max_open = 2,
		                                     .max_queued = 1,
		                                     .max_idle_us = 1000000,
		                                     .max_idle_lines = 20};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t chunks[] = {0, 1, 2, 3, 5, 16, 61, 300};
	struct oomlog_options opt;
	strv text;
	size_t chunk;
	uint64_t hash;

	if (size == 0)
		return 0;
	text = (strv){(const char *)data + 1, size - 1};
	chunk = chunks[data[0] & CHUNK];
	options_from(data[0], &opt);
	hash = parse(text, chunk, &opt, N_FORMATS);
	/* with low limits it matters when events are fetched */
	if (chunk != 0 && (data[0] & LOW_LIMITS) == 0 && parse(text, 0, &opt, 1) != hash)
		abort();
	return 0;
}
