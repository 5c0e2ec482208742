/*
 * What is left of damaged files. libsystemd does not open one that was truncated, and drops one at the first broken
 * piece of an index. The first is read from a copy, filled up with holes to the size that its header tells: nothing that
 * a whole entry needs lies behind the entry. The second is read on without its index, by the list of all entries, from
 * behind the last one that was given. Both come when all else has been read.
 */
#ifdef HAVE_SYSTEMD
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/journal-header.h"
#include "source/journal-sd.h"
#include "source/source.h"
#include "util/str.h"

/* --- which files --- */

static struct hurt *add(struct journal *j, const char *path)
{
	struct hurt *grown = realloc(j->hurt.items, (j->hurt.n + 1) * sizeof(*grown));
	char *copy = strdup(path);

	if (grown != NULL)
		j->hurt.items = grown;
	if (grown == NULL || copy == NULL) {
		free(copy);
		return NULL;
	}
	grown[j->hurt.n] = (struct hurt){.path = copy};
	return &grown[j->hurt.n++];
}

/* The size that its header tells, of a file that is shorter; 0: that is not what is wrong with it, or it is too large. */
static uint64_t size_before(int fd)
{
	struct journal_header header;
	uint64_t begin, arena;
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (uint64_t)st.st_size > JOURNAL_MAX_COPY ||
	    !journal_header_read(fd, &header))
		return 0;
	begin = header.header_size;
	arena = header.arena_size;
	if (begin > (uint64_t)st.st_size || arena > JOURNAL_MAX_ARENA || begin + arena <= (uint64_t)st.st_size)
		return 0;
	return begin + arena;
}

bool journal_note_refused(struct journal *j, const char *path, int error)
{
	struct hurt *hurt = NULL;
	int fd;

	if (!j->salvage || error != -ENODATA)
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd >= 0 && size_before(fd) > 0)
		hurt = add(j, path);
	if (fd >= 0)
		close(fd);
	if (hurt != NULL)
		hurt->refused = true;
	return hurt != NULL;
}

void journal_note_path(struct journal *j, const char *path)
{
	char **grown;

	if (!j->salvage || j->paths.n >= JOURNAL_MAX_FILES)
		return;
	grown = realloc(j->paths.items, (j->paths.n + 1) * sizeof(*grown));
	if (grown == NULL)
		return;
	j->paths.items = grown;
	grown[j->paths.n] = strdup(path);
	j->paths.n += grown[j->paths.n] != NULL;
}

void journal_forget_hurt(struct journal *j)
{
	for (size_t i = 0; i < j->paths.n; i++)
		free(j->paths.items[i]);
	free(j->paths.items);
	for (size_t i = 0; i < j->hurt.n; i++)
		free(j->hurt.items[i].path);
	free(j->hurt.items);
	if (j->left != NULL)
		j->fn.close(j->left);
}

/* "s=..;i=1a7;b=..": the entry's number in its file */
static uint64_t number_of(struct journal *j, sd_journal *sd)
{
	char *cursor = NULL, *at;
	uint64_t n = 0;

	if (j->fn.get_cursor(sd, &cursor) >= 0 && (at = strstr(cursor, ";i=")) != NULL)
		n = strtoull(at + 3, NULL, 16);
	free(cursor);
	return n;
}

static bool is_behind(const struct journal *j, uint64_t realtime_us)
{
	return j->until_us != OOMLOG_ABSENT && realtime_us > (uint64_t)(j->until_us + JOURNAL_MARGIN_US);
}

static int open_one(struct journal *j, const char *path, sd_journal **ret)
{
	const char *paths[] = {path, NULL};
	int r = j->fn.open_files(ret, paths, 0);

	if (r < 0)
		return r;
	r = j->fn.set_data_threshold(*ret, JOURNAL_MAX_MESSAGE + sizeof("MESSAGE="));
	return r;
}

/* Reads it as it was read before. Whether it is dropped on the way, and its last entry before that. */
static bool is_dropped(struct journal *j, const char *path, enum journal_lane lane, uint64_t *ret_last)
{
	uint64_t before = 0, after = 0, realtime_us = 0;
	sd_journal *sd = NULL;
	int r = open_one(j, path, &sd);

	*ret_last = 0;
	if (r >= 0)
		r = journal_match(j, sd, lane, j->only_boot);
	if (r >= 0)
		r = j->fn.get_usage(sd, &before);
	if (r >= 0)
		r = journal_seek_since(j, sd, j->since_us);
	while (r >= 0 && (r = j->fn.next(sd)) > 0) {
		if (j->fn.get_realtime_usec(sd, &realtime_us) >= 0 && is_behind(j, realtime_us))
			break;
		*ret_last = number_of(j, sd);
	}
	if (r >= 0)
		r = j->fn.get_usage(sd, &after);
	if (sd != NULL)
		j->fn.close(sd);
	return r < 0 || after < before;
}

