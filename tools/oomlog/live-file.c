/*
 * A growing log, through rotation (renamed and created anew), truncation (copytruncate) and re-creation. Its places are
 * "DEVICE:INODE OFFSET TAIL"; the tail, in hexadecimal digits, stands before the offset.
 */
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
#include "rotated.h"
#include "say.h"
#include "util/str.h"

enum {
	BLOCK = 65536,
	LOOK_MS = 1000,    /* file systems without inotify: look this often */
	BACK_BLOCK = 4096, /* --lines: step backwards */
};

struct live_file {
	struct live live;
	char *folder, *base; /* of the path */
	int fd, inotify;
	struct rotated_place at; /* behind what has been fed: whole lines. Its tail tells a file that has grown again */
	char block[BLOCK];
};

/* " 6f6e650a"; nothing where there is no room for it */
static void add_tail(const struct rotated_place *at, char *ret, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < at->n_tail && size - n > 4; i++)
		n += (size_t)snprintf(ret + n, size - n, i == 0 ? " %02x" : "%02x", (unsigned char)at->tail[i]);
}

static bool file_here(struct live *live, char *ret, size_t size)
{
	const struct live_file *f = (const struct live_file *)live;
	struct rotated_place at = f->at;
	int n;

	if (f->fd < 0)
		return false;
	rotated_keep_tail(&at, f->fd);
	n = snprintf(ret, size, "%ju:%ju %jd", (uintmax_t)at.device, (uintmax_t)at.inode, (intmax_t)at.offset);
	if (n < 0 || (size_t)n >= size)
		return false;
	add_tail(&at, ret + n, size - (size_t)n);
	return true;
}

static void close_file(struct live_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	f->at = (struct rotated_place){0};
}

static bool take_file(struct live_file *f, int fd)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	close_file(f);
	f->fd = fd;
	f->at.device = st.st_dev;
	f->at.inode = st.st_ino;
	return true;
}

static bool open_path(struct live_file *f, const char *path)
{
	return take_file(f, open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

static int digit(char c)
{
	const char *digits = "0123456789abcdef", *p = c != '\0' ? strchr(digits, c) : NULL;

	return p != NULL ? (int)(p - digits) : -1;
}

/* Older files have none. */
static void read_tail(struct rotated_place *at, strv words)
{
	for (size_t i = 0; i + 1 < words.n && at->n_tail < ROTATED_TAIL; i += 2) {
		int high = digit(words.p[i]), low = digit(words.p[i + 1]);

		if (high < 0 || low < 0)
			return;
		at->tail[at->n_tail++] = (char)(high * 16 + low);
	}
}

static bool read_place(struct rotated_place *at, const char *place)
{
	uint64_t device, inode;
	int64_t offset;
	strv rest = str_of(place);

	if (!parse_u64(&rest, &device) || !skip_byte(&rest, ':') || !parse_u64(&rest, &inode) ||
	    !skip_byte(&rest, ' ') || !parse_i64(&rest, &offset) || offset < 0)
		return false;
	*at = (struct rotated_place){.device = (dev_t)device, .inode = (ino_t)inode, .offset = offset};
	if (skip_byte(&rest, ' '))
		read_tail(at, rest);
	return true;
}

/* The file of that name is another one, or was emptied, or what has its number now is a new one. */
static bool file_resume(struct live *live, const char *place)
{
	struct live_file *f = (struct live_file *)live;
	struct rotated_place at;
	int fd;

	if (!read_place(&at, place))
		return false;
	fd = rotated_find(f->folder, f->base, &at);
	if (!take_file(f, fd)) {
		say("'%s': the file that was read last time is gone; what it got since then is not read", live->name);
		(void)open_path(f, live->name);
		return true;
	}
	f->at.offset = at.offset;
	rotated_keep_tail(&f->at, f->fd);
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
		f->at.offset = find_lines(f->fd, st.st_size, s->lines);
	rotated_keep_tail(&f->at, f->fd);
	return true;
}

enum { UNFED = -2 };

/* Whole lines; one that has no end in BLOCK bytes is fed as it is. -1: errno says why; UNFED: no memory. */
static ssize_t feed_lines(struct live_file *f)
{
	ssize_t n = pread(f->fd, f->block, BLOCK, f->at.offset);
	const char *newline = n > 0 ? memrchr(f->block, '\n', (size_t)n) : NULL;
	char place[MARK_MAX];

	if (n <= 0 || (newline == NULL && n < BLOCK))
		return n < 0 ? -1 : 0;
	if (newline != NULL)
		n = newline - f->block + 1;
	if (file_here(&f->live, place, sizeof(place)))
		live_mark(&f->live, place);
	f->at.offset += n;
	return live_feed(&f->live, f->block, (size_t)n) < 0 ? UNFED : n;
}

/* Another file has the name now. It is gone over to only when the old one has nothing more to say. */
static bool is_replaced(const struct live_file *f)
{
	struct stat st;

	return stat(f->live.name, &st) == 0 && (f->fd < 0 || st.st_ino != f->at.inode || st.st_dev != f->at.device);
}

/* 1: there is one. A copy of what was read is gone on with, not read again. */
static int go_over(struct live_file *f)
{
	struct rotated_place before = f->at;

	if (!is_replaced(f) || (!take_file(f, rotated_next(f->folder, f->base, f->fd)) && !open_path(f, f->live.name)))
		return 0;
	if (before.n_tail >= ROTATED_ENOUGH && rotated_fits(&before, f->fd)) {
		f->at.offset = before.offset;
		rotated_keep_tail(&f->at, f->fd);
	}
	return 1;
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
	if (f->fd >= 0 && !rotated_fits(&f->at, f->fd)) {
		say_note("'%s' was truncated: reading it from its beginning", live->name);
		f->at.offset = 0;
		f->at.n_tail = 0;
	}
	for (int i = 0; i < LIVE_BATCH && f->fd >= 0 && n > 0; i++)
		n = feed_lines(f);
	if (n == -1)
		say("cannot read '%s': %s", live->name, strerror(errno));
	if (f->fd >= 0)
		rotated_keep_tail(&f->at, f->fd);
	if (n > 0 && f->fd >= 0)
		return 1;
	return go_over(f);
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
