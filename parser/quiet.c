#include "quiet.h"

#include "formats/formats.h"

enum {
	LOOK_BEHIND = 2, /* lines before a hit: a wrapped "X invoked" / "oom-killer: .." */
};

int oomlog_scan(const void *block, size_t len, struct oomlog_scan *ret)
{
	const struct scanner *s = format_scanner();
	const char *p = block;
	size_t n = len < UINT32_MAX ? len : UINT32_MAX;

	if (ret->size != sizeof(*ret))
		return OOMLOG_E_INVALID;
	ret->scanned = ret->newlines = ret->n_hits = 0;
	while (ret->scanned < n) {
		size_t newlines = 0, at = scan_find(s, p, n, ret->scanned, &newlines);
		const char *end = at != SIZE_MAX ? memchr(p + at, '\n', n - at) : NULL;

		if (at != SIZE_MAX && ret->n_hits == OOMLOG_SCAN_HITS)
			break;
		ret->newlines += newlines;
		if (at != SIZE_MAX)
			ret->hits[ret->n_hits++] = (struct oomlog_scan_hit){(uint32_t)at, (uint32_t)ret->newlines};
		ret->scanned = end != NULL ? (size_t)(end - p) : n; /* one of a line is enough */
	}
	return OOMLOG_OK;
}

void quiet_begin(struct quiet *q, const struct lines *l, strv block, const struct oomlog_scan *scan, size_t from)
{
	uint64_t lines_before = from == 0 ? l->number : q->lines_before;

	*q = (struct quiet){.block = block, .scan = scan, .lines_before = lines_before};
}

void quiet_end(struct quiet *q)
{
	q->scan = NULL;
}

/* As scan_find() from the beginning of `data`, which is the rest of the block. */
static size_t find_scanned(struct quiet *q, const struct lines *l, strv data, size_t *newlines)
{
	const struct oomlog_scan *scan = q->scan;
	size_t at = (size_t)(data.p - q->block.p), behind = (size_t)(l->number - q->lines_before), found;

	while (q->hit < scan->n_hits && scan->hits[q->hit].at < at)
		q->hit++;
	if (q->hit < scan->n_hits) {
		*newlines = scan->hits[q->hit].newlines - behind;
		return scan->hits[q->hit].at - at;
	}
	*newlines = scan->newlines - behind;
	found = scan_find(format_scanner(), q->block.p, q->block.n, scan->scanned, newlines);
	return found != SIZE_MAX ? found - at : SIZE_MAX;
}

static size_t find(struct quiet *q, const struct lines *l, strv data, size_t *newlines)
{
	if (q->scan != NULL && (size_t)(data.p - q->block.p) < q->scan->scanned)
		return find_scanned(q, l, data, newlines);
	*newlines = 0;
	return scan_find(format_scanner(), data.p, data.n, 0, newlines);
}

/* The start of the line that holds `at`, and of up to LOOK_BEHIND lines before it. */
static size_t back_up(const char *data, size_t at)
{
	for (int i = 0; i <= LOOK_BEHIND; i++) {
		const char *newline = at > 0 ? memrchr(data, '\n', at) : NULL;

		if (newline == NULL)
			return 0;
		at = (size_t)(newline - data);
	}
	return at + 1;
}

/* The last line of a block is left to be read: its stamp tells how far the input goes. */
bool quiet_skip(struct quiet *q, struct lines *l, strv *data)
{
	size_t newlines, hit = find(q, l, *data, &newlines), stop = hit != SIZE_MAX ? hit : data->n;
	size_t end = back_up(data->p, stop);

	if (end == 0)
		return false;
	lines_skip(l, end, newlines - scan_count_newlines(data->p + end, stop - end));
	*data = str_from(*data, end);
	return true;
}