static void find_dropped(struct journal *j)
{
	uint64_t usage;

	if (j->lanes[LANE_KERNEL].sd == NULL ||
	    (j->fn.get_usage(j->lanes[LANE_KERNEL].sd, &usage) >= 0 && usage >= j->usage))
		return;
	for (size_t i = 0; i < j->paths.n; i++) {
		uint64_t last[JOURNAL_LANES];
		struct hurt *hurt;
		bool dropped = false;

		for (int lane = 0; lane < JOURNAL_LANES; lane++)
			if (is_dropped(j, j->paths.items[i], (enum journal_lane)lane, &last[lane]))
				dropped = true;
			else
				last[lane] = UINT64_MAX; /* all of them were given */
		if (dropped && (hurt = add(j, j->paths.items[i])) != NULL)
			memcpy(hurt->last, last, sizeof(last));
	}
}

/* --- opening what is left --- */

static int copy_bytes(int from, int to)
{
	uint64_t left = JOURNAL_MAX_COPY;
	ssize_t n;

	while (left > 0 && (n = sendfile(to, from, NULL, (size_t)left)) != 0) {
		if (n < 0)
			return -errno;
		left -= (uint64_t)n;
	}
	return 0;
}

static int fill_up(int from, int to)
{
	uint64_t size = size_before(from);
	int r = size > 0 ? copy_bytes(from, to) : -ENODATA;

	if (r >= 0 && ftruncate(to, (off_t)size) != 0)
		r = -errno;
	return r;
}

/* libsystemd opens no file that has no name: the copy has one for that moment. */
static int open_copy(struct journal *j, const char *from)
{
	char path[4096];
	int in, out, r;

	if (snprintf(path, sizeof(path), "%s/oomlog-XXXXXX.journal", source_temp_folder()) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	in = open(from, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (in < 0)
		return -errno;
	out = mkostemps(path, (int)strlen(".journal"), O_CLOEXEC);
	r = out < 0 ? -errno : fill_up(in, out);
	if (r >= 0)
		r = open_one(j, path, &j->left);
	if (out >= 0) {
		(void)unlink(path);
		close(out);
	}
	close(in);
	return r;
}

static int open_left(struct journal *j, struct hurt *hurt)
{
	int r = hurt->refused ? open_copy(j, hurt->path) : open_one(j, hurt->path, &j->left);

	if (r >= 0 && (r = journal_seek_since(j, j->left, j->since_us)) < 0) {
		j->fn.close(j->left);
		j->left = NULL;
	}
	if (r < 0 && hurt->refused)
		journal_say(j, "cannot read '%s': truncated, and what is left of it is not to be read: %s", hurt->path,
		            journal_words(r));
	else if (r < 0)
		journal_say(j, "cannot read '%s': %s", hurt->path, journal_words(r));
	return r;
}

static void close_left(struct journal *j, struct hurt *hurt)
{
	if (j->left != NULL) {
		j->fn.close(j->left);
		if (hurt->refused)
			journal_say(j, "'%s' is truncated: what is left of it was read", hurt->path);
		else
			journal_say(j, "'%s' is damaged: what is left of it was read without its index", hurt->path);
	}
	j->left = NULL;
	j->hurt_at++;
}

/* --- reading it --- */

/* "NAME=value" */
static bool get_field(struct journal *j, const char *name, strv *ret)
{
	const void *data;
	size_t n;

	if (j->fn.get_data(j->left, name, &data, &n) < 0)
		return false;
	*ret = (strv){data, n};
	return true;
}

/* What the matches would have found; false: an entry that is of no interest, or was given before. */
static bool is_wanted(struct journal *j, struct hurt *hurt)
{
	static const char *const names[] = {"_TRANSPORT", "SYSLOG_IDENTIFIER", "MESSAGE_ID"};
	enum journal_lane lane = JOURNAL_LANES;
	strv field;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && lane != LANE_KERNEL; i++)
		if (get_field(j, names[i], &field))
			journal_lane_of(field, &lane);
	if (lane == JOURNAL_LANES)
		return false;
	if (j->only_boot != NULL &&
	    (!get_field(j, "_BOOT_ID", &field) || !skip_literal(&field, STR("_BOOT_ID=")) ||
	     !str_eq(field, str_of(j->only_boot))))
		return false;
	if (hurt->last[lane] > 0 && number_of(j, j->left) <= hurt->last[lane])
		return false;
	hurt->last[lane] = 0;
	return true;
}

static int next_left(struct journal *j, struct hurt *hurt, uint64_t *ret_realtime_us)
{
	int r;

	while ((r = j->fn.next(j->left)) > 0) {
		if (j->fn.get_realtime_usec(j->left, ret_realtime_us) < 0)
			*ret_realtime_us = UINT64_MAX;
		else if (is_behind(j, *ret_realtime_us))
			return 0;
		if (is_wanted(j, hurt))
			return 1;
	}
	return r;
}

int journal_next_left(struct journal *j, int64_t *ret_realtime_us)
{
	uint64_t realtime_us = UINT64_MAX;

	if (!j->salvaging && j->salvage)
		find_dropped(j);
	j->salvaging = true;
	while (j->hurt_at < j->hurt.n) {
		struct hurt *hurt = &j->hurt.items[j->hurt_at];

		if ((j->left != NULL || open_left(j, hurt) >= 0) && next_left(j, hurt, &realtime_us) > 0) {
			j->sd = j->left;
			*ret_realtime_us = realtime_us <= INT64_MAX ? (int64_t)realtime_us : OOMLOG_ABSENT;
			return 1;
		}
		close_left(j, hurt);
	}
	return 0;
}
#endif
