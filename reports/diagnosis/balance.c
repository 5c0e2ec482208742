#include "reports/diagnosis/balance.h"

#include "reports/diagnosis/measure.h"

void balance_start(struct balance *b, uint64_t total_bytes)
{
	memset(b, 0, sizeof(*b));
	b->total_bytes = total_bytes;
	b->used_bytes = OOMLOG_ABSENT_U;
	b->rest_bytes = OOMLOG_ABSENT_U;
	b->node = OOMLOG_ABSENT;
}

void balance_add(struct balance *b, const char *name, const char *words, uint64_t bytes)
{
	if (bytes == OOMLOG_ABSENT_U || b->n == BALANCE_MAX)
		return;
	b->items[b->n++] = (struct balance_item){name, words, bytes};
	b->known_bytes = measure_add(b->known_bytes, bytes);
}

uint64_t balance_without(uint64_t a, uint64_t b)
{
	if (a == OOMLOG_ABSENT_U || b == OOMLOG_ABSENT_U)
		return a;
	return a > b ? a - b : 0;
}

static bool is_free(const struct balance_item *item)
{
	return strcmp(item->words, "free") == 0;
}

static bool goes_before(const struct balance_item *a, const struct balance_item *b)
{
	if (is_free(a) != is_free(b))
		return is_free(b);
	return a->bytes > b->bytes;
}

/* The largest first, free memory last; items of one size in the order in which they were added. */
static void sort(struct balance *b)
{
	for (size_t i = 1; i < b->n; i++) {
		struct balance_item item = b->items[i];
		size_t at = i;

		for (; at > 0 && goes_before(&item, &b->items[at - 1]); at--)
			b->items[at] = b->items[at - 1];
		b->items[at] = item;
	}
}

void balance_finish(struct balance *b, uint64_t whole)
{
	sort(b);
	if (whole == OOMLOG_ABSENT_U) {
		if (b->note == NULL)
			b->note = "the size of the whole is not in the log";
		return;
	}
	if (whole >= b->known_bytes)
		b->rest_bytes = whole - b->known_bytes;
	else
		b->note = "the parts add up to more than the whole: the counters were not read at one instant, or "
			  "the report is damaged";
}

uint64_t balance_item(const struct balance *b, const char *name)
{
	for (size_t i = 0; i < b->n; i++)
		if (strcmp(b->items[i].name, name) == 0)
			return b->items[i].bytes;
	return OOMLOG_ABSENT_U;
}

void balance_fold(const struct balance *b, struct balance *ret)
{
	*ret = *b;
	ret->n = 0;
	for (size_t i = 0; i < b->n; i++) {
		size_t at = 0;

		while (at < ret->n && strcmp(ret->items[at].words, b->items[i].words) != 0)
			at++;
		if (at == ret->n)
			ret->items[ret->n++] = b->items[i];
		else
			ret->items[at].bytes = measure_add(ret->items[at].bytes, b->items[i].bytes);
	}
	sort(ret);
}
