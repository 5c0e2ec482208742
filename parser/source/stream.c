#include "source/stream.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/source.h"

void stream_init(struct stream *s, const struct stream_ops *ops, const char *name)
{
	*s = (struct stream){.ops = ops, .name = name};
}

void stream_release(struct stream *s)
{
	free(s->error);
	s->error = NULL;
}

struct stream *stream_free(struct stream *s)
{
	if (s != NULL)
		s->ops->free(s);
	return NULL;
}

static ssize_t read_head(struct stream *s, void *buf, size_t size)
{
	size_t n = s->head_n - s->head_off;

	if (n > size)
		n = size;
	memcpy(buf, s->head + s->head_off, n);
	s->head_off += n;
	return (ssize_t)n;
}

ssize_t stream_read(struct stream *s, void *buf, size_t size)
{
	if (s->head_off < s->head_n)
		return read_head(s, buf, size);
	if (s->failed)
		return -1;
	return s->ops->read(s, buf, size);
}

int64_t stream_seek(struct stream *s, int64_t offset, int whence)
{
	int64_t at;

	if (s->ops->seek == NULL || s->failed)
		return -1;
	/* What was peeked at is behind the position below, and before the caller's. */
	if (whence == SEEK_CUR)
		offset -= (int64_t)(s->head_n - s->head_off);
	at = s->ops->seek(s, offset, whence);
	if (at >= 0)
		s->head_n = s->head_off = 0;
	return at;
}

size_t stream_peek(struct stream *s)
{
	if (s->whole_records)
		return 0;
	while (s->head_n < STREAM_HEAD && !s->failed) {
		ssize_t n = s->ops->read(s, s->head + s->head_n, STREAM_HEAD - s->head_n);

		if (n <= 0)
			break;
		s->head_n += (size_t)n;
	}
	return s->head_n;
}

int stream_fail(struct stream *s, const char *format, ...)
{
	va_list args;

	s->failed = true;
	free(s->error);
	va_start(args, format);
	if (vasprintf(&s->error, format, args) < 0)
		s->error = NULL;
	va_end(args);
	return -1;
}

void stream_check_growth(struct stream *s, uint64_t in, uint64_t out)
{
	if (out > SOURCE_MAX_BYTES)
		stream_fail(s, "'%s' holds too much: reading stopped after %" PRIu64 " bytes", s->name, out);
	else if (out > SOURCE_FREE_BYTES && out / SOURCE_MAX_RATIO > in)
		stream_fail(s, "'%s' expands to more than %u times its size: reading stopped after %" PRIu64 " bytes",
		            s->name, SOURCE_MAX_RATIO, out);
}

const char *stream_error(const struct stream *s)
{
	if (!s->failed)
		return NULL;
	return s->error != NULL ? s->error : "out of memory";
}
