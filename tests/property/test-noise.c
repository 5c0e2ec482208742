/* Lines of others between a report's own, as a busy machine logs them, change nothing in the event but its place. */
#include <criterion/criterion.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/sample.h"

enum { MOST_LINES = 160 };

static const char *const foreign[] = {
	"usb 1-1: new high-speed USB device number 4 using xhci_hcd",
	"e1000e 0000:00:19.0 eth0: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None",
	"EXT4-fs (sda1): mounted filesystem with ordered data mode. Opts: (null)",
	"audit: type=1400 audit(1763700000.123:42): apparmor=\"DENIED\" profile=\"x\" pid=42 comm=\"y\"",
	"IPv6: ADDRCONF(NETDEV_CHANGE): veth12ab: link becomes ready",
};
static const size_t n_foreign = sizeof(foreign) / sizeof(foreign[0]);

/* The event without what may differ: where it stands, what it suffered, and clocks of lines. */
static struct bytes comparable(struct bytes ndjson)
{
	struct bytes out = {calloc(1, ndjson.n * 4 + 1), 0};
	char *rest = ndjson.p, *line;

	cr_assert_not_null(out.p);
	while ((line = strsep(&rest, "\n")) != NULL && *line != '\0') {
		struct json_object *event = json_tokener_parse(line);
		const char *text;

		cr_assert_not_null(event);
		json_object_object_del(event, "origin");
		json_object_object_del(event, "damage");
		text = json_object_to_json_string_ext(event, JSON_C_TO_STRING_PLAIN);
		out.n += (size_t)sprintf(out.p + out.n, "%s\n", text);
		json_object_put(event);
	}
	free(ndjson.p);
	return out;
}

/* The report with a foreign line after each line k for which chosen(k, which) holds. */
static struct bytes with_noise(strv report, bool (*chosen)(size_t k, size_t which), size_t which)
{
	struct bytes out = {malloc(report.n * 8 + 4096), 0};
	strv rest = report, line;

	cr_assert_not_null(out.p);
	for (size_t k = 0; sample_line(&rest, &line); k++) {
		strv prefix = sample_prefix(line);

		memcpy(out.p + out.n, line.p, line.n);
		out.n += line.n;
		/* a log that ends in the middle of a line has nothing behind it */
		if (str_ends(line, STR("\n")) && chosen(k, which))
			out.n += (size_t)sprintf(out.p + out.n, "%.*s%s\n", (int)prefix.n, prefix.p,
			                         foreign[(k + which) % n_foreign]);
	}
	return out;
}

static bool after_this(size_t k, size_t which)
{
	return k == which;
}

static bool after_every(size_t k, size_t which)
{
	(void)k;
	(void)which;
	return true;
}

/*
 * Only where a line alone is a record and its prefix can be copied: plain dmesg, consoles, syslog. A kmsg record has a
 * number of its own, and its continuation lines belong to it.
 */
static bool usable(const struct sample *s, strv report)
{
	strv rest = report, line;

	/* a name with a newline splits its lines, printk its own; pieces with a stranger between them are only pieces */
	if (report.n == 0 || strstr(s->name, "weirdname") != NULL || strstr(s->name, "comms") != NULL ||
	    strstr(s->name, "newline") != NULL || strstr(s->name, "memcg-torn") != NULL)
		return false;
	while (sample_line(&rest, &line)) {
		strv prefix = sample_prefix(line);

		if (prefix.n == 0 || prefix.p[prefix.n - 1] == ';')
			return false;
	}
	return true;
}

static void check(const struct sample *s, strv report, const struct bytes *expected,
                  bool (*chosen)(size_t k, size_t which), size_t which)
{
	struct bytes noisy = with_noise(report, chosen, which);
	struct bytes got = comparable(sample_ndjson((strv){noisy.p, noisy.n}, NULL));
	char name[300];

	snprintf(name, sizeof(name), "%s, noise after line %zu", s->name, which);
	sample_assert_same(name, &got, expected);
	free(got.p);
	free(noisy.p);
}

Test(noise, after_each_line)
{
	struct sample s = {0};

	while (sample_next(&s)) {
		strv report = sample_report(&s, 0, MOST_LINES), rest = report, line;

		if (usable(&s, report)) {
			struct bytes expected = comparable(sample_ndjson(report, NULL));

			for (size_t k = 0; sample_line(&rest, &line); k++)
				check(&s, report, &expected, after_this, k);
			free(expected.p);
		}
	}
}

Test(noise, after_every_line)
{
	struct sample s = {0};

	while (sample_next(&s)) {
		strv report = sample_report(&s, 0, MOST_LINES);

		if (usable(&s, report)) {
			struct bytes expected = comparable(sample_ndjson(report, NULL));

			for (size_t k = 0; k < n_foreign; k++)
				check(&s, report, &expected, after_every, k);
			free(expected.p);
		}
	}
}
