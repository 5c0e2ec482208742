#include "reports/render/out.h"

#include <stdlib.h>

int out_init(struct out *o, oomlog_write_fn write, void *user)
{
	*o = (struct out){.buf = malloc(OUT_SIZE), .write = write, .user = user};
	return o->buf != NULL ? OOMLOG_OK : OOMLOG_E_NOMEM;
}

void out_release(struct out *o)
{
	free(o->buf);
	o->buf = NULL;
}

void out_flush(struct out *o)
{
	if (o->n > 0 && o->status == OOMLOG_OK && o->write(o->user, o->buf, o->n) < 0)
		o->status = OOMLOG_E_IO;
	o->flushed += o->n;
	o->n = 0;
}

void out_bytes(struct out *o, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		size_t piece = OUT_SIZE - o->n;

		if (piece == 0) {
			out_flush(o);
			continue;
		}
		if (piece > n)
			piece = n;
		memcpy(o->buf + o->n, p, piece);
		o->n += piece;
		p += piece;
		n -= piece;
	}
}
