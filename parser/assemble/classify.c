#include "assemble/context.h"

/* A comm is at most 15 bytes; a carrier may show one as "\xNN". What is longer is a prefix that no carrier knows. */
bool is_comm(strv comm)
{
	size_t n = 0;

	for (size_t i = 0; i < comm.n; i++, n++)
		if (comm.p[i] == '\\' && i + 3 < comm.n && comm.p[i + 1] == 'x')
			i += 3;
	return n <= 15;
}

/* Lines that begin with a comm take whatever stands there. */
static bool has_comm_in_front(const struct match *match)
{
	struct oomlog_trigger trigger = {.comm = STR_NONE};

	if (match->row->kind != LINE_TRIGGER && match->row->kind != LINE_ALLOC_FAILED &&
	    match->row->kind != LINE_ALLOC_OTHER)
		return true;
	match_apply(match, OBJECT_TRIGGER, &trigger, NULL);
	return is_comm(trigger.comm);
}

static bool by_table(struct assembler *a, strv text, struct text_line *ret)
{
	if (!matcher_match(a->matcher, text, &ret->match))
		return false;
	if (!has_comm_in_front(&ret->match)) {
		ret->match.row = NULL;
		ret->match.n = 0;
		return false;
	}
	ret->kind = ret->match.row->kind;
	ret->cut = ret->match.row->cut;
	return true;
}

static enum line_kind by_expectation(const struct context *ctx, strv text)
{
	if (ctx != NULL && ctx->stats_open && is_stat(text))
		return LINE_MEMCG_STAT;
	if (is_frame(text))
		return LINE_TRACE;
	return LINE_NONE;
}

static enum line_kind by_rest(const struct context *ctx, strv text)
{
	if (ctx == NULL)
		return LINE_NONE;
	if (ctx->slab_open && is_slab(text))
		return LINE_SLAB;
	if (ctx->allocations_open && str_find(text, STR(" func:")) != SIZE_MAX)
		return LINE_ALLOCATION;
	if (ctx->phase <= PHASE_CONTEXT && is_registers(text))
		return LINE_REGISTERS;
	return LINE_NONE;
}

static void classify_as_is(struct assembler *a, const struct context *ctx, strv text, struct text_line *ret)
{
	ret->text = text;
	ret->cut = false;
	ret->match.row = NULL;
	ret->match.n = 0;
	ret->kind = section_kind(text);
	if (ret->kind == LINE_NONE)
		ret->kind = by_expectation(ctx, text);
	if (ret->kind == LINE_NONE && !by_table(a, text, ret))
		ret->kind = by_rest(ctx, text);
}

void classify(struct assembler *a, const struct context *ctx, strv text, struct text_line *ret)
{
	strv trimmed;

	classify_as_is(a, ctx, text, ret);
	if (ret->kind != LINE_NONE && ret->kind != LINE_REGISTERS)
		return;
	trimmed = str_trim(text); /* an indented paste */
	if (trimmed.n > 0 && trimmed.n < text.n) {
		enum line_kind before = ret->kind;

		classify_as_is(a, ctx, trimmed, ret);
		if (ret->kind == LINE_NONE)
			ret->kind = before;
	}
}
