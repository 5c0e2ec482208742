/* Who was chosen and killed, how the report ended, and what killed instead of the OOM killer. */
#include "assemble/apply.h"

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
bool on_oom_kill(struct context *ctx, struct text_line *l)
{
	struct line_values v = {.pid = OOMLOG_ABSENT, .uid = OOMLOG_ABSENT};
	struct oomlog_event *ev = ctx->ev;

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

bool on_chosen(struct context *ctx, struct text_line *l)
{
	struct oomlog_chosen *chosen = event_chosen(ctx->ev);
	struct line_values v = {.prefix = STR_NONE};

	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	if (chosen != NULL)
		match_apply(&l->match, OBJECT_CHOSEN, chosen, &ctx->ev->arena);
	note_prefix(ctx, v.prefix);
	reach(ctx, PHASE_VERDICT);
	return true;
}

static bool has_row(const struct oomlog_event *ev, int64_t pid)
{
	for (size_t i = 0; i < ev->tasks.n; i++)
		if (ev->tasks.items[i].pid == pid)
			return true;
	return false;
}

/*
 * The table has processes only, while a thread may be chosen; what is killed then is its process:
 *	Memory cgroup out of memory: Kill process 26074 (monocular) score 54 or sacrifice child
 *	Killed process 24518 (monocular) total-vm:..
 * A parent that were chosen would have a row of its own.
 */
static bool is_thread_of(const struct oomlog_event *ev, const struct oomlog_victim *v)
{
	return str_eq(ev->chosen->comm, v->comm) && has_row(ev, v->pid) && !has_row(ev, ev->chosen->pid) &&
		ev->damage.n == 0;
}

static enum oomlog_role role_of(const struct context *ctx, const struct oomlog_victim *v)
{
	const struct oomlog_event *ev = ctx->ev;

	if (ctx->ended && ctx->group)
		return OOMLOG_ROLE_GROUP;
	if (ev->chosen != NULL && ev->chosen->pid != v->pid && !is_thread_of(ev, v))
		return OOMLOG_ROLE_CHILD;
	return OOMLOG_ROLE_CHOSEN;
}

/* "Memory cgroup out of memory: Killed process 4242 (stress) total-vm:1048576kB, .." */
bool on_killed(struct context *ctx, struct text_line *l)
{
	struct oomlog_victim read = {.pid = OOMLOG_ABSENT}, *victim;
	struct line_values v = {.prefix = STR_NONE};
	struct oomlog_event *ev = ctx->ev;
	bool over = l->match.row->over;

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
		victim->role = role_of(ctx, &read);
	}
	match_apply(&l->match, OBJECT_VICTIM, victim, &ev->arena);
	pids_changed(&ctx->victim_pids, ev->victims.items, sizeof(*victim), (size_t)(victim - ev->victims.items));
	if (victim->uid == OOMLOG_ABSENT && victim->pid == ctx->expected_pid)
		victim->uid = ctx->expected_uid; /* before 5.4 only the oom-kill: line has it */
	ctx->stop_due = !over && v.prefix.p != NULL && victim->total_vm_bytes == OOMLOG_ABSENT_U &&
		!str_ends(str_trim_right(l->text), STR("."));
	if (over)
		event_damage(ev, OOMLOG_DAMAGE_UNPARSED_LINE, 1, l->record->line);
	ev->outcome = OOMLOG_OUTCOME_KILLED;
	ev->parts |= OOMLOG_PART_KILL;
	context_end(ctx);
	reach(ctx, PHASE_END);
	return true;
}

