#include "held.h"

#include <stdlib.h>

#include <oomlog/oomlog.h>

#include "util/grow.h"

void held_release(struct held *h)
{
	for (size_t i = 0; i <= HELD_LINES; i++)
		free(h->lines[i].text);
	*h = (struct held){.n = 0};
}

static void line_clear(struct held_line *line)
{
	line->n = 0;
	line->bytes = 0;
	line->wanted = false;
}

void held_forget(struct held *h)
{
	for (size_t i = 0; i <= HELD_LINES; i++)
		line_clear(&h->lines[i]);
	h->n = h->ready = h->border_n = 0;
	h->release = false;
}

bool held_is_empty(const struct held *h)
{
	return h->n == 0 && h->lines[0].bytes == 0;
}

uint64_t held_bytes(const struct held *h, size_t i)
{
	uint64_t bytes = 0;

	for (size_t k = 0; k < i && k <= h->n; k++)
		bytes += h->lines[k].bytes;
	return bytes;
}

/* --- the open line --- */

static int line_append(struct held_line *line, strv part, size_t max)
{
	strv taken = str_upto(part, max - line->n);

	if (!grow(&line->text, &line->cap, line->n + taken.n))
		return OOMLOG_E_NOMEM;
	if (taken.n > 0)
		memcpy(line->text + line->n, taken.p, taken.n);
	line->n += taken.n;
	line->bytes += part.n;
	return OOMLOG_OK;
}

static void border_append(struct held *h, strv part)
{
	if (part.n > HELD_BORDER)
		part = str_from(part, part.n - HELD_BORDER);
	if (h->border_n + part.n > HELD_BORDER) {
		size_t keep = HELD_BORDER - part.n;

		memmove(h->border, h->border + h->border_n - keep, keep);
		h->border_n = keep;
	}
	if (part.n > 0)
		memcpy(h->border + h->border_n, part.p, part.n);
	h->border_n += part.n;
}

int held_push(struct held *h, strv part, size_t max)
{
	bool whole = part.n > 0 && part.p[part.n - 1] == '\n';
	strv text = whole ? str_upto(part, part.n - 1) : part;
	int rc = line_append(&h->lines[h->n], text, max);

	if (rc != OOMLOG_OK)
		return rc;
	if (!whole) {
		border_append(h, text);
		return OOMLOG_OK;
	}
	h->lines[h->n++].bytes++;
	h->border_n = 0;
	return OOMLOG_OK;
}

/* --- what becomes of them --- */

void held_skip(struct held *h, struct lines *l)
{
	lines_skip(l, held_bytes(h, h->n + 1), h->n);
	held_forget(h);
}

void held_want_all(struct held *h)
{
	for (size_t i = 0; i < h->n; i++)
		h->lines[i].wanted = true;
	h->ready = h->n;
	h->release = true;
}

bool held_is_ready(const struct held *h)
{
	return h->ready > 0 || h->release;
}

/* The oldest goes; its memory is used again for the newest. */
static struct held_line *pop(struct held *h)
{
	struct held_line first = h->lines[0];

	memmove(&h->lines[0], &h->lines[1], HELD_LINES * sizeof(h->lines[0]));
	h->lines[HELD_LINES] = first;
	h->n--;
	h->ready--;
	return &h->lines[HELD_LINES];
}

static int release_open(struct held *h, struct lines *l)
{
	struct held_line *open = &h->lines[0];
	int rc = open->bytes > 0 ? lines_open(l, (strv){open->text, open->n}, open->bytes) : OOMLOG_OK;

	held_forget(h);
	return rc;
}

int held_next(struct held *h, struct lines *l, struct line *ret, bool *ret_skipped)
{
	while (h->ready > 0) {
		struct held_line *line = pop(h);
		struct held_line taken = *line;

		line_clear(line);
		if (taken.wanted) {
			lines_whole(l, (strv){taken.text, taken.n}, taken.bytes, ret);
			return 1;
		}
		lines_skip(l, taken.bytes, 1);
		*ret_skipped = true;
	}
	return h->release ? release_open(h, l) : 0;
}
