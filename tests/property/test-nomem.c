/* Every allocation fails once: the library says so, loses nothing of what it holds, and does not fall. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "reports/redact/redact.h"
#include "tests/support/failalloc.h"
#include "tests/support/sample.h"

/* All allocations of a small log one by one; of a large one the first so many, then ever fewer. */
enum { MOST_LINES = 120, ONE_BY_ONE = 400, OTHERS_STEP = 12 };

/* FNV-1a over what is written: what is rendered is compared without an allocation of the test's own. */
static int hash_into(void *user, const void *data, size_t len)
{
	const unsigned char *bytes = data;
	uint64_t *hash = user;

	for (size_t i = 0; i < len; i++)
		*hash = (*hash ^ bytes[i]) * UINT64_C(0x100000001b3);
	return 0;
}

static int render(const struct collected *all, const char *format, uint64_t *hash)
{
	struct oomlog_report *r;
	int status = oomlog_report_new(&r, format, NULL, hash_into, hash);

	if (status < 0)
		return status;
	for (size_t i = 0; status == OOMLOG_OK && i < all->n; i++)
		status = oomlog_report_event(r, all->events[i]);
	if (status == OOMLOG_OK)
		status = oomlog_report_finish(r);
	oomlog_report_free(r);
	return status;
}

static const char *const common[] = {"ndjson", "human", "json", NULL};
static const char *const others[] = {"html", "markdown", "csv", "otlp-json", "prometheus", "ecs", "k8s-event", NULL};

static int render_all(const struct collected *all, const char *const *formats, uint64_t *hash)
{
	int status = OOMLOG_OK;

	for (; status == OOMLOG_OK && *formats != NULL; formats++)
		status = render(all, *formats, hash);
	return status;
}

/* What could not be redacted may not be shown. */
static int redact_and_render(const struct collected *all, uint64_t *hash)
{
	struct redactor *r = redactor_new();
	int status = r != NULL ? OOMLOG_OK : OOMLOG_E_NOMEM;

	for (size_t i = 0; status == OOMLOG_OK && i < all->n; i++)
		status = redact_event(r, all->events[i]);
	redactor_free(r);
	return status == OOMLOG_OK ? render_all(all, others, hash) : status;
}

typedef int render_fn(const struct collected *all, uint64_t *hash);

static int render_common(const struct collected *all, uint64_t *hash)
{
	return render_all(all, common, hash);
}

static int render_others(const struct collected *all, uint64_t *hash)
{
	int status = render_all(all, others, hash);

	return status == OOMLOG_OK ? redact_and_render(all, hash) : status;
}

static int read_and_render(strv log, render_fn *rendering, uint64_t *ret_hash)
{
	struct collected all;
	int status = collect_bytes(log.p, log.n, 1000, NULL, &all);

	*ret_hash = UINT64_C(0xcbf29ce484222325);
	if (status == OOMLOG_OK)
		status = rendering(&all, ret_hash);
	collect_release(&all);
	return status;
}

/*
 * False when the run needed fewer than n + 1 allocations. A failure is told, or did no harm: what was dropped would
 * not have been an event.
 */
static bool fail_at(const char *name, strv log, render_fn *rendering, size_t n, bool forever, uint64_t expected)
{
	uint64_t hash;
	bool failed;
	int status;

	failalloc_arm(n, forever);
	status = read_and_render(log, rendering, &hash);
	failed = failalloc_disarm();
	if (status == OOMLOG_OK)
		cr_assert_eq(hash, expected, "%s, allocation %zu: fails silently", name, n);
	else
		cr_assert(failed && status == OOMLOG_E_NOMEM, "%s, allocation %zu: status %d", name, n, status);
	return failed;
}

/* Every so many of the samples. */
static void check_samples(size_t step, render_fn *rendering, bool forever)
{
	struct sample s = {0};

	while (sample_next(&s)) {
		strv report = sample_report(&s, 1, MOST_LINES);
		uint64_t expected;
		size_t n = 0;

		if (s.n % step != 0)
			continue;
		cr_assert_eq(read_and_render(report, rendering, &expected), OOMLOG_OK);
		while (fail_at(s.name, report, rendering, n, forever, expected))
			n += n < ONE_BY_ONE ? 1 : n / 16;
	}
}

Test(nomem, once)
{
	check_samples(1, render_common, false);
}

Test(nomem, from_then_on)
{
	check_samples(1, render_common, true);
}

/* They differ little by event: some are enough. */
Test(nomem, other_reports)
{
	check_samples(OTHERS_STEP, render_others, false);
	check_samples(OTHERS_STEP, render_others, true);
}

/* After the first failure the parser keeps saying so. */
Test(nomem, is_sticky)
{
	static const char line[] =
		"[    1.000000] java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n"
		"[    1.000001] Out of memory: Killed process 1 (java) total-vm:1kB, anon-rss:1kB\n";
	struct oomlog_parser *p;
	struct oomlog_event *ev;
	ptrdiff_t took = 0;

	cr_assert_eq(oomlog_parser_new(&p, NULL), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_input(p, "x", OOMLOG_ABSENT, false), OOMLOG_OK);
	failalloc_arm(0, true);
	for (int i = 0; i < 100 && took >= 0; i++)
		took = oomlog_parser_feed_bytes(p, line, sizeof(line) - 1);
	cr_expect(failalloc_disarm());
	cr_expect_eq(took, OOMLOG_E_NOMEM);
	cr_expect_eq(oomlog_parser_feed_bytes(p, line, sizeof(line) - 1), OOMLOG_E_NOMEM);
	cr_expect_eq(oomlog_parser_finish(p), OOMLOG_E_NOMEM);
	while (oomlog_parser_next(p, &ev) > 0)
		oomlog_event_unref(ev);
	oomlog_parser_free(p);
}
