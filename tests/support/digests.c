#include "tests/support/digests.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { MOST_TEXT = 1000 }; /* given at once: of a long gap the rest may be passed over */

static unsigned draw(unsigned *seed, size_t n)
{
	*seed = *seed * 1103515245u + 12345u;
	return (unsigned)(*seed / 65536 % n);
}

struct digests digests_cut(const char *data, size_t len, size_t most, uint64_t keep_lines, unsigned *seed)
{
	struct digests all = {0};

	for (size_t at = 0, n; at < len; at += n) {
		n = 1 + draw(seed, most);
		if (n > len - at)
			n = len - at;
		all.items = realloc(all.items, (all.n + 1) * sizeof(struct oomlog_digest *));
		cr_assert_not_null(all.items);
		cr_assert_eq(oomlog_digest_new(&all.items[all.n++], data + at, n, at, keep_lines), OOMLOG_OK);
	}
	return all;
}

static void send(struct oomlog_digest **digest)
{
	size_t size = oomlog_digest_write(*digest, NULL, 0);
	void *bytes = malloc(size);

	cr_assert_not_null(bytes);
	cr_assert_eq(oomlog_digest_write(*digest, bytes, size), size);
	oomlog_digest_free(*digest);
	cr_assert_eq(oomlog_digest_read(digest, bytes, size), OOMLOG_OK);
	free(bytes);
}

void digests_join(struct digests *all, size_t left, unsigned *seed)
{
	while (all->n > left) {
		size_t i = draw(seed, all->n - 1);
		struct oomlog_digest *both;

		cr_assert_eq(oomlog_digest_join(&both, all->items[i], all->items[i + 1]), OOMLOG_OK);
		oomlog_digest_free(all->items[i]);
		oomlog_digest_free(all->items[i + 1]);
		all->items[i] = both;
		if (draw(seed, 4) == 0)
			send(&all->items[i]);
		all->n--;
		memmove(&all->items[i + 1], &all->items[i + 2], (all->n - i - 1) * sizeof(struct oomlog_digest *));
	}
}

void digests_free(struct digests *all)
{
	for (size_t i = 0; i < all->n; i++)
		oomlog_digest_free(all->items[i]);
	free(all->items);
	*all = (struct digests){0};
}

static int feed_text(struct oomlog_parser *p, const char *text, uint64_t n, struct collected *c)
{
	for (uint64_t done = 0; done < n;) {
		ptrdiff_t took = oomlog_parser_feed_bytes(p, text + done, (size_t)(n - done));
		int status = took < 0 ? (int)took : collect_drain(p, c);

		if (status < 0)
			return status;
		done += (uint64_t)took;
	}
	return OOMLOG_OK;
}

static int feed(struct oomlog_parser *p, const char *data, const struct oomlog_digest *d, struct collected *c,
                size_t *ret_asked)
{
	int status = OOMLOG_OK;

	for (uint64_t from = 0; status >= 0 && from < oomlog_digest_bytes(d);) {
		int64_t took = oomlog_parser_feed_digest(p, d, from);

		if (took == OOMLOG_E_TEXT) {
			took = (int64_t)oomlog_digest_gap(d, from);
			if (took > MOST_TEXT)
				took = MOST_TEXT;
			status = feed_text(p, data + oomlog_digest_offset(d) + from, (uint64_t)took, c);
			(*ret_asked)++;
		} else {
			status = took < 0 ? (int)took : collect_drain(p, c);
		}
		from += (uint64_t)took;
	}
	return status;
}

int collect_digests(const char *data, const struct digests *all, const struct oomlog_options *opt,
                    struct collected *ret, size_t *ret_asked)
{
	struct oomlog_parser *p;
	int status = oomlog_parser_new(&p, opt);

	*ret = (struct collected){.stats.size = sizeof(ret->stats)};
	*ret_asked = 0;
	if (status < 0)
		return status;
	status = oomlog_parser_input(p, "input.log", opt != NULL ? opt->newest_us : OOMLOG_ABSENT, false);
	for (size_t i = 0; status >= 0 && i < all->n; i++)
		status = feed(p, data, all->items[i], ret, ret_asked);
	if (status >= 0)
		status = collect_finish(p, ret);
	oomlog_parser_free(p);
	return status;
}
