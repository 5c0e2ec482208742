#include "live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool live_init(struct live *live, const struct live_ops *ops, const char *name, bool resumable)
{
	live->ops = ops;
	live->name = name;
	live->resumable = resumable;
	live->marks = resumable ? calloc(MARKS_MAX, sizeof(*live->marks)) : NULL;
	return !resumable || live->marks != NULL;
}

void live_release(struct live *live)
{
	live->parser = oomlog_parser_free(live->parser);
	free(live->marks);
	live->marks = NULL;
}

struct live *live_free(struct live *live)
{
	if (live != NULL)
		live->ops->free(live);
	return NULL;
}

uint64_t live_bytes(const struct live *live)
{
	struct oomlog_stats stats = {.size = sizeof(stats)};

	oomlog_parser_get_stats(live->parser, &stats);
	return stats.bytes;
}

/* Every other one goes: an earlier place is always good enough. */
static void thin_out(struct live *live)
{
	size_t n = 0;

	for (size_t i = 0; i < live->n_marks; i += 2)
		live->marks[n++] = live->marks[i];
	live->n_marks = n;
}

void live_note_safe(struct live *live)
{
	const struct oomlog_origin *oldest = oomlog_parser_oldest(live->parser);

	live->safe_at = oldest != NULL ? oldest->first_byte : live_bytes(live);
}

void live_mark(struct live *live, const char *place)
{
	struct mark *mark;

	/* From inside a report its rest would be read, and be another event than the whole. */
	if (!live->resumable || oomlog_parser_is_inside(live->parser))
		return;
	/* Nothing that is needed lies before. */
	if (live->held == 0 && oomlog_parser_oldest(live->parser) == NULL)
		live->n_marks = 0;
	if (live->n_marks > 0 && live->marks[live->n_marks - 1].at == live_bytes(live))
		return;
	if (live->n_marks == MARKS_MAX)
		thin_out(live);
	mark = &live->marks[live->n_marks++];
	mark->at = live_bytes(live);
	snprintf(mark->place, sizeof(mark->place), "%s", place);
}

bool live_place(struct live *live, uint64_t at, char *ret, size_t size, uint64_t *ret_at)
{
	size_t keep = 0;

	if (!live->resumable)
		return false;
	if (at == UINT64_MAX) {
		live->n_marks = 0;
		*ret_at = live_bytes(live);
		return live->ops->here(live, ret, size);
	}
	while (keep + 1 < live->n_marks && live->marks[keep + 1].at <= at)
		keep++;
	if (live->n_marks == 0 || live->marks[0].at > at)
		return false;
	memmove(live->marks, live->marks + keep, (live->n_marks - keep) * sizeof(*live->marks));
	live->n_marks -= keep;
	*ret_at = live->marks[0].at;
	snprintf(ret, size, "%s", live->marks[0].place);
	return true;
}

int live_feed(struct live *live, const char *data, size_t n)
{
	while (n > 0) {
		ptrdiff_t took = oomlog_parser_feed_bytes(live->parser, data, n);
		int status = took < 0 && took != OOMLOG_E_FULL ? (int)took : live->drain(live, live->user);

		if (status < 0)
			return status;
		data += took > 0 ? took : 0;
		n -= took > 0 ? (size_t)took : 0;
	}
	return OOMLOG_OK;
}
