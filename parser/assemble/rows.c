/*
 * The next row of an open task table. Most lines of a report are such, and all but their numbers is known beforehand:
 * whose they are, what they are, and that nothing is pending. Whatever is odd about one is left to text.c, which would
 * have come to the same end for the others.
 */
#include "assemble/context.h"

enum { LONGEST_ROW = 256 };

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
	    ctx->stream->active == ctx && is_only_one(ctx))
		a->table = ctx;
}

/* Perhaps the row before, written twice on its way; or the beginning of a comm with a newline. */
static bool is_odd(const struct last_line *last, const struct record *r)
{
	return last->kind != LINE_TASK || last->incomplete || r->text.n < MOST_COMM || r->text.n > LONGEST_ROW ||
		str_eq((strv){last->text, last->n}, r->text);
}

bool rows_next(struct assembler *a, const struct record *r)
{
	struct context *ctx = a->table;
	struct text_line l;

	if ((r->flags & RECORD_SAME) == 0 || r->text.p[0] != '[' || is_odd(&ctx->last, r))
		return false;
	text_line_init(&l, r);
	l.text = r->text;
	l.kind = LINE_TASK;
	if (!apply(ctx, &l))
		return false;
	place_note(a, ctx, &l);
	last_set(a, &ctx->last, r, r->text, LINE_TASK, false);
	ctx->last.applied = true;
	a->brief_n = 0;
	return true;
}
