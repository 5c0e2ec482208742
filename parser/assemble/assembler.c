#include "assemble/assembler.h"

#include <stdlib.h>

#include "assemble/context.h"

enum {
	BOOT_JUMP_US = 5 * 1000 * 1000,   /* the kernel's clock going back by this much is another boot */
	ENDED_IDLE_US = 10 * 1000 * 1000, /* the reaper gives up after a second; a group kill is over in less */
	ENDED_IDLE_LINES = 2000,
	EXPIRE_EVERY = 64,
	RECENT_US = 1000 * 1000,          /* a report is printed in milliseconds, in a second on a slow console */
	MOST_FOREIGN = 16, /* lines of others between the pieces of a torn one */
	MOST_BEGUN = 8,    /* lines over which the first line of a report may be wrapped */
	MOST_UNPARSED = 32, MOST_UNPARSED_BYTES = 512,
	MOST_GLUED = 4, /* messages found on one line */
};

int assembler_new(struct assembler **ret, const struct oomlog_options *opt, event_sink sink, void *ctx)
{
	struct assembler *a = calloc(1, sizeof(*a));
	int rc = OOMLOG_E_NOMEM;

	if (a == NULL)
		return rc;
	a->opt = *opt;
	a->budget.max = opt->limits.max_open_bytes;
	a->sink = sink;
	a->sink_ctx = ctx;
	a->newest_us = opt->newest_us;
	a->streams = calloc(MOST_STREAMS, sizeof(struct stream *));
	a->scratch = malloc(MOST_JOIN);
	if (a->streams != NULL && a->scratch != NULL)
		rc = matcher_new(&a->matcher);
	if (rc != OOMLOG_OK) {
		assembler_free(a);
		return rc;
	}
	*ret = a;
	return OOMLOG_OK;
}

static void unlink_context(struct assembler *a, struct context *ctx)
{
	*(ctx->newer != NULL ? &ctx->newer->older : &a->newest) = ctx->older;
	*(ctx->older != NULL ? &ctx->older->newer : &a->oldest) = ctx->newer;
	ctx->stream->open--;
	if (ctx->stream->active == ctx)
		ctx->stream->active = NULL;
	a->n_open--;
}

static void context_free(struct assembler *a, struct context *ctx)
{
	unlink_context(a, ctx);
	last_release(&ctx->last);
	oomlog_event_unref(ctx->ev);
	free(ctx);
}

struct assembler *assembler_free(struct assembler *a)
{
	if (a != NULL) {
		while (a->newest != NULL)
			context_free(a, a->newest);
		if (a->streams != NULL)
			streams_release(a);
		matcher_free(a->matcher);
		free(a->streams);
		free(a->scratch);
		free(a);
	}
	return NULL;
}

int assembler_input(struct assembler *a, const char *name, int64_t newest_us)
{
	strv s = str_upto(str_of(name), sizeof(a->input) - 1);

	memcpy(a->input, s.p, s.n);
	a->input_n = s.n;
	a->newest_us = newest_us;
	return OOMLOG_OK;
}

/* --- opening and closing --- */

/* Rows whose header is lost: a thread group leader's tgid is its pid. */
static bool is_table(const struct oomlog_event *ev)
{
	size_t leaders = 0;

	for (size_t i = 0; i < ev->tasks.n; i++)
		leaders += ev->tasks.items[i].pid == ev->tasks.items[i].tgid;
	return leaders > 1;
}

/* Report lines without a trigger: an OOM's only where nothing else prints such lines. */
static bool is_evidence(const struct context *ctx)
{
	const unsigned parts = ctx->ev->parts;

	return !ctx->candidate || ctx->memcg_words || (parts & OOMLOG_PART_MEMCG) != 0 || ctx->columns.known || ctx->group ||
	       is_table(ctx->ev) || (ctx->oom_frame && (parts & (OOMLOG_PART_MEMORY | OOMLOG_PART_TASKS)) != 0);
}

/* A line in a report that begins like one of its own and is none that is known: the table lacks a row for it. */
static bool resembles(strv text)
{
	static const char *const begins[] = {"Node ",   "Mem-",     "lowmem_reserve", "memory: ",      "swap: ", "Memory cgroup",
	                                     "Task in ", "Tasks in ", "Tasks state",    "Out of memory", "oom-",   "Killed process",
	                                     "oom_reaper"};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (str_starts(text, str_of(begins[i])))
			return true;
	return false;
}

