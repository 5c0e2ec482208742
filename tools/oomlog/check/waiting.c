#include "check/waiting.h"

struct oomlog_event *waiting_take(struct waiting *h)
{
	struct oomlog_event *oldest;

	if (h->n == 0)
		return NULL;
	oldest = h->ring[h->first];
	h->first = (h->first + 1) % WAITING_MAX;
	h->n--;
	return oldest;
}

struct oomlog_event *waiting_add(struct waiting *h, struct oomlog_event *ev)
{
	struct oomlog_event *oldest = h->n == WAITING_MAX ? waiting_take(h) : NULL;

	h->ring[(h->first + h->n++) % WAITING_MAX] = oomlog_event_ref(ev);
	return oldest;
}
