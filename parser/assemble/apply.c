/* A line's values into the event: one small function for each kind that does more than fill fields. */
#include "assemble/apply.h"

typedef bool (*handler)(struct context *ctx, struct text_line *l);

static bool on_trigger(struct context *ctx, struct text_line *l)
{
	struct oomlog_trigger *trigger = event_trigger(ctx->ev);

	if (trigger == NULL)
		return true;
	match_apply(&l->match, OBJECT_TRIGGER, trigger, &ctx->ev->arena);
	/* "gfp_mask=0x0()": no flag has a name; "order=-1" is sysrq-f's from 4.2 on */
	if (trigger->order == -1 || ctx->stream->manual)
		trigger->manual = true;
	ctx->stream->manual = false;
	if (ctx->stream->cause[0] != '\0' && trigger->reason.p == NULL)
		trigger->reason = arena_str(&ctx->ev->arena, str_of(ctx->stream->cause));
	ctx->stream->cause[0] = '\0';
	ctx->ev->parts |= OOMLOG_PART_TRIGGER;
	return true;
}

/* "X cpuset=/ mems_allowed=0" */
static bool on_cpuset(struct context *ctx, struct text_line *l)
{
	struct oomlog_trigger *trigger = event_trigger(ctx->ev);

	if (trigger != NULL)
		match_apply(&l->match, OBJECT_TRIGGER, trigger, &ctx->ev->arena);
	reach(ctx, PHASE_CONTEXT);
	return true;
}

static bool on_context(struct context *ctx, struct text_line *l)
{
	(void)l;
	reach(ctx, PHASE_CONTEXT);
	return true;
}

/*
 * "nl" / "Killed proc invoked oom-killer: ..": of a comm with a newline the trigger's line has the rest only, where no
 * mark of the carrier joins them. The CPU line is torn behind its own words, and has both.
 */
static bool is_rest_of(strv part, strv comm)
{
	return part.n > 0 && part.n + 1 < comm.n && str_ends(comm, part) && comm.p[comm.n - part.n - 1] == '\n';
}

/*
 * "c3 1234 java invoked oom-killer: .." / "c3 1234 CPU: 3 PID: 9 Comm: java Not tainted ..": a mark that somebody put in
 * front could be a name's beginning. Both lines tell the same name, and the CPU line's has its own words before it.
 */
static bool has_mark_before(strv seen, strv comm, strv line)
{
	return str_starts(line, STR("CPU: ")) && comm.n > 0 && seen.n > comm.n + 1 && str_ends(seen, comm) &&
		seen.p[seen.n - comm.n - 1] != '\n';
}

/* "CPU: 0 PID: 124 Comm: memeater Not tainted 6.1.0 #1": of the process that asked */
static bool on_cpu(struct context *ctx, struct text_line *l)
{
	struct oomlog_trigger *trigger = event_trigger(ctx->ev);
	struct oomlog_kernel *kernel = event_kernel(ctx->ev);
	struct line_values v = {.comm = STR_NONE};

	if (trigger == NULL || kernel == NULL)
		return true;
	if (trigger->pid != OOMLOG_ABSENT && kernel->release.p != NULL && !l->again)
		return on_context(ctx, l); /* somebody else's trace, of the same name */
	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	match_apply(&l->match, OBJECT_TRIGGER, trigger, &ctx->ev->arena);
	match_apply(&l->match, OBJECT_KERNEL, kernel, &ctx->ev->arena);
	if (kernel->tainted.p != NULL)
		kernel->tainted = str_trim_right(kernel->tainted);
	if (!l->cut &&
	    (trigger->comm.p == NULL || is_rest_of(trigger->comm, v.comm) ||
	     has_mark_before(trigger->comm, v.comm, l->text)))
		trigger->comm = arena_str(&ctx->ev->arena, v.comm);
	reach(ctx, PHASE_CONTEXT);
	return true;
}

static bool on_hardware(struct context *ctx, struct text_line *l)
{
	struct oomlog_kernel *kernel = event_kernel(ctx->ev);

	if (kernel != NULL && (kernel->hardware.p == NULL || l->again))
		match_apply(&l->match, OBJECT_KERNEL, kernel, &ctx->ev->arena);
	return on_context(ctx, l);
}

/*
 * A report has one "Call Trace:". A second one before its Mem-Info is somebody else's ("sysrq: Show Blocked State", a
 * WARNING, the report of another CPU), and so are the frames behind it; up to its "</TASK>" where the report's own
 * trace is still open.
 */
