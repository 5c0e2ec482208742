/*
 * Which files libsystemd does not give as a whole. It refuses one that was truncated; it drops one where it meets the
 * first broken piece of an index; and where that piece is the table of all data, it finds nothing and says nothing.
 */
#ifdef HAVE_SYSTEMD
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/journal-sd.h"
#include "util/str.h"

/* --- what is noted when they are opened --- */

static struct journal_file *add(struct journal *j, const char *path, const char *name)
{
	struct journal_file *grown, *file;

	if (j->files.n >= JOURNAL_MAX_FILES)
		return NULL;
	grown = realloc(j->files.items, (j->files.n + 1) * sizeof(*grown));
	if (grown == NULL)
		return NULL;
	j->files.items = grown;
	file = &grown[j->files.n];
	*file = (struct journal_file){.name = strdup(name), .fd = -1};
	if (j->keep)
		file->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0)
		file->path = strdup(path);
	else if (asprintf(&file->path, "/proc/self/fd/%d", file->fd) < 0)
		file->path = NULL;
	j->files.n++;
	return file->path != NULL && file->name != NULL ? file : NULL;
}

static int open_path(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

static bool is_shorter(int fd, const struct journal_header *h)
{
	struct stat st;

	return fstat(fd, &st) == 0 &&
		(h->header_size > (uint64_t)st.st_size || h->arena_size > (uint64_t)st.st_size - h->header_size);
}

static bool is_damage(int error)
{
	return error == -ENODATA || error == -EBADMSG || error == -EIO || error == -EPROTONOSUPPORT;
}

bool journal_note_refused(struct journal *j, const char *path, const char *name, int error)
{
	struct journal_file *file = NULL;
	struct journal_header h;
	struct raw *raw;
	int fd;

	if (!j->salvage || !is_damage(error) || (fd = open_path(path)) < 0)
		return false;
	if (journal_header_read(fd, &h) && h.n_entries > 0)
		file = add(j, path, name);
	if (file != NULL) {
		file->truncated = is_shorter(fd, &h);
		file->refused = file->hurt = true;
	}
	raw = raw_open(fd); /* and closes it */
	if (file != NULL && raw == NULL) {
		file->refused = file->hurt = false;
		file = NULL;
	}
	raw_close(raw);
	return file != NULL;
}

static bool is_sound(const char *path)
{
	int fd = open_path(path);
	struct journal_header h;
	bool sound = fd < 0 || (journal_header_read(fd, &h) && journal_header_is_sound(fd, &h));

	if (fd >= 0)
		close(fd);
	return sound;
}

/* The first entry has such a field. */
static bool has_transport(struct journal *j, sd_journal *sd)
{
	const void *data;
	size_t n;

	return j->fn.seek_head(sd) >= 0 && j->fn.next(sd) > 0 && j->fn.get_data(sd, "_TRANSPORT", &data, &n) >= 0;
}

/* There are entries of the kernel, say the fields, or whatever, where they say nothing of a field that is there. */
static bool knows_of_kernel(struct journal *j, sd_journal *sd)
{
	const void *data;
	size_t n, values = 0;
	bool knows = false;

	if (j->fn.query_unique(sd, "_TRANSPORT") < 0)
		return false;
	for (; !knows && j->fn.enumerate_unique(sd, &data, &n) > 0; values++)
		knows = str_eq((strv){data, n}, STR("_TRANSPORT=kernel"));
	return knows || (values == 0 && has_transport(j, sd));
}

/* Two ways lead to an entry: by its fields, and by the table of all data. */
static bool finds_kernel(struct journal *j, sd_journal *sd)
{
	return j->fn.add_match(sd, "_TRANSPORT=kernel", 0) < 0 || j->fn.seek_head(sd) < 0 || j->fn.next(sd) > 0;
}

void journal_note_file(struct journal *j, const char *path, const char *name, sd_journal *sd)
{
	struct journal_file *file = j->salvage ? add(j, path, name) : NULL;

	if (file != NULL)
		file->doubtful = !is_sound(path) || (knows_of_kernel(j, sd) && !finds_kernel(j, sd));
}

void journal_forget_files(struct journal *j)
{
	for (size_t i = 0; i < j->files.n; i++) {
		struct journal_file *file = &j->files.items[i];

		if (file->fd >= 0)
			close(file->fd);
		free(file->path);
		free(file->name);
		free(file->given.items);
	}
	free(j->files.items);
}

/* --- what was given of them --- */

enum { MOST_GIVEN = 1 << 20 }; /* entries of a file, a power of two: 8 MiB */

/* "s=..;i=1a7;b=..": the entry's number in its file; 0: not known */
static uint64_t number_of(struct journal *j, sd_journal *sd)
{
	char *cursor = NULL, *at;
	uint64_t n = 0;

	if (j->fn.get_cursor(sd, &cursor) >= 0 && (at = strstr(cursor, ";i=")) != NULL)
		n = strtoull(at + 3, NULL, 16);
	free(cursor);
	return n;
}

static bool note_given(struct journal_file *file, uint64_t number)
{
	uint64_t *grown;

	if (file->given.n >= MOST_GIVEN)
		return false;
	/* It grows at powers of two. */
	if ((file->given.n & (file->given.n - 1)) == 0) {
		grown = realloc(file->given.items, (file->given.n > 0 ? 2 * file->given.n : 1) * sizeof(*grown));
		if (grown == NULL)
			return false;
		file->given.items = grown;
	}
	file->given.items[file->given.n++] = number;
	return true;
}

static bool is_behind(const struct journal *j, uint64_t realtime_us)
{
	return j->until_us != OOMLOG_ABSENT && realtime_us > (uint64_t)(j->until_us + JOURNAL_MARGIN_US);
}

/* Reads it as it was read before. Whether it is dropped on the way. */
static bool is_dropped(struct journal *j, struct journal_file *file, enum journal_lane lane)
{
	const char *paths[] = {file->path, NULL};
	uint64_t before = 0, after = 0, realtime_us = 0;
	sd_journal *sd = NULL;
	int r = j->fn.open_files(&sd, paths, 0);

	if (r >= 0)
		r = journal_match(j, sd, lane, j->only_boot);
	if (r >= 0)
		r = j->fn.get_usage(sd, &before);
	if (r >= 0)
		r = journal_seek_since(j, sd, j->since_us);
	while (r >= 0 && (r = j->fn.next(sd)) > 0) {
		if (j->fn.get_realtime_usec(sd, &realtime_us) >= 0 && is_behind(j, realtime_us))
			break;
		if (!note_given(file, number_of(j, sd)))
			break;
	}
	if (r >= 0)
		r = j->fn.get_usage(sd, &after);
	if (sd != NULL)
		j->fn.close(sd);
	return r < 0 || after < before;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

bool journal_was_given(const struct journal_file *file, uint64_t number)
{
	return file->given.n > 0 && bsearch(&number, file->given.items, file->given.n, sizeof(number), compare) != NULL;
}

static void find_given(struct journal *j, struct journal_file *file)
{
	bool dropped = file->doubtful;

	for (int lane = 0; lane < JOURNAL_LANES; lane++)
		dropped |= is_dropped(j, file, (enum journal_lane)lane);
	if (file->given.n > 0)
		qsort(file->given.items, file->given.n, sizeof(*file->given.items), compare);
	file->hurt = dropped;
}

void journal_find_hurt(struct journal *j)
{
	sd_journal *sd = j->lanes[LANE_KERNEL].sd;
	uint64_t usage;
	bool dropped = sd != NULL && (j->fn.get_usage(sd, &usage) < 0 || usage < j->usage);

	for (size_t i = 0; i < j->files.n; i++)
		if (!j->files.items[i].refused && (dropped || j->files.items[i].doubtful))
			find_given(j, &j->files.items[i]);
}
#endif
