#include "piece.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <oomlog/oomlog.h>

#include "say.h"
#include "source/codec.h"
#include "source/file.h"
#include "source/source.h"
#include "steady.h"
#include "wholefile.h"

enum { BLOCK = 65536 };

static int make_file(void)
{
	char path[4096];
	int fd;

	if (snprintf(path, sizeof(path), "%s/oomlog-XXXXXX", source_temp_folder()) >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		(void)unlink(path);
	return fd;
}

/* The stream that unpacks it; NULL: no memory. What cannot be unpacked fails when it is read. */
static struct stream *open_stream(int fd, const struct stat *st, const char *path)
{
	const struct codec *codec;
	struct stream *s;

	if (file_new(&s, fd, st, path) != OOMLOG_OK)
		return NULL;
	codec = codec_find(s->head, stream_peek(s));
	if (codec != NULL)
		return codec_new(&s, codec, s) == OOMLOG_OK ? s : NULL;
	stream_fail(s, "cannot read '%s': its name says that it is compressed, and it is not", path);
	s->head_n = s->head_off = 0;
	return s;
}

/* What could be unpacked before it breaks off is as good as a whole piece. 0, or an errno. */
static int copy(struct stream *s, int to, uint64_t *left)
{
	char *block = malloc(BLOCK);
	int error = block != NULL ? 0 : ENOMEM;
	ssize_t n;

	while (error == 0 && (n = stream_read(s, block, BLOCK)) > 0) {
		if ((uint64_t)n > *left)
			error = EFBIG;
		else if (!wholefile_put(to, block, (size_t)n))
			error = errno;
		else
			*left -= (uint64_t)n;
	}
	free(block);
	return error;
}

static int unpack(struct stream *s, const struct stat *st, uint64_t *left)
{
	const struct timespec times[2] = {st->st_mtim, st->st_mtim};
	int to = make_file(), error = to >= 0 ? copy(s, to, left) : errno;

	if (stream_error(s) != NULL)
		say("%s", stream_error(s));
	if (error == 0 && lseek(to, 0, SEEK_CUR) > 0 && futimens(to, times) == 0)
		return to;
	if (error == EFBIG)
		say("'%s': unpacked it is too large: it is not read", s->name);
	else if (error != 0)
		say("'%s' cannot be unpacked into '%s': %s", s->name, source_temp_folder(), strerror(error));
	if (to >= 0)
		close(to);
	return -1;
}

int piece_unpack(int fd, const char *path, uint64_t *left)
{
	struct stream *s;
	struct stat st;
	int to = -1;

	if (fstat(fd, &st) != 0) {
		close(fd);
		return -1;
	}
	/* xz takes 8 MiB and more for that while: they are not kept. */
	steady_give_back(true);
	s = open_stream(fd, &st, path);
	if (s != NULL)
		to = unpack(s, &st, left);
	else
		say("'%s' cannot be unpacked: out of memory", path);
	stream_free(s);
	steady_give_back(false);
	return to;
}
