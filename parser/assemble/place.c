/* A line that is understood goes into the report it belongs to; one that nothing expects opens a report. */
#include "assemble/context.h"

static void tell_both(struct context *ctx, struct context *other, uint64_t line)
{
	event_damage(ctx->ev, OOMLOG_DAMAGE_INTERLEAVED, 1, line);
	event_damage(other->ev, OOMLOG_DAMAGE_INTERLEAVED, 1, line);
}

/* What went where is our reading, and both say so. */
void context_mixed(struct context *ctx, struct context *other, uint64_t line)
{
	tell_both(ctx, other, line);
	ctx->mixed = other->mixed = true;
}

/* A report that has begun behind this one, and has its kill: all of it would lie in this one. */
static bool lies_within(const struct context *other, const struct context *ctx)
{
	return other->ev->kind == OOMLOG_KIND_OOM && ctx->ev->kind == OOMLOG_KIND_OOM && !other->handed &&
		other->ev->origin.first_line > ctx->ev->origin.first_line;
}

/* Lines of two reports in turn, and nothing that tells their callers. */
static void note_turn(struct context *ctx, uint64_t line)
{
	struct context *other = ctx->stream->active;

	if (other == NULL || other == ctx || ctx->ended || ctx->caller[0] != '\0' || other->own_lines == 0 ||
	    ctx->own_lines == 0)
		return;
	if (!other->ended)
		context_mixed(ctx, other, line);
	else if (lies_within(other, ctx))
		tell_both(ctx, other, line);
}

void place_note(struct assembler *a, struct context *ctx, const struct text_line *l)
{
	const struct record *r = l->record;
	struct oomlog_event *ev = ctx->ev;
	strv *raw;

	note_turn(ctx, r->line);
	ctx->own_lines++;
	ctx->stream->active = ctx;
	ctx->line = a->now_line;
	if (ctx->ended)
		a->begun = MOST_BEGUN; /* the kill line may be wrapped */
	if (r->mono_us != NO_TIME)
		ctx->mono_us = ev->time.end_monotonic_us = r->mono_us;
	if (a->now_us != NO_TIME)
		ctx->real_us = ev->time.end_realtime_us = a->now_us;
	if (r->line < ev->origin.first_line) {
		ev->origin.first_line = r->line;
		ev->origin.first_byte = r->first_byte;
	}
	if (r->last_line > ev->origin.last_line)
		ev->origin.last_line = r->last_line;
	if (r->last_byte > ev->origin.last_byte)
		ev->origin.last_byte = r->last_byte;
	a->stats.recognised++;
	if (a->opt.keep_raw && !l->again && (raw = arena_push(&ev->arena, &ev->raw)) != NULL)
		*raw = arena_str(&ev->arena, l->text);
	if (ctx->phase <= PHASE_CONTEXT)
		ctx->head_raw = ev->raw.n;
}

/* A report that its caller has begun anew ends the one before. So does a new one where nothing tells callers, unless
 * both may be under way at once. */
static void close_before(struct assembler *a, const struct stream *s, const struct text_line *l)
{
	enum oomlog_kind kind = l->kind == LINE_ALLOC_FAILED ? OOMLOG_KIND_PAGE_ALLOCATION_FAILURE : OOMLOG_KIND_OOM;

	for (struct context *ctx = s != NULL ? s->newest : NULL, *next; ctx != NULL; ctx = next) {
		next = ctx->next;
		if (ctx->ended || ctx->on_demand || !caller_is(ctx, l->record->caller) || ctx->ev->kind != kind)
			continue;
		if (ctx->caller[0] != '\0' || !context_is_recent(ctx, l->record)) {
			context_close(a, ctx);
		} else {
			ctx->overtaken = true;
		}
	}
}

/* " oom_kill_process+0x202/0x3c0": only a report's own trace goes through here */
static bool is_oom_frame(strv text)
{
	return str_find(text, STR("oom_kill_process+0x")) != SIZE_MAX ||
		str_find(text, STR("dump_header+0x")) != SIZE_MAX;
}

/* A late frame of a report that lies in another one begins nothing. */
static bool stream_is_busy(struct assembler *a, const struct record *r)
{
	const struct stream *s = stream_find(a, r);

	return s != NULL && s->newest != NULL;
}

/* "Memory cgroup out of memory: Killed process 57 (x) ..", and nothing that tells the cgroup: systemd may speak of it. */
static bool has_bare_kill(const struct stream *s)
{
	for (const struct context *ctx = s != NULL ? s->newest : NULL; ctx != NULL; ctx = ctx->next)
		if (ctx->ended && ctx->ev->kind == OOMLOG_KIND_OOM && ctx->ev->memcg == NULL && ctx->ev->victims.n > 0)
			return true;
	return false;
}

/*
 * "x.service: A process of this unit has been killed by the OOM killer.": the kernel's, whose own lines are not here.
 * "x.service: Failed with result 'oom-kill'." may come minutes later, when the last process has ended.
 */
static struct context *open_for_unit(struct assembler *a, const struct text_line *l)
{
	struct line_values v = {.unit = STR_NONE};
	struct stream *s = stream_find(a, l->record);
	bool by_oomd = l->match.row->killer != NULL;

	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	if (v.reason.p != NULL && stream_knows_unit(s, v.unit))
		return NULL;
	if (!by_oomd && has_bare_kill(s)) {
		stream_note_unit(s, v.unit);
		return NULL;
	}
	return context_open(a, l->record, by_oomd ? OOMLOG_KIND_USERSPACE_KILL : OOMLOG_KIND_OOM);
}

static struct context *open_for(struct assembler *a, const struct text_line *l)
{
	const struct record *r = l->record;
	struct context *ctx;

