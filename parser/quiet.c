#include "quiet.h"

#include <oomlog/oomlog.h>

#include "formats/formats.h"

_Static_assert(HELD_BORDER == SCAN_MAX_LENGTH - 1, "a literal that two blocks share has a byte in each");

void quiet_release(struct quiet *q)
{
	held_release(&q->held);
}

void quiet_reset(struct quiet *q)
{
	held_forget(&q->held);
}

void quiet_begin(struct quiet *q, const struct lines *l, strv block)
{
	q->block = block;
	q->lines_before = l->number + q->held.n;
	q->base = q->base_newlines = q->hit = 0;
	q->hits.scanned = q->hits.newlines = q->hits.n = 0;
}

/* --- hits --- */

/* Nobody has looked from `at` on, the beginning of a line behind `newlines` others. */
static void look(struct quiet *q, size_t at, size_t newlines)
{
	hits_find(&q->hits, str_from(q->block, at));
	q->base = at;
	q->base_newlines = newlines;
	q->hit = 0;
}

/* The first hit from `at` on, the beginning of a line behind `newlines` others; of none, all newlines of the block. */
static struct hit next_hit(struct quiet *q, size_t at, size_t newlines)
{
	const struct hits *h = &q->hits;

	for (;;) {
		size_t end = q->base + h->scanned, found = q->base_newlines + h->newlines;

		while (q->hit < h->n && q->base + h->items[q->hit].at < at)
			q->hit++;
		if (q->hit < h->n)
			return (struct hit){q->base + h->items[q->hit].at,
			                    q->base_newlines + h->items[q->hit].newlines};
		if (end >= q->block.n)
			return (struct hit){SIZE_MAX, found};
		look(q, end > at ? end : at, end > at ? found : newlines);
	}
}

/* A literal that begins in the line that is held and ends in `rest`, which goes on with it. */
static bool border_hit(const struct held *h, strv rest)
{
	char text[2 * HELD_BORDER];
	strv head = str_upto(rest, HELD_BORDER);
	size_t newlines = 0;

	if (h->border_n == 0 || head.n == 0)
		return false;
	memcpy(text, h->border, h->border_n);
	memcpy(text + h->border_n, head.p, head.n);
	return scan_find(format_scanner(), text, h->border_n + head.n, 0, &newlines) != SIZE_MAX;
}

/* --- lines --- */

/* The start of the line that holds `at`, and of up to HELD_LINES lines before it. */
static size_t back_up(const char *data, size_t at)
{
	for (int i = 0; i <= HELD_LINES; i++) {
		const char *newline = at > 0 ? memrchr(data, '\n', at) : NULL;

		if (newline == NULL)
			return 0;
		at = (size_t)(newline - data);
	}
	return at + 1;
}

static bool is_sample(uint64_t offset, uint64_t bytes, uint64_t step)
{
	return step > 0 && (offset + step - 1) / step * step < offset + bytes;
}

/* Of two ways to count the newlines of [0, end) the shorter one: those up to `hit` are known. */
static size_t newlines_before(const char *p, size_t end, size_t hit, size_t newlines)
{
	return end < hit - end ? scan_count_newlines(p, end) : newlines - scan_count_newlines(p + end, hit - end);
}

static size_t behind(const struct quiet *q, const struct lines *l)
{
	return (size_t)(l->number + q->held.n - q->lines_before);
}

/* What is held is wanted if it is one of the HELD_LINES lines before a hit, `after` whole lines on, or a sample. */
static void decide(struct held *h, const struct lines *l, size_t after, uint64_t step)
{
	size_t wanted = HELD_LINES - after;

	for (size_t i = 0; i < h->n; i++)
		h->lines[i].wanted =
			h->n - i <= wanted || is_sample(l->offset + held_bytes(h, i), h->lines[i].bytes, step);
	h->ready = h->n;
	h->release = true;
}

/* There is no room for another line unless the oldest goes. */
static void make_room(struct held *h, struct lines *l, uint64_t step)
{
	h->lines[0].wanted = is_sample(l->offset, h->lines[0].bytes, step);
	h->ready = 1;
}