/* What was not understood is kept, a few lines of it, and counted. */
static void keep_unparsed(struct assembler *a, struct context *ctx)
{
	strv text = {ctx->last.text, ctx->last.n};
	struct oomlog_event *ev = ctx->ev;
	strv *line;

	a->stats.unparsed++;
	event_damage(ev, OOMLOG_DAMAGE_UNPARSED_LINE, 1, ctx->last.line);
	if (ev->unparsed.n < MOST_UNPARSED && (line = arena_push(&ev->arena, &ev->unparsed)) != NULL)
		*line = arena_str(&ev->arena, str_upto(text, MOST_UNPARSED_BYTES));
}

/* The newest line was torn and its rest never came: what is whole of it is taken, the cut word is not. */
static void give_up_last(struct assembler *a, struct context *ctx)
{
	struct record r;
	struct text_line l = {.record = &r};
	strv text = {ctx->last.text, ctx->last.n};
	size_t at = text.n;

	if (ctx->last.kind == LINE_NONE && ctx->last.pieces > 0 && !ctx->ended && resembles(str_trim_left(text)))
		keep_unparsed(a, ctx);
	if (ctx->last.kind == LINE_NONE)
		ctx->last.pieces = 0;
	if (!ctx->last.incomplete || ctx->last.kind == LINE_NONE || !ctx->last.applied)
		return;
	record_init(&r);
	r.line = ctx->last.line;
	ctx->last.incomplete = false;
	while (at > 0 && !is_blank(text.p[at - 1]))
		at--;
	l.kind = ctx->last.kind;
	l.text = str_trim_right(str_upto(text, at));
	if (l.kind == LINE_ZONE || l.kind == LINE_NODE || l.kind == LINE_COUNTERS || l.kind == LINE_LOWMEM ||
	    l.kind == LINE_MEMCG_STATS)
		apply(a, ctx, &l);
	event_damage(ctx->ev, OOMLOG_DAMAGE_CUT, 1, ctx->last.line);
}

static void close_context(struct assembler *a, struct context *ctx)
{
	struct oomlog_event *ev = ctx->ev;

	give_up_last(a, ctx);
	if (ctx->on_demand || !is_evidence(ctx)) {
		if ((ev->parts & OOMLOG_PART_MEMORY) != 0)
			a->stats.memory_dumps++;
		context_free(a, ctx);
		return;
	}
	event_finish(a, ctx);
	if (ev->arena.nomem)
		a->nomem = true;
	a->stats.events++;
	a->sink(a->sink_ctx, oomlog_event_ref(ev));
	context_free(a, ctx);
}

/* Closes what `which` says of one stream (NULL: of all), oldest first. */
static void close_all(struct assembler *a, const struct stream *s)
{
	for (struct context *ctx = a->oldest, *next; ctx != NULL; ctx = next) {
		next = ctx->newer;
		if (s == NULL || ctx->stream == s)
			close_context(a, ctx);
	}
}

/* Makes room: an ended one first, since it only waits for its reaper. */
static void close_one(struct assembler *a)
{
	struct context *ctx = a->oldest;

	while (ctx != NULL && !ctx->ended)
		ctx = ctx->newer;
	if (ctx == NULL) {
		ctx = a->oldest;
		event_damage(ctx->ev, OOMLOG_DAMAGE_LIMIT_HIT, 1, ctx->ev->origin.last_line);
	}
	close_context(a, ctx);
}

static void set_origin(struct assembler *a, struct context *ctx, const struct record *r)
{
	struct oomlog_event *ev = ctx->ev;
	struct oomlog_origin *o = &ev->origin;
	bool inferred = false;

	o->input = arena_str(&ev->arena, (strv){a->input, a->input_n});
	o->carrier = str_of(r->carrier);
	if (r->host.n > 0)
		o->host = arena_str(&ev->arena, r->host);
	if (r->boot.n > 0)
		o->boot_id = arena_str(&ev->arena, r->boot);
	if (r->transport.n > 0)
		o->transport = arena_str(&ev->arena, r->transport);
	o->first_line = r->line;
	o->first_byte = r->first_byte;
	o->distrusted = r->trust == TRUST_PROGRAM && a->opt.any_facility;
	ev->time.monotonic_us = r->mono_us;
	ev->time.realtime_us = record_instant(a, r, &inferred);
	if (ev->time.realtime_us != NO_TIME)
		ev->time.realtime_from = inferred ? OOMLOG_REALTIME_CARRIER_YEAR_INFERRED : OOMLOG_REALTIME_CARRIER;
}

static struct context *open_context(struct assembler *a, const struct record *r, enum oomlog_kind kind)
{
	struct stream *s = stream_get(a, r);
	struct context *ctx;
	strv caller = str_upto(r->caller, MOST_CALLER);

