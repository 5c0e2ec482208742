/*
 * A task table that finds no room any more: the smallest of its rows make room for larger ones, an eighth at a time, so
 * that what is kept is what fills the memory. The others keep the log's order.
 */
#include "assemble/context.h"

/* Sizes by their highest bit and the three behind it: two in one bucket differ by an eighth at most. */
enum { PART_BITS = 3, PARTS = 1 << PART_BITS, BUCKETS = 64 * PARTS, THIN_PART = 8 };

static uint64_t pages_of(const struct oomlog_task *t)
{
	uint64_t rss = t->rss_pages != OOMLOG_ABSENT_U ? t->rss_pages : 0, all;

	if (t->swapents == OOMLOG_ABSENT_U || __builtin_add_overflow(rss, t->swapents, &all))
		return rss;
	return all;
}

static unsigned bucket_of(const struct oomlog_task *t)
{
	uint64_t pages = pages_of(t);
	unsigned bit;

	if (pages < PARTS)
		return (unsigned)pages;
	bit = 63 - (unsigned)__builtin_clzll(pages);
	return bit * PARTS + (unsigned)(pages >> (bit - PART_BITS) & (PARTS - 1));
}

/* All rows in buckets under *ret, and *ret_left of those in it, are `most` together. */
static void smallest(const struct oomlog_event *ev, size_t most, unsigned *ret, size_t *ret_left)
{
	uint32_t count[BUCKETS] = {0};
	unsigned at = 0;

	for (size_t i = 0; i < ev->tasks.n; i++)
		count[bucket_of(&ev->tasks.items[i])]++;
	while (at < BUCKETS - 1 && count[at] < most)
		most -= count[at++];
	*ret = at;
	*ret_left = most;
}

static void thin(struct context *ctx)
{
	struct oomlog_event *ev = ctx->ev;
	size_t most = ev->tasks.n / THIN_PART + 1, left, kept = 0;
	unsigned bucket;

	smallest(ev, most, &bucket, &left);
	for (size_t i = 0; i < ev->tasks.n; i++) {
		unsigned own = bucket_of(&ev->tasks.items[i]);

		if (own < bucket || (own == bucket && left > 0)) {
			left -= own == bucket;
			arena_give_back(&ev->arena, ev->tasks.items[i].comm);
		} else {
			ev->tasks.items[kept++] = ev->tasks.items[i];
		}
	}
	event_damage(ev, OOMLOG_DAMAGE_LIMIT_HIT, ev->tasks.n - kept, ev->origin.last_line);
	ev->tasks.n = kept;
	ctx->task_floor = bucket;
	pids_release(&ctx->task_pids);
}

struct oomlog_task *thin_push(struct context *ctx, const struct oomlog_task *read)
{
	struct oomlog_event *ev = ctx->ev;
	bool room = ev->tasks.n < ctx->assembler->opt.limits.max_tasks;
	struct oomlog_task *task = room ? arena_push(&ev->arena, &ev->tasks) : NULL;

	if (task != NULL || ev->arena.nomem || ev->tasks.n == 0)
		return task;
	if (bucket_of(read) < ctx->task_floor)
		return NULL;
	thin(ctx);
	return arena_push(&ev->arena, &ev->tasks);
}
