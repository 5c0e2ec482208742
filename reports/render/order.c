#include "reports/render/order.h"

#include <stdlib.h>

#include <oomlog/oomlog.h>

int order_init(struct order *o)
{
	if (o->heap == NULL)
		o->heap = malloc(ORDER_MAX * sizeof(o->heap[0]));
	o->n = 0;
	return o->heap != NULL ? OOMLOG_OK : OOMLOG_E_NOMEM;
}

bool order_is_full(const struct order *o)
{
	return o->n == ORDER_MAX;
}

static bool is_less(const struct order_key *a, const struct order_key *b)
{
	if (a->input != b->input)
		return a->input < b->input;
	return a->line != b->line ? a->line < b->line : a->number < b->number;
}

void order_push(struct order *o, struct order_key key)
{
	size_t at = o->n++;

	while (at > 0 && is_less(&key, &o->heap[(at - 1) / 2])) {
		o->heap[at] = o->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	o->heap[at] = key;
}

/* Puts key where the hole at the top sinks to. */
static void sink(struct order *o, struct order_key key)
{
	size_t at = 0, child;

	while ((child = 2 * at + 1) < o->n) {
		if (child + 1 < o->n && is_less(&o->heap[child + 1], &o->heap[child]))
			child++;
		if (!is_less(&o->heap[child], &key))
			break;
		o->heap[at] = o->heap[child];
		at = child;
	}
	o->heap[at] = key;
}

struct order_key order_pop(struct order *o)
{
	struct order_key top = o->heap[0];

	o->n--;
	if (o->n > 0)
		sink(o, o->heap[o->n]);
	if (is_less(&top, &o->last))
		o->late = true;
	o->last = top;
	return top;
}