	if (s == NULL)
		return NULL;
	while (a->n_open >= a->opt.limits.max_open || (a->n_open > 0 && a->budget.used > a->budget.max / 2 + a->budget.max / 4))
		close_one(a);
	ctx = calloc(1, sizeof(*ctx));
	if (ctx == NULL || (ctx->ev = event_new(a->opt.limits.max_event_bytes, &a->budget)) == NULL) {
		free(ctx);
		a->nomem = true;
		return NULL;
	}
	ctx->ev->kind = kind;
	ctx->stream = s;
	ctx->expected_pid = ctx->expected_uid = OOMLOG_ABSENT;
	ctx->mono_us = ctx->real_us = NO_TIME;
	if (caller.n > 0)
		memcpy(ctx->caller, caller.p, caller.n);
	ctx->older = a->newest;
	*(a->newest != NULL ? &a->newest->newer : &a->oldest) = ctx;
	a->newest = ctx;
	s->open++;
	a->n_open++;
	set_origin(a, ctx, r);
	return ctx;
}

/* --- quiet times --- */

static bool is_over(const struct assembler *a, const struct context *ctx, int64_t mono_us, int64_t real_us)
{
	uint64_t lines = ctx->stream->lines - ctx->lines_at;
	int64_t idle = ctx->ended ? ENDED_IDLE_US : (int64_t)a->opt.limits.max_idle_us;

	if (lines > (ctx->ended ? ENDED_IDLE_LINES : a->opt.limits.max_idle_lines))
		return true;
	if (mono_us != NO_TIME && ctx->mono_us != NO_TIME)
		return mono_us - ctx->mono_us > idle;
	return real_us != NO_TIME && ctx->real_us != NO_TIME && real_us - ctx->real_us > idle;
}

static void expire_stream(struct assembler *a, const struct stream *s, int64_t mono_us, int64_t real_us)
{
	for (struct context *ctx = a->oldest, *next; ctx != NULL; ctx = next) {
		next = ctx->newer;
		if (ctx->stream == s && is_over(a, ctx, mono_us, real_us))
			close_context(a, ctx);
	}
}

void assembler_expire(struct assembler *a, int64_t now_us)
{
	for (struct context *ctx = a->oldest, *next; ctx != NULL; ctx = next) {
		next = ctx->newer;
		if (ctx->real_us == NO_TIME || now_us - ctx->real_us > (int64_t)a->opt.limits.max_idle_us)
			close_context(a, ctx);
	}
}

static void watch_clock(struct assembler *a, struct stream *s, const struct record *r)
{
	bool due;

	s->lines++;
	if (r->mono_us != NO_TIME && s->mono_us != NO_TIME && s->mono_us - r->mono_us > BOOT_JUMP_US)
		close_all(a, s);
	due = s->lines % EXPIRE_EVERY == 0 || (r->mono_us != NO_TIME && s->mono_us != NO_TIME && r->mono_us - s->mono_us > ENDED_IDLE_US) ||
	      (r->mono_us == NO_TIME && r->real_us != NO_TIME);
	if (due && s->open > 0)
		expire_stream(a, s, r->mono_us, r->real_us);
	if (r->mono_us != NO_TIME)
		s->mono_us = r->mono_us;
}

/* --- one line --- */

static void own_line(struct assembler *a, struct context *ctx, const struct text_line *l)
{
	const struct record *r = l->record;
	struct oomlog_event *ev = ctx->ev;
	bool inferred;
	strv *raw;

	ctx->own_lines++;
	ctx->stream->active = ctx;
	ctx->lines_at = ctx->stream->lines;
	if (r->mono_us != NO_TIME)
		ctx->mono_us = ev->time.end_monotonic_us = r->mono_us;
	if (r->real_us != NO_TIME)
		ctx->real_us = r->real_us;
	if (l->kind == LINE_KILLED || l->kind == LINE_REAPED) {
		int64_t end = record_instant(a, r, &inferred);

		if (end != NO_TIME)
			ev->time.end_realtime_us = end;
	}
	if (r->last_line > ev->origin.last_line)
		ev->origin.last_line = r->last_line;
	if (r->last_byte > ev->origin.last_byte)
		ev->origin.last_byte = r->last_byte;
	a->stats.recognised++;
	if (a->opt.keep_raw && !l->again && (raw = arena_push(&ev->arena, &ev->raw)) != NULL)
		*raw = arena_str(&ev->arena, l->text);
}

