#include "tests/support/sample.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Each era of the report, each carrier family, and what is hard: names, interleaving, groups, long lines, CR LF. */
static const char *const captures[] = {
	"2.6.32.69-amd64/dumptasks/dmesg.txt",
	"3.10.65-amd64/memcg1_kube/dmesg.txt",
	"3.16.0-amd64/global_noswap/dmesg.txt",
	"4.4.60-amd64/interleave2/dmesg.txt",
	"4.9.229-amd64/global_noswap+numa/dmesg.txt",
	"4.18.0-147.el8-amd64/global_noswap/dmesg.txt",
	"4.19.72-amd64/memcg1_two/dmesg.txt",
	"5.10.0-32-cloud-amd64/memcg1/dmesg.txt",
	"6.1.0-50-cloud-amd64/global_noswap/dmesg.txt",
	"6.1.0-50-cloud-amd64/memcg2_group/dmesg.txt",
	"6.1.0-50-cloud-amd64/memcg2_four/kmsg.raw",
	"6.1.0-50-cloud-amd64/memcg2_weirdname/kmsg.raw",
	"6.1.0-50-cloud-amd64/memcg2_longpath/kmsg.raw",
	"6.1.0-50-cloud-amd64/comms/kmsg.raw",
	"6.1.0-50-cloud-amd64/interleave_sysrq/dmesg.txt",
	"6.1.0-50-cloud-amd64/nokill_panic/console.log",
	"6.1.0-50-cloud-amd64/order4/dmesg.txt",
	"6.1.0-50-cloud-amd64/memcg2_loop5/caller/kmsg.raw",
	"6.1.0-50-cloud-amd64/memcg2_loop5/caller/dmesg-2.42-K-plain.txt",
	"6.1.0-50-cloud-amd64/memcg2_group/rendered/export.txt",
	"6.1.0-50-cloud-amd64/memcg2_group/rendered/journalctl-json.txt",
	"6.1.0-50-cloud-amd64/memcg2_group/rendered/journalctl-json-pretty.txt",
	"6.1.0-50-cloud-amd64/memcg2_group/rendered/journalctl-verbose.txt",
	"6.1.0-50-cloud-amd64/memcg2_group/rendered/journalctl-short.txt",
	"6.1.0-50-cloud-amd64/memcg2_group/rendered/rsyslog-traditional.txt",
	"6.1.0-50-cloud-amd64/memcg2_group/rendered/syslog-rfc5424.rendered.txt",
	"6.1.0-50-cloud-amd64/memcg2_group/forms/dmesg-2.42-J.json",
	"6.1.0-50-cloud-amd64/memcg2_group/forms/dmesg-2.42-color.txt",
	"6.1.0-50-s390x/global_noswap/dmesg.txt",
	"6.12.107-ppc64el-64k/global_noswap/dmesg.txt",
	"6.18.44-host-amd64/newline/dmesg.txt",
	"7.2.13-cloud-amd64/interleave2/dmesg.txt",
	"7.2.13-cloud-amd64/memcg2_two/console.log",
};

static bool load_capture(size_t i, struct sample *ret)
{
	const char *reference = getenv("OOMLOG_REFERENCE");
	char path[PATH_MAX];

	if (reference == NULL || i >= sizeof(captures) / sizeof(captures[0]))
		return false;
	snprintf(ret->name, sizeof(ret->name), "%s", captures[i]);
	snprintf(path, sizeof(path), "%s/captures/%s", reference, captures[i]);
	cr_assert_eq(load_file(path, &ret->log), 0, "cannot read %s", path);
	return true;
}

bool sample_next(struct sample *s)
{
	static size_t n_fixtures; /* that came before the first capture */
	const char *name;

	free(s->log.p);
	s->log.p = NULL;
	if (load_fixture(s->n, &name, &s->log) == 0) {
		snprintf(s->name, sizeof(s->name), "%s", name);
		n_fixtures = ++s->n;
		return true;
	}
	cr_assert_gt(n_fixtures, 0, "no samples");
	return load_capture(s->n++ - n_fixtures, s);
}

bool sample_line(strv *rest, strv *ret)
{
	size_t newline = str_find_byte(*rest, '\n');

	if (rest->n == 0)
		return false;
	*ret = newline != SIZE_MAX ? str_upto(*rest, newline + 1) : *rest;
	*rest = str_from(*rest, ret->n);
	return true;
}

