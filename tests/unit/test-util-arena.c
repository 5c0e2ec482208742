/* Nothing an event may ask for goes past its own maximum, or past what all events of a parser share. */
#include "util/arena.h"

#include <criterion/criterion.h>

#include "tests/support/failalloc.h"

Test(util_arena, zeroed_and_aligned)
{
	struct arena a;

	arena_init(&a, 1 << 20, NULL);
	for (size_t size = 0; size < 300; size++) {
		unsigned char *p = arena_alloc(&a, size);

		cr_assert_not_null(p);
		cr_assert_eq((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			cr_assert_eq(p[i], 0);
		memset(p, 0xff, size);
	}
	cr_expect_not(a.full);
	arena_release(&a);
	cr_expect_eq(a.used, 0);
}

Test(util_arena, strings_are_terminated)
{
	struct arena a;
	strv copy, none;

	arena_init(&a, 1 << 20, NULL);
	copy = arena_str(&a, (strv){"abcd", 3});
	cr_assert_eq(copy.n, 3);
	cr_expect_str_eq(copy.p, "abc");
	none = arena_str(&a, STR_NONE);
	cr_expect_null(none.p);
	copy = arena_str(&a, STR(""));
	cr_expect_not_null(copy.p);
	arena_release(&a);
}

Test(util_arena, its_maximum_holds)
{
	struct arena a;

	arena_init(&a, 10000, NULL);
	for (size_t i = 0; i < 1000; i++)
		arena_alloc(&a, 100);
	cr_expect(a.full);
	cr_expect_not(a.nomem);
	cr_expect_leq(a.used, 10000);
	/* nearly all of it can be used */
	cr_expect_geq(a.used, 9000);
	arena_release(&a);
}

Test(util_arena, sizes_do_not_overflow)
{
	static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 15, SIZE_MAX / 2, SIZE_MAX / 4, SIZE_MAX / 4 + 1};
	struct budget budget = {.max = SIZE_MAX};
	struct arena a;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		arena_init(&a, 1 << 20, &budget);
		arena_alloc(&a, 1);
		cr_expect_null(arena_alloc(&a, sizes[i]));
		cr_expect(a.full);
		cr_expect_null(arena_grow(&a, NULL, 0, sizes[i]));
		arena_release(&a);
		cr_expect_eq(budget.used, 0);
	}
}

Test(util_arena, budget_is_shared)
{
	struct budget budget = {.max = 20000};
	struct arena a, b;

	arena_init(&a, 16000, &budget);
	arena_init(&b, 16000, &budget);
	while (arena_alloc(&a, 1000) != NULL)
		;
	while (arena_alloc(&b, 1000) != NULL)
		;
	cr_expect(a.full && b.full);
	cr_expect_leq(budget.used, budget.max);
	cr_expect_eq(budget.used, a.used + b.used);

	arena_leave_budget(&a);
	cr_expect_eq(budget.used, b.used);
	/* leaving twice gives nothing back twice */
	arena_release(&a);
	cr_expect_eq(budget.used, b.used);
	arena_release(&b);
	cr_expect_eq(budget.used, 0);
}

Test(util_arena, no_memory_is_told_from_a_limit)
{
	struct arena a;

	arena_init(&a, 1 << 20, NULL);
	failalloc_arm(0, false);
	cr_expect_null(arena_alloc(&a, 8));
	cr_expect(failalloc_disarm());
	cr_expect(a.nomem);
	cr_expect_not(a.full);
	cr_expect_eq(a.used, 0);
	cr_expect_not_null(arena_alloc(&a, 8));
	arena_release(&a);
}

Test(util_arena, grow_keeps_what_was_there)
{
	struct arena a;
	unsigned char *p = NULL;
	size_t size = 0;

	arena_init(&a, 4 << 20, NULL);
	for (size_t want = 1; want < 300000; want += 1 + want / 3) {
		unsigned char *grown = arena_grow(&a, p, size, want);

		cr_assert_not_null(grown);
		for (size_t i = 0; i < size; i++)
			cr_assert_eq(grown[i], (unsigned char)(i * 7), "byte %zu of %zu", i, want);
		for (size_t i = 0; i < want; i++)
			grown[i] = (unsigned char)(i * 7);
		p = grown;
		size = want;
		if (want % 2 == 0) /* not the newest block any more */
			cr_assert_not_null(arena_alloc(&a, 24));
	}
	arena_release(&a);
}

Test(util_arena, list)
{
	struct {
		unsigned *items;
		size_t n, cap;
	} list = {0};
	struct arena a;

	arena_init(&a, 1 << 20, NULL);
	for (unsigned i = 0; i < 10000; i++) {
		unsigned *item = arena_push(&a, &list);

		cr_assert_not_null(item);
		cr_assert_eq(*item, 0);
		*item = i;
	}
	cr_assert_eq(list.n, 10000);
	for (unsigned i = 0; i < 10000; i++)
		cr_assert_eq(list.items[i], i);
	arena_release(&a);
}

/* What was in a list when its arena is full stays there. */
Test(util_arena, full_list_keeps_its_items)
{
	struct {
		uint64_t *items;
		size_t n, cap;
	} list = {0};
	struct arena a;
	uint64_t *item;

	arena_init(&a, 20000, NULL);
	while ((item = arena_push(&a, &list)) != NULL)
		*item = list.n - 1;
	cr_expect(a.full);
	cr_assert_gt(list.n, 100);
	for (size_t i = 0; i < list.n; i++)
		cr_assert_eq(list.items[i], i);
	arena_release(&a);
}