/* Two CPUs may be in the middle of a report at the same time: only one that has just been printed can still go on. */
static bool is_recent(const struct context *ctx, const struct record *r)
{
	if (ctx->mono_us != NO_TIME && r->mono_us != NO_TIME)
		return r->mono_us - ctx->mono_us < RECENT_US;
	return false;
}

static bool asked_by(const struct context *ctx, const struct text_line *l)
{
	struct oomlog_trigger t = {.comm = STR_NONE};

	match_apply(&l->match, OBJECT_TRIGGER, &t, NULL);
	return ctx->ev->trigger != NULL && str_eq(ctx->ev->trigger->comm, t.comm);
}

/* A report that its caller has begun anew ends the one before. So does a new one where nothing tells callers, unless
 * both may be under way at once. */
static void close_before(struct assembler *a, const struct stream *s, const struct text_line *l)
{
	enum oomlog_kind kind = l->kind == LINE_ALLOC_FAILED ? OOMLOG_KIND_PAGE_ALLOCATION_FAILURE : OOMLOG_KIND_OOM;

	for (struct context *ctx = a->newest, *older; ctx != NULL; ctx = older) {
		older = ctx->older;
		if (ctx->stream != s || ctx->ended || ctx->on_demand || !caller_is(ctx, l->record->caller) || ctx->ev->kind != kind)
			continue;
		if (ctx->caller[0] != '\0' || !is_recent(ctx, l->record) || asked_by(ctx, l)) {
			close_context(a, ctx);
		} else {
			ctx->overtaken = true;
			event_damage(ctx->ev, OOMLOG_DAMAGE_INTERLEAVED, 1, l->record->line);
		}
	}
}

/* " oom_kill_process+0x202/0x3c0": only a report's own trace goes through here */
static bool is_oom_frame(strv text)
{
	return str_find(text, STR("oom_kill_process+0x")) != SIZE_MAX || str_find(text, STR("dump_header+0x")) != SIZE_MAX;
}

/* A late frame of a report that lies in another one begins nothing. */
static bool stream_is_busy(struct assembler *a, const struct record *r)
{
	const struct stream *s = stream_find(a, r);

	return s != NULL && s->open > 0;
}

static struct context *open_for(struct assembler *a, const struct text_line *l)
{
	const struct record *r = l->record;
	struct context *ctx;

	switch (l->kind) {
	case LINE_KILLED:
		if (kill_is_bare(&l->match))
			return NULL; /* too little to be an event by itself */
		return open_context(a, r, OOMLOG_KIND_OOM);
	case LINE_TRIGGER:
	case LINE_OOM_KILL:
	case LINE_CHOSEN:
	case LINE_NOT_KILLED:
	case LINE_NO_KILLABLE:
	case LINE_PANIC:
		return open_context(a, r, OOMLOG_KIND_OOM);
	case LINE_TRACE:
		if (!is_oom_frame(l->text) || stream_is_busy(a, r))
			return NULL;
		ctx = open_context(a, r, OOMLOG_KIND_OOM);
		if (ctx != NULL)
			ctx->candidate = ctx->oom_frame = true;
		return ctx;
	case LINE_ALLOC_FAILED:
		return open_context(a, r, OOMLOG_KIND_PAGE_ALLOCATION_FAILURE);
	case LINE_LMK:
	case LINE_LMKD:
		return open_context(a, r, OOMLOG_KIND_LOW_MEMORY_KILLER);
	case LINE_USERSPACE_KILL:
	case LINE_UNIT_OOM:
		return open_context(a, r, OOMLOG_KIND_USERSPACE_KILL);
	case LINE_MEMCG_TASK:
	case LINE_MEMCG_LIMIT:
	case LINE_MEMCG_COUNTER:
	case LINE_MEMCG_STATS:
	case LINE_MEMINFO:
	case LINE_COUNTERS:
	case LINE_NODE:
	case LINE_ZONE:
	case LINE_BUDDY:
	case LINE_TASKS_HEAD:
	case LINE_COLUMNS:
	case LINE_TASK:
	case LINE_GROUP:
		ctx = open_context(a, r, OOMLOG_KIND_OOM);
		if (ctx != NULL)
			ctx->candidate = true;
		return ctx;
	default:
		return NULL;
	}
}

/*
 * The kernel prints no table with vm.oom_dump_tasks=0. That is so when the verdict follows the memory block line by
 * line; where a line between them may be lost, the table may be, too.
 */
