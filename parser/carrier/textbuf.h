/* A buffer of fixed size for text that had to be decoded or joined. What does not fit is dropped and remembered. */
#ifndef OOMLOG_CARRIER_TEXTBUF_H
#define OOMLOG_CARRIER_TEXTBUF_H

#include "util/str.h"

struct textbuf {
	char *p;
	size_t n, max;
	bool cut; /* something did not fit since the last clear */
};

/* false: no memory */
bool textbuf_init(struct textbuf *b, size_t max);
void textbuf_release(struct textbuf *b);
void textbuf_clear(struct textbuf *b);
void textbuf_add(struct textbuf *b, strv s);

static inline void textbuf_byte(struct textbuf *b, char c)
{
	if (b->n < b->max)
		b->p[b->n++] = c;
	else
		b->cut = true;
}

/* What was added since b->n was `from`. */
static inline strv textbuf_since(const struct textbuf *b, size_t from)
{
	return (strv){b->p + from, b->n - from};
}

#endif
