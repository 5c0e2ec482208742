#include "rotated.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "piece.h"
#include "source/rotation.h"

/* A file of the folder that may be a piece. */
struct piece {
	const char *path;
	int fd;
	struct stat st;
	bool packed;
};

/* What is looked for, and what was found so far. */
struct look {
	const struct rotated_place *place;
	struct stat than;     /* later, or earlier, than this */
	int best, same_bytes; /* descriptors; -1: none */
	struct timespec best_time;
	bool packed;     /* the best is compressed .. */
	char path[4096]; /* .. and has this name */
};

/* Takes the piece's descriptor, or leaves it. */
typedef bool (*look_fn)(struct look *l, const struct piece *p);

void rotated_keep_tail(struct rotated_place *place, int fd)
{
	off_t from = place->offset > ROTATED_TAIL ? place->offset - ROTATED_TAIL : 0;
	ssize_t n = pread(fd, place->tail, (size_t)(place->offset - from), from);

	place->n_tail = n > 0 ? (size_t)n : 0;
}

bool rotated_fits(const struct rotated_place *place, int fd)
{
	off_t from = place->offset - (off_t)place->n_tail;
	char now[ROTATED_TAIL];
	struct stat st;

	if (fstat(fd, &st) != 0 || st.st_size < place->offset || from < 0)
		return false;
	return place->n_tail == 0 ||
		(pread(fd, now, place->n_tail, from) == (ssize_t)place->n_tail &&
	         memcmp(now, place->tail, place->n_tail) == 0);
}

static void take(int *to, int fd)
{
	if (*to >= 0)
		close(*to);
	*to = fd;
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

static bool take_best(struct look *l, const struct piece *p)
{
	take(&l->best, p->fd);
	l->best_time = p->st.st_mtim;
	l->packed = p->packed;
	snprintf(l->path, sizeof(l->path), "%s", p->path);
	return true;
}

/* logrotate's copytruncate: the same bytes, in another file. Few bytes say little. */
static bool look_for_place(struct look *l, const struct piece *p)
{
	const struct rotated_place *place = l->place;
	bool same_file = p->st.st_ino == place->inode && p->st.st_dev == place->device;

	if (p->packed || !rotated_fits(place, p->fd) || (!same_file && place->n_tail < ROTATED_ENOUGH))
		return false;
	take(same_file ? &l->best : &l->same_bytes, p->fd);
	return true;
}

/* The oldest that is newer. */
static bool look_for_next(struct look *l, const struct piece *p)
{
	if ((p->st.st_ino == l->than.st_ino && p->st.st_dev == l->than.st_dev) ||
	    !is_before(&l->than.st_mtim, &p->st.st_mtim) || (l->best >= 0 && !is_before(&p->st.st_mtim, &l->best_time)))
		return false;
	return take_best(l, p);
}

/* The newest that is older, of those that are compressed. */
static bool look_for_packed(struct look *l, const struct piece *p)
{
	if (!p->packed || !is_before(&p->st.st_mtim, &l->than.st_mtim) ||
	    (l->best >= 0 && !is_before(&l->best_time, &p->st.st_mtim)))
		return false;
	return take_best(l, p);
}

static void look_at(struct look *l, look_fn look, const char *path, bool packed)
{
	struct piece p = {
		.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), .packed = packed};

	if (p.fd >= 0 && (fstat(p.fd, &p.st) != 0 || !S_ISREG(p.st.st_mode) || !look(l, &p)))
		close(p.fd);
}

/* "messages", "messages.1", "messages-20261121.gz", "messages-20261121.log" of "messages.log" */
static bool is_piece(const char *name, strv base)
{
	struct rotation r;

	rotation_parse(&r, name);
	return skip_literal(&base, r.family) && str_eq(r.ext, base);
}

/* As long as a piece is there itself, it is being compressed: what there is of that is neither whole nor as old. */
static bool is_being_packed(const char *folder, strv plain)
{
	char path[4096];

	return snprintf(path, sizeof(path), "%s/%.*s", folder, (int)plain.n, plain.p) >= (int)sizeof(path) ||
		access(path, F_OK) == 0;
}

static void look_into(struct look *l, look_fn look, const char *folder, const char *base)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	char path[4096];

	l->best = l->same_bytes = -1;
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		strv plain = rotation_strip_compression(str_of(entry->d_name));
		bool packed = plain.n != strlen(entry->d_name);

		if (is_piece(entry->d_name, str_of(base)) && !(packed && is_being_packed(folder, plain)) &&
		    snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) < (int)sizeof(path))
			look_at(l, look, path, packed);
	}
	if (dir != NULL)
		closedir(dir);
}

/* It was compressed since: by its bytes alone it is known again. */
static int find_packed(const char *folder, const char *base, const struct rotated_place *place)
{
	struct look l = {.than.st_mtim.tv_sec = INT64_MAX};
	uint64_t left = PIECE_MAX_BYTES;
	int fd;

	while (place->n_tail >= ROTATED_ENOUGH) {
		look_into(&l, look_for_packed, folder, base);
		if (l.best < 0)
			break;
		l.than.st_mtim = l.best_time;
		fd = piece_unpack(l.best, l.path, &left);
		if (fd >= 0 && rotated_fits(place, fd))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -1;
}

int rotated_find(const char *folder, const char *base, const struct rotated_place *place)
{
	struct look l = {.place = place};

	look_into(&l, look_for_place, folder, base);
	if (l.best < 0)
		return l.same_bytes >= 0 ? l.same_bytes : find_packed(folder, base, place);
	take(&l.same_bytes, -1);
	return l.best;
}

int rotated_next(const char *folder, const char *base, int fd)
{
	struct look l = {.place = NULL};
	uint64_t left = PIECE_MAX_BYTES;
	int next;

	if (fd < 0 || fstat(fd, &l.than) != 0)
		return -1;
	for (;;) {
		look_into(&l, look_for_next, folder, base);
		if (l.best < 0 || !l.packed)
			return l.best;
		next = piece_unpack(l.best, l.path, &left);
		if (next >= 0)
			return next;
		l.than = (struct stat){.st_mtim = l.best_time}; /* it was told: on with the one behind it */
	}
}