static void note_table(struct context *ctx, const struct text_line *l)
{
	bool block = ctx->phase == PHASE_MEMCG || ctx->phase == PHASE_MEMORY;

	if (kind_is_verdict(l->kind) && !ctx->table && ctx->phase < PHASE_VERDICT)
		ctx->table_due = !block || ctx->ev->trigger == NULL || l->record->line > ctx->ev->origin.last_line + 1;
}

static void keep_last(struct assembler *a, struct context *ctx, const struct text_line *l, bool incomplete)
{
	last_set(a, &ctx->last, l->record, l->text, l->kind, incomplete);
	ctx->last.applied = true;
}

/* The rest of a line behind its own end: "..or sacrifice childKilled process 12400 (qemu)". */
static strv rest_of(const struct match *match)
{
	struct line_values v = {.rest = STR_NONE};

	if (match->row != NULL)
		match_apply(match, OBJECT_LINE, &v, NULL);
	return v.rest;
}

/* Fills the report that the line belongs to. False: it is nobody's, or not whole. */
static bool place(struct assembler *a, struct stream *s, struct text_line *l, struct context **ret_ctx)
{
	struct context *ctx;
	bool whole;

	if (s != NULL && (l->kind == LINE_TRIGGER || l->kind == LINE_ALLOC_FAILED) && !l->again)
		close_before(a, s, l);
	ctx = route(a, s, l);
	if (ctx == NULL && (l->kind != LINE_TRIGGER || !l->again))
		ctx = open_for(a, l);
	*ret_ctx = ctx;
	if (ctx == NULL)
		return false;
	if (!l->joined)
		give_up_last(a, ctx);
	note_table(ctx, l);
	if (kind_is_verdict(l->kind))
		ctx->candidate = false;
	whole = apply(a, ctx, l);
	own_line(a, ctx, l);
	return whole;
}

