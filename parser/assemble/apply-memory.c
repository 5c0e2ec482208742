/* The cgroup, Mem-Info and the task table into the event. */
#include "assemble/apply.h"

bool on_memcg(struct context *ctx, struct text_line *l)
{
	struct oomlog_memcg *memcg = event_memcg(ctx->ev);

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

bool on_stats(struct context *ctx, struct text_line *l)
{
	if (!stats_parse(ctx->ev, l->text))
		return false;
	reach(ctx, PHASE_MEMCG);
	ctx->ev->parts |= OOMLOG_PART_MEMCG;
	ctx->stats_open = str_ends(str_trim_right(l->text), STR(":"));
	return true;
}

bool on_stat(struct context *ctx, struct text_line *l)
{
	return stat_parse(ctx->ev, l->text);
}

bool on_memory(struct context *ctx, struct text_line *l)
{
	struct oomlog_event *ev = ctx->ev;
	bool whole = true;

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
bool on_total(struct context *ctx, struct text_line *l)
{
	struct oomlog_memory *memory = event_memory(ctx->ev);

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

bool on_columns(struct context *ctx, struct text_line *l)
{
	if (l->kind == LINE_COLUMNS && !columns_parse(ctx->ev, &ctx->columns, l->text))
		return false;
	if (l->kind == LINE_COLUMNS)
		ctx->ev->parts |= OOMLOG_PART_TASKS;
	ctx->table = true;
	ctx->stats_open = ctx->slab_open = ctx->allocations_open = false;
	reach(ctx, PHASE_TASKS);
	return true;
}

bool on_task(struct context *ctx, struct text_line *l)
{
	bool replace = l->again && ctx->ev->tasks.n > 0 && ctx->last.kind == LINE_TASK && !ctx->last.incomplete &&
		!ctx->row_left_out;
	struct oomlog_event *ev = ctx->ev;
	struct oomlog_task read, *task;

	if (!task_parse(ev, &ctx->columns, l->text, &read) || (l->again && !is_comm(str_trim_right(read.comm))))
		return false;
	ctx->columns.form.n = 0; /* of another row; learned from this one when the next line asks for it */
	if (replace) {
		task = &ev->tasks.items[ev->tasks.n - 1]; /* the first piece was taken for a whole row */
	} else {
		task = thin_push(ctx, &read);
	}
	if (task != NULL)
		*task = read;
	if (task != NULL && replace)
		pids_changed(&ctx->task_pids, ev->tasks.items, sizeof(*task), ev->tasks.n - 1);
	ctx->row_left_out = task == NULL;
	if (task == NULL) {
		arena_give_back(&ev->arena, read.comm);
		event_damage(ev, OOMLOG_DAMAGE_LIMIT_HIT, 1, l->record->line);
	}
	ev->parts |= OOMLOG_PART_TASKS;
	ctx->table = true;
	ctx->stats_open = ctx->slab_open = ctx->allocations_open = false;
	reach(ctx, PHASE_TASKS);
	return true;
}
