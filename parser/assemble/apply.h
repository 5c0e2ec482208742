/* The handlers of apply.c's table: a line's values into the event. False: the text is not a whole line of its kind. */
#ifndef OOMLOG_ASSEMBLE_APPLY_H
#define OOMLOG_ASSEMBLE_APPLY_H

#include "assemble/context.h"

static inline void reach(struct context *ctx, enum phase phase)
{
	if (ctx->phase < phase)
		ctx->phase = phase;
}

/* apply-memory.c */
bool on_memcg(struct context *ctx, struct text_line *l);
bool on_stats(struct context *ctx, struct text_line *l);
bool on_stat(struct context *ctx, struct text_line *l);
bool on_memory(struct context *ctx, struct text_line *l);
bool on_total(struct context *ctx, struct text_line *l);
bool on_columns(struct context *ctx, struct text_line *l);
bool on_task(struct context *ctx, struct text_line *l);

/* apply-kill.c */
bool on_oom_kill(struct context *ctx, struct text_line *l);
bool on_chosen(struct context *ctx, struct text_line *l);
bool on_killed(struct context *ctx, struct text_line *l);
bool on_sharing(struct context *ctx, struct text_line *l);
bool on_group(struct context *ctx, struct text_line *l);
bool on_outcome(struct context *ctx, struct text_line *l);
bool on_reaped(struct context *ctx, struct text_line *l);
bool on_other_killer(struct context *ctx, struct text_line *l);
bool on_unit(struct context *ctx, struct text_line *l);
bool on_killer_more(struct context *ctx, struct text_line *l);

#endif