static int hold(struct held *h, const struct lines *l, strv data)
{
	while (data.n > 0) {
		const char *newline = memchr(data.p, '\n', data.n);
		size_t n = newline != NULL ? (size_t)(newline - data.p) + 1 : data.n;
		int rc = held_push(h, str_upto(data, n), l->max);

		if (rc != OOMLOG_OK)
			return rc;
		data = str_from(data, n);
	}
	return OOMLOG_OK;
}

/*
 * Lines are held from the block before, and *data goes on with the last of them. Once enough lines follow that are no
 * hit, all of them are dropped.
 */
static int go_over_border(struct quiet *q, struct lines *l, strv *data, uint64_t step, bool *ret_skipped)
{
	struct held *h = &q->held;
	size_t before = behind(q, l);
	const char *newline = memchr(data->p, '\n', data->n);
	size_t n = newline != NULL ? (size_t)(newline - data->p) + 1 : data->n;
	struct hit hit = next_hit(q, (size_t)(data->p - q->block.p), before);
	bool on_border = border_hit(h, str_upto(*data, n));
	size_t after = on_border ? 0 : hit.newlines - before;

	if (after <= HELD_LINES && (on_border || hit.at != SIZE_MAX)) {
		decide(h, l, after, step);
	} else if (after > HELD_LINES && !is_sample(l->offset, held_bytes(h, h->n + 1) + n, step)) {
		held_skip(h, l);
		lines_skip(l, n, 1);
		*data = str_from(*data, n);
		*ret_skipped = true;
	} else if (newline != NULL && h->n == HELD_LINES) {
		make_room(h, l, step);
	} else {
		strv part = str_upto(*data, n);

		*data = str_from(*data, n);
		return held_push(h, part, l->max);
	}
	return OOMLOG_OK;
}

/* Where lines may be passed over up to: where the lines before a hit, or the last ones, begin, or a sample. */
static size_t quiet_end(strv data, size_t stop, uint64_t offset, uint64_t step)
{
	size_t end = back_up(data.p, stop);
	const char *newline;
	uint64_t sample;

	if (!is_sample(offset, end, step))
		return end;
	sample = (offset + step - 1) / step * step - offset;
	newline = memrchr(data.p, '\n', (size_t)sample);
	return newline != NULL ? (size_t)(newline - data.p) + 1 : 0;
}

int quiet_pass(struct quiet *q, struct lines *l, strv *data, uint64_t step, bool *ret_skipped)
{
	int rc = OOMLOG_OK;

	while (rc == OOMLOG_OK && data->n > 0 && !held_is_ready(&q->held)) {
		size_t at = (size_t)(data->p - q->block.p), before = behind(q, l), stop, end;
		struct hit hit;

		if (!held_is_empty(&q->held)) {
			rc = go_over_border(q, l, data, step, ret_skipped);
			continue;
		}
		hit = next_hit(q, at, before);
		stop = hit.at != SIZE_MAX ? hit.at - at : data->n;
		end = quiet_end(*data, stop, l->offset, step);
		if (end > 0) {
			lines_skip(l, end, newlines_before(data->p, end, stop, hit.newlines - before));
			*data = str_from(*data, end);
			*ret_skipped = true;
		} else if (hit.at != SIZE_MAX || is_sample(l->offset, back_up(data->p, stop), step)) {
			return OOMLOG_OK;
		} else {
			rc = hold(&q->held, l, *data);
			*data = str_from(*data, data->n);
		}
	}
	return rc;
}

bool quiet_pass_gap(struct quiet *q, struct lines *l, uint64_t bytes, uint64_t lines, uint64_t step)
{
	uint64_t held = held_bytes(&q->held, q->held.n + 1);

	if (held_is_ready(&q->held) || lines <= HELD_LINES || is_sample(l->offset, held + bytes, step))
		return false;
	held_skip(&q->held, l);
	lines_skip(l, bytes, lines);
	return true;
}
