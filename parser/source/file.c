#include "source/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <oomlog/oomlog.h>

/*
 * The writer of a pipe and its reader take turns: four times the usual 64 KiB, half the turns. More would not stay in
 * the second level cache. Refused where the user has too many such pipes: then it stays as it is.
 */
enum { PIPE_SIZE = 262144 };

struct file {
	struct stream stream;
	int fd;
	off_t size; /* of a regular file when it was opened, else -1 */
};

/* A log that somebody truncates (copytruncate) while it is read: its end is lost, and nothing else would say so. */
static int file_check_size(struct file *f)
{
	struct stat st;

	if (f->size < 0 || fstat(f->fd, &st) != 0 || st.st_size >= f->size)
		return 0;
	return stream_fail(&f->stream, "'%s' shrank while it was read: %" PRIu64 " of %" PRIu64 " bytes were there",
	                   f->stream.name, f->stream.consumed, (uint64_t)f->size);
}

static ssize_t file_read(struct stream *s, void *buf, size_t size)
{
	struct file *f = (struct file *)s;
	ssize_t n;

	do
		n = read(f->fd, buf, size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return stream_fail(s, "cannot read '%s': %s%s", s->name, strerror(errno),
		                   s->consumed > 0 ? ": the rest is lost" : "");
	if (n == 0)
		return file_check_size(f);
	s->consumed += (uint64_t)n;
	return n;
}

static int64_t file_seek(struct stream *s, int64_t offset, int whence)
{
	struct file *f = (struct file *)s;
	off_t at = f->size >= 0 ? lseek(f->fd, (off_t)offset, whence) : -1;

	if (at >= 0)
		s->consumed = (uint64_t)at;
	return at;
}

static void file_free(struct stream *s)
{
	struct file *f = (struct file *)s;

	close(f->fd);
	stream_release(s);
	free(f);
}

static const struct stream_ops file_ops = {.read = file_read, .seek = file_seek, .free = file_free};

int file_descriptor(const struct stream *s, uint64_t *ret_at)
{
	const struct file *f = (const struct file *)s;
	off_t at;

	if (s->ops != &file_ops || s->failed || f->size < 0 || (at = lseek(f->fd, 0, SEEK_CUR)) < 0)
		return -1;
	*ret_at = (uint64_t)at - (s->head_n - s->head_off); /* what was peeked at is read again */
	return f->fd;
}

void file_grow_pipe(int fd)
{
	if (fcntl(fd, F_GETPIPE_SZ) < PIPE_SIZE)
		(void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
}

int file_new(struct stream **ret, int fd, const struct stat *st, const char *name)
{
	struct file *f = malloc(sizeof(*f));

	if (f == NULL) {
		close(fd);
		return OOMLOG_E_NOMEM;
	}
	stream_init(&f->stream, &file_ops, name);
	f->fd = fd;
	f->size = S_ISREG(st->st_mode) ? st->st_size : -1;
	if (S_ISREG(st->st_mode))
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	else if (S_ISFIFO(st->st_mode))
		file_grow_pipe(fd);
	*ret = &f->stream;
	return OOMLOG_OK;
}
