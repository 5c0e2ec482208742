/* A line's values into the event: one small function for each kind that does more than fill fields. */
#include "assemble/context.h"
#include "model/absent.h"

typedef bool (*handler)(struct assembler *a, struct context *ctx, struct text_line *l);

static void reach(struct context *ctx, enum phase phase)
{
	if (ctx->phase < phase)
		ctx->phase = phase;
}

static bool on_trigger(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_trigger *trigger = event_trigger(ctx->ev);

	(void)a;
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
static bool on_cpuset(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_trigger *trigger = event_trigger(ctx->ev);

	(void)a;
	if (trigger != NULL)
		match_apply(&l->match, OBJECT_TRIGGER, trigger, &ctx->ev->arena);
	reach(ctx, PHASE_CONTEXT);
	return true;
}

/* "CPU: 0 PID: 124 Comm: memeater Not tainted 6.1.0 #1": of the process that asked */
static bool on_cpu(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_trigger *trigger = event_trigger(ctx->ev);
	struct oomlog_kernel *kernel = event_kernel(ctx->ev);
	struct line_values v = {.comm = STR_NONE};

	(void)a;
	if (trigger == NULL || kernel == NULL)
		return true;
	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	match_apply(&l->match, OBJECT_TRIGGER, trigger, &ctx->ev->arena);
	match_apply(&l->match, OBJECT_KERNEL, kernel, &ctx->ev->arena);
	if (kernel->tainted.p != NULL)
		kernel->tainted = str_trim_right(kernel->tainted);
	if (trigger->comm.p == NULL && !l->cut)
		trigger->comm = arena_str(&ctx->ev->arena, v.comm);
	reach(ctx, PHASE_CONTEXT);
	return true;
}

static bool on_hardware(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_kernel *kernel = event_kernel(ctx->ev);

	(void)a;
	if (kernel != NULL)
		match_apply(&l->match, OBJECT_KERNEL, kernel, &ctx->ev->arena);
	reach(ctx, PHASE_CONTEXT);
	return true;
}

static bool on_context(struct assembler *a, struct context *ctx, struct text_line *l)
{
	(void)a;
	(void)l;
	reach(ctx, PHASE_CONTEXT);
	return true;
}

static bool on_frame(struct assembler *a, struct context *ctx, struct text_line *l)
{
	(void)a;
	reach(ctx, PHASE_CONTEXT);
	return frame_parse(ctx->ev, l->text);
}

static bool on_memcg(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_memcg *memcg = event_memcg(ctx->ev);

	(void)a;
	if (memcg != NULL)
		match_apply(&l->match, OBJECT_MEMCG, memcg, &ctx->ev->arena);
	if (l->kind == LINE_MEMCG_TASK && !l->cut)
		limit_parse(ctx->ev, l->text);
	if ((l->kind == LINE_MEMCG_TASK && !l->cut) || l->kind == LINE_MEMCG_LIMIT)
		ctx->memcg_words = true;
	if (l->kind == LINE_MEMCG_COUNTER)
		ctx->ev->parts |= OOMLOG_PART_MEMCG;
	if (l->kind != LINE_MEMCG_PROTECTION)
		reach(ctx, PHASE_MEMCG);
	ctx->stats_open = false;
	return true;
}

static bool on_stats(struct assembler *a, struct context *ctx, struct text_line *l)
{
	(void)a;
	if (!stats_parse(ctx->ev, l->text))
		return false;
	reach(ctx, PHASE_MEMCG);
	ctx->ev->parts |= OOMLOG_PART_MEMCG;
	ctx->stats_open = str_ends(str_trim_right(l->text), STR(":"));
	return true;
}

static bool on_stat(struct assembler *a, struct context *ctx, struct text_line *l)
{
	(void)a;
	return stat_parse(ctx->ev, l->text);
}

static bool on_memory(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_event *ev = ctx->ev;
	bool whole = true;

	(void)a;
	switch (l->kind) {
	case LINE_MEMINFO:
		ctx->meminfo = true;
		break;
	case LINE_COUNTERS:
		whole = counters_parse(ev, l->text);
		break;
	case LINE_NODE:
		whole = node_parse(ev, l->text);
		break;
	case LINE_ZONE:
		whole = zone_parse(ev, l->text);
		break;
	case LINE_LOWMEM:
		whole = lowmem_parse(ev, l->text);
		break;
	case LINE_BUDDY:
		whole = buddy_parse(ev, l->text);
		break;
	case LINE_HUGEPAGES:
		whole = hugepages_parse(ev, l->text);
		break;
	case LINE_SLAB:
		whole = slab_parse(ev, l->text);
		break;
	case LINE_ALLOCATION:
		whole = allocation_parse(ev, l->text);
		break;
	default:
		break;
	}
	reach(ctx, PHASE_MEMORY);
	ctx->stats_open = false;
	ctx->slab_open = l->kind == LINE_SLAB_HEAD || (ctx->slab_open && l->kind == LINE_SLAB);
	ctx->allocations_open =
		l->kind == LINE_ALLOCATIONS_HEAD || (ctx->allocations_open && l->kind == LINE_ALLOCATION);
	if (whole && l->kind != LINE_MEMINFO && l->kind != LINE_PERCPU)
		ev->parts |= OOMLOG_PART_MEMORY;
	return whole;
}

/* "380 pages shared" -> other.pages_shared; "2700 slab pages" -> other.slab_pages */
static void keep_other(struct oomlog_event *ev, const struct text_line *l)
{
	struct oomlog_memory *memory = event_memory(ev);
	struct line_values v = {.count = -1};
	char name[48] = "pages_";

	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	if (memory == NULL || v.count < 0 || v.reason.n > 30)
		return;
	if (str_ends(str_trim_right(l->text), STR(" pages"))) {
		memcpy(name, v.reason.p, v.reason.n);
		memcpy(name + v.reason.n, "_pages", 7);
	} else {
		memcpy(name + 6, v.reason.p, v.reason.n);
		name[6 + v.reason.n] = '\0';
	}
	fields_add(&ev->arena, &memory->other, field_name(&ev->arena, str_of(name), ""), (uint64_t)v.count);
}

/* "32629 pages RAM", "Free swap  = 0kB" */
static bool on_total(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_memory *memory = event_memory(ctx->ev);

	(void)a;
	if (memory != NULL)
		match_apply(&l->match, OBJECT_MEMORY, memory, &ctx->ev->arena);
	if (match_has(&l->match, OBJECT_LINE))
		keep_other(ctx->ev, l);
	ctx->totals = true;
	ctx->slab_open = ctx->allocations_open = false;
	ctx->ev->parts |= OOMLOG_PART_MEMORY;
	reach(ctx, PHASE_MEMORY);
	return true;
}

static bool on_columns(struct assembler *a, struct context *ctx, struct text_line *l)
{
	(void)a;
	if (l->kind == LINE_COLUMNS && !columns_parse(ctx->ev, &ctx->columns, l->text))
		return false;
	if (l->kind == LINE_COLUMNS)
		ctx->ev->parts |= OOMLOG_PART_TASKS;
	ctx->table = true;
	ctx->stats_open = ctx->slab_open = ctx->allocations_open = false;
	reach(ctx, PHASE_TASKS);
	return true;
}

static bool on_task(struct assembler *a, struct context *ctx, struct text_line *l)
{
	bool replace = l->again && ctx->ev->tasks.n > 0 && ctx->last.kind == LINE_TASK && !ctx->last.incomplete;
	struct oomlog_event *ev = ctx->ev;
	struct oomlog_task read, *task;

	memset(&read, 0, sizeof(read));
	task_absent(&read);
	if (!task_parse(ev, &ctx->columns, l->text, &read) || (l->again && !is_comm(str_trim_right(read.comm))))
		return false;
	if (replace) {
		task = &ev->tasks.items[ev->tasks.n - 1]; /* the first piece was taken for a whole row */
	} else {
		task = ev->tasks.n < a->opt.limits.max_tasks ? event_add_task(ev) : NULL;
	}
	if (task != NULL)
		*task = read;
	if (task != NULL && replace)
		pids_changed(&ctx->task_pids, ev->tasks.items, sizeof(*task), ev->tasks.n - 1);
	if (task == NULL)
		event_damage(ev, OOMLOG_DAMAGE_LIMIT_HIT, 1, l->record->line);
	ev->parts |= OOMLOG_PART_TASKS;
	ctx->table = true;
	ctx->stats_open = ctx->slab_open = ctx->allocations_open = false;
	reach(ctx, PHASE_TASKS);
	return true;
}

static strv lower(struct arena *a, strv text)
{
	strv copy = arena_str(a, text);

	for (size_t i = 0; i < copy.n; i++) {
		char *c = (char *)(uintptr_t)copy.p + i;

		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	}
	return copy;
}

/* "oom-kill:constraint=CONSTRAINT_MEMCG,..,oom_memcg=/a,task_memcg=/a/b,task=x,pid=1,uid=0" */
static bool on_oom_kill(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct line_values v = {.pid = OOMLOG_ABSENT, .uid = OOMLOG_ABSENT};
	struct oomlog_event *ev = ctx->ev;

	(void)a;
	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	if (ev->trigger != NULL)
		match_apply(&l->match, OBJECT_TRIGGER, ev->trigger, &ev->arena);
	ev->constraint = lower(&ev->arena, v.constraint);
	if (v.oom_memcg.p != NULL || v.task_memcg.p != NULL) {
		struct oomlog_memcg *memcg = event_memcg(ev);

		if (memcg != NULL && v.oom_memcg.p != NULL)
			memcg->path = arena_str(&ev->arena, v.oom_memcg);
		if (memcg != NULL && v.task_memcg.p != NULL)
			memcg->task_path = arena_str(&ev->arena, v.task_memcg);
	}
	ctx->expected_pid = v.pid;
	ctx->expected_uid = v.uid;
	ctx->expected_comm = arena_str(&ev->arena, v.comm);
	reach(ctx, PHASE_VERDICT);
	return true;
}

static void note_prefix(struct context *ctx, strv prefix)
{
	if (str_starts(prefix, STR("Memory cgroup")))
		ctx->memcg_words = true;
	else if (str_eq(prefix, STR("Out of memory (oom_kill_allocating_task)")))
		ctx->ev->allocating_task = true;
	else if (str_eq(prefix, STR("No available memory (MPOL_BIND)")))
		ctx->policy_words = true;
	else if (str_eq(prefix, STR("No available memory in cpuset")))
		ctx->cpuset_words = true;
}

static bool on_chosen(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_chosen *chosen = event_chosen(ctx->ev);
	struct line_values v = {.prefix = STR_NONE};

	(void)a;
	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	if (chosen != NULL)
		match_apply(&l->match, OBJECT_CHOSEN, chosen, &ctx->ev->arena);
	note_prefix(ctx, v.prefix);
	reach(ctx, PHASE_VERDICT);
	return true;
}

static enum oomlog_role role_of(const struct context *ctx, int64_t pid)
{
	if (ctx->ended && ctx->group)
		return OOMLOG_ROLE_GROUP;
	if (ctx->ev->chosen != NULL && ctx->ev->chosen->pid != pid)
		return OOMLOG_ROLE_CHILD;
	return OOMLOG_ROLE_CHOSEN;
}

/* "Memory cgroup out of memory: Killed process 4242 (stress) total-vm:1048576kB, .." */
static bool on_killed(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_victim read = {.pid = OOMLOG_ABSENT}, *victim;
	struct line_values v = {.prefix = STR_NONE};
	struct oomlog_event *ev = ctx->ev;

	match_apply(&l->match, OBJECT_VICTIM, &read, NULL);
	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	note_prefix(ctx, v.prefix);
	victim = context_victim(ctx, read.pid);
	if (victim == NULL && l->again && ctx->last.kind == LINE_KILLED && ev->victims.n > 0)
		victim = &ev->victims.items[ev->victims.n - 1];
	if (victim == NULL) {
		victim = event_add_victim(ev);
		if (victim == NULL)
			return true;
		victim->role = role_of(ctx, read.pid);
	}
	match_apply(&l->match, OBJECT_VICTIM, victim, &ev->arena);
	pids_changed(&ctx->victim_pids, ev->victims.items, sizeof(*victim), (size_t)(victim - ev->victims.items));
	if (victim->uid == OOMLOG_ABSENT && victim->pid == ctx->expected_pid)
		victim->uid = ctx->expected_uid; /* before 5.4 only the oom-kill: line has it */
	ctx->stop_due = v.prefix.p != NULL && victim->total_vm_bytes == OOMLOG_ABSENT_U &&
		!str_ends(str_trim_right(l->text), STR("."));
	ev->outcome = OOMLOG_OUTCOME_KILLED;
	ev->parts |= OOMLOG_PART_KILL;
	context_end(a, ctx);
	reach(ctx, PHASE_END);
	return true;
}

static bool on_sharing(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_victim read = {.pid = OOMLOG_ABSENT}, *victim;

	(void)a;
	match_apply(&l->match, OBJECT_VICTIM, &read, NULL);
	if (context_victim(ctx, read.pid) != NULL)
		return true;
	victim = event_add_victim(ctx->ev);
	if (victim != NULL) {
		match_apply(&l->match, OBJECT_VICTIM, victim, &ctx->ev->arena);
		victim->role = OOMLOG_ROLE_SHARES_MEMORY;
	}
	return true;
}

static bool on_group(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_memcg *memcg = event_memcg(ctx->ev);

	(void)a;
	if (memcg != NULL)
		match_apply(&l->match, OBJECT_MEMCG, memcg, &ctx->ev->arena);
	ctx->group = true;
	return true;
}

static bool on_outcome(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct line_values v = {.pid = OOMLOG_ABSENT};
	struct oomlog_event *ev = ctx->ev;

	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	note_prefix(ctx, v.prefix);
	/* panic("out of memory(memcg). panic_on_oom is selected.") */
	if (str_find(v.reason, STR("(memcg)")) != SIZE_MAX)
		ctx->memcg_words = true;
	ev->outcome = l->kind == LINE_PANIC  ? OOMLOG_OUTCOME_PANIC
		: l->kind == LINE_NOT_KILLED ? OOMLOG_OUTCOME_NOT_KILLED
					     : OOMLOG_OUTCOME_NO_KILLABLE_TASK;
	ev->parts |= OOMLOG_PART_KILL;
	context_end(a, ctx);
	reach(ctx, PHASE_END);
	return true;
}

static bool on_reaped(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct line_values v = {.pid = OOMLOG_ABSENT,
	                        .anon_rss_bytes = OOMLOG_ABSENT_U,
	                        .file_rss_bytes = OOMLOG_ABSENT_U,
	                        .shmem_rss_bytes = OOMLOG_ABSENT_U};
	struct oomlog_victim *victim;

	(void)a;
	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	victim = context_victim(ctx, v.pid);
	if (victim == NULL || victim->reaped.seen)
		return true;
	victim->reaped.seen = true;
	victim->reaped.failed = l->kind == LINE_REAP_FAILED;
	victim->reaped.anon_rss_bytes = v.anon_rss_bytes;
	victim->reaped.file_rss_bytes = v.file_rss_bytes;
	victim->reaped.shmem_rss_bytes = v.shmem_rss_bytes;
	victim->reaped.monotonic_us = l->record->mono_us;
	return true;
}

static strv killer_name(const struct text_line *l)
{
	static const struct {
		const char *row, *name;
	} names[] = {
		{"lmk/simple", "simple_lmk"}, {"lmk/", "lowmemorykiller"}, {"lmkd/", "lmkd"},
		{"oomd/", "systemd-oomd"},    {"earlyoom/", "earlyoom"},   {"nohang/", "nohang"},
		{"systemd/", "systemd"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_starts(str_of(l->match.row->id), str_of(names[i].row)))
			return str_of(names[i].name);
	return STR_NONE;
}

/* A killer that is not the OOM killer; its own kind of event, whole in a line or two. */
static bool on_other_killer(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_killer *killer = event_killer(ctx->ev);
	struct oomlog_victim *victim;

	if (killer == NULL)
		return true;
	killer->name = killer_name(l);
	match_apply(&l->match, OBJECT_KILLER, killer, &ctx->ev->arena);
	if (match_has(&l->match, OBJECT_VICTIM)) {
		victim = event_add_victim(ctx->ev);
		if (victim != NULL)
			match_apply(&l->match, OBJECT_VICTIM, victim, &ctx->ev->arena);
		/* "Killing 'x' (2600), adj 1000": from 3.8 on it is oom_score_adj */
		if (victim != NULL && str_starts(str_of(l->match.row->id), STR("lmk/killing")))
			victim->oom_score_adj = killer->adj;
	}
	ctx->ev->outcome = OOMLOG_OUTCOME_KILLED;
	ctx->ev->parts |= OOMLOG_PART_KILL;
	if (ctx->ev->kind == OOMLOG_KIND_USERSPACE_KILL || l->kind == LINE_LMKD)
		context_end(a, ctx);
	return true;
}

/* "x.service: Failed with result 'oom-kill'.": what systemd says of a kill, the kernel's or its own */
static bool on_unit(struct assembler *a, struct context *ctx, struct text_line *l)
{
	struct oomlog_systemd *systemd = event_systemd(ctx->ev);
	struct line_values v = {.unit = STR_NONE};
	struct arena *arena = &ctx->ev->arena;

	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	if (systemd == NULL)
		return true;
	if (systemd->unit.p == NULL)
		systemd->unit = arena_str(arena, v.unit);
	if (v.reason.p != NULL)
		systemd->result = arena_str(arena, v.reason);
	if (l->record->message_id.n > 0 && systemd->message_id.p == NULL)
		systemd->message_id = arena_str(arena, l->record->message_id);
	return ctx->ev->kind == OOMLOG_KIND_OOM || ctx->ev->killer != NULL || on_other_killer(a, ctx, l);
}

static bool on_killer_more(struct assembler *a, struct context *ctx, struct text_line *l)
{
	(void)a;
	if (ctx->ev->killer != NULL)
		match_apply(&l->match, OBJECT_KILLER, ctx->ev->killer, &ctx->ev->arena);
	return true;
}

/* clang-format off */
static const handler handlers[LINE_KINDS] = {
	[LINE_TRIGGER] = on_trigger,           [LINE_ALLOC_FAILED] = on_trigger,
	[LINE_ALLOC_OTHER] = on_trigger,
	[LINE_CPUSET] = on_cpuset,             [LINE_CPU] = on_cpu,
	[LINE_TAINTED] = on_context,           [LINE_HARDWARE] = on_hardware,
	[LINE_TRACE] = on_frame,               [LINE_REGISTERS] = on_context,
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

bool apply(struct assembler *a, struct context *ctx, struct text_line *l)
{
	return handlers[l->kind] != NULL && handlers[l->kind](a, ctx, l);
}
