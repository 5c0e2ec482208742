#include "hits.h"

#include "formats/formats.h"

void hits_find(struct hits *ret, strv block)
{
	const struct scanner *s = format_scanner();

	ret->scanned = ret->newlines = ret->n = 0;
	while (ret->scanned < block.n && ret->n < HITS_MAX) {
		size_t newlines = 0, at = scan_find(s, block.p, block.n, ret->scanned, &newlines);
		const char *end = at != SIZE_MAX ? memchr(block.p + at, '\n', block.n - at) : NULL;

		ret->newlines += newlines;
		if (at != SIZE_MAX)
			ret->items[ret->n++] = (struct hit){at, ret->newlines};
		ret->scanned = end != NULL ? (size_t)(end - block.p) : block.n; /* one of a line is enough */
	}
}
