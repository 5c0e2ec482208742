/* One text on its way: what it is, whether it is the rest of the line before, and where two messages lie on one line. */
#include "assemble/context.h"

enum {
	MOST_FOREIGN = 16, /* lines of others between the pieces of a torn one */
	MOST_GLUED = 4,    /* messages found on one line */
};

static void keep_last(struct assembler *a, struct context *ctx, const struct text_line *l, bool incomplete)
{
	last_set(a, &ctx->last, l->record, l->text, l->kind, incomplete);
	ctx->last.applied = true;
}

/* The rest of a line behind its own end: "..or sacrifice childKilled process 12400 (qemu)". */
static strv rest_of(const struct match *match)
{
	struct line_values v;

	if (match->row == NULL)
		return STR_NONE;
	v.rest = STR_NONE;
	match_apply(match, OBJECT_LINE, &v, NULL);
	return v.rest;
}

/* What is too long for its room was not written by the kernel: the one before stays. */
static void keep_words(char *room, size_t size, strv words)
{
	if (words.n >= size)
		return;
	if (words.n > 0)
		memcpy(room, words.p, words.n);
	room[words.n] = '\0';
}

static void note_cause(struct assembler *a, const struct record *r, const struct text_line *l)
{
	struct stream *s = stream_get(a, r);
	struct line_values v = {.cause = STR_NONE};

	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	if (s != NULL)
		keep_words(s->cause, sizeof(s->cause), v.cause);
}

static void note_boot(struct assembler *a, const struct record *r, const struct text_line *l)
{
	struct stream *s = stream_get(a, r);
	struct oomlog_kernel kernel = {.release = STR_NONE};

	if (s == NULL)
		return;
	contexts_close(a, s);
	cover_boot(a, r);
	s->mono_us = r->mono_us;
	match_apply(&l->match, OBJECT_KERNEL, &kernel, NULL);
	keep_words(s->release, sizeof(s->release), kernel.release);
}

/* show_mem() by a key or a driver: memory that is printed for no kill. */
static void note_show_memory(struct assembler *a, const struct record *r, const struct text_line *l)
{
	struct context *ctx = context_open(a, r, OOMLOG_KIND_PAGE_ALLOCATION_FAILURE);
	struct text_line own = *l;

	if (ctx == NULL)
		return;
	ctx->on_demand = true;
	ctx->stream->active = ctx;
	if (l->kind == LINE_ALLOC_OTHER)
		apply(ctx, &own);
}

/* Lines of the stream rather than of one report. True when it was one. */
bool stream_note(struct assembler *a, const struct record *r, const struct text_line *l)
{
	struct line_values v;
	struct stream *s;

	switch (l->kind) {
	case LINE_MANUAL:
		s = stream_get(a, r);
		if (s != NULL)
			s->manual = true;
		return true;
	case LINE_CAUSE:
		note_cause(a, r, l);
		return true;
	case LINE_BOOT:
		note_boot(a, r, l);
		return true;
	case LINE_ALLOC_OTHER:
	case LINE_SHOW_MEMORY:
		note_show_memory(a, r, l);
		return true;
	case LINE_LOST:
		v.count = 0;
		match_apply(&l->match, OBJECT_LINE, &v, NULL);
		contexts_lost(a, r, v.count > 0 ? (uint64_t)v.count : 0);
		return true;
	case LINE_SUPPRESSED:
	case LINE_SLUB:
	case LINE_ASIDE:
		return true;
	default:
		return false;
	}
}

/* The newest report of this stream and caller: whose statistics may go on, whose line may be torn. */
static struct context *current(const struct stream *s, const struct record *r)
{
	if (s == NULL)
		return NULL;
	if (s->active != NULL && caller_is(s->active, r->caller) && !s->active->on_demand)
		return s->active;
	for (struct context *ctx = s->newest; ctx != NULL; ctx = ctx->next)
		if (caller_is(ctx, r->caller) && !ctx->on_demand && !ctx->handed)
			return ctx;
	return NULL;
}

/*
 * "last message repeated 3 times", "message repeated 3 times: [ Killed process 12 (x) total-vm:..]": a process that is
 * named again was not killed again. The kernel's own counters differ from report to report; what a daemon folds is one
 * line that the kernel repeated, or that came here twice.
 */
bool text_is_repetition(struct assembler *a, const struct stream *s, const struct record *r)
{
	struct context *ctx = current(s, r);
	bool empty = (r->flags & RECORD_REPEATED) != 0, same = false;

	if (ctx != NULL && empty)
		same = ctx->last.end_line + 1 == r->line;
	else if (ctx != NULL && ctx->last.text != NULL)
		same = str_eq(str_trim((strv){ctx->last.text, ctx->last.n}), str_trim(r->text));
	if (same) {
		a->stats.repeated += ctx->last.kind != LINE_NONE ? r->repeat : 0;
		ctx->last.end_line = r->line; /* it may be repeated once more */
	}
	return same || empty;
}

