/*
 * Rows of an open task table. Most lines of a report are such, and all but their numbers and the time is known beforehand:
 * whose they are, what they are, and that nothing is pending. What a record would change for each of them is changed
 * once, behind the last. Whatever is odd about a row, or when it came, is left to assembler_record(), which would have
 * come to the same end for the others.
 */
#include "assemble/context.h"

enum { SOON_US = 1000 * 1000 }; /* far less than what makes a boot, a step back or a quiet time */

/* Rows could go to another report, too: that of another CPU, in turn with this one. */
static bool is_only_one(const struct context *ctx)
{
	for (const struct context *other = ctx->stream->newest; other != NULL; other = other->next)
		if (other != ctx && !other->ended)
			return false;
	return true;
}

void rows_begin(struct assembler *a, struct context *ctx)
{
	if (ctx->phase == PHASE_TASKS && ctx->ev->kind == OOMLOG_KIND_OOM && !ctx->ended && !ctx->on_demand &&
	    !a->opt.keep_raw && ctx->stream->active == ctx && is_only_one(ctx))
		a->table = ctx;
}

static bool is_soon(int64_t before, int64_t at)
{
	return at == before || (before != NO_TIME && at > before && at - before < SOON_US);
}

bool assembler_has_table(const struct assembler *a)
{
	return a->table != NULL;
}

/* Reports that are over are looked for as often as among other lines; the one at hand is none. */
static bool may_go_on(const struct assembler *a, bool due)
{
	return (!due || a->n_open == 1) && a->table->ev->tasks.n < a->opt.limits.max_tasks;
}

bool assembler_row(struct assembler *a, const struct table_row *row, uint64_t line)
{
	struct context *ctx = a->table;
	uint64_t now_line = a->line_base + line > a->now_line ? a->line_base + line : a->now_line;
	int64_t now_us = a->now_us;
	bool due = now_line >= a->next_check, inferred;

	if (!may_go_on(a, due) || !is_soon(ctx->stream->mono_us, row->mono_us))
		return false;
	if (ctx->columns.form.n == 0)
		row_form_learn(&ctx->columns, (strv){ctx->last.text, ctx->last.n});
	if (row->wall != NULL)
		now_us = calendar_next(&a->calendar, row->wall, a->opt.year, a->newest_us, &inferred);
	if (!is_soon(a->now_us, now_us) || !row_add(ctx->ev, &ctx->columns.form, row->text))
		return false;
	a->now_line = now_line;
	a->now_us = now_us;
	ctx->stream->mono_us = row->mono_us;
	if (due)
		contexts_checked(a);
	return true;
}

void assembler_rows_end(struct assembler *a, const struct record *r, size_t n)
{
	struct context *ctx = a->table;
	struct text_line l;

	assembler_note(a, r, n);
	text_line_init(&l, r);
	ctx->own_lines += n - 1;
	a->stats.recognised += n - 1;
	place_note(a, ctx, &l);
	last_set(a, &ctx->last, r, r->text, LINE_TASK, false);
	ctx->last.applied = true;
	a->brief_n = 0;
}
