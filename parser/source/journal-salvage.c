/* What is left of damaged files, which is read without their indexes when all else has been read. */
#ifdef HAVE_SYSTEMD
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/journal-sd.h"
#include "util/str.h"

/* More bytes than the longest "NAME=value" that a match asks for. */
enum { MATCH_MOST = 96 };

static bool open_left(struct journal *j, const struct journal_file *file)
{
	int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	j->left = fd >= 0 ? raw_open(fd) : NULL;
	if (j->left == NULL)
		journal_say(j, "cannot read '%s': damaged, and what is left of it is not to be read", file->name);
	return j->left != NULL;
}

static void close_left(struct journal *j, const struct journal_file *file)
{
	uint64_t wanted = j->left != NULL ? raw_wanted(j->left) : 0, met = j->left != NULL ? raw_met(j->left) : 0;
	uint64_t lost = file->unreadable + (wanted > met ? wanted - met : 0);

	j->files.at++;
	if (j->left == NULL)
		return;
	j->left = raw_close(j->left);
	journal_say(j, "'%s' is %s: what is left of it was read%s", file->name,
	            file->truncated ? "truncated" : "damaged", file->truncated ? "" : " without its index");
	if (lost > 0)
		journal_say(j, "%llu of its %llu entries are lost", (unsigned long long)lost,
		            (unsigned long long)(wanted > met ? wanted : met));
}

bool journal_left_field(struct journal *j, const char *name, size_t most, struct oomlog_str *ret)
{
	const struct raw_entry *entry = raw_entry(j->left);
	size_t n = strlen(name);

	for (size_t i = 0; i < entry->n_fields; i++)
		if (raw_field(j->left, i, most, ret) && ret->n > n && memcmp(ret->p, name, n) == 0 && ret->p[n] == '=')
			return true;
	return false;
}

/* Which of the matches would have found it, and whether fields of it are gone. */
static enum journal_lane lane_of(struct journal *j, bool *ret_damaged)
{
	const struct raw_entry *entry = raw_entry(j->left);
	enum journal_lane lane = JOURNAL_LANES;
	bool has_text = false;
	strv field;

	*ret_damaged = false;
	for (size_t i = 0; i < entry->n_fields; i++) {
		if (!raw_field(j->left, i, MATCH_MOST, &field)) {
			*ret_damaged = true;
			continue;
		}
		if (lane != LANE_KERNEL)
			journal_lane_of(field, &lane);
		has_text |= skip_literal(&field, STR("MESSAGE="));
	}
	*ret_damaged &= lane == JOURNAL_LANES || !has_text;
	return lane;
}

static bool is_in_time(const struct journal *j, uint64_t realtime_us)
{
	if (j->since_us != OOMLOG_ABSENT && realtime_us < (uint64_t)j->since_us &&
	    (uint64_t)j->since_us - realtime_us > JOURNAL_MARGIN_US)
		return false;
	return j->until_us == OOMLOG_ABSENT || realtime_us <= (uint64_t)(j->until_us + JOURNAL_MARGIN_US);
}

static bool is_of_boot(struct journal *j)
{
	strv field;

	return j->only_boot == NULL ||
		(journal_left_field(j, "_BOOT_ID", MATCH_MOST, &field) && skip_literal(&field, STR("_BOOT_ID=")) &&
	         str_eq(field, str_of(j->only_boot)));
}

/* False: an entry that is of no interest, or was given before. */
static bool is_wanted(struct journal *j, struct journal_file *file)
{
	const struct raw_entry *entry = raw_entry(j->left);
	enum journal_lane lane;
	bool damaged;

	if (!is_in_time(j, entry->realtime_us) || journal_was_given(file, entry->number))
		return false;
	lane = lane_of(j, &damaged);
	file->unreadable += damaged;
	return lane != JOURNAL_LANES && is_of_boot(j);
}

static bool next_left(struct journal *j, struct journal_file *file)
{
	while (raw_next(j->left))
		if (is_wanted(j, file))
			return true;
	return false;
}

int journal_next_left(struct journal *j, int64_t *ret_realtime_us)
{
	if (!j->salvaging)
		journal_find_hurt(j);
	j->salvaging = true;
	while (j->files.at < j->files.n) {
		struct journal_file *file = &j->files.items[j->files.at];

		if (!file->hurt) {
			j->files.at++;
		} else if ((j->left != NULL || open_left(j, file)) && next_left(j, file)) {
			uint64_t realtime_us = raw_entry(j->left)->realtime_us;

			*ret_realtime_us = realtime_us <= INT64_MAX ? (int64_t)realtime_us : OOMLOG_ABSENT;
			return 1;
		} else {
			close_left(j, file);
		}
	}
	return 0;
}
#endif
