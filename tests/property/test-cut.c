/* A log that ends after any of its lines, or in the middle of one: what is missing is said, nothing is made up. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/sample.h"

enum { MOST_LINES = 220 };

static bool killed_before(const struct collected *all, size_t event, size_t victim)
{
	int64_t pid = oomlog_event_victim(all->events[event], victim)->pid;

	for (size_t i = 0; i <= event; i++)
		for (size_t k = 0; k < (i < event ? oomlog_event_victims(all->events[i]) : victim); k++)
			if (oomlog_event_victim(all->events[i], k)->pid == pid)
				return true;
	return false;
}

/* Processes killed. Each counts once: without its header, a group kill's line that comes twice is two events. */
static size_t kills(const struct collected *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		for (size_t k = 0; k < oomlog_event_victims(all->events[i]); k++)
			n += !killed_before(all, i, k);
	return n;
}

static bool has_id(const struct collected *all, const char *id)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(oomlog_event_id(all->events[i]), id) == 0)
			return true;
	return false;
}

/* Each event of the cut log is one of the whole log, or admits that it is not all there. */
static void check(const char *name, strv log, const struct collected *whole)
{
	struct collected cut;

	cr_assert_eq(collect_bytes(log.p, log.n, 0, NULL, &cut), OOMLOG_OK);
	cr_expect_leq(kills(&cut), kills(whole), "%s cut at %zu: %zu kills, not %zu", name, log.n, kills(&cut),
	              kills(whole));
	for (size_t i = 0; i < cut.n; i++) {
		const struct oomlog_event *ev = cut.events[i];

		cr_expect(has_id(whole, oomlog_event_id(ev)) || oomlog_event_missing(ev) != 0 ||
		                  oomlog_event_damages(ev) > 0 || oomlog_event_outcome(ev) == OOMLOG_OUTCOME_UNKNOWN,
		          "%s cut at %zu: event %zu seems complete and is not", name, log.n, i);
	}
	collect_release(&cut);
}

static void check_sample(const struct sample *s, bool inside_lines)
{
	strv report = sample_report(s, 3, MOST_LINES), rest = report, line;
	struct collected whole;

	cr_assert_eq(collect_bytes(report.p, report.n, 0, NULL, &whole), OOMLOG_OK);
	while (sample_line(&rest, &line)) {
		size_t end = report.n - rest.n;

		check(s->name, str_upto(report, inside_lines ? end - line.n / 2 : end), &whole);
	}
	collect_release(&whole);
}

static void check_all_samples(bool inside_lines)
{
	struct sample s = {0};

	while (sample_next(&s))
		check_sample(&s, inside_lines);
}

Test(cut, after_each_line)
{
	check_all_samples(false);
}

Test(cut, inside_each_line)
{
	check_all_samples(true);
}

/* The beginning is missing instead: nobody is killed who was not. */
Test(cut, before_each_line)
{
	struct sample s = {0};

	while (sample_next(&s)) {
		strv report = sample_report(&s, 0, MOST_LINES), rest = report, line;
		struct collected whole, cut;

		cr_assert_eq(collect_bytes(report.p, report.n, 0, NULL, &whole), OOMLOG_OK);
		while (sample_line(&rest, &line)) {
			cr_assert_eq(collect_bytes(rest.p, rest.n, 0, NULL, &cut), OOMLOG_OK);
			cr_expect_leq(kills(&cut), kills(&whole), "%s without its first %zu", s.name,
			              report.n - rest.n);
			collect_release(&cut);
		}
		collect_release(&whole);
	}
}
