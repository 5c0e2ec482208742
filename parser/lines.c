#include "lines.h"

#include <stdlib.h>

#include <oomlog/oomlog.h>

#include "util/grow.h"

void lines_init(struct lines *l, size_t max)
{
	*l = (struct lines){.max = max};
}

void lines_release(struct lines *l)
{
	free(l->kept);
	*l = (struct lines){.max = l->max};
}

void lines_reset(struct lines *l)
{
	l->n = 0;
	l->cut = false;
	l->number = l->offset = l->pending = 0;
}

static int keep(struct lines *l, strv part)
{
	strv taken = str_upto(part, l->max - l->n);

	if (!grow(&l->kept, &l->cap, l->n + taken.n))
		return OOMLOG_E_NOMEM;
	if (taken.n > 0)
		memcpy(l->kept + l->n, taken.p, taken.n);
	l->n += taken.n;
	l->cut |= taken.n < part.n;
	return OOMLOG_OK;
}

static void deliver(struct lines *l, strv text, uint64_t begin, bool cut, struct line *ret)
{
	if (text.n > l->max) {
		text.n = l->max;
		cut = true;
	}
	if (!cut && text.n > 0 && text.p[text.n - 1] == '\r')
		text.n--;
	if (!cut && str_ends(text, STR("^M"))) /* a carriage return that went through cat -v */
		text.n -= 2;
	*ret = (struct line){.text = text, .number = ++l->number, .offset = begin, .end = l->offset, .cut = cut};
}

int lines_next(struct lines *l, strv *data, struct line *ret)
{
	const char *newline = data->n > 0 ? memchr(data->p, '\n', data->n) : NULL;
	size_t n = newline != NULL ? (size_t)(newline - data->p) : data->n;
	strv part = {data->p, n};
	uint64_t begin = l->offset;
	int rc;

	if (newline == NULL) {
		rc = part.n > 0 ? keep(l, part) : OOMLOG_OK;
		l->pending += part.n;
		*data = str_from(*data, n);
		return rc;
	}
	*data = str_from(*data, n + 1);
	l->offset += l->pending + n + 1;
	if (l->pending == 0) {
		deliver(l, part, begin, false, ret);
		return 1;
	}
	l->pending = 0;
	rc = keep(l, part);
	if (rc < 0)
		return rc;
	deliver(l, (strv){l->kept, l->n}, begin, l->cut, ret);
	l->n = 0;
	l->cut = false;
	return 1;
}

bool lines_peek(const struct lines *l, strv data, struct line *ret)
{
	const char *newline = data.n > 0 ? memchr(data.p, '\n', data.n) : NULL;
	size_t n = newline != NULL ? (size_t)(newline - data.p) : 0;

	if (n == 0 || n > l->max || l->pending > 0 || newline[-1] == '\r' || newline[-1] == 'M')
		return false;
	ret->text = (strv){data.p, n};
	ret->number = l->number + 1;
	ret->offset = l->offset;
	ret->end = l->offset + n + 1;
	ret->cut = ret->unterminated = false;
	return true;
}

void lines_take(struct lines *l, strv *data, const struct line *line)
{
	l->number = line->number;
	l->offset = line->end;
	*data = str_from(*data, line->text.n + 1);
}

int lines_finish(struct lines *l, struct line *ret)
{
	uint64_t begin = l->offset;

	if (l->pending == 0)
		return 0;
	l->offset += l->pending;
	l->pending = 0;
	deliver(l, (strv){l->kept, l->n}, begin, l->cut, ret);
	ret->unterminated = true;
	l->n = 0;
	l->cut = false;
	return 1;
}

void lines_skip(struct lines *l, uint64_t n, uint64_t count)
{
	l->offset += n;
	l->number += count;
}

void lines_whole(struct lines *l, strv text, uint64_t bytes, struct line *ret)
{
	uint64_t begin = l->offset;

	l->offset += bytes;
	deliver(l, text, begin, text.n < bytes - 1, ret);
}

int lines_open(struct lines *l, strv text, uint64_t bytes)
{
	int rc = keep(l, text);

	l->pending = bytes;
	l->cut |= text.n < bytes;
	return rc;
}