bool on_sharing(struct context *ctx, struct text_line *l)
{
	struct oomlog_victim read = {.pid = OOMLOG_ABSENT}, *victim;

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

bool on_group(struct context *ctx, struct text_line *l)
{
	struct oomlog_memcg *memcg = event_memcg(ctx->ev);

	if (memcg != NULL)
		match_apply(&l->match, OBJECT_MEMCG, memcg, &ctx->ev->arena);
	ctx->group = true;
	return true;
}

/* "Memory cgroup out of memory: OOM victim 102 (large) is already exiting. Skip killing the task": no victim, but chosen */
static void set_exiting(struct context *ctx, const struct line_values *v)
{
	struct oomlog_chosen *chosen = v->pid != OOMLOG_ABSENT ? event_chosen(ctx->ev) : NULL;

	if (chosen == NULL)
		return;
	chosen->pid = v->pid;
	chosen->comm = arena_str(&ctx->ev->arena, v->comm);
	chosen->uid = v->pid == ctx->expected_pid ? ctx->expected_uid : OOMLOG_ABSENT;
}

bool on_outcome(struct context *ctx, struct text_line *l)
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
	if (l->kind == LINE_NOT_KILLED)
		set_exiting(ctx, &v);
	if (l->kind == LINE_PANIC)
		ev->panic = arena_str(&ev->arena, v.reason);
	ev->parts |= OOMLOG_PART_KILL;
	context_end(ctx);
	reach(ctx, PHASE_END);
	return true;
}

bool on_reaped(struct context *ctx, struct text_line *l)
{
	struct line_values v = {.pid = OOMLOG_ABSENT,
	                        .anon_rss_bytes = OOMLOG_ABSENT_U,
	                        .file_rss_bytes = OOMLOG_ABSENT_U,
	                        .shmem_rss_bytes = OOMLOG_ABSENT_U};
	struct oomlog_victim *victim;

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

/* A killer that is not the OOM killer; its own kind of event, whole in a line or two. */
bool on_other_killer(struct context *ctx, struct text_line *l)
{
	struct oomlog_killer *killer = event_killer(ctx->ev);
	struct oomlog_victim *victim;

	if (killer == NULL)
		return true;
	killer->name = str_of(l->match.row->killer);
	killer->marked = l->match.row->marked;
	match_apply(&l->match, OBJECT_KILLER, killer, &ctx->ev->arena);
	if (match_has(&l->match, OBJECT_VICTIM)) {
		victim = event_add_victim(ctx->ev);
		if (victim != NULL)
			match_apply(&l->match, OBJECT_VICTIM, victim, &ctx->ev->arena);
	}
	ctx->ev->outcome = OOMLOG_OUTCOME_KILLED;
	ctx->ev->parts |= OOMLOG_PART_KILL;
	if (ctx->ev->kind == OOMLOG_KIND_USERSPACE_KILL || l->kind == LINE_LMKD)
		context_end(ctx);
	return true;
}

/* "x.service: Failed with result 'oom-kill'.": what systemd says of a kill, the kernel's or its own */
bool on_unit(struct context *ctx, struct text_line *l)
{
	struct oomlog_systemd *systemd = event_systemd(ctx->ev);
	struct line_values v = {.unit = STR_NONE};
	struct arena *arena = &ctx->ev->arena;

	match_apply(&l->match, OBJECT_LINE, &v, NULL);
	if (systemd == NULL)
		return true;
	stream_note_unit(ctx->stream, v.unit);
	if (systemd->unit.p == NULL)
		systemd->unit = arena_str(arena, v.unit);
	if (!str_eq(systemd->unit, v.unit))
		return true;
	if (v.reason.p != NULL)
		systemd->result = arena_str(arena, v.reason);
	if (l->record->message_id.n > 0 && systemd->message_id.p == NULL)
		systemd->message_id = arena_str(arena, l->record->message_id);
	if (ctx->ev->kind != OOMLOG_KIND_OOM)
		return ctx->ev->killer != NULL || on_other_killer(ctx, l);
	/* nothing of the kernel's own words is here */
	if (ctx->ev->parts == 0 && ctx->ev->trigger == NULL && !ctx->ended) {
		ctx->ev->outcome = OOMLOG_OUTCOME_KILLED;
		context_end(ctx);
	}
	return true;
}

bool on_killer_more(struct context *ctx, struct text_line *l)
{
	if (ctx->ev->killer != NULL)
		match_apply(&l->match, OBJECT_KILLER, ctx->ev->killer, &ctx->ev->arena);
	return true;
}