static bool same_wall(const struct stamp *a, const struct stamp *b)
{
	return a->usec != 0 && a->usec == b->usec && a->sec == b->sec && a->min == b->min && a->hour == b->hour &&
		a->day == b->day && a->mon == b->mon;
}

/*
 * A shipper or a second rule of a syslog daemon wrote each line twice. The same words with the same microsecond right
 * behind each other are one line; but for frames of a trace, which do come twice, unless other lines did before.
 */
bool text_is_copy(struct assembler *a, const struct stream *s, const struct record *r)
{
	struct context *ctx = current(s, r);
	struct last_line *last;

	if (ctx == NULL || (r->flags & (RECORD_STAMPED | RECORD_CONTINUES)) != RECORD_STAMPED)
		return false;
	last = &ctx->last;
	if (last->text == NULL || last->n == 0 || r->line == 0 || last->end_line + 1 != r->line)
		return false;
	if (r->mono_us != NO_TIME ? r->mono_us != last->mono_us : !same_wall(&r->wall, &last->wall))
		return false;
	if ((last->kind == LINE_TRACE && !ctx->copies) || !str_eq((strv){last->text, last->n}, r->text))
		return false;
	ctx->copies = true;
	last->end_line = r->line;
	a->stats.repeated += last->kind != LINE_NONE;
	return true;
}

/* The first piece of a wrapped "X invoked oom-killer: ..", "Out of memory: Kill" / "process 20136 (chrome) score .." */
static bool is_begun(strv text)
{
	static const char *const begins[] = {" invoked",
	                                     ": page",
	                                     "oom-killer:",
	                                     "emory: Kill",
	                                     "Killed process",
	                                     "oom-kill:",
	                                     "llocation failure",
	                                     "memorykiller: Kill",
	                                     "cgroup out of memory:"};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (str_find(text, str_of(begins[i])) != SIZE_MAX)
			return true;
	return false;
}

/* "2026-11-20,web-1,Out of memory: Killed process 12 (x)": not understood, but a log with it is not without an OOM. */
static void note_mention(struct assembler *a, const struct record *r, strv text)
{
	static const char *const words[] = {" invoked oom-killer: gfp_mask=", "oom-kill:constraint=CONSTRAINT_",
	                                    "ut of memory: Killed process ", "ut of memory: Kill process "};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_find(text, str_of(words[i])) != SIZE_MAX) {
			if (a->stats.mentions++ == 0)
				a->stats.mention_line = r->line;
			return;
		}
}

static void forget_line(struct assembler *a, struct stream *s, struct context *ctx, const struct record *r, strv text)
{
	struct last_line *last = ctx != NULL ? &ctx->last : &s->last;

	/* a torn line waits for its rest behind a few lines of others */
	if (ctx != NULL && last->incomplete && last->kind != LINE_NONE && !is_begun(text) &&
	    last->foreign++ < MOST_FOREIGN) {
		last->foreign_stamped |= (r->flags & RECORD_STAMPED) != 0;
		return;
	}
	if (ctx != NULL)
		context_give_up_last(a, ctx);
	last_set(a, last, r, (r->flags & RECORD_STAMPED) != 0 ? text : str_trim_left(text), LINE_NONE, true);
	if (ctx == NULL && is_begun(text))
		a->begun = MOST_BEGUN;
}

/* Lines that only follow a kill: where they stand alone, their kill is not in the log. */
static bool is_last_word(enum line_kind kind)
{
	return kind == LINE_KILLED || (kind >= LINE_SHARING && kind <= LINE_REAP_FAILED) || kind == LINE_LMK_MORE;
}

/* NOLINTNEXTLINE(misc-no-recursion): at most MOST_GLUED deep */
void text_known(struct assembler *a, struct stream *s, struct text_line *l, unsigned depth)
{
	strv rest = rest_of(&l->match);
	struct context *ctx;
	bool whole;

	if (stream_note(a, l->record, l)) {
		if (rest.n > 0 && depth < MOST_GLUED)
			text_take(a, stream_find(a, l->record), l->record, rest, depth + 1);
		return;
	}
	whole = place(a, s, l, &ctx);
	if (ctx == NULL) {
		a->stats.unplaced += is_last_word(l->kind) && !l->late;
		return;
	}
	if (!whole || l->cut) {
		keep_last(a, ctx, l, true);
		return;
	}
	keep_last(a, ctx, l, false);
	if (l->kind == LINE_TASK)
		rows_begin(a, ctx);
	if (rest.n > 0 && depth < MOST_GLUED)
		text_take(a, stream_find(a, l->record), l->record, rest, depth + 1);
}

/*
 * Two messages on one line, a program's without a newline and the kernel's behind it:
 * "Creating journal (262144 blocks): [   35.419377] mkfs.ext4 invoked oom-killer: .."
 * Where the second one's text begins, behind its stamp; SIZE_MAX: nowhere.
 */
