/* Leaving out quiet lines unread changes nothing but the time it takes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/sample.h"

static void check(const char *name, strv log)
{
	struct oomlog_options opt;
	struct collected with, without;
	struct bytes with_out, without_out;

	oomlog_options_init(&opt);
	cr_assert_eq(collect_bytes(log.p, log.n, 0, &opt, &with), OOMLOG_OK);
	opt.no_prefilter = true;
	cr_assert_eq(collect_bytes(log.p, log.n, 0, &opt, &without), OOMLOG_OK);
	cr_assert_eq(collect_render(&with, "ndjson", &with_out), OOMLOG_OK);
	cr_assert_eq(collect_render(&without, "ndjson", &without_out), OOMLOG_OK);
	sample_assert_same(name, &with_out, &without_out);
	cr_expect_eq(with.stats.lines, without.stats.lines, "%s", name);
	cr_expect_eq(with.stats.bytes, without.stats.bytes, "%s", name);
	cr_expect_eq(with.stats.recognised, without.stats.recognised, "%s", name);
	cr_expect_eq(with.stats.memory_dumps, without.stats.memory_dumps, "%s", name);
	collect_release(&with);
	collect_release(&without);
	free(with_out.p);
	free(without_out.p);
}

Test(prefilter, samples)
{
	struct sample s = {0};

	while (sample_next(&s))
		check(s.name, (strv){s.log.p, s.log.n});
}

static void check_in_quiet_text(const struct sample *s)
{
	struct bytes log = sample_in_quiet_text(s);

	if (log.p != NULL)
		check(s->name, (strv){log.p, log.n});
	free(log.p);
}

Test(prefilter, samples_in_quiet_text)
{
	struct sample s = {0};

	while (sample_next(&s))
		check_in_quiet_text(&s);
}