/* The start of the line of the first report's first words. */
static size_t report_at(strv log)
{
	static const char *const words[] = {"invoked oom-killer", "page allocation failure", "Killed process"};
	size_t first = SIZE_MAX;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t at = str_find(log, str_of(words[i]));

		if (at < first)
			first = at;
	}
	if (first == SIZE_MAX)
		return SIZE_MAX;
	first = str_rfind(str_upto(log, first), STR("\n"));
	return first != SIZE_MAX ? first + 1 : 0;
}

strv sample_report(const struct sample *s, size_t before, size_t most)
{
	strv log = {s->log.p, s->log.n}, rest, line;
	size_t at = report_at(log);

	if (at == SIZE_MAX)
		return str_upto(log, 0);
	for (; before > 0 && at > 0; before--) {
		size_t newline = str_rfind(str_upto(log, at - 1), STR("\n"));

		at = newline != SIZE_MAX ? newline + 1 : 0;
	}
	log = rest = str_from(log, at);
	while (most > 0 && sample_line(&rest, &line))
		most--;
	return str_upto(log, log.n - rest.n);
}

/* "[   12.345678] ", "Nov 21 01:27:32 host kernel: [   12.345678] ", "6,430,2816489,-;" */
strv sample_prefix(strv line)
{
	size_t at = str_find(line, STR("kernel: "));
	strv rest = str_from(line, at != SIZE_MAX ? at + 8 : 0);
	size_t stamp;

	if (str_starts(rest, STR("["))) {
		stamp = str_find(rest, STR("] "));
		return stamp != SIZE_MAX ? str_upto(line, line.n - rest.n + stamp + 2) : str_upto(line, 0);
	}
	if (at == SIZE_MAX && line.n > 0 && is_digit(line.p[0])) {
		stamp = str_find_byte(line, ';');
		return stamp != SIZE_MAX && stamp < 60 ? str_upto(line, stamp + 1) : str_upto(line, 0);
	}
	return str_upto(line, at != SIZE_MAX ? at + 8 : 0);
}

enum { QUIET_LINES = 1500 };

struct growing {
	struct bytes text;
	size_t cap;
};

static void append(struct growing *g, strv s)
{
	if (g->text.p == NULL || g->cap - g->text.n < s.n + 1) {
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

struct bytes sample_in_quiet_text(const struct sample *s)
{
	strv report = sample_report(s, 2, SIZE_MAX), rest = report, line, prefix;
	struct growing log = {0};

	if (!sample_line(&rest, &line))
		return log.text;
	prefix = sample_prefix(line);
	if (prefix.n == 0)
		return log.text;
	append_quiet(&log, prefix);
	append(&log, report);
	append_quiet(&log, prefix);
	append(&log, report);
	append_quiet(&log, prefix);
	return log.text;
}

struct bytes sample_ndjson(strv log, const struct oomlog_options *opt)
{
	struct collected all;
	struct bytes out;

	cr_assert_eq(collect_bytes(log.p, log.n, 0, opt, &all), OOMLOG_OK);
	cr_assert_eq(collect_render(&all, "ndjson", &out), OOMLOG_OK);
	collect_release(&all);
	return out;
}

void sample_assert_same(const char *name, const struct bytes *got, const struct bytes *expected)
{
	size_t at = 0, most = got->n < expected->n ? got->n : expected->n, from;

	while (at < most && got->p[at] == expected->p[at])
		at++;
	if (at == most && got->n == expected->n)
		return;
	from = at > 60 ? at - 60 : 0;
	cr_assert_fail("%s: differs at byte %zu of %zu/%zu: \"%.120s\", not \"%.120s\"", name, at, got->n, expected->n,
	               got->p + from, expected->p + from);
}

void sample_assert_same_counts(const char *name, const struct collected *got, const struct collected *expected)
{
	enum { FROM = offsetof(struct oomlog_coverage, first_us), TO = offsetof(struct oomlog_coverage, exact) };

	cr_assert_eq(memcmp(&got->stats, &expected->stats, sizeof(got->stats)), 0,
	             "%s: %" PRIu64 " kernel lines, not %" PRIu64 ", or another count", name, got->stats.kernel_lines,
	             expected->stats.kernel_lines);
	cr_assert_eq(got->n_covers, expected->n_covers, "%s", name);
	for (size_t i = 0; i < got->n_covers; i++) {
		const struct oomlog_coverage *g = &got->covers[i], *e = &expected->covers[i];

		cr_assert_eq(memcmp((const char *)g + FROM, (const char *)e + FROM, TO - FROM), 0, "%s: coverage %zu",
		             name, i);
		cr_assert(g->exact == e->exact && g->others == e->others, "%s: coverage %zu", name, i);
	}
}
