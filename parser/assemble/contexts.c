/* Opening a report, closing it with its kill, at the next one, or after a quiet time. */
#include <stdlib.h>

#include "assemble/context.h"

enum {
	BOOT_JUMP_US = 5 * 1000 * 1000,   /* the kernel's clock going back by this much is another boot */
	ENDED_IDLE_US = 10 * 1000 * 1000, /* the reaper gives up after a second; a group kill is over in less */
	RECENT_US = 1000 * 1000,          /* a report is printed in milliseconds, in a second on a slow console */
	ENDED_LINES = 2000,
	DUMP_LINES = 2000, /* a failure's own Mem-Info may lie behind another report */
	DUMPED_LINES = 64,
	KILLER_LINES = 16,
	EXPIRE_EVERY = 64,
	MOST_UNPARSED = 32,
	MOST_UNPARSED_BYTES = 512,
};

static void unlink_context(struct assembler *a, struct context *ctx)
{
	struct context **link = &ctx->stream->newest;

	context_end(ctx);
	while (*link != ctx)
		link = &(*link)->next;
	*link = ctx->next;
	*(ctx->newer != NULL ? &ctx->newer->older : &a->newest) = ctx->older;
	*(ctx->older != NULL ? &ctx->older->newer : &a->oldest) = ctx->newer;
	if (ctx->stream->active == ctx)
		ctx->stream->active = NULL;
	a->n_open--;
	if (a->table == ctx)
		a->table = NULL;
}

void context_end(struct context *ctx)
{
	if (!ctx->ended)
		ctx->assembler->n_unended--;
	ctx->ended = true;
}

/* Two CPUs may be in the middle of a report at the same time: only one that has just been printed can still go on. */
bool context_is_recent(const struct context *ctx, const struct record *r)
{
	if (ctx->mono_us != NO_TIME && r->mono_us != NO_TIME)
		return r->mono_us - ctx->mono_us < RECENT_US;
	return false;
}

/* Nobody but us holds the event: what was made of it stays, and it may be changed. */
bool context_may_amend(const struct context *ctx)
{
	return ctx->assembler->opt.amend && (ctx->amended || ctx->ev->refs == 1);
}

struct oomlog_victim *context_victim(struct context *ctx, int64_t pid)
{
	const struct oomlog_event *ev = ctx->ev;
	size_t at = pids_find(&ctx->victim_pids, ev->victims.items, ev->victims.n, sizeof(*ev->victims.items), pid);

	return at != SIZE_MAX ? &ev->victims.items[at] : NULL;
}

const struct oomlog_task *context_task(struct context *ctx, int64_t pid)
{
	const struct oomlog_event *ev = ctx->ev;
	size_t at = pids_find(&ctx->task_pids, ev->tasks.items, ev->tasks.n, sizeof(*ev->tasks.items), pid);

	return at != SIZE_MAX ? &ev->tasks.items[at] : NULL;
}

void context_free(struct assembler *a, struct context *ctx)
{
	unlink_context(a, ctx);
	pids_release(&ctx->task_pids);
	pids_release(&ctx->victim_pids);
	last_release(&ctx->last);
	if (!ctx->ev->queued)
		arena_leave_budget(&ctx->ev->arena);
	oomlog_event_unref(ctx->ev);
	free(ctx);
}

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

	return !ctx->candidate || ctx->memcg_words || (parts & OOMLOG_PART_MEMCG) != 0 || ctx->columns.known ||
		ctx->group || is_table(ctx->ev) ||
		(ctx->oom_frame && (parts & (OOMLOG_PART_MEMORY | OOMLOG_PART_TASKS)) != 0);
}

/* A line in a report that begins like one of its own and is none that is known: the table lacks a row for it. */
static bool resembles(strv text)
{
	static const char *const begins[] = {
		"Node ",     "Mem-",        "lowmem_reserve", "memory: ", "swap: ",         "Memory cgroup", "Task in ",
		"Tasks in ", "Tasks state", "Out of memory",  "oom-",     "Killed process", "oom_reaper"};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (str_starts(text, str_of(begins[i])))
			return true;
	return false;
}

