/* The table of rules as programs see it. */
#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

#include <oomlog/report.h>

#include "reports/diagnosis/diagnosis.h"

static bool is_threshold(const char *word, size_t n)
{
	const struct oomlog_threshold *t;

	for (size_t i = 0; (t = oomlog_threshold(i)) != NULL; i++)
		if (strlen(t->name) == n && memcmp(t->name, word, n) == 0)
			return true;
	return false;
}

static size_t capitals(const char *at)
{
	size_t n = 0;

	while (isupper((unsigned char)at[n]) || at[n] == '_')
		n++;
	return n;
}

/* Other words in capitals are the kernel's: "CONSTRAINT_MEMCG", "__GFP_DMA". */
static bool looks_like_threshold(const char *word, size_t n)
{
	static const char *const ends[] = {"_PERCENT", "_KILLS", "_TASKS", "_S"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (n > strlen(ends[i]) && memcmp(word + n - strlen(ends[i]), ends[i], strlen(ends[i])) == 0)
			return true;
	return false;
}

Test(rule_table, codes_are_unique_and_every_row_is_whole)
{
	const struct oomlog_rule *r;
	size_t n = 0;

	for (; (r = oomlog_rule(n)) != NULL; n++) {
		const char *code = r->code; /* the row itself lives until the next call */

		cr_assert(r->about != NULL && r->condition != NULL && r->conclusion != NULL && r->advice != NULL &&
		                  r->source != NULL,
		          "%s", code);
		for (size_t k = 0; k < n; k++)
			cr_assert_neq(strcmp(oomlog_rule(k)->code, code), 0, "%s stands twice", code);
	}
	cr_assert_gt(n, 0);
	cr_assert_null(oomlog_rule(n));
	cr_assert_null(oomlog_rule(SIZE_MAX));
	cr_assert_leq(n, DIAGNOSIS_UNDECIDED, "a bare kill line may leave each of them undecided");
}

Test(rule_table, what_a_condition_names_in_capitals_is_a_threshold)
{
	const struct oomlog_rule *r;

	for (size_t i = 0; (r = oomlog_rule(i)) != NULL; i++)
		for (const char *at = r->condition; *at != '\0'; at++) {
			size_t n = capitals(at);

			if (n > 0 && (at == r->condition || at[-1] != '_') && looks_like_threshold(at, n))
				cr_assert(is_threshold(at, n), "%s names %.*s", r->code, (int)n, at);
			at += n > 0 ? n - 1 : 0;
		}
}

Test(rule_table, thresholds_have_names_of_their_own)
{
	const struct oomlog_threshold *t;
	size_t n = 0;

	for (; (t = oomlog_threshold(n)) != NULL; n++) {
		cr_assert_neq(t->meaning[0], '\0', "%s", t->name);
		for (size_t k = 0; k < n; k++)
			cr_assert_str_neq(oomlog_threshold(k)->name, t->name);
	}
	cr_assert_gt(n, 0);
}
