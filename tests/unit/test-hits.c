#include "hits.h"

#include <criterion/criterion.h>

Test(hits, one_of_a_line)
{
	static const char text[] = "quiet\nKilled process 7 (a), Killed process 8 (b)\n\nx oom-kill:\nend";
	struct hits hits;

	hits_find(&hits, STR(text));
	cr_expect_eq(hits.scanned, sizeof(text) - 1);
	cr_expect_eq(hits.newlines, 4);
	cr_assert_eq(hits.n, 2);
	cr_expect_eq(hits.items[0].at, 6);
	cr_expect_eq(hits.items[0].newlines, 1);
	cr_expect_eq(hits.items[1].at, 52);
	cr_expect_eq(hits.items[1].newlines, 3);
}

Test(hits, of_nothing)
{
	struct hits hits;

	hits_find(&hits, STR_NONE);
	cr_expect_eq(hits.scanned + hits.newlines + hits.n, 0);
}

Test(hits, more_than_there_is_room_for)
{
	enum { LENGTH = sizeof("Killed process 7 (a)\n") - 1 };
	static char text[(HITS_MAX + 20) * LENGTH];
	struct hits hits;

	for (size_t i = 0; i < sizeof(text); i += LENGTH)
		memcpy(text + i, "Killed process 7 (a)\n", LENGTH);
	hits_find(&hits, (strv){text, sizeof(text)});
	cr_expect_eq(hits.n, HITS_MAX);
	cr_expect_eq(hits.scanned, HITS_MAX * LENGTH - 1);
	cr_expect_eq(hits.newlines, HITS_MAX - 1);
	hits_find(&hits, (strv){text + hits.scanned, sizeof(text) - hits.scanned});
	cr_expect_eq(hits.n, 20);
	cr_expect_eq(hits.newlines, 21);
}
