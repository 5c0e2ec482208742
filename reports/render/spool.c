#include "reports/render/spool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

struct link {
	uint64_t next, len;
};

void spool_init(struct spool *s)
{
	*s = (struct spool){.fd = -1};
}

void spool_release(struct spool *s)
{
	free(s->mem);
	if (s->fd >= 0)
		close(s->fd);
	spool_init(s);
}

void spool_clear(struct spool *s)
{
	s->size = 0;
	if (s->fd >= 0 && s->status == OOMLOG_OK && ftruncate(s->fd, 0) != 0)
		s->status = OOMLOG_E_IO;
}

static int write_all(struct spool *s, uint64_t at, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t wrote = pwrite(s->fd, p, n, (off_t)at);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return s->status = OOMLOG_E_IO;
		p += wrote;
		at += (uint64_t)wrote;
		n -= (size_t)wrote;
	}
	return OOMLOG_OK;
}

static int read_all(struct spool *s, uint64_t at, char *p, size_t n)
{
	while (n > 0) {
		ssize_t got = pread(s->fd, p, n, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return s->status = OOMLOG_E_IO;
		p += got;
		at += (uint64_t)got;
		n -= (size_t)got;
	}
	return OOMLOG_OK;
}

/* The stream of tmpfile() is not needed, only a descriptor of its file. */
static int to_file(struct spool *s)
{
	FILE *file = tmpfile();

	if (file == NULL)
		return s->status = OOMLOG_E_IO;
	s->fd = dup(fileno(file));
	fclose(file);
	if (s->fd < 0)
		return s->status = OOMLOG_E_IO;
	if (write_all(s, 0, s->mem, (size_t)s->size) < 0)
		return s->status;
	free(s->mem);
	s->mem = NULL;
	s->cap = 0;
	return OOMLOG_OK;
}

static int grow(struct spool *s, size_t need)
{
	size_t cap = s->cap != 0 ? s->cap : 4096;
	char *mem;

	while (cap < need)
		cap *= 2;
	mem = realloc(s->mem, cap);
	if (mem == NULL)
		return s->status = OOMLOG_E_NOMEM;
	s->mem = mem;
	s->cap = cap;
	return OOMLOG_OK;
}

int spool_append(struct spool *s, const void *data, size_t n)
{
	if (s->status < 0)
		return s->status;
	if (s->fd < 0 && n > SPOOL_MEMORY - s->size && to_file(s) < 0)
		return s->status;
	if (s->fd >= 0) {
		if (write_all(s, s->size, data, n) < 0)
			return s->status;
	} else {
		if (s->size + n > s->cap && grow(s, (size_t)s->size + n) < 0)
			return s->status;
		if (n > 0 && s->mem != NULL)
			memcpy(s->mem + s->size, data, n);
	}
	s->size += n;
	return OOMLOG_OK;
}

static bool is_inside(const struct spool *s, uint64_t at, uint64_t n)
{
	return at <= s->size && n <= s->size - at;
}

int spool_read(struct spool *s, uint64_t at, void *ret, size_t n)
{
	if (s->status < 0)
		return s->status;
	if (!is_inside(s, at, n))
		return OOMLOG_E_INVALID;
	if (s->fd >= 0)
		return read_all(s, at, ret, n);
	memcpy(ret, s->mem + at, n);
	return OOMLOG_OK;
}

int spool_overwrite(struct spool *s, uint64_t at, const void *data, size_t n)
{
	if (s->status < 0)
		return s->status;
	if (!is_inside(s, at, n))
		return OOMLOG_E_INVALID;
	if (s->fd >= 0)
		return write_all(s, at, data, n);
	memcpy(s->mem + at, data, n);
	return OOMLOG_OK;
}

int spool_copy(struct spool *s, uint64_t at, uint64_t n, struct out *o)
{
	int r = is_inside(s, at, n) ? s->status : OOMLOG_E_INVALID;

	while (n > 0 && r == OOMLOG_OK && o->status == OOMLOG_OK) {
		size_t piece = n < OUT_SIZE / 2 ? (size_t)n : OUT_SIZE / 2;
		char *room = out_room(o, piece);

		r = spool_read(s, at, room, piece);
		if (r == OOMLOG_OK)
			out_take(o, room + piece);
		at += piece;
		n -= piece;
	}
	return r;
}

int spool_write(void *user, const void *data, size_t n)
{
	return spool_append(user, data, n);
}

int spool_chain_begin(struct spool *s, struct spool_chain *c)
{
	struct link link = {SPOOL_NONE, 0};
	uint64_t at = s->size;

	if (spool_append(s, &link, sizeof(link)) < 0)
		return s->status;
	if (c->last == SPOOL_NONE)
		c->first = at;
	else
		spool_overwrite(s, c->last + offsetof(struct link, next), &at, sizeof(at));
	c->last = at;
	return s->status;
}

int spool_chain_end(struct spool *s, const struct spool_chain *c)
{
	uint64_t len = s->size - c->last - sizeof(struct link);

	return spool_overwrite(s, c->last + offsetof(struct link, len), &len, sizeof(len));
}

int spool_chain_copy(struct spool *s, const struct spool_chain *c, struct out *o)
{
	struct link link;
	int r = OOMLOG_OK;

	for (uint64_t at = c->first; at != SPOOL_NONE && r == OOMLOG_OK; at = link.next) {
		r = spool_read(s, at, &link, sizeof(link));
		if (r < 0)
			break;
		if (at != c->first)
			out_byte(o, ',');
		r = spool_copy(s, at + sizeof(link), link.len, o);
	}
	return r;
}
