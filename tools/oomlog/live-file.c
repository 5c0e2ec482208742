/*
 * A growing log, through rotation (renamed and created anew), truncation (copytruncate) and re-creation. Its places are
 * "DEVICE:INODE OFFSET".
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "live.h"
#include "say.h"
#include "util/str.h"

enum {
	BLOCK = 65536,
	LOOK_MS = 1000,    /* file systems without inotify: look this often */
	TAIL = 64,         /* bytes before the offset that must still be the same */
	BACK_BLOCK = 4096, /* --lines: step backwards */
};

struct live_file {
	struct live live;
	char *folder, *base; /* of the path */
	int fd, inotify;
	dev_t device;
	ino_t inode;
	off_t offset;    /* of what has been fed: whole lines */
	char tail[TAIL]; /* the bytes before offset: tells a file that was truncated and has grown again */
	size_t n_tail;
	char block[BLOCK];
};

static bool file_here(struct live *live, char *ret, size_t size)
{
	const struct live_file *f = (const struct live_file *)live;

	if (f->fd < 0)
		return false;
	return snprintf(ret, size, "%ju:%ju %jd", (uintmax_t)f->device, (uintmax_t)f->inode, (intmax_t)f->offset) <
		(int)size;
}

static void close_file(struct live_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	f->offset = 0;
	f->n_tail = 0;
}

static bool open_path(struct live_file *f, const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 || fstat(fd, &st) != 0) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	close_file(f);
	f->fd = fd;
	f->device = st.st_dev;
	f->inode = st.st_ino;
	return true;
}

/* The file of this number, under its rotated name: "messages.1", "messages-20261121" */
static bool open_rotated(struct live_file *f, uintmax_t device, uintmax_t inode)
{
	DIR *dir = opendir(f->folder);
	const struct dirent *entry;
	char path[4096];
	struct stat st;
	bool found = false;

	while (!found && dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strncmp(entry->d_name, f->base, strlen(f->base)) != 0 ||
		    snprintf(path, sizeof(path), "%s/%s", f->folder, entry->d_name) >= (int)sizeof(path))
			continue;
		found = stat(path, &st) == 0 && st.st_ino == inode && st.st_dev == device && open_path(f, path);
	}
	if (dir != NULL)
		closedir(dir);
	return found;
}

static void keep_tail(struct live_file *f)
{
	off_t from = f->offset > TAIL ? f->offset - TAIL : 0;
	ssize_t n = pread(f->fd, f->tail, (size_t)(f->offset - from), from);

	f->n_tail = n > 0 ? (size_t)n : 0;
}

static bool file_resume(struct live *live, const char *place)
{
	struct live_file *f = (struct live_file *)live;
	uint64_t device, inode;
	int64_t offset;
	struct stat st;
	strv rest = str_of(place);

	if (!parse_u64(&rest, &device) || !skip_byte(&rest, ':') || !parse_u64(&rest, &inode) ||
	    !skip_byte(&rest, ' ') || !parse_i64(&rest, &offset))
		return false;
	if (f->fd < 0 || f->inode != inode || f->device != device) {
		if (!open_rotated(f, device, inode)) {
			say("'%s': the file that was read last time is gone; what it got since then is not read",
			    live->name);
			(void)open_path(f, live->name);
			return true;
		}
	}
	if (fstat(f->fd, &st) == 0 && st.st_size >= offset)
		f->offset = offset;
	keep_tail(f);
	return true;
}

/* Where the last n lines begin; the end itself is behind its last newline. */
static off_t find_lines(int fd, off_t size, uint64_t n)
{
	char block[BACK_BLOCK];

	for (off_t end = size; end > 0;) {
		off_t from = end > BACK_BLOCK ? end - BACK_BLOCK : 0;
		ssize_t got = pread(fd, block, (size_t)(end - from), from);

		for (ssize_t i = got; i-- > 0;)
			if (block[i] == '\n' && n-- == 0)
				return from + i + 1;
		if (got <= 0)
			break;
		end = from;
	}
	return 0;
}

static bool file_begin(struct live *live, const struct settings *s)
{
	struct live_file *f = (struct live_file *)live;
	struct stat st;

	if (f->fd < 0 || s->since != NULL)
		return true;
	if (fstat(f->fd, &st) == 0)
		f->offset = find_lines(f->fd, st.st_size, s->lines);
	keep_tail(f);
	return true;
}

enum { UNFED = -2 };

