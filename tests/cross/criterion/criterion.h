/*
 * As much of Criterion as unit/test-scan.c asks for, for machines that it is not there for: a test program of one file,
 * without libraries, that runs under an emulator. tools/dev/check neon
 */
#ifndef TESTS_CROSS_CRITERION_H
#define TESTS_CROSS_CRITERION_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CROSS_MOST_TESTS = 64 };

struct criterion_test_params {
	size_t size;
	void *params;
	size_t length;
};

struct cross_test {
	const char *name;
	void (*run)(void *param);
	struct criterion_test_params (*params)(void);
};

extern struct cross_test cross_tests[CROSS_MOST_TESTS];
extern size_t cross_n_tests;
extern unsigned cross_failed, cross_skipped;

#define CROSS_REGISTER(test_name, run_fn, params_fn)                                               \
	__attribute__((constructor)) static void test_name##_register(void)                        \
	{                                                                                          \
		cross_tests[cross_n_tests++] = (struct cross_test){#test_name, run_fn, params_fn}; \
	}

#define Test(suite, name)                                    \
	static void suite##_##name(void *unused);            \
	CROSS_REGISTER(suite##_##name, suite##_##name, NULL) \
	static void suite##_##name(__attribute__((unused)) void *unused)

#define cr_fail_at(what)                                                  \
	do {                                                              \
		fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, what); \
		cross_failed++;                                           \
	} while (0)

#define cr_expect_eq(a, b, ...)                       \
	do {                                          \
		if ((a) != (b))                       \
			cr_fail_at(#a " is not " #b); \
	} while (0)
#define cr_assert_eq(a, b, ...)                       \
	do {                                          \
		if ((a) != (b)) {                     \
			cr_fail_at(#a " is not " #b); \
			exit(1);                      \
		}                                     \
	} while (0)
#define cr_assert_neq(a, b, ...)                  \
	do {                                      \
		if ((a) == (b)) {                 \
			cr_fail_at(#a " is " #b); \
			exit(1);                  \
		}                                 \
	} while (0)
#define cr_skip(why)             \
	do {                     \
		cross_skipped++; \
		return;          \
	} while (0)

#endif
