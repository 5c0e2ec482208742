/*
 * Puts events into the order of their first line. They come in the order of their end, so only those that overlap are
 * out of place, by little: a heap of fixed size sorts whatever is less than ORDER_MAX places late.
 */
#ifndef REPORTS_RENDER_ORDER_H
#define REPORTS_RENDER_ORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ORDER_MAX = 16384 };

struct order_key {
	uint64_t input, line, number;
};

struct order {
	struct order_key *heap;
	size_t n;
	struct order_key last; /* the one taken last */
	bool late;             /* one came too late for its place */
};

/* 0, or OOMLOG_E_NOMEM. The heap is released by free(o->heap). */
int order_init(struct order *o);
bool order_is_full(const struct order *o);
void order_push(struct order *o, struct order_key key);
struct order_key order_pop(struct order *o);

#endif
