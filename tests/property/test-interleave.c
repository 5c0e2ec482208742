/* Two reports at the same time: where the carrier names the caller ("[   12.345678][  T178] ") both come out. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/sample.h"

enum { MOST_LINES = 150, MOST_REPORTS = 8 };

/* The kernel's text of each line of one report that is complete by itself. */
struct report {
	struct sample sample;
	strv lines[MOST_LINES];
	size_t n;
	char id[17];
};

/* The text behind "[   12.345678] "; none where the line is not plain dmesg. */
static strv text_of(strv line)
{
	strv prefix = sample_prefix(line), text;

	if (!str_starts(line, STR("[ ")) || prefix.n == 0)
		return STR_NONE;
	text = str_from(line, prefix.n);
	if (str_ends(text, STR("\n")))
		text = str_upto(text, text.n - 1);
	/* has a caller already */
	return str_starts(text, STR("[")) && str_starts(str_trim_left(str_from(text, 1)), STR("T")) ? STR_NONE : text;
}

/* Fills the report up to the line of its kill. False: this sample's first report is none that can be told apart. */
static bool report_from(struct report *r)
{
	strv rest = sample_report(&r->sample, 0, MOST_LINES), line, begin = rest;
	struct collected all;
	bool whole = false;

	r->n = 0;
	while (sample_line(&rest, &line) && r->n < MOST_LINES) {
		strv text = text_of(line);

		if (text.p == NULL)
			return false;
		r->lines[r->n++] = text;
		if (str_find(text, STR("Killed process")) != SIZE_MAX) {
			whole = true;
			break;
		}
	}
	if (!whole)
		return false;
	cr_assert_eq(collect_bytes(begin.p, begin.n - rest.n, 0, NULL, &all), OOMLOG_OK);
	whole = all.n == 1 && oomlog_event_missing(all.events[0]) == 0;
	if (whole)
		snprintf(r->id, sizeof(r->id), "%s", oomlog_event_id(all.events[0]));
	collect_release(&all);
	return whole;
}

static size_t load_reports(struct report *reports)
{
	struct sample s = {0};
	size_t n = 0;

	while (n < MOST_REPORTS && sample_next(&s)) {
		reports[n].sample = s;
		if (!report_from(&reports[n]))
			continue;
		s.log.p = NULL;
		n++;
	}
	return n;
}

/* Takes `burst` lines from the one, then from the other, until both are used up. */
static struct bytes interleaved(const struct report *a, const struct report *b, size_t burst)
{
	const struct report *from[2] = {a, b};
	struct bytes out = {malloc((a->sample.log.n + b->sample.log.n) * 2 + 8192), 0};
	size_t at[2] = {0, 0}, stamp = 0;

	cr_assert_not_null(out.p);
	for (size_t turn = 0; at[0] < a->n || at[1] < b->n; turn ^= 1)
		for (size_t k = 0; k < burst && at[turn] < from[turn]->n; k++) {
			strv text = from[turn]->lines[at[turn]++];

			out.n += (size_t)sprintf(out.p + out.n, "[   12.%06zu][ %4s] %.*s\n", ++stamp,
			                         turn == 0 ? "T178" : "T9", (int)text.n, text.p);
		}
	return out;
}

static void check(const struct report *a, const struct report *b, size_t burst)
{
	struct bytes log = interleaved(a, b, burst);
	struct collected all;
	bool found[2] = {false, false};

	cr_assert_eq(collect_bytes(log.p, log.n, 0, NULL, &all), OOMLOG_OK);
	for (size_t i = 0; i < all.n; i++) {
		cr_expect_eq(oomlog_event_missing(all.events[i]), 0);
		found[0] |= strcmp(oomlog_event_id(all.events[i]), a->id) == 0;
		found[1] |= strcmp(oomlog_event_id(all.events[i]), b->id) == 0;
	}
	cr_expect_eq(all.n, 2, "%s and %s by %zu: %zu events", a->sample.name, b->sample.name, burst, all.n);
	cr_expect(found[0], "%s is not itself beside %s, by %zu", a->sample.name, b->sample.name, burst);
	cr_expect(found[1], "%s is not itself beside %s, by %zu", b->sample.name, a->sample.name, burst);
	collect_release(&all);
	free(log.p);
}

Test(interleave, by_caller)
{
	static struct report reports[MOST_REPORTS + 1];
	size_t n = load_reports(reports);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			for (size_t burst = 1; i != k && burst <= 9; burst += 2)
				check(&reports[i], &reports[k], burst);
	for (size_t i = 0; i < n; i++)
		free(reports[i].sample.log.p);
	cr_assert_geq(n, 2, "no two samples of plain dmesg with one complete report each");
}
