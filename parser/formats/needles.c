#include "formats/needles.h"

static inline uint16_t pair_of(const char *p)
{
	return (uint16_t)(((uint8_t)p[0] * 37u + (uint8_t)p[1]) % NEEDLE_PAIRS);
}

void needle_init(struct needle *needle, const struct format *row)
{
	size_t last;

	needle->row = row;
	needle->text = str_of(row->needle);
	last = needle->text.n > 1 ? needle->text.n - 2 : 0; /* no needle is shorter than two */
	for (size_t i = 0; i < NEEDLE_LOOKS; i++)
		needle->pairs[i] = pair_of(needle->text.p + last * i / (NEEDLE_LOOKS - 1));
}

void needles_look(struct needles *n, strv text)
{
	if (++n->now == 0) {
		memset(n->seen, 0, sizeof(n->seen));
		n->now = 1;
	}
	for (size_t i = 0; i + 1 < text.n; i++)
		n->seen[pair_of(text.p + i)] = n->now;
}

bool needles_has(const struct needles *n, const struct needle *needle, strv text)
{
	for (size_t i = 0; i < NEEDLE_LOOKS; i++)
		if (n->seen[needle->pairs[i]] != n->now)
			return false;
	return needle->row->at_start ? str_starts(text, needle->text) : str_find(text, needle->text) != SIZE_MAX;
}
