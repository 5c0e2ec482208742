/* Leaving out quiet lines unread changes nothing but the time it takes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/sample.h"

enum { QUIET_LINES = 1500 };

struct growing {
	struct bytes text;
	size_t cap;
};

static void append(struct growing *g, strv s)
{
	if (g->cap - g->text.n < s.n + 1) {
		g->cap = (g->cap + s.n) * 2 + 64;
		g->text.p = realloc(g->text.p, g->cap);
		cr_assert_not_null(g->text.p);
	}
	memcpy(g->text.p + g->text.n, s.p, s.n);
	g->text.n += s.n;
}

/* Lines that come near the words looked for, under the stamps of the sample's own carrier. */
static void append_quiet(struct growing *g, strv prefix)
{
	static const char *const texts[] = {
		"usb 1-1: new high-speed USB device number 4 using xhci_hcd",
		"oom_score_adj of process 17 (kill) set to -17",
		"Memory: 1014020K/1048056K available",
		"task in zone: info, mode 0x1",
		"x",
	};

	for (size_t i = 0; i < QUIET_LINES; i++) {
		append(g, prefix);
		append(g, str_of(texts[i % (sizeof(texts) / sizeof(texts[0]))]));
		append(g, STR("\n"));
	}
}

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
	struct sample s;
	size_t i = 0;

	for (; sample_load(i, &s) > 0; i++) {
		check(s.name, (strv){s.log.p, s.log.n});
		free(s.log.p);
	}
	if (i == 0)
		cr_skip("no samples");
}

/* Only where each line is a record by itself: a JSON document with others' lines in it is none. */
static void check_in_quiet_text(const struct sample *s)
{
	strv report = sample_report(s, 2, SIZE_MAX), rest = report, line, prefix;
	struct growing log = {0};

	if (!sample_line(&rest, &line))
		return;
	prefix = sample_prefix(line);
	if (prefix.n == 0)
		return;
	append_quiet(&log, prefix);
	append(&log, report);
	append_quiet(&log, prefix);
	append(&log, report);
	append_quiet(&log, prefix);
	check(s->name, (strv){log.text.p, log.text.n});
	free(log.text.p);
}

Test(prefilter, samples_in_quiet_text)
{
	struct sample s;
	size_t i = 0;

	for (; sample_load(i, &s) > 0; i++) {
		check_in_quiet_text(&s);
		free(s.log.p);
	}
	if (i == 0)
		cr_skip("no samples");
}
