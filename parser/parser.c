/* The public object: its limits, records that are fed whole, and the queue of finished events. */
#include "parser.h"

#include <stdlib.h>

#include "formats/formats.h"

static const struct oomlog_limits defaults = {
	.max_line = UINT64_C(64) * 1024,
	.max_event_bytes = UINT64_C(6) * 1024 * 1024,
	.max_open_bytes = UINT64_C(10) * 1024 * 1024,
	.max_tasks = 32768,
	.max_open = 256,
	.max_queued = 64,
	.max_idle_us = UINT64_C(30) * 1000 * 1000,
	.max_idle_lines = 10000,
	.max_ended_us = UINT64_C(10) * 1000 * 1000,
};

void oomlog_options_init(struct oomlog_options *opt)
{
	*opt = (struct oomlog_options){.size = sizeof(*opt),
	                               .newest_us = OOMLOG_ABSENT,
	                               .boot_realtime_us = OOMLOG_ABSENT,
	                               .limits = defaults};
}

#define DEFAULT(member)                                       \
	do {                                                  \
		if (opt->limits.member == 0)                  \
			opt->limits.member = defaults.member; \
	} while (0)

static void fill_limits(struct oomlog_options *opt)
{
	DEFAULT(max_line);
	DEFAULT(max_event_bytes);
	DEFAULT(max_open_bytes);
	DEFAULT(max_tasks);
	DEFAULT(max_open);
	DEFAULT(max_queued);
	DEFAULT(max_idle_us);
	DEFAULT(max_idle_lines);
	DEFAULT(max_ended_us);
}

int parser_fail(struct oomlog_parser *p, int error)
{
	p->errmsg = error == OOMLOG_E_NOMEM  ? "out of memory"
		: error == OOMLOG_E_FULL     ? "the queue of finished events is full"
		: error == OOMLOG_E_FINISHED ? "the input has been finished"
		: error == OOMLOG_E_INVALID  ? "invalid argument"
					     : "error";
	if (error == OOMLOG_E_NOMEM)
		p->error = error;
	return error;
}

static void enqueue(void *ctx, struct oomlog_event *ev)
{
	struct oomlog_parser *p = ctx;
	struct queued *q = malloc(sizeof(*q));

	if (q == NULL) {
		oomlog_event_unref(ev);
		parser_fail(p, OOMLOG_E_NOMEM);
		return;
	}
	*q = (struct queued){ev, NULL};
	ev->queued = true;
	*p->last = q;
	p->last = &q->next;
	p->n_queued++;
}

static int on_record(void *ctx, const struct record *r)
{
	struct oomlog_parser *p = ctx;

	return assembler_record(p->assembler, r);
}

int oomlog_parser_new(struct oomlog_parser **ret, const struct oomlog_options *opt)
{
	struct oomlog_parser *p;
	int rc;

	if (opt != NULL && opt->size != sizeof(*opt))
		return OOMLOG_E_INVALID;
	p = calloc(1, sizeof(*p));
	if (p == NULL)
		return OOMLOG_E_NOMEM;
	if (opt != NULL)
		p->opt = *opt;
	else
		oomlog_options_init(&p->opt);
	fill_limits(&p->opt);
	p->last = &p->first;
	lines_init(&p->lines, p->opt.limits.max_line);
	rc = assembler_new(&p->assembler, &p->opt, enqueue, p);
	if (rc == OOMLOG_OK)
		rc = decoder_new(&p->decoder, p->opt.carrier, p->opt.limits.max_line, on_record, p);
	if (rc != OOMLOG_OK) {
		oomlog_parser_free(p);
		return rc;
	}
	assembler_reset_stats(p->assembler);
	utf16_init(&p->utf16);
	*ret = p;
	return OOMLOG_OK;
}

struct oomlog_parser *oomlog_parser_free(struct oomlog_parser *p)
{
	struct oomlog_event *ev = NULL;

	if (p != NULL) {
		while (oomlog_parser_next(p, &ev) > 0)
			oomlog_event_unref(ev);
		decoder_free(p->decoder);
		assembler_free(p->assembler);
		lines_release(&p->lines);
		quiet_release(&p->quiet);
		free(p);
	}
	return NULL;
}

int oomlog_parser_finish(struct oomlog_parser *p)
{
	int rc;

	if (p->error != 0)
		return p->error;
	if (p->finished)
		return OOMLOG_OK;
	p->finished = true;
	rc = parser_flush(p);
	if (rc == OOMLOG_OK)
		rc = assembler_finish(p->assembler);
	return rc == OOMLOG_OK ? p->error : parser_fail(p, rc);
}

