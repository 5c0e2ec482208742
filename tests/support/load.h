/* Whole files in memory, and the inputs of fixtures/ by number. */
#ifndef TESTS_SUPPORT_LOAD_H
#define TESTS_SUPPORT_LOAD_H

#include <stddef.h>

/* Owned; release with free(p). A NUL that is not counted stands behind it. */
struct bytes {
	char *p;
	size_t n;
};

/* Zero, or -1 with errno. */
int load_file(const char *path, struct bytes *ret);

/*
 * fixtures/<name>/input.log of the i-th folder that has one, in the order of their names; ret_name stays valid until
 * the next call. -1 behind the last.
 */
int load_fixture(size_t i, const char **ret_name, struct bytes *ret);
/* By name. */
int load_fixture_named(const char *name, struct bytes *ret);

#endif