/* Whole lines; one that has no end in BLOCK bytes is fed as it is. -1: errno says why; UNFED: no memory. */
static ssize_t feed_lines(struct live_file *f)
{
	ssize_t n = pread(f->fd, f->block, BLOCK, f->offset);
	const char *newline = n > 0 ? memrchr(f->block, '\n', (size_t)n) : NULL;
	char place[MARK_MAX];

	if (n <= 0 || (newline == NULL && n < BLOCK))
		return n < 0 ? -1 : 0;
	if (newline != NULL)
		n = newline - f->block + 1;
	if (file_here(&f->live, place, sizeof(place)))
		live_mark(&f->live, place);
	f->offset += n;
	return live_feed(&f->live, f->block, (size_t)n) < 0 ? UNFED : n;
}

/* Shorter than what was read of it, or with other bytes there: emptied, and perhaps filled again. */
static bool is_truncated(struct live_file *f)
{
	char now[TAIL];
	struct stat st;

	if (fstat(f->fd, &st) != 0)
		return false;
	if (st.st_size < f->offset)
		return true;
	return f->n_tail > 0 &&
		(pread(f->fd, now, f->n_tail, f->offset - (off_t)f->n_tail) != (ssize_t)f->n_tail ||
	         memcmp(now, f->tail, f->n_tail) != 0);
}

/* Another file has the name now. It is gone over to only when the old one has nothing more to say. */
static bool is_replaced(const struct live_file *f)
{
	struct stat st;

	return stat(f->live.name, &st) == 0 && (f->fd < 0 || st.st_ino != f->inode || st.st_dev != f->device);
}

static void drain_events(const struct live_file *f)
{
	char events[4096];

	while (f->inotify >= 0 && read(f->inotify, events, sizeof(events)) > 0)
		;
}

static int file_pump(struct live *live)
{
	struct live_file *f = (struct live_file *)live;
	ssize_t n = 1;

	drain_events(f);
	if (f->fd >= 0 && is_truncated(f)) {
		say_note("'%s' was truncated: reading it from its beginning", live->name);
		f->offset = 0;
		f->n_tail = 0;
	}
	for (int i = 0; i < LIVE_BATCH && f->fd >= 0 && n > 0; i++)
		n = feed_lines(f);
	if (n == -1)
		say("cannot read '%s': %s", live->name, strerror(errno));
	if (f->fd >= 0)
		keep_tail(f);
	if (n > 0 && f->fd >= 0)
		return 1;
	return is_replaced(f) && open_path(f, live->name) ? 1 : 0;
}

static int file_fds(struct live *live, struct pollfd *fds, int *timeout_ms)
{
	const struct live_file *f = (const struct live_file *)live;

	if (*timeout_ms < 0 || *timeout_ms > LOOK_MS)
		*timeout_ms = LOOK_MS;
	*fds = (struct pollfd){.fd = f->inotify, .events = POLLIN};
	return f->inotify >= 0;
}

static void file_free(struct live *live)
{
	struct live_file *f = (struct live_file *)live;

	close_file(f);
	if (f->inotify >= 0)
		close(f->inotify);
	free(f->folder);
	free(f->base);
	live_release(live);
	free(f);
}

static const struct live_ops ops = {
	.resume = file_resume,
	.begin = file_begin,
	.pump = file_pump,
	.poll = file_fds,
	.here = file_here,
	.free = file_free,
};

/* The folder, since the name comes and goes in it. */
static void watch(struct live_file *f)
{
	f->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (f->inotify >= 0 &&
	    inotify_add_watch(f->inotify, f->folder, IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE) < 0) {
		close(f->inotify);
		f->inotify = -1;
	}
}

static bool split_path(struct live_file *f, const char *path)
{
	const char *slash = strrchr(path, '/');

	f->base = strdup(slash != NULL ? slash + 1 : path);
	if (slash == NULL)
		f->folder = strdup(".");
	else
		f->folder = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	return f->base != NULL && f->folder != NULL;
}

struct live *live_file(const char *path)
{
	struct live_file *f = calloc(1, sizeof(*f));

	if (f != NULL)
		f->fd = f->inotify = -1;
	if (f == NULL || !live_init(&f->live, &ops, path, true) || !split_path(f, path)) {
		say("out of memory");
		if (f != NULL)
			file_free(&f->live);
		return NULL;
	}
	watch(f);
	if (!open_path(f, path) && errno != ENOENT) {
		say("cannot open '%s': %s", path, strerror(errno));
		file_free(&f->live);
		return NULL;
	}
	if (f->fd < 0)
		say_note("'%s' is not there yet: waiting for it", path);
	return &f->live;
}
