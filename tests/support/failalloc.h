/*
 * An allocator that fails when told to. All test programs are linked with it (ld --wrap); until it is armed it only
 * counts. It reaches the code of oomlog and of the test, not the libraries they use.
 *
 *	for (size_t n = 0;; n++) {
 *		failalloc_arm(n, false);
 *		status = ...;
 *		if (!failalloc_disarm())
 *			break;              // fewer than n + 1 allocations: all have failed once
 *		cr_assert_eq(status, OOMLOG_E_NOMEM);
 *	}
 */
#ifndef TESTS_SUPPORT_FAILALLOC_H
#define TESTS_SUPPORT_FAILALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* The n-th allocation from now (0: the next) fails; with `forever` all after it, too. */
void failalloc_arm(size_t n, bool forever);
/* True when one has failed since failalloc_arm(). */
bool failalloc_disarm(void);
/* Allocations since the program began. */
size_t failalloc_count(void);

#endif