int oomlog_parser_input(struct oomlog_parser *p, const char *name, int64_t newest_us, bool continues)
{
	int rc;

	if (p->error != 0)
		return p->error;
	rc = continues ? parser_flush(p) : oomlog_parser_finish(p);
	if (rc != OOMLOG_OK)
		return parser_fail(p, rc);
	decoder_reset(p->decoder);
	lines_reset(&p->lines);
	quiet_reset(&p->quiet);
	utf16_init(&p->utf16);
	p->n_head = 0;
	assembler_reset_stats(p->assembler);
	p->bytes = p->idle_bytes = 0;
	p->record_carrier = NULL;
	p->finished = false;
	return assembler_input(p->assembler, name, newest_us, continues);
}

bool oomlog_parser_passes(struct oomlog_parser *p, struct oomlog_str text, int64_t realtime_us)
{
	size_t newlines = 0;

	if (p->error != 0 || p->finished || p->opt.no_prefilter || assembler_needs_all(p->assembler) ||
	    scan_find(format_scanner(), text.p, text.n, 0, &newlines) != SIZE_MAX)
		return false;
	p->bytes += text.n;
	assembler_pass(p->assembler, ++p->lines.number, record_time((uint64_t)realtime_us));
	return true;
}

static void record_of(struct oomlog_parser *p, const struct oomlog_record *rec, struct record *r)
{
	record_init(r);
	r->text = str_upto(rec->text, p->opt.limits.max_line);
	r->host = rec->host;
	r->boot = rec->boot_id;
	r->caller = rec->caller;
	r->tag = rec->tag;
	r->transport = rec->transport;
	r->message_id = rec->message_id;
	r->mono_us = record_time((uint64_t)rec->monotonic_us);
	r->real_us = record_time((uint64_t)rec->realtime_us);
	r->lost = rec->lost;
	r->trust = rec->from_program < 0 ? TRUST_UNKNOWN : rec->from_program > 0 ? TRUST_PROGRAM : TRUST_KERNEL;
	r->flags = RECORD_STAMPED | (rec->text.n > r->text.n ? RECORD_CUT : 0) |
		(rec->from_program > 1 ? RECORD_PERSON : 0);
	r->carrier = p->record_carrier = rec->carrier != NULL ? rec->carrier : "record";
	r->line = r->last_line = ++p->lines.number;
	r->first_byte = p->bytes;
	r->last_byte = p->bytes += rec->text.n;
}

int oomlog_parser_feed(struct oomlog_parser *p, const struct oomlog_record *rec)
{
	struct record r;
	int rc;

	if (p->error != 0)
		return p->error;
	if (p->finished)
		return parser_fail(p, OOMLOG_E_FINISHED);
	if (rec->size != sizeof(*rec))
		return parser_fail(p, OOMLOG_E_INVALID);
	if (p->n_queued >= p->opt.limits.max_queued)
		return parser_fail(p, OOMLOG_E_FULL);
	record_of(p, rec, &r);
	decoder_apart(p->decoder);
	rc = assembler_record(p->assembler, &r);
	return rc == OOMLOG_OK ? p->error : parser_fail(p, rc);
}

int oomlog_parser_idle(struct oomlog_parser *p, int64_t now_us)
{
	int rc;

	if (p->error != 0)
		return p->error;
	/* Bytes that have just come may be followed by those that they wait for. */
	rc = p->bytes == p->idle_bytes ? parser_take_held(p) : OOMLOG_OK;
	if (rc == OOMLOG_OK && p->bytes == p->idle_bytes)
		rc = decoder_flush(p->decoder);
	p->idle_bytes = p->bytes;
	if (rc != OOMLOG_OK)
		return parser_fail(p, rc);
	assembler_expire(p->assembler, now_us);
	return p->error;
}

bool oomlog_parser_is_inside(const struct oomlog_parser *p)
{
	return assembler_is_inside(p->assembler);
}

const struct oomlog_origin *oomlog_parser_oldest(const struct oomlog_parser *p)
{
	return assembler_oldest(p->assembler);
}

int oomlog_parser_next(struct oomlog_parser *p, struct oomlog_event **ret)
{
	struct queued *q = p->first;

	if (q == NULL)
		return p->error;
	p->first = q->next;
	if (p->first == NULL)
		p->last = &p->first;
	p->n_queued--;
	*ret = q->ev;
	free(q);
	(*ret)->queued = false;
	/* Else its report still waits for late lines, and its memory counts as long. */
	if ((*ret)->refs == 1)
		arena_leave_budget(&(*ret)->arena);
	return 1;
}

void oomlog_parser_get_stats(const struct oomlog_parser *p, struct oomlog_stats *ret)
{
	assembler_get_stats(p->assembler, ret);
	ret->carrier = p->record_carrier != NULL ? p->record_carrier : decoder_carrier(p->decoder);
	ret->bytes = p->bytes;
	ret->lines = p->lines.number;
}

const struct oomlog_coverage *oomlog_parser_coverage(const struct oomlog_parser *p, size_t i)
{
	return cover_at(p->assembler, i);
}

const char *oomlog_parser_errmsg(const struct oomlog_parser *p)
{
	return p->errmsg != NULL ? p->errmsg : "no error";
}

const char *oomlog_version(void)
{
	return OOMLOG_VERSION;
}
