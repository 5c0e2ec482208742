/* The table of known lines checks itself: samples, capture groups, the prefilter's literals. */
#include <criterion/criterion.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <oomlog/oomlog.h>

#include "formats/match.h"
#include "section/section.h"

static struct matcher *matcher;

static void set_up(void)
{
	cr_assert_eq(matcher_new(&matcher), 0);
}

static void tear_down(void)
{
	matcher_free(matcher);
}

TestSuite(table, .init = set_up, .fini = tear_down);

Test(table, every_row_is_whole)
{
	for (size_t i = 0; i < n_formats; i++) {
		const struct format *row = &formats[i];

		cr_expect(row->id != NULL && row->needle != NULL && row->sample != NULL && row->source != NULL,
		          "row %zu", i);
		cr_expect(row->kind > LINE_NONE && row->kind < LINE_KINDS, "%s", row->id);
		cr_expect_neq(str_find(str_of(row->sample), str_of(row->needle)), row->needle[0] != '\0' ? SIZE_MAX : 0,
		              "%s: its sample lacks its needle", row->id);
		for (size_t k = 0; k < i; k++)
			cr_expect_str_neq(row->id, formats[k].id);
	}
}

Test(table, every_sample_matches_its_own_row_first)
{
	for (size_t i = 0; i < n_formats; i++) {
		struct match m;

		if (formats[i].pattern == NULL)
			continue;
		cr_expect_geq(strlen(formats[i].needle), 2, "%s: needles are looked for by pairs", formats[i].id);
		cr_expect_eq(matcher_try(matcher, i, str_of(formats[i].sample), &m), 1, "%s", formats[i].id);
		cr_expect(matcher_match(matcher, str_of(formats[i].sample), &m), "%s", formats[i].id);
		cr_expect_str_eq(m.row->id, formats[i].id);
	}
}

/* A row for the beginning of a cut line also takes the whole line; it stands behind the row that knows all of it. */
static bool is_cut_row(const char *id)
{
	return strstr(id, "cut") != NULL;
}

Test(table, a_sample_matches_no_row_of_another_kind)
{
	for (size_t i = 0; i < n_formats; i++)
		for (size_t k = 0; k < n_formats; k++) {
			struct match m;

			if (formats[i].pattern == NULL || formats[k].pattern == NULL ||
			    formats[i].kind == formats[k].kind)
				continue;
			cr_expect_eq(matcher_try(matcher, k, str_of(formats[i].sample), &m), 0,
			             "sample of %s matches %s", formats[i].id, formats[k].id);
		}
}

Test(table, rows_of_one_kind_are_told_apart_or_ordered)
{
	for (size_t i = 0; i < n_formats; i++)
		for (size_t k = 0; k < i; k++) {
			struct match m;

			/* an earlier row must not take the sample of a later one */
			if (formats[i].pattern == NULL || formats[k].pattern == NULL || is_cut_row(formats[k].id))
				continue;
			cr_expect_eq(matcher_try(matcher, k, str_of(formats[i].sample), &m), 0,
			             "%s takes the sample of %s", formats[k].id, formats[i].id);
		}
}

Test(table, every_capture_group_is_a_field)
{
	for (size_t i = 0; i < n_formats; i++) {
		int error;
		PCRE2_SIZE offset;
		PCRE2_SPTR names;
		uint32_t count, groups, size;
		pcre2_code *code;

		if (formats[i].pattern == NULL)
			continue;
		code = pcre2_compile((PCRE2_SPTR)formats[i].pattern, PCRE2_ZERO_TERMINATED, PCRE2_DUPNAMES, &error,
		                     &offset, NULL);
		cr_assert_not_null(code, "%s: error %d at %zu", formats[i].id, error, (size_t)offset);
		pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
		pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
		pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &names);
		pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
		cr_expect_leq(count, MATCH_CAPTURES);
		cr_expect_eq(groups, count, "%s: a group without a name", formats[i].id);
		for (uint32_t n = 0; n < count; n++) {
			const char *name = (const char *)names + n * size + 2;

			cr_expect_not_null(field_find(name, strlen(name)), "%s: (?<%s>..) is no field", formats[i].id,
			                   name);
		}
		pcre2_code_free(code);
	}
}

Test(table, every_opening_row_is_seen_by_the_prefilter)
{
	for (size_t i = 0; i < n_formats; i++) {
		bool seen = false;

		for (size_t k = 0; k < n_format_literals; k++)
			seen |= str_find(str_of(formats[i].sample), str_of(format_literals[k].text)) != SIZE_MAX;
		if (formats[i].opens)
			cr_expect(seen, "%s would be passed over", formats[i].id);
	}
}

Test(table, the_prefilter_takes_its_literals)
{
	struct scanner s;

	cr_expect_eq(scan_init(&s, format_literals, n_format_literals), OOMLOG_OK);
	cr_expect_eq(format_scanner()->n, n_format_literals);
}

Test(table, hand_cut_rows_are_known_by_their_beginning)
{
	for (size_t i = 0; i < n_formats; i++) {
		strv sample = str_of(formats[i].sample);
		bool known;

		if (formats[i].pattern != NULL)
			continue;
		known = section_kind(sample) == formats[i].kind;
		known |= formats[i].kind == LINE_TRACE && is_frame(sample);
		known |= formats[i].kind == LINE_REGISTERS && is_registers(sample);
		known |= formats[i].kind == LINE_MEMCG_STAT && is_stat(sample);
		known |= formats[i].kind == LINE_SLAB && is_slab(sample);
		known |= formats[i].kind == LINE_ALLOCATION; /* only inside its block */
		cr_expect(known, "%s", formats[i].id);
	}
}

/* comm is 15 bytes of anything; what follows it decides where it ends. */
static const struct {
	const char *line, *comm;
} hostile[] = {
	{"Out of memory: Killed process 7 (a) total-vm:1kB, anon-rss:2kB, file-rss:3kB, shmem-rss:4kB) total-vm:5kB, anon-rss:6kB, file-rss:7kB, shmem-rss:8kB",
         NULL},
	{"Out of memory: Killed process 7 (a) b) total-vm:2676kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB", "a) b"},
	{"Out of memory: Killed process 7 (() total-vm:2676kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB", "("},
	{"Out of memory: Killed process 7 () total-vm:2676kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB", ""},
	{"Out of memory: Killed process 7 (nl\nx) total-vm:2676kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB", "nl\nx"},
	{"Out of memory: Killed process 7 (x, UID:0 y) total-vm:2676kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB",
         "x, UID:0 y"},
};

Test(table, hostile_comms)
{
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct oomlog_victim v = {.pid = -1};
		struct match m;

		cr_assert(matcher_match(matcher, str_of(hostile[i].line), &m), "%zu", i);
		match_apply(&m, OBJECT_VICTIM, &v, NULL);
		cr_expect_eq(v.pid, 7);
		if (hostile[i].comm != NULL)
			cr_expect(str_eq(v.comm, str_of(hostile[i].comm)), "%zu: %.*s", i, (int)v.comm.n, v.comm.p);
	}
}

/* An "oom-kill:constraint=" line of 40 kB of commas: the match limit ends it, in no time. */
Test(table, a_hostile_line_runs_into_the_limit, .timeout = 10)
{
	static char line[40000];
	struct match m;

	memset(line, ',', sizeof(line));
	memcpy(line, "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=", 59);
	for (size_t i = 100; i + 30 < sizeof(line); i += 31)
		memcpy(line + i, ",mems_allowed=0,task_memcg=,task=", 30);
	matcher_match(matcher, (strv){line, sizeof(line)}, &m);
}