/* Lines of the stream rather than of one report. True when it was one. */
static bool note_stream(struct assembler *a, const struct record *r, const struct text_line *l)
{
	struct line_values v = {.count = 0};
	struct stream *s;

	switch (l->kind) {
	case LINE_MANUAL:
		s = stream_get(a, r);
		if (s != NULL)
			s->manual = true;
		return true;
	case LINE_CAUSE:
		s = stream_get(a, r);
		match_apply(&l->match, OBJECT_LINE, &v, NULL);
		if (s != NULL && v.cause.n < sizeof(s->cause)) {
			memcpy(s->cause, v.cause.p, v.cause.n);
			s->cause[v.cause.n] = '\0';
		}
		return true;
	case LINE_BOOT: {
		struct oomlog_kernel kernel = {.release = STR_NONE};

		s = stream_get(a, r);
		if (s == NULL)
			return true;
		close_all(a, s);
		s->mono_us = r->mono_us;
		match_apply(&l->match, OBJECT_KERNEL, &kernel, NULL);
		if (kernel.release.n < sizeof(s->release)) {
			memcpy(s->release, kernel.release.p, kernel.release.n);
			s->release[kernel.release.n] = '\0';
		}
		return true;
	}
	case LINE_ALLOC_OTHER:
	case LINE_SHOW_MEMORY: {
		struct context *ctx = open_context(a, r, OOMLOG_KIND_PAGE_ALLOCATION_FAILURE);
		struct text_line own = *l;

		if (ctx == NULL)
			return true;
		ctx->on_demand = true;
		ctx->stream->active = ctx;
		if (l->kind == LINE_ALLOC_OTHER)
			apply(a, ctx, &own);
		return true;
	}
	case LINE_LOST:
		match_apply(&l->match, OBJECT_LINE, &v, NULL);
		a->stats.gaps++;
		a->stats.lost += v.count > 0 ? (uint64_t)v.count : 0;
		for (struct context *ctx = a->newest; ctx != NULL; ctx = ctx->older)
			if (ctx->stream == stream_find(a, r) && !ctx->ended) {
				event_damage(ctx->ev, OOMLOG_DAMAGE_LINES_LOST, v.count > 0 ? (uint64_t)v.count : 1, r->line);
				ctx->table_due = true;
			}
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
static struct context *current(struct assembler *a, const struct stream *s, const struct record *r)
{
	if (s == NULL || s->open == 0)
		return NULL;
	if (s->active != NULL && caller_is(s->active, r->caller) && !s->active->on_demand)
		return s->active;
	for (struct context *ctx = a->newest; ctx != NULL; ctx = ctx->older)
		if (ctx->stream == s && caller_is(ctx, r->caller) && !ctx->on_demand)
			return ctx;
	return NULL;
}

static bool in_comm(const struct match *match, const char *at)
{
	for (size_t i = 0; i < match->n; i++) {
		strv name = str_of(match->captures[i].field->name);
		strv text = match->captures[i].text;

		if (str_ends(name, STR("_comm")) && text.p < at && at < text.p + text.n)
			return true;
	}
	return false;
}

static bool may_join(enum line_kind kind)
{
	return kind != LINE_NONE && kind != LINE_REGISTERS && kind != LINE_TRACE && kind != LINE_MEMCG_STAT && kind != LINE_SLAB;
}

/* What the kept line and this text say together. */
static size_t said(struct assembler *a, struct context *ctx, struct last_line *last, const char *between, strv text)
{
	struct text_line l = {.record = NULL};
	strv joined;

	if (!last_add(a, last, between, text, &joined))
		return 0;
	classify(a, ctx, joined, &l);
	if (l.kind == LINE_COLUMNS)
		return columns_known(joined);
	return l.match.row != NULL && !l.cut ? l.match.n : 0;
}

/* How the pieces of a line may have been taken apart, likeliest first. */
static const char *const *seams(struct assembler *a, struct context *ctx, struct last_line *last, const struct record *r, strv text)
{
	static const char *const wrapped[] = {" ", ""}, *const folded[] = {"", " "}, *const torn[] = {"", "\n"},
	                         *const split[] = {"\n", ""};

	if ((r->flags & RECORD_CONTINUES) != 0)
		return split;
	if ((r->flags & RECORD_STAMPED) != 0)
		return torn;
	/* the blank at the break may still be there */
	if (last_is_folded(last) || is_blank(last->text[last->n - 1]))
		return folded;
	/* broken inside a word, the line says less than whole: "oom_memcg=/a,task_m emcg=/a" */
	return said(a, ctx, last, "", text) > said(a, ctx, last, " ", text) ? folded : wrapped;
}

/*
 * A line put together: into the report that has its first piece, or wherever it belongs now that it can be read. The
 * report is returned, NULL: nobody's. It may not be the one that owns `last`, which may be gone.
 */
static struct context *put(struct assembler *a, struct stream *s, struct context *ctx, struct last_line *last,
                           const struct record *r, struct text_line *l, bool *ret_whole)
{
	unsigned pieces = last->pieces + 1;
	struct record first = *r;
	struct context *to = ctx;

	last_place(last, &first);
	l->record = &first;
	l->joined = true;
	l->again = last->applied;
	if (l->again && ctx != NULL) {
		*ret_whole = apply(a, ctx, l);
		own_line(a, ctx, l);
	} else {
		*ret_whole = place(a, s, l, &to);
	}
	if (to != NULL && (*ret_whole || to != ctx)) {
		last_set(a, &to->last, &first, l->text, l->kind, !*ret_whole || l->cut);
		to->last.pieces = pieces;
		to->last.width = (size_t)(r->last_byte - r->first_byte);
		to->last.end_line = r->line;
		to->last.applied = true;
	}
	return to;
}

/* True when the text was the rest of the line before it (or one more piece of it). */
static bool join(struct assembler *a, struct stream *s, struct context *ctx, const struct record *r, strv text)
{
	struct last_line *last = ctx != NULL ? &ctx->last : s != NULL ? &s->last : NULL;
	const char *const *between;
	const char *cut = NULL, *more = NULL;
	struct text_line l = {.record = r};
	enum line_kind kind = LINE_NONE;
	strv joined;
	bool whole;

	if (last == NULL || !last_joinable(last, r, text))
		return false;
	if ((r->flags & (RECORD_STAMPED | RECORD_CONTINUES)) == 0)
		text = str_trim(text); /* a writer's indentation */
	between = seams(a, ctx, last, r, text);
	for (int i = 0; i < 2; i++) {
		struct context *to;

		if (!last_add(a, last, between[i], text, &joined))
			return false;
		classify(a, ctx, joined, &l);
		if (!may_join(l.kind) || (last->kind != LINE_NONE && l.kind != last->kind))
			continue;
		/* a comm is torn by its own newline only */
		if (between[i][0] == '\0' && between[1][0] == '\n' && in_comm(&l.match, a->scratch + last->n))
			continue;
		if (l.cut) {
			cut = cut != NULL ? cut : between[i];
			continue;
		}
		to = put(a, s, ctx, last, r, &l, &whole);
		if (a->nomem || (to != NULL && (whole || to != ctx)))
			return true;
		if (to != NULL && more == NULL) {
			more = between[i];
			kind = l.kind;
		}
	}
	/* not whole yet: one more piece may follow */
	if (cut != NULL && (last->incomplete || last->kind == LINE_KILLED)) { /* "Killed process 1 (x)" is a whole line of old */
		last_add(a, last, cut, text, &joined);
		classify(a, ctx, joined, &l);
		return put(a, s, ctx, last, r, &l, &whole) != NULL;
	}
	if (more != NULL && last->incomplete && last_add(a, last, more, text, &joined))
		return last_extend(a, last, r, joined, kind, true);
	return false;
}

/* The first piece of a wrapped "X invoked oom-killer: ..", "Out of memory: Kill" / "process 20136 (chrome) score .." */
static bool is_begun(strv text)
{
	static const char *const begins[] = {" invoked", ": page", "oom-killer:", "emory: Kill", "Killed process", "oom-kill:", "llocation failure", "memorykiller: Kill"};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (str_find(text, str_of(begins[i])) != SIZE_MAX)
			return true;
	return false;
}

static void forget_line(struct assembler *a, struct stream *s, struct context *ctx, const struct record *r, strv text)
{
	struct last_line *last = ctx != NULL ? &ctx->last : &s->last;

	/* a torn line waits for its rest behind a few lines of others */
	if (ctx != NULL && last->incomplete && last->kind != LINE_NONE && last->foreign++ < MOST_FOREIGN)
		return;
	if (ctx != NULL)
		give_up_last(a, ctx);
	last_set(a, last, r, (r->flags & RECORD_STAMPED) != 0 ? text : str_trim_left(text), LINE_NONE, true);
	if (ctx == NULL && is_begun(text))
		a->begun = MOST_BEGUN;
}

static void take_text(struct assembler *a, const struct record *r, strv text, unsigned depth);

static void take_known(struct assembler *a, struct stream *s, struct text_line *l, unsigned depth)
{
	strv rest = rest_of(&l->match);
	struct context *ctx;
	bool whole;

	if (note_stream(a, l->record, l)) {
		if (rest.n > 0 && depth < MOST_GLUED)
			take_text(a, l->record, rest, depth + 1);
		return;
	}
	whole = place(a, s, l, &ctx);
	if (ctx == NULL) {
		a->stats.unparsed++; /* a report's line without its report */
		return;
	}
	if (!whole || l->cut) {
		keep_last(a, ctx, l, true);
		return;
	}
	keep_last(a, ctx, l, false);
	if (rest.n > 0 && depth < MOST_GLUED)
		take_text(a, l->record, rest, depth + 1);
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

static void take_text(struct assembler *a, const struct record *r, strv text, unsigned depth)
{
	struct stream *s = stream_find(a, r);
	struct context *ctx = current(a, s, r);
	struct text_line l = {.record = r};

	classify(a, ctx, text, &l);
	/* of an indented paste; behind a stamp a blank is the comm's own */
	if ((l.kind == LINE_TRIGGER || l.kind == LINE_ALLOC_FAILED) && (r->flags & RECORD_STAMPED) == 0)
		classify(a, ctx, str_trim_left(text), &l);
	if ((l.kind == LINE_NONE || l.cut) && depth < MOST_GLUED) {
		size_t second = second_stamp(text);

		if (second != SIZE_MAX) {
			take_text(a, r, str_upto(text, str_rfind(str_upto(text, second), STR("["))), depth + 1);
			take_text(a, r, str_from(text, second), depth + 1);
			return;
		}
	}
	if (l.match.row != NULL && l.match.row->by_program && r->trust == TRUST_KERNEL)
		return; /* a program's words in the kernel's mouth */
	/* the middle of a torn line may look like a whole one: "DMA32: 4*4kB" behind "Node 0 " */
	if (ctx != NULL && ctx->last.incomplete && ctx->last.kind == l.kind && l.match.row == NULL && join(a, s, ctx, r, text))
		return;
	if (l.kind == LINE_NONE || (l.kind == LINE_REGISTERS && ctx != NULL && ctx->last.incomplete)) {
		if (join(a, s, ctx, r, text))
			return;
	}
	if (l.kind != LINE_NONE) {
		take_known(a, s, &l, depth);
		return;
	}
	if (s == NULL && is_begun(text))
		s = stream_get(a, r);
	if (s != NULL)
		forget_line(a, s, ctx, r, text);
}

/* Lines that are one although they hold a newline: it stands in a comm. */
static bool may_hold_newline(const struct text_line *l)
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

/*
 * A comm with a newline splits the line that begins with it: "nl" / "Out of me invoked oom-killer: ..". Where the
 * carrier tells that the second line continues the first, they are one again.
 */
static strv with_comm(struct assembler *a, const struct record *r)
{
	strv text = r->text;

	if ((r->flags & RECORD_CONTINUES) != 0 && a->brief_n > 0 && r->line == a->brief_line + 1 &&
	    (str_find(text, STR(" invoked oom-killer: ")) < MOST_COMM || str_find(text, STR(": page allocation failure")) < MOST_COMM) &&
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

static void take_lines(struct assembler *a, const struct record *r)
{
	struct record piece = *r;
	strv rest = with_comm(a, r);
	struct text_line l = {.record = r};

	if (str_find_byte(rest, '\n') != SIZE_MAX) {
		classify(a, NULL, rest, &l);
		if (may_hold_newline(&l)) {
			take_known(a, stream_find(a, r), &l, 0);
			return;
		}
		rest = r->text;
	}
	for (;;) {
		size_t end = str_find_byte(rest, '\n');

		piece.text = str_upto(rest, end);
		take_text(a, &piece, piece.text, 0);
		if (end == SIZE_MAX)
			return;
		rest = str_from(rest, end + 1);
		piece.flags |= RECORD_CONTINUES;
	}
}

/* --- records --- */

/* A program's record: a killer's own words are believed, a report is not. */
static void take_program(struct assembler *a, const struct record *r)
{
	struct text_line l = {.record = r};
	struct context *ctx;

	classify(a, NULL, r->text, &l);
	if (l.match.row != NULL && l.match.row->by_program && l.kind != LINE_LOST)
		place(a, stream_find(a, r), &l, &ctx);
	else if (l.kind == LINE_LOST)
		note_stream(a, r, &l);
	else if (l.kind != LINE_NONE)
		a->stats.distrusted_lines++;
}

static void note_gap(struct assembler *a, const struct record *r)
{
	struct stream *s = stream_find(a, r);

	a->stats.gaps++;
	a->stats.lost += r->lost;
	for (struct context *ctx = a->newest; ctx != NULL; ctx = ctx->older)
		if (ctx->stream == s && !ctx->ended) {
			event_damage(ctx->ev, OOMLOG_DAMAGE_LINES_LOST, r->lost, r->line);
			ctx->table_due = true;
		}
}

static void note_times(struct assembler *a, const struct record *r)
{
	bool inferred;
	int64_t now = record_instant(a, r, &inferred);

	if (now != NO_TIME) {
		if (a->stats.first_us == NO_TIME)
			a->stats.first_us = now;
		a->stats.last_us = now;
	}
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
static void inherit(struct assembler *a, struct record *r)
{
	struct stream *s = a->before;

	if ((r->flags & RECORD_STAMPED) != 0 || s == NULL || r->host.n > 0 || (s->open == 0 && a->begun == 0))
		return;
	r->host = (strv){s->host, s->host_n};
	r->boot = (strv){s->boot, s->boot_n};
	if (r->trust == TRUST_UNKNOWN)
		r->trust = s->trust;
}

int assembler_record(struct assembler *a, const struct record *record)
{
	struct record own = *record, *r = &own;
	struct stream *s;
	bool program;

	if (a->nomem || matcher_nomem(a->matcher))
		return OOMLOG_E_NOMEM;
	inherit(a, r);
	s = stream_find(a, r);
	program = r->trust == TRUST_PROGRAM && !a->opt.any_facility;
	note_times(a, r);
	if (a->begun > 0)
		a->begun--;
	if (s != NULL)
		watch_clock(a, s, r);
	if (r->lost > 0)
		note_gap(a, r);
	if ((r->flags & RECORD_BOOT) != 0) {
		close_all(a, s);
		return OOMLOG_OK;
	}
	if (program || (a->opt.strict_kernel && r->trust != TRUST_KERNEL)) {
		take_program(a, r);
	} else {
		a->stats.kernel_lines++;
		take_lines(a, r);
	}
	if ((r->flags & RECORD_STAMPED) != 0 && (a->before = stream_find(a, r)) != NULL)
		a->before->trust = r->trust;
	return a->nomem || matcher_nomem(a->matcher) ? OOMLOG_E_NOMEM : OOMLOG_OK;
}

int assembler_finish(struct assembler *a)
{
	close_all(a, NULL);
	for (size_t i = 0; i < a->n_streams; i++)
		last_release(&a->streams[i]->last);
	return a->nomem ? OOMLOG_E_NOMEM : OOMLOG_OK;
}

bool assembler_needs_all(const struct assembler *a)
{
	return a->n_open > 0 || a->begun > 0;
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