	switch (l->kind) {
	case LINE_KILLED:
		if (kill_is_bare(&l->match))
			return NULL; /* too little to be an event by itself */
		return context_open(a, r, OOMLOG_KIND_OOM);
	case LINE_TRIGGER:
	case LINE_OOM_KILL:
	case LINE_CHOSEN:
	case LINE_NOT_KILLED:
	case LINE_NO_KILLABLE:
	case LINE_PANIC:
		return context_open(a, r, OOMLOG_KIND_OOM);
	case LINE_TRACE:
		if (!is_oom_frame(l->text) || stream_is_busy(a, r))
			return NULL;
		ctx = context_open(a, r, OOMLOG_KIND_OOM);
		if (ctx != NULL)
			ctx->candidate = ctx->oom_frame = true;
		return ctx;
	case LINE_ALLOC_FAILED:
		return context_open(a, r, OOMLOG_KIND_PAGE_ALLOCATION_FAILURE);
	case LINE_LMK:
	case LINE_LMKD:
		return context_open(a, r, OOMLOG_KIND_LOW_MEMORY_KILLER);
	case LINE_USERSPACE_KILL:
		return context_open(a, r, OOMLOG_KIND_USERSPACE_KILL);
	case LINE_UNIT_OOM:
		return open_for_unit(a, l);
	case LINE_MEMCG_TASK:
		if (l->cut)
			return NULL;
		/* fall through */
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
		ctx = context_open(a, r, OOMLOG_KIND_OOM);
		if (ctx != NULL)
			ctx->candidate = true;
		return ctx;
	default:
		return NULL;
	}
}

/* A report that begins in its middle, right behind the word that messages were dropped: its beginning is among them. */
static void note_lost(const struct assembler *a, struct context *ctx, const struct text_line *l)
{
	if (a->lost == 0 || ctx->ev->kind != OOMLOG_KIND_OOM || a->now_line - a->lost_line > 1 ||
	    l->kind == LINE_TRIGGER || l->kind == LINE_ALLOC_FAILED ||
	    (a->lost_of != NULL && a->lost_of != ctx->stream))
		return;
	event_damage(ctx->ev, OOMLOG_DAMAGE_LINES_LOST, a->lost, l->record->line);
	ctx->lost = true;
}

/* It is known whose line it is; the event is not ours any more. */
static bool note_late(struct assembler *a, struct context *ctx, struct text_line *l, struct context **ret_ctx)
{
	ctx->line = a->now_line;
	l->late = true;
	*ret_ctx = NULL;
	return true;
}

static bool is_at_most(uint64_t bytes, uint64_t before)
{
	return bytes == OOMLOG_ABSENT_U || (before != OOMLOG_ABSENT_U && bytes <= before);
}

/*
 * Of a group (memory.oom.group) oom_kill_process() kills the one that was chosen, and then oom_kill_memcg_member() each
 * one of all of its tasks: the chosen one, too, if it has not died yet. Its line is printed twice, and where nothing
 * but kill lines came through, the second stands behind those of the others. No process is killed twice; what it held
 * may have become less.
 */
static struct context *killed_before(struct stream *s, const struct text_line *l)
{
	struct oomlog_victim again = {.pid = OOMLOG_ABSENT, .total_vm_bytes = OOMLOG_ABSENT_U};

	if (l->kind != LINE_KILLED || l->again)
		return NULL;
	again.anon_rss_bytes = again.file_rss_bytes = again.shmem_rss_bytes = OOMLOG_ABSENT_U;
	match_apply(&l->match, OBJECT_VICTIM, &again, NULL);
	if (again.pid == OOMLOG_ABSENT || again.total_vm_bytes == OOMLOG_ABSENT_U)
		return NULL;
	for (struct context *ctx = s != NULL ? s->newest : NULL; ctx != NULL; ctx = ctx->next) {
		const struct oomlog_victim *v = ctx->ended ? context_victim(ctx, again.pid) : NULL;

		if (v != NULL && str_eq(v->comm, again.comm) && v->total_vm_bytes == again.total_vm_bytes &&
		    is_at_most(again.anon_rss_bytes, v->anon_rss_bytes) &&
		    is_at_most(again.file_rss_bytes, v->file_rss_bytes) &&
		    is_at_most(again.shmem_rss_bytes, v->shmem_rss_bytes))
			return ctx;
	}
	return NULL;
}

/* Fills the report that the line belongs to. False: it is nobody's, or not whole. */
bool place(struct assembler *a, struct stream *s, struct text_line *l, struct context **ret_ctx)
{
	struct context *ctx;
	bool whole;

	if (s != NULL && (l->kind == LINE_TRIGGER || l->kind == LINE_ALLOC_FAILED) && !l->again)
		close_before(a, s, l);
	ctx = route(s, l);
	if (ctx == NULL && (ctx = killed_before(s, l)) != NULL) {
		a->stats.repeated++;
		return note_late(a, ctx, l, ret_ctx);
	}
	if (ctx == NULL && (l->kind != LINE_TRIGGER || !l->again))
		ctx = open_for(a, l);
	if (ctx != NULL && ctx->own_lines == 0)
		note_lost(a, ctx, l);
	*ret_ctx = ctx;
	if (ctx == NULL)
		return false;
	if (ctx->handed && !context_may_amend(ctx))
		return note_late(a, ctx, l, ret_ctx);
	ctx->amended = ctx->handed;
	if (!l->joined)
		context_give_up_last(a, ctx);
	if (kind_is_verdict(l->kind)) {
		*ret_ctx = ctx = heads_mend(ctx, l->record->line);
		ctx->candidate = false;
		ctx->ev->arena.last_words = true;
	}
	whole = apply(ctx, l);
	place_note(a, ctx, l);
	return whole;
}
