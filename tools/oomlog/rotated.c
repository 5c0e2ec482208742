#include "rotated.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/rotation.h"

/* Which piece is looked for. */
struct look {
	const struct rotated_place *place; /* that one; NULL: the one after .. */
	struct stat after;                 /* .. this */
	int best, same_bytes;              /* descriptors; -1: none */
	struct timespec best_time;
};

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

/* logrotate's copytruncate: the same bytes, in another file. Few bytes say little. */
static bool look_for_place(struct look *l, int fd, const struct stat *st)
{
	const struct rotated_place *place = l->place;
	bool same_file = st->st_ino == place->inode && st->st_dev == place->device;

	if (!rotated_fits(place, fd) || (!same_file && place->n_tail < ROTATED_TAIL))
		return false;
	take(same_file ? &l->best : &l->same_bytes, fd);
	return true;
}

static bool look_for_next(struct look *l, int fd, const struct stat *st)
{
	if ((st->st_ino == l->after.st_ino && st->st_dev == l->after.st_dev) ||
	    !is_before(&l->after.st_mtim, &st->st_mtim) || (l->best >= 0 && !is_before(&st->st_mtim, &l->best_time)))
		return false;
	take(&l->best, fd);
	l->best_time = st->st_mtim;
	return true;
}

static void look_at(struct look *l, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool taken = false;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		taken = l->place != NULL ? look_for_place(l, fd, &st) : look_for_next(l, fd, &st);
	if (!taken)
		close(fd);
}

/* "messages", "messages.1", "messages-20261121"; one that is compressed cannot be gone on with. */
static bool is_piece(const char *name, const char *base)
{
	return strcmp(name, base) == 0 ||
		(str_eq(rotation_base(name), str_of(base)) &&
	         rotation_strip_compression(str_of(name)).n == strlen(name));
}

static void look_into(struct look *l, const char *folder, const char *base)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	char path[4096];

	l->best = l->same_bytes = -1;
	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (is_piece(entry->d_name, base) &&
		    snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) < (int)sizeof(path))
			look_at(l, path);
	if (dir != NULL)
		closedir(dir);
}

int rotated_find(const char *folder, const char *base, const struct rotated_place *place)
{
	struct look l = {.place = place};

	look_into(&l, folder, base);
	if (l.best < 0)
		return l.same_bytes;
	take(&l.same_bytes, -1);
	return l.best;
}

int rotated_next(const char *folder, const char *base, int fd)
{
	struct look l = {.place = NULL};

	if (fd < 0 || fstat(fd, &l.after) != 0)
		return -1;
	look_into(&l, folder, base);
	return l.best;
}
