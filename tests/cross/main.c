/* Runs the tests of the one file that this program is made with. */
#include <criterion/criterion.h>

struct cross_test cross_tests[CROSS_MOST_TESTS];
size_t cross_n_tests;
unsigned cross_failed, cross_skipped;

int main(void)
{
	unsigned run = 0;

	for (size_t i = 0; i < cross_n_tests; i++) {
		const struct cross_test *t = &cross_tests[i];
		struct criterion_test_params p =
			t->params != NULL ? t->params() : (struct criterion_test_params){.length = 1};

		for (size_t k = 0; k < p.length; k++, run++)
			t->run(p.params != NULL ? (char *)p.params + k * p.size : NULL);
	}
	printf("%u tests, %u of an engine that is not in this build, %u failures\n", run, cross_skipped, cross_failed);
	return cross_failed > 0 || run == cross_skipped ? 1 : 0;
}
