#include "carrier/textbuf.h"

#include <stdlib.h>

bool textbuf_init(struct textbuf *b, size_t max)
{
	*b = (struct textbuf){.p = malloc(max), .max = max};
	return b->p != NULL;
}

void textbuf_release(struct textbuf *b)
{
	free(b->p);
	*b = (struct textbuf){0};
}

void textbuf_clear(struct textbuf *b)
{
	b->n = 0;
	b->cut = false;
}

void textbuf_add(struct textbuf *b, strv s)
{
	size_t n = s.n < b->max - b->n ? s.n : b->max - b->n;

	if (n < s.n)
		b->cut = true;
	if (n > 0)
		memcpy(b->p + b->n, s.p, n);
	b->n += n;
}