/* "12 pages of some new kind", among the others */
static bool is_new_total(const struct context *ctx, strv text)
{
	uint64_t pages;

	return ctx->phase == PHASE_MEMORY && ctx->totals && parse_u64(&text, &pages) &&
		str_starts(text, STR(" pages "));
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
void context_give_up_last(struct assembler *a, struct context *ctx)
{
	struct record r;
	struct text_line l;
	strv text = {ctx->last.text, ctx->last.n};
	size_t at = text.n;

	if (ctx->last.kind == LINE_NONE && ctx->last.pieces > 0 && !ctx->ended &&
	    (resembles(str_trim_left(text)) || is_new_total(ctx, text)))
		keep_unparsed(a, ctx);
	if (ctx->last.kind == LINE_NONE)
		ctx->last.pieces = 0;
	if (!ctx->last.incomplete || ctx->last.kind == LINE_NONE || !ctx->last.applied)
		return;
	record_init(&r);
	r.line = ctx->last.line;
	text_line_init(&l, &r);
	ctx->last.incomplete = false;
	while (at > 0 && !is_blank(text.p[at - 1]))
		at--;
	l.kind = ctx->last.kind;
	l.text = str_trim_right(str_upto(text, at));
	if (l.kind == LINE_ZONE || l.kind == LINE_NODE || l.kind == LINE_COUNTERS || l.kind == LINE_LOWMEM ||
	    l.kind == LINE_MEMCG_STATS)
		apply(ctx, &l);
	event_damage(ctx->ev, OOMLOG_DAMAGE_CUT, 1, ctx->last.line);
}

/* From now on the event is somebody else's, and is not changed any more. */
static void hand_out(struct assembler *a, struct context *ctx)
{
	context_give_up_last(a, ctx);
	if (ctx->ev->arena.nomem)
		a->nomem = true;
	event_finish(a, ctx);
	a->stats.events += !ctx->handed;
	ctx->ev->amends = ctx->handed;
	a->sink(a->sink_ctx, oomlog_event_ref(ctx->ev));
	ctx->handed = true;
	ctx->amended = false;
	if (ctx->stream->active == ctx)
		ctx->stream->active = NULL;
}

void context_close(struct assembler *a, struct context *ctx)
{
	if (ctx->on_demand || !is_evidence(ctx)) {
		context_give_up_last(a, ctx);
		a->nomem |= ctx->ev->arena.nomem;
		if ((ctx->ev->parts & OOMLOG_PART_MEMORY) != 0)
			a->stats.memory_dumps++;
	} else if (!ctx->handed || ctx->amended) {
		hand_out(a, ctx);
	}
	context_free(a, ctx);
}

/* Those of one stream (NULL: of all), oldest first. */
void contexts_close(struct assembler *a, const struct stream *s)
{
	for (struct context *ctx = a->oldest, *next; ctx != NULL; ctx = next) {
		next = ctx->newer;
		if (s == NULL || ctx->stream == s)
			context_close(a, ctx);
	}
}

/* Makes room: an ended one first, since it only waits for its reaper. */
static void close_one(struct assembler *a)
{
	struct context *ctx = a->oldest;

	while (ctx != NULL && !ctx->ended)
		ctx = ctx->newer;
	if (ctx == NULL && (ctx = a->oldest) != NULL)
		event_damage(ctx->ev, OOMLOG_DAMAGE_LIMIT_HIT, 1, ctx->ev->origin.last_line);
	if (ctx != NULL)
		context_close(a, ctx);
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

struct context *context_open(struct assembler *a, const struct record *r, enum oomlog_kind kind)
{
	struct stream *s = stream_get(a, r);
	struct context *ctx;
	strv caller = str_upto(r->caller, MOST_CALLER);

	if (s == NULL)
		return NULL;
	while (a->n_open >= a->opt.limits.max_open ||
	       (a->n_open > 0 && a->budget.used > a->budget.max / 2 + a->budget.max / 4))
		close_one(a);
	ctx = calloc(1, sizeof(*ctx));
	if (ctx == NULL || (ctx->ev = event_new(a->opt.limits.max_event_bytes, &a->budget)) == NULL) {
		free(ctx);
		a->nomem = true;
		return NULL;
	}
	ctx->ev->kind = kind;
	ctx->assembler = a;
	ctx->stream = s;
	ctx->expected_pid = ctx->expected_uid = OOMLOG_ABSENT;
	ctx->mono_us = ctx->real_us = NO_TIME;
	if (caller.n > 0)
		memcpy(ctx->caller, caller.p, caller.n);
	ctx->older = a->newest;
	*(a->newest != NULL ? &a->newest->newer : &a->oldest) = ctx;
	a->newest = ctx;
	ctx->next = s->newest;
	s->newest = ctx;
	a->n_open++;
	a->n_unended++;
	ctx->line = a->now_line;
	set_origin(a, ctx, r);
	return ctx;
}

/* Lines of the input after which nothing of it is expected any more. */
static uint64_t most_lines(const struct assembler *a, const struct context *ctx)
{
	if (ctx->ended)
		return ENDED_LINES;
	if (ctx->ev->kind == OOMLOG_KIND_LOW_MEMORY_KILLER)
		return KILLER_LINES;
	if (ctx->ev->kind == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE || ctx->candidate)
		return ctx->totals ? DUMPED_LINES : DUMP_LINES;
	return a->opt.limits.max_idle_lines;
}

static bool is_over(const struct assembler *a, const struct context *ctx, const struct stream *s,
                    const struct record *r)
{
	int64_t idle = ctx->ended ? ENDED_IDLE_US : (int64_t)a->opt.limits.max_idle_us;

	if (a->now_line - ctx->line > most_lines(a, ctx))
		return true;
	if (ctx->stream != s)
		return false; /* another host's clock */
	if (r->mono_us != NO_TIME && ctx->mono_us != NO_TIME)
		return r->mono_us - ctx->mono_us > idle;
	return a->now_us != NO_TIME && ctx->real_us != NO_TIME && a->now_us - ctx->real_us > idle;
}

/*
 * Reports of one stream that have ended are given out in the order of their heads, however often is looked: the older one
 * is over soon, too.
 */
static bool is_held_up(const struct context *ctx)
{
	const struct context *older = ctx->ended ? ctx->next : NULL;

	while (older != NULL && !older->ended)
		older = older->next;
	return older != NULL;
}

void contexts_checked(struct assembler *a)
{
	a->next_check = a->now_line + EXPIRE_EVERY;
}

static void expire(struct assembler *a, const struct stream *s, const struct record *r)
{
	for (struct context *ctx = a->oldest, *next; ctx != NULL; ctx = next) {
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): unlink_context() leaves no pointer to a freed one */
		next = ctx->newer;
		if (is_over(a, ctx, s, r) && !is_held_up(ctx))
			context_close(a, ctx);
	}
	contexts_checked(a);
}

/*
 * After its kill an event is given away soon, but its context goes on to wait: a reaper that is late, or systemd's words
 * about the unit, would else be an event of their own.
 */
static void expire_idle(struct assembler *a, struct context *ctx, int64_t now_us)
{
	int64_t idle = now_us - ctx->idle_us;

	if (ctx->idle_line != ctx->line) {
		ctx->idle_line = ctx->line;
		ctx->idle_us = now_us;
	} else if (!ctx->ended ? idle >= (int64_t)a->opt.limits.max_idle_us : idle >= ENDED_IDLE_US) {
		context_close(a, ctx);
	} else if (ctx->ended && (!ctx->handed || ctx->amended) && !ctx->on_demand && is_evidence(ctx) &&
	           idle >= (int64_t)a->opt.limits.max_ended_us) {
		hand_out(a, ctx);
	}
}

void assembler_expire(struct assembler *a, int64_t now_us)
{
	for (struct context *ctx = a->oldest, *next; ctx != NULL; ctx = next) {
		next = ctx->newer;
		expire_idle(a, ctx, now_us);
	}
}

void contexts_pass(struct assembler *a)
{
	if (a->n_open == 0 || a->now_line < a->next_check)
		return;
	for (struct context *ctx = a->oldest, *next; ctx != NULL; ctx = next) {
		next = ctx->newer;
		if (a->now_line - ctx->line > most_lines(a, ctx) && !is_held_up(ctx))
			context_close(a, ctx);
	}
	contexts_checked(a);
}

void contexts_lost(struct assembler *a, const struct record *r, uint64_t lost)
{
	const struct stream *s = stream_find(a, r);

	a->stats.gaps++;
	a->stats.lost += lost;
	cover_lost(a, lost);
	a->lost = lost > 0 ? lost : 1;
	a->lost_line = a->now_line;
	a->lost_of = s;
	for (struct context *ctx = s != NULL ? s->newest : NULL; ctx != NULL; ctx = ctx->next)
		if (!ctx->ended) {
			event_damage(ctx->ev, OOMLOG_DAMAGE_LINES_LOST, lost > 0 ? lost : 1, r->line);
			ctx->lost = true;
		}
}

void contexts_watch(struct assembler *a, struct stream *s, const struct record *r)
{
	bool jumped = false;

	if (s != NULL &&
	    (r->mono_us != NO_TIME ? s->mono_us != NO_TIME && r->mono_us < s->mono_us
	                           : a->now_us != NO_TIME && s->real_us != NO_TIME && a->now_us < s->real_us))
		a->stats.backward++;

	if (s != NULL && r->mono_us != NO_TIME) {
		if (s->mono_us != NO_TIME && s->mono_us - r->mono_us > BOOT_JUMP_US)
			contexts_close(a, s);
		jumped = s->mono_us != NO_TIME && r->mono_us - s->mono_us > ENDED_IDLE_US;
		s->mono_us = r->mono_us;
	} else if (s != NULL && a->now_us != NO_TIME) {
		jumped = s->real_us != NO_TIME && a->now_us - s->real_us > ENDED_IDLE_US;
		s->real_us = a->now_us;
	}
	if (a->n_open > 0 && (jumped || a->now_line >= a->next_check))
		expire(a, s, r);
}
