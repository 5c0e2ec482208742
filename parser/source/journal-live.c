/* Places in a journal, and waiting for more. */
#ifdef HAVE_SYSTEMD
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "source/journal-sd.h"

static void forget_heads(struct journal *j)
{
	for (int i = 0; i < JOURNAL_LANES; i++)
		j->lanes[i].has_head = j->lanes[i].skip_done = false;
}

/* Onto the entry behind which the last `lines` are: next() goes on from there. 1: it is there; 0: at the begin. */
static int seek_back(struct journal *j, struct lane *l, uint64_t lines)
{
	int r = j->fn.seek_tail(l->sd);

	if (r >= 0)
		r = j->fn.previous_skip(l->sd, lines + 1);
	if (r < 0)
		return r;
	if ((uint64_t)r < lines + 1)
		return j->fn.seek_head(l->sd) < 0 ? -EIO : 0;
	if (j->fn.get_realtime_usec(l->sd, &l->realtime_us) < 0 ||
	    j->fn.get_monotonic_usec(l->sd, &l->monotonic_us, &l->boot) < 0)
		return -EIO;
	return 1;
}

/* The place is the later one's: what lies before is not wanted of either. */
static int seek_tails(struct journal *j)
{
	struct lane *kernel = &j->lanes[LANE_KERNEL], *others = &j->lanes[LANE_OTHERS];
	int a = seek_back(j, kernel, 0), b = a >= 0 ? seek_back(j, others, 0) : a;

	if (b < 0)
		return b;
	j->at_entry = a > 0 || b > 0;
	j->sd = b > 0 && (a == 0 || journal_is_before(kernel, others)) ? others->sd : kernel->sd;
	return 0;
}

/* The kernel's lines are those that are counted. */
static int seek_lines(struct journal *j, uint64_t lines)
{
	struct lane *kernel = &j->lanes[LANE_KERNEL], *others = &j->lanes[LANE_OTHERS];
	int r = seek_back(j, kernel, lines);
	char *cursor = NULL;

	j->at_entry = r > 0;
	j->sd = kernel->sd;
	if (r == 0)
		return j->fn.seek_head(others->sd);
	if (r > 0)
		r = j->fn.get_cursor(kernel->sd, &cursor);
	if (r >= 0)
		r = j->fn.seek_cursor(others->sd, cursor);
	free(cursor);
	return r;
}

int journal_seek_end(struct journal *j, uint64_t lines)
{
	int r;

	if (j->sd == NULL)
		return -1;
	forget_heads(j);
	r = lines == 0 ? seek_tails(j) : seek_lines(j, lines);
	return r < 0 ? journal_fail(j, r) : 0;
}

int journal_seek_begin(struct journal *j)
{
	if (j->sd == NULL)
		return -1;
	forget_heads(j);
	for (int i = 0; i < JOURNAL_LANES; i++)
		if (j->fn.seek_head(j->lanes[i].sd) < 0)
			return -1;
	return 0;
}

int journal_seek_time(struct journal *j, int64_t realtime_us)
{
	if (j->sd == NULL || realtime_us < 0)
		return -1;
	forget_heads(j);
	for (int i = 0; i < JOURNAL_LANES; i++)
		if (j->fn.seek_realtime_usec(j->lanes[i].sd, (uint64_t)realtime_us) < 0)
			return -1;
	return 0;
}

int journal_seek_cursor(struct journal *j, const char *cursor, bool after)
{
	if (j->sd == NULL)
		return -1;
	forget_heads(j);
	free(j->cursor);
	j->cursor = strdup(cursor);
	for (int i = 0; i < JOURNAL_LANES; i++) {
		if (j->cursor == NULL || j->fn.seek_cursor(j->lanes[i].sd, cursor) < 0)
			return -1;
		j->lanes[i].skip_done = after;
	}
	return 0;
}

char *journal_cursor(struct journal *j)
{
	char *cursor = NULL;

	return j->at_entry && j->fn.get_cursor(j->sd, &cursor) >= 0 ? cursor : NULL;
}

size_t journal_poll(struct journal *j, struct pollfd ret[JOURNAL_FDS], int *ret_timeout)
{
	uint64_t timeout;
	size_t n = 0;

	*ret_timeout = -1;
	for (int i = 0; j->sd != NULL && i < JOURNAL_LANES; i++) {
		sd_journal *sd = j->lanes[i].sd;
		int fd = j->fn.get_fd(sd), events = j->fn.get_events(sd);

		if (fd < 0 || events < 0)
			continue;
		ret[n++] = (struct pollfd){.fd = fd, .events = (short)events};
		/* An absolute time, set only on file systems without inotify: half a second is what it means. */
		if (j->fn.get_timeout(sd, &timeout) > 0 && timeout != UINT64_MAX)
			*ret_timeout = 500;
	}
	return n;
}

int journal_process(struct journal *j)
{
	int r = j->sd != NULL ? 0 : -EINVAL;
	bool changed = false;

	for (int i = 0; r >= 0 && i < JOURNAL_LANES; i++) {
		r = j->fn.process(j->lanes[i].sd);
		changed |= r > 0; /* SD_JOURNAL_APPEND, SD_JOURNAL_INVALIDATE */
	}
	return r < 0 ? journal_fail(j, r) : changed;
}
#endif
