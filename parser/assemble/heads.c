/*
 * Two reports of cgroups whose lines came in turn, and nothing that tells their callers: "a invoked oom-killer: ..", "b
 * invoked oom-killer: ..", and then "Task in /x killed as a result of limit of /x": which of the two it goes on with was
 * our guess. Who asked is a task of the cgroup that is out of memory, and stands in its table; so the table shows whether
 * the guess was right.
 */
#include "assemble/context.h"

/* Does the table hold who asked? 1: yes, -1: no, 0: there is no table, or nobody. */
static int asker_in_table(struct context *ctx, const struct oomlog_trigger *trigger)
{
	const struct oomlog_event *ev = ctx->ev;

	if (trigger == NULL || ev->tasks.n == 0)
		return 0;
	if (trigger->pid != OOMLOG_ABSENT)
		return context_task(ctx, trigger->pid) != NULL ? 1 : -1;
	for (size_t i = 0; i < ev->tasks.n; i++)
		if (str_eq(ev->tasks.items[i].comm, trigger->comm))
			return 1;
	return -1;
}

/* What a head says lives in its event's arena. */
static bool copy_trigger(struct arena *a, const struct oomlog_trigger *from, struct oomlog_trigger *to)
{
	strv *const words[] = {&to->comm, &to->gfp_flags, &to->cpuset, &to->mems_allowed, &to->nodemask, &to->reason};

	*to = *from;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i]->p != NULL)
			*words[i] = arena_str(a, *words[i]);
	to->cap_call_trace = to->n_call_trace;
	to->call_trace = arena_alloc(a, to->n_call_trace * sizeof(*to->call_trace));
	for (size_t i = 0; to->call_trace != NULL && i < to->n_call_trace; i++) {
		to->call_trace[i] = from->call_trace[i];
		to->call_trace[i].function = arena_str(a, from->call_trace[i].function);
		if (from->call_trace[i].module.p != NULL)
			to->call_trace[i].module = arena_str(a, from->call_trace[i].module);
	}
	return !a->full && !a->nomem;
}

/* The other's head before the rest of its own. */
static bool copy_raw(struct context *ctx, const struct context *other, strv **ret, size_t *ret_n)
{
	struct oomlog_event *ev = ctx->ev;
	size_t rest = ev->raw.n - ctx->head_raw;
	strv *lines;

	*ret_n = other->head_raw + rest;
	*ret = lines = arena_alloc(&ev->arena, *ret_n * sizeof(*lines));
	for (size_t i = 0; lines != NULL && i < other->head_raw; i++)
		lines[i] = arena_str(&ev->arena, other->ev->raw.items[i]);
	if (lines != NULL && rest > 0)
		memcpy(lines + other->head_raw, ev->raw.items + ctx->head_raw, rest * sizeof(*lines));
	return !ev->arena.full && !ev->arena.nomem;
}

static void take_raw(struct context *ctx, strv *lines, size_t n, size_t head)
{
	ctx->ev->raw.items = lines;
	ctx->ev->raw.n = ctx->ev->raw.cap = n;
	ctx->head_raw = head;
}

#define SWAP(a, b)                      \
	do {                            \
		__typeof__(a) t_ = (a); \
		(a) = (b);              \
		(b) = t_;               \
	} while (0)

static void swap_beginnings(struct context *x, struct context *y)
{
	SWAP(x->ev->time.monotonic_us, y->ev->time.monotonic_us);
	SWAP(x->ev->time.realtime_us, y->ev->time.realtime_us);
	SWAP(x->ev->time.realtime_from, y->ev->time.realtime_from);
	SWAP(x->ev->origin.first_line, y->ev->origin.first_line);
	SWAP(x->ev->origin.first_byte, y->ev->origin.first_byte);
	SWAP(x->traced, y->traced);
	SWAP(x->foreign_trace, y->foreign_trace);
	SWAP(x->task_open, y->task_open);
}

/* Both or, without room for it, neither. */
static bool swap_heads(struct context *x, struct context *y)
{
	struct oomlog_trigger of_x, of_y;
	size_t n_x, n_y, head_x = x->head_raw;
	strv *raw_x, *raw_y;

	if (!copy_trigger(&x->ev->arena, y->ev->trigger, &of_x) ||
	    !copy_trigger(&y->ev->arena, x->ev->trigger, &of_y) || !copy_raw(x, y, &raw_x, &n_x) ||
	    !copy_raw(y, x, &raw_y, &n_y))
		return false;
	*x->ev->trigger = of_x;
	*y->ev->trigger = of_y;
	take_raw(x, raw_x, n_x, y->head_raw);
	take_raw(y, raw_y, n_y, head_x);
	swap_beginnings(x, y);
	return true;
}

/* Reports are given out in the order of their heads. */
static void change_places(struct context *x, struct context *y)
{
	SWAP(*x, *y);
	SWAP(x->older, y->older);
	SWAP(x->newer, y->newer);
	SWAP(x->next, y->next);
	if (x->stream->active == x || x->stream->active == y)
		x->stream->active = x->stream->active == x ? y : x;
}

static bool is_guessed(const struct context *ctx)
{
	return !ctx->ended && ctx->caller[0] == '\0';
}

struct context *heads_mend(struct context *ctx, uint64_t line)
{
	struct context *other = ctx->stream->newest;

	if (!is_guessed(ctx) || ctx->ev->memcg == NULL || asker_in_table(ctx, ctx->ev->trigger) >= 0)
		return ctx;
	while (other != NULL &&
	       (other == ctx || !is_guessed(other) || other->meminfo || asker_in_table(ctx, other->ev->trigger) <= 0))
		other = other->next;
	if (other == NULL || !swap_heads(ctx, other))
		return ctx;
	context_mixed(ctx, other, line);
	change_places(ctx, other);
	return other;
}
