#include "assemble/assembler.h"

#include <stdlib.h>

#include "assemble/context.h"

int assembler_new(struct assembler **ret, const struct oomlog_options *opt, event_sink sink, void *ctx)
{
	struct assembler *a = calloc(1, sizeof(*a));
	int rc = OOMLOG_E_NOMEM;

	if (a == NULL)
		return rc;
	a->opt = *opt;
	a->budget.max = opt->limits.max_open_bytes;
	a->budget.reserve = a->budget.max / 16;
	a->sink = sink;
	a->sink_ctx = ctx;
	a->newest_us = opt->newest_us;
	a->scratch = malloc(MOST_JOIN);
	if (a->scratch != NULL)
		rc = matcher_new(&a->matcher);
	if (rc != OOMLOG_OK) {
		assembler_free(a);
		return rc;
	}
	*ret = a;
	return OOMLOG_OK;
}

struct assembler *assembler_free(struct assembler *a)
{
	if (a != NULL) {
		while (a->newest != NULL)
			context_free(a, a->newest);
		streams_release(a);
		covers_release(a);
		matcher_free(a->matcher);
		free(a->scratch);
		free(a);
	}
	return NULL;
}

/* Nothing of one input is known in the next, unless that is its next piece. */
static void forget_input(struct assembler *a)
{
	streams_release(a);
	covers_release(a);
	a->begun = 0;
	a->brief_n = 0;
	a->now_line = a->next_check = 0;
}

int assembler_input(struct assembler *a, const char *name, int64_t newest_us, bool continues)
{
	strv s = str_upto(str_of(name), sizeof(a->input) - 1);

	if (s.n > 0)
		memcpy(a->input, s.p, s.n);
	a->input_n = s.n;
	a->newest_us = newest_us;
	if (!continues)
		forget_input(a);
	a->line_base = a->now_line;
	return OOMLOG_OK;
}

/*
 * A comm with a newline splits the line that begins with it: "nl" / "Out of me invoked oom-killer: ..". Where the
 * carrier tells that the second line continues the first, they are one again.
 */
static strv with_comm(struct assembler *a, const struct record *r)
{
	strv text = r->text;

	if ((r->flags & RECORD_CONTINUES) != 0 && a->brief_n > 0 && r->line == a->brief_line + 1 &&
	    (str_find(text, STR(" invoked oom-killer: ")) < MOST_COMM ||
	     str_find(text, STR(": page allocation failure")) < MOST_COMM) &&
	    a->brief_n + 1 + text.n <= MOST_JOIN) {
		memcpy(a->scratch, a->brief, a->brief_n);
		a->scratch[a->brief_n] = '\n';
		memcpy(a->scratch + a->brief_n + 1, text.p, text.n);
		text = (strv){a->scratch, a->brief_n + 1 + text.n};
	}
	a->brief_n = r->text.n < MOST_COMM ? r->text.n : 0;
	a->brief_line = r->line;
	if (a->brief_n > 0)
		memcpy(a->brief, r->text.p, a->brief_n);
	return text;
}

/* A text of several lines: each by itself, unless the newline stands in a comm. */
static void take_lines(struct assembler *a, struct stream *s, const struct record *r, strv text)
{
	struct record piece = *r;
	strv rest = r->text;
	struct text_line l;

	text_line_init(&l, r);
	classify(a, NULL, text, &l);
	if (text_may_hold_newline(&l)) {
		text_known(a, s, &l, 0);
		return;
	}
	for (;;) {
		size_t end = str_find_byte(rest, '\n');

		piece.text = str_upto(rest, end);
		text_take(a, stream_find(a, r), &piece, piece.text, 0);
		if (end == SIZE_MAX)
			return;
		rest = str_from(rest, end + 1);
		piece.flags |= RECORD_CONTINUES;
	}
}

static void take(struct assembler *a, struct stream *s, const struct record *r)
{
	strv text = with_comm(a, r);

	if ((r->flags & RECORD_SAME) != 0 || str_find_byte(text, '\n') == SIZE_MAX)
		text_take(a, s, r, text, 0);
	else
		take_lines(a, s, r, text);
}

/* A program's record: a killer's own words are believed, a report is not. */
static void take_program(struct assembler *a, const struct record *r)
{
	struct text_line l;
	struct context *ctx;

	text_line_init(&l, r);
	classify(a, NULL, r->text, &l);
	if (l.match.row != NULL && l.match.row->by_program && l.kind != LINE_LOST)
		place(a, stream_find(a, r), &l, &ctx);
	else if (l.kind == LINE_LOST)
		stream_note(a, r, &l);
	else if (l.kind != LINE_NONE)
		a->stats.distrusted_lines++;
}

static void note_now(struct assembler *a, uint64_t line, int64_t now_us)
{
	a->now_us = now_us;
	if (a->line_base + line > a->now_line) /* parts of a dump are read from the last on */
		a->now_line = a->line_base + line;
	if (now_us == NO_TIME)
		return;
	if (a->stats.first_us == NO_TIME)
		a->stats.first_us = now_us;
	a->stats.last_us = now_us;
}