static bool on_registers(struct context *ctx, struct text_line *l)
{
	strv text = str_trim_left(l->text);
	bool was_foreign = ctx->foreign_trace;

	if (line_begins_trace(l)) {
		ctx->foreign_trace = ctx->traced;
		ctx->traced = true;
	} else if (str_starts(text, STR("<TASK>"))) {
		ctx->task_open |= !ctx->foreign_trace;
	} else if (str_starts(text, STR("</TASK>"))) {
		ctx->foreign_trace &= !ctx->task_open;
		ctx->task_open &= was_foreign;
	}
	return on_context(ctx, l);
}

/* "[<ffffffff81131640>] ?" and, wrapped, "dump_header+0x90/0x1b0": what the mark says is of this frame */
static bool is_doubted(const struct context *ctx, const struct text_line *l)
{
	const struct last_line *last = &ctx->last;

	return (l->record->flags & RECORD_STAMPED) == 0 && last->n > 0 && last->kind != LINE_TRACE &&
		last->end_line + 1 == l->record->line && str_ends((strv){last->text, last->n}, STR(" ?"));
}

static bool on_frame(struct context *ctx, struct text_line *l)
{
	struct oomlog_trigger *trigger = event_trigger(ctx->ev);
	size_t n = trigger != NULL ? trigger->n_call_trace : 0;

	reach(ctx, PHASE_CONTEXT);
	if (ctx->foreign_trace)
		return true;
	if (!frame_parse(ctx->ev, l->text))
		return false;
	if (trigger != NULL && trigger->n_call_trace > n && is_doubted(ctx, l))
		trigger->call_trace[n].reliable = false;
	return true;
}

/* clang-format off */
static const handler handlers[LINE_KINDS] = {
	[LINE_TRIGGER] = on_trigger,           [LINE_ALLOC_FAILED] = on_trigger,
	[LINE_ALLOC_OTHER] = on_trigger,
	[LINE_CPUSET] = on_cpuset,             [LINE_CPU] = on_cpu,
	[LINE_TAINTED] = on_context,           [LINE_HARDWARE] = on_hardware,
	[LINE_TRACE] = on_frame,               [LINE_REGISTERS] = on_registers,
	[LINE_MEMCG_TASK] = on_memcg,          [LINE_MEMCG_LIMIT] = on_memcg,
	[LINE_MEMCG_COUNTER] = on_memcg,       [LINE_MEMCG_STATS] = on_stats,
	[LINE_MEMCG_STAT] = on_stat,           [LINE_MEMCG_PROTECTION] = on_memcg,
	[LINE_MEMINFO] = on_memory,            [LINE_PERCPU] = on_memory,
	[LINE_COUNTERS] = on_memory,           [LINE_NODE] = on_memory,
	[LINE_ZONE] = on_memory,               [LINE_LOWMEM] = on_memory,
	[LINE_BUDDY] = on_memory,              [LINE_HUGEPAGES] = on_memory,
	[LINE_MEMORY_TOTAL] = on_total,        [LINE_SLAB_HEAD] = on_memory,
	[LINE_SLAB] = on_memory,               [LINE_ALLOCATIONS_HEAD] = on_memory,
	[LINE_ALLOCATION] = on_memory,
	[LINE_TASKS_HEAD] = on_columns,        [LINE_COLUMNS] = on_columns,
	[LINE_TASK] = on_task,
	[LINE_OOM_KILL] = on_oom_kill,         [LINE_CHOSEN] = on_chosen,
	[LINE_NO_KILLABLE] = on_outcome,       [LINE_NOT_KILLED] = on_outcome,
	[LINE_PANIC] = on_outcome,             [LINE_KILLED] = on_killed,
	[LINE_GROUP] = on_group,               [LINE_SHARING] = on_sharing,
	[LINE_REAPED] = on_reaped,             [LINE_REAP_FAILED] = on_reaped,
	[LINE_LMK] = on_other_killer,          [LINE_LMK_MORE] = on_killer_more,
	[LINE_LMKD] = on_other_killer,         [LINE_USERSPACE_KILL] = on_other_killer,
	[LINE_UNIT_OOM] = on_unit,
};
/* clang-format on */

bool apply(struct context *ctx, struct text_line *l)
{
	return handlers[l->kind] != NULL && handlers[l->kind](ctx, l);
}