static size_t second_stamp(strv text)
{
	for (size_t from = 1; from < text.n;) {
		size_t open = str_find_byte(str_from(text, from), '[');
		strv rest;
		uint64_t number;
		size_t before;

		if (open == SIZE_MAX)
			return SIZE_MAX;
		from += open + 1;
		if (from >= 2 && strchr("'\"`", text.p[from - 2]) != NULL)
			continue; /* a quotation */
		rest = str_from(text, from);
		skip_blanks(&rest);
		if (!parse_u64(&rest, &number) || !skip_byte(&rest, '.'))
			continue;
		before = rest.n;
		if (parse_u64(&rest, &number) && before - rest.n == 6 && skip_literal(&rest, STR("] ")) && rest.n > 0)
			return text.n - rest.n;
	}
	return SIZE_MAX;
}

/* What stands before it, on a line without a prefix, is a program's words, and the rest of no kernel line. */
/* NOLINTNEXTLINE(misc-no-recursion): at most MOST_GLUED deep */
static void take_front(struct assembler *a, struct stream *s, const struct record *r, strv text, unsigned depth)
{
	struct text_line l;

	text_line_init(&l, r);
	if ((r->flags & RECORD_STAMPED) == 0)
		classify(a, current(s, r), text, &l);
	if ((r->flags & RECORD_STAMPED) != 0 || l.kind != LINE_NONE)
		text_take(a, s, r, text, depth);
}

/* "Memory cgroup out of memory:", and on the next line "Killed process 5 (x) ..", which is a whole line of other kernels */
static bool is_kill_behind_prefix(const struct stream *s, const struct context *ctx, const struct text_line *l)
{
	const struct last_line *last = ctx != NULL ? &ctx->last : s != NULL ? &s->last : NULL;

	return l->kind == LINE_KILLED && (l->record->flags & RECORD_STAMPED) == 0 && last != NULL && last->pieces > 0 &&
		last->kind == LINE_NONE && str_ends((strv){last->text, last->n}, STR("ut of memory:"));
}

/* NOLINTNEXTLINE(misc-no-recursion): at most MOST_GLUED deep */
void text_take(struct assembler *a, struct stream *s, const struct record *r, strv text, unsigned depth)
{
	struct context *ctx = current(s, r);
	struct text_line l;

	text_line_init(&l, r);
	classify(a, ctx, text, &l);
	/* of an indented paste; behind a stamp a blank is the comm's own */
	if ((l.kind == LINE_TRIGGER || l.kind == LINE_ALLOC_FAILED) && (r->flags & RECORD_STAMPED) == 0)
		classify(a, ctx, str_trim_left(text), &l);
	if ((l.kind == LINE_NONE || l.cut) && depth < MOST_GLUED && (r->flags & RECORD_FIELD) == 0) {
		size_t second = second_stamp(text);

		if (second != SIZE_MAX) {
			strv first = str_upto(text, str_rfind(str_upto(text, second), STR("[")));

			/* what a program put in front of each line is not the rest of the line before */
			if (l.cut || ctx == NULL || ctx->last.incomplete)
				take_front(a, s, r, first, depth + 1);
			text_take(a, stream_find(a, r), r, str_from(text, second), depth + 1);
			return;
		}
	}
	if (l.match.row != NULL && l.match.row->by_program && r->trust == TRUST_KERNEL)
		return; /* a program's words in the kernel's mouth */
	/* the middle of a torn line may look like a whole one: "DMA32: 4*4kB" behind "Node 0 " */
	if (ctx != NULL && ctx->last.incomplete && ctx->last.kind == l.kind && l.match.row == NULL &&
	    join(a, s, ctx, r, text))
		return;
	if (l.kind == LINE_NONE || (l.kind == LINE_REGISTERS && ctx != NULL && ctx->last.incomplete) ||
	    is_kill_behind_prefix(s, ctx, &l)) {
		if (join(a, s, ctx, r, text))
			return;
	}
	if (l.kind != LINE_NONE) {
		text_known(a, s, &l, depth);
		return;
	}
	note_mention(a, r, text);
	if (s == NULL && is_begun(text))
		s = stream_get(a, r);
	if (s != NULL)
		forget_line(a, s, ctx, r, text);
}

/* Lines that are one although they hold a newline: it stands in a comm. */
bool text_may_hold_newline(const struct text_line *l)
{
	switch (l->kind) {
	case LINE_TRIGGER:
	case LINE_ALLOC_FAILED:
	case LINE_CPU:
	case LINE_CPUSET:
	case LINE_TASK:
	case LINE_OOM_KILL:
	case LINE_CHOSEN:
	case LINE_KILLED:
	case LINE_NOT_KILLED:
	case LINE_SHARING:
	case LINE_REAPED:
	case LINE_REAP_FAILED:
	case LINE_LMK:
		return !l->cut;
	default:
		return false;
	}
}