static void note_times(struct assembler *a, const struct record *r, int64_t now_us)
{
	note_now(a, r->line, now_us);
	if (r->mono_us != NO_TIME) {
		if (a->stats.first_monotonic_us == NO_TIME)
			a->stats.first_monotonic_us = r->mono_us;
		a->stats.last_monotonic_us = r->mono_us;
	}
}

/*
 * The rest of a wrapped line has no stamp: it is of the host of the line before. Only near a report: elsewhere nobody
 * asks for it.
 */
static bool inherits(const struct assembler *a, const struct record *r)
{
	const struct stream *s = a->before;

	return (r->flags & RECORD_STAMPED) == 0 && s != NULL && r->host.n == 0 && (s->newest != NULL || a->begun > 0);
}

static void inherit(const struct stream *s, struct record *r)
{
	r->host = (strv){s->host, s->host_n};
	r->boot = (strv){s->boot, s->boot_n};
	r->source = s->source;
	if (r->trust == TRUST_UNKNOWN)
		r->trust = s->trust;
}

/* The writer of the record before is not looked for again. */
static struct stream *stream_of(struct assembler *a, const struct record *r)
{
	return (r->flags & RECORD_SAME) != 0 && a->before != NULL ? a->before : stream_find(a, r);
}

/* What the newest of n lines says of times, all of the kernel, and none long after the one before. */
void assembler_note(struct assembler *a, const struct record *r, size_t n)
{
	note_times(a, r, a->now_us);
	cover_note(a, r, true);
	cover_more(a, n - 1);
	if (r->mono_us == NO_TIME && a->now_us != NO_TIME)
		a->before->real_us = a->now_us;
	a->begun -= n < a->begun ? (unsigned)n : a->begun;
	a->stats.kernel_lines += n;
}

/* A line that is believed. */
static void take_kernel(struct assembler *a, struct stream *s, const struct record *r)
{
	a->stats.kernel_lines++;
	a->table = NULL;
	if (!text_is_copy(a, s, r))
		take(a, s, r);
}

static void take_record(struct assembler *a, const struct record *r)
{
	struct stream *s = stream_of(a, r);
	bool program = r->trust == TRUST_PROGRAM && !a->opt.any_facility;
	bool believed = !program && !(a->opt.strict_kernel && r->trust != TRUST_KERNEL), inferred;

	note_times(a, r, record_instant(a, r, &inferred));
	if ((r->flags & RECORD_BOOT) != 0)
		cover_separator(a);
	else
		cover_note(a, r, believed);
	if (a->begun > 0)
		a->begun--;
	contexts_watch(a, s, r);
	if (r->lost > 0)
		contexts_lost(a, r, r->lost);
	if ((r->flags & RECORD_BOOT) != 0) {
		contexts_close(a, s);
		return;
	}
	if (!believed)
		take_program(a, r);
	else if (r->repeat == 0 || !text_is_repetition(a, s, r))
		take_kernel(a, s, r);
	if ((r->flags & RECORD_STAMPED) != 0 && (a->before = stream_of(a, r)) != NULL)
		a->before->trust = r->trust;
}

int assembler_record(struct assembler *a, const struct record *r)
{
	struct record own;

	if (a->nomem || matcher_nomem(a->matcher))
		return OOMLOG_E_NOMEM;
	if (inherits(a, r)) {
		own = *r;
		inherit(a->before, &own);
		r = &own;
	}
	take_record(a, r);
	return a->nomem || matcher_nomem(a->matcher) ? OOMLOG_E_NOMEM : OOMLOG_OK;
}

void assembler_pass(struct assembler *a, uint64_t line, int64_t real_us)
{
	note_now(a, line, real_us);
	contexts_pass(a);
}

bool assembler_is_inside(const struct assembler *a)
{
	return a->n_unended > 0;
}

const struct oomlog_origin *assembler_oldest(const struct assembler *a)
{
	const struct context *ctx = a->oldest;

	/* What may be amended has to be read again, too. */
	while (ctx != NULL && ctx->handed && !a->opt.amend)
		ctx = ctx->newer;
	return ctx != NULL ? &ctx->ev->origin : NULL;
}

int assembler_finish(struct assembler *a)
{
	contexts_close(a, NULL);
	streams_forget_lines(a);
	return a->nomem ? OOMLOG_E_NOMEM : OOMLOG_OK;
}

bool assembler_needs_all(const struct assembler *a)
{
	return a->n_unended > 0 || a->begun > 0;
}

void assembler_get_stats(const struct assembler *a, struct oomlog_stats *stats)
{
	size_t size = stats->size;
	const char *carrier = stats->carrier;
	uint64_t bytes = stats->bytes, lines = stats->lines;

	*stats = a->stats;
	stats->size = size;
	stats->carrier = carrier;
	stats->bytes = bytes;
	stats->lines = lines;
}

void assembler_reset_stats(struct assembler *a)
{
	a->stats = (struct oomlog_stats){
		.first_us = NO_TIME, .last_us = NO_TIME, .first_monotonic_us = NO_TIME, .last_monotonic_us = NO_TIME};
}
