#include "carrier/held.h"

void held_add(struct held *h, unsigned kind, uint64_t key, strv text, const struct span *span)
{
	if (!h->active) {
		textbuf_clear(&h->text);
		h->span = *span;
		h->kind = kind;
		h->key = key;
		h->active = true;
	}
	textbuf_add(&h->text, text);
	h->span.last_line = span->last_line;
	h->span.last_byte = span->last_byte;
	h->span.cut |= span->cut || h->text.cut;
}

bool held_has(const struct held *h, unsigned kind, uint64_t key)
{
	return h->active && h->kind == kind && h->key == key;
}

strv held_take(struct held *h, strv text, struct span *span)
{
	held_add(h, h->kind, h->key, text, span);
	*span = h->span;
	h->active = false;
	return textbuf_since(&h->text, 0);
}
