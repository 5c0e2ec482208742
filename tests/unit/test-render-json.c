/* The JSON of events and timelines: read back with json-c. */
#include <criterion/criterion.h>
#include <json-c/json.h>

#include "reports/render/jsonw.h"
#include "reports/render/order.h"
#include "reports/render/spool.h"
#include "test-render-events.h"
#include "tests/support/failalloc.h"

static struct oomlog_report *report_new(const char *format, struct sink *s, bool several)
{
	struct oomlog_report_options opt;
	struct oomlog_report *r = NULL;

	oomlog_report_options_init(&opt);
	opt.several_inputs = several;
	cr_assert_eq(oomlog_report_new(&r, format, &opt, sink_write, s), OOMLOG_OK);
	return r;
}

static json_object *ndjson_of(struct oomlog_event *ev, struct sink *s)
{
	struct oomlog_report *r = report_new("ndjson", s, false);
	json_object *o;

	cr_assert_eq(oomlog_report_event(r, ev), OOMLOG_OK);
	cr_assert_eq(oomlog_report_finish(r), OOMLOG_OK);
	oomlog_report_free(r);
	cr_expect_eq(s->p[s->n - 1], '\n');
	cr_expect_null(memchr(s->p, '\n', s->n - 1));
	o = json_tokener_parse(s->p);
	cr_assert_not_null(o, "%s", s->p);
	return o;
}

/* "a.b.0.c" */
static json_object *get(json_object *o, const char *path)
{
	char key[64];

	while (o != NULL && *path != '\0') {
		size_t n = strcspn(path, ".");

		snprintf(key, sizeof(key), "%.*s", (int)n, path);
		o = json_object_is_type(o, json_type_array) ? json_object_array_get_idx(o, (size_t)atoi(key))
							    : json_object_object_get(o, key);
		path += n + (path[n] == '.');
	}
	return o;
}

static void expect_text(json_object *o, const char *path, const char *want)
{
	const char *got = json_object_get_string(get(o, path));

	if (want == NULL)
		cr_expect_null(got, "%s is %s", path, got);
	else
		cr_expect(got != NULL && strcmp(got, want) == 0, "%s is %s, not %s", path, got != NULL ? got : "absent",
		          want);
}

static void expect_number(json_object *o, const char *path, int64_t want)
{
	json_object *got = get(o, path);

	cr_expect(json_object_is_type(got, json_type_int) && json_object_get_int64(got) == want, "%s is %s", path,
	          json_object_get_string(got));
}

/* --- the writer --- */

struct string_row {
	strv s;
	const char *want;
	bool escaped;
};

static const struct string_row strings[] = {
	{{"", 0}, "\"\"", false},
	{{"java", 4}, "\"java\"", false},
	{{"a\"b\\c", 5}, "\"a\\\"b\\\\c\"", false},
	{{"a\nb", 3}, "\"a\\\\x0ab\"", true},
	{{"\0", 1}, "\"\\\\x00\"", true},
	{{"\x7f", 1}, "\"\\\\x7f\"", true},
	{{"\xc2\x85", 2}, "\"\\\\xc2\\\\x85\"", true},
	{{"\xff", 1}, "\"\\\\xff\"", true},
	{{"\xe2\x82", 2}, "\"\\\\xe2\\\\x82\"", true},
	{{"\xed\xbf\xbf", 3}, "\"\\\\xed\\\\xbf\\\\xbf\"", true},
	{{"\xf0\x9f\x98\x80", 4}, "\"\xf0\x9f\x98\x80\"", false},
};

Test(json, strings)
{
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		struct sink s = {0};
		struct out o;
		struct jsonw j = {.out = &o};

		cr_assert_eq(out_init(&o, sink_write, &s), 0);
		cr_expect_eq(jsonw_str(&j, strings[i].s), strings[i].escaped);
		out_flush(&o);
		cr_expect_str_eq(s.p, strings[i].want);
		out_release(&o);
		free(s.p);
	}
}

Test(json, numbers)
{
	struct sink s = {0};
	struct out o;
	struct jsonw j = {.out = &o};

	cr_assert_eq(out_init(&o, sink_write, &s), 0);
	jsonw_open(&j, '[');
	jsonw_u64(&j, 0);
	jsonw_u64(&j, 9);
	jsonw_u64(&j, 10);
	jsonw_u64(&j, 99999);
	jsonw_u64(&j, 100000);
	jsonw_u64(&j, UINT64_MAX);
	jsonw_i64(&j, INT64_MIN);
	jsonw_i64(&j, -7);
	jsonw_hex_mask(&j, 0);
	jsonw_hex_mask(&j, UINT64_MAX);
	jsonw_id(&j, 0xc0ffee);
	jsonw_close(&j, ']');
	out_flush(&o);
	cr_expect_str_eq(s.p,
	                 "[0,9,10,99999,100000,18446744073709551615,-9223372036854775808,-7,\"0x0\","
	                 "\"0xffffffffffffffff\",\"0000000000c0ffee\"]");
	out_release(&o);
	free(s.p);
}

struct time_row {
	int64_t us;
	const char *want;
};

static const struct time_row times[] = {
	{0, "\"1970-01-01T00:00:00Z\""},
	{1, "\"1970-01-01T00:00:00.000001Z\""},
	{-1, "\"1969-12-31T23:59:59.999999Z\""},
	{951782400000000, "\"2000-02-29T00:00:00Z\""},
	{1795224483123456, "\"2026-11-21T01:28:03.123456Z\""},
	{253402300799999999, "\"9999-12-31T23:59:59.999999Z\""},
	{-62167219200000000, "\"0000-01-01T00:00:00Z\""},
};

Test(json, times)
{
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		struct sink s = {0};
		struct out o;
		struct jsonw j = {.out = &o};

		cr_assert_eq(out_init(&o, sink_write, &s), 0);
		cr_expect(jsonw_has_time(times[i].us));
		jsonw_time(&j, times[i].us);
		out_flush(&o);
		cr_expect_str_eq(s.p, times[i].want);
		out_release(&o);
		free(s.p);
	}
	cr_expect_not(jsonw_has_time(OOMLOG_ABSENT));
	cr_expect_not(jsonw_has_time(INT64_MAX));
	cr_expect_not(jsonw_has_time(253402300800000000));
	cr_expect_not(jsonw_has_time(-62167219200000001));
}

/* --- events --- */

Test(event, global)
{
	struct sink s = {0};
	struct oomlog_event *ev = events_global();
	json_object *o = ndjson_of(ev, &s);

	expect_text(o, "schema", "oomlog.event/1");
	expect_text(o, "id", "00112233445566aa");
	expect_text(o, "kind", "oom");
	expect_text(o, "outcome", "killed");
	expect_text(o, "complete", "true");
	expect_text(o, "missing", NULL);
	expect_text(o, "damage", NULL);
	expect_text(o, "origin.host", NULL);
	expect_text(o, "origin.trusted", NULL);
	expect_number(o, "origin.first_line", 10);
	expect_number(o, "time.monotonic_us", 3317159);
	expect_text(o, "time.realtime", NULL);
	expect_text(o, "time.realtime_from", NULL);
	expect_number(o, "trigger.gfp_mask.value", 0x140dca);
	expect_text(o, "trigger.gfp_mask.hex", "0x140dca");
	expect_text(o, "trigger.gfp_mask.flags.2", "__GFP_ZERO");
	expect_text(o, "trigger.cpu", NULL);
	expect_text(o, "trigger.manual", NULL);
	expect_text(o, "trigger.call_trace.0.function", "out_of_memory");
	expect_number(o, "memory.counters_pages.inactive_anon", 14379);
	expect_text(o, "memory.nodes.0.all_unreclaimable", "true");
	expect_text(o, "memory.zones.1.zone", "DMA32");
	expect_text(o, "memory.zones.1.all_unreclaimable", NULL);
	expect_number(o, "memory.zones.1.lowmem_reserve_pages.0", 59);
	expect_text(o, "memory.zones.1.free_blocks.0.types", "UM");
	expect_number(o, "memory.swap.delete", 7);
	expect_text(o, "memory.swap.add", NULL);
	expect_number(o, "tasks.2.rss_pages", 13271);
	expect_number(o, "tasks.0.oom_score_adj", -1000);
	expect_text(o, "tasks.0.nr_ptes", NULL);
	expect_text(o, "victims.0.role", "chosen");
	expect_number(o, "victims.0.reaped.anon_rss_bytes", 0);
	expect_text(o, "victims.0.reaped.failed", NULL);
	expect_text(o, "chosen", NULL);
	expect_text(o, "workload", NULL);
	expect_text(o, "diagnosis.gfp", NULL);
	expect_text(o, "diagnosis.summary",
	            "The whole machine ran out of memory: memeater (pid 124, uid 1001) was killed, "
	            "holding 51.8 MiB (60 % of the RAM).");
	expect_text(o, "raw", NULL);
	json_object_put(o);
	oomlog_event_unref(ev);
	free(s.p);
}

Test(event, memcg)
{
	struct sink s = {0};
	struct oomlog_event *ev = events_memcg();
	json_object *o = ndjson_of(ev, &s);

	expect_text(o, "time.realtime", "2026-11-21T01:28:03Z");
	expect_text(o, "time.realtime_from", "carrier");
	expect_text(o, "memcg.path", EVENTS_POD);
	expect_number(o, "memcg.failcnt", 22);
	expect_number(o, "memcg.swap.limit_bytes", 0);
	expect_text(o, "memcg.kmem", NULL);
	expect_number(o, "memcg.stat.anon", 25108480);
	expect_text(o, "memory", NULL);
	expect_text(o, "workload.limit_scope", "container");
	expect_text(o, "workload.pod_uid", "6f1c");
	json_object_put(o);
	oomlog_event_unref(ev);
	free(s.p);
}

/* Names from the log: any bytes, and members that would stand twice. */
Test(event, hostile)
{
	struct sink s = {0};
	struct oomlog_event *ev = events_bare(7, STR("a\x1b[m\xff\"\\"), 3);
	struct oomlog_zone *z = event_add_zone(ev);
	json_object *o;

	ev->origin.distrusted = true;
	event_damage(ev, OOMLOG_DAMAGE_CUT, 2, 11);
	z->zone = STR("DMA");
	events_field(ev, &z->fields, "free_bytes", 1);
	events_field(ev, &z->fields, "free_bytes", 2);
	events_field(ev, &z->fields, "free_blocks", 3);
	event_memcg(ev)->path = STR("/a\nb");
	o = ndjson_of(ev, &s);
	expect_text(o, "victims.0.comm", "a\\x1b[m\\xff\"\\");
	expect_text(o, "victims.0.comm_raw_hex", "611b5b6dff225c");
	expect_text(o, "memcg.path", "/a\\x0ab");
	expect_text(o, "memcg.path_raw_hex", "2f610a62");
	expect_text(o, "origin.trusted", "false");
	expect_text(o, "complete", "false");
	expect_text(o, "missing.2", "tasks");
	expect_text(o, "damage.0.what", "cut");
	expect_number(o, "damage.0.count", 2);
	expect_number(o, "memory.zones.0.free_bytes", 1);
	expect_text(o, "memory.zones.0.free_blocks", NULL);
	cr_expect_null(strstr(strstr(s.p, "free_bytes") + 1, "free_bytes"));
	for (size_t i = 0; i + 1 < s.n; i++)
		cr_assert((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7f);
	json_object_put(o);
	oomlog_event_unref(ev);
	free(s.p);
}

/* want: with ' for " */
static void expect_rows(struct oomlog_event *ev, const char *want)
{
	struct sink s = {0};
	json_object *o = ndjson_of(ev, &s);
	char text[2048];

	snprintf(text, sizeof(text), "'tasks':[%s],", want);
	for (char *p = text; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	cr_expect_not_null(strstr(s.p, text), "%s is not in %s", text, s.p);
	json_object_put(o);
	oomlog_event_unref(ev);
	free(s.p);
}

/* A table's keys are laid out by its first row: rows that have other members, or values that are not short. */
Test(event, rows_of_a_table)
{
	struct oomlog_event *ev = events_bare(7, STR("x"), 3);

	events_task(ev, 1, 10, 0, STR("init"));
	events_task(ev, 22, 123456789012, -1000, STR("a\\b"));
	events_task(ev, 3, 10, 1, STR("lacks"))->swapents = OOMLOG_ABSENT_U;
	events_task(ev, 4, 10, 2, STR("has"))->nr_ptes = 17;
	events_task(ev, 5, 10, 3, STR_NONE);
	events_task(ev, 6, 10, 4, STR("a name of more than 32 bytes, as no kernel has"));
	events_field(ev, &events_task(ev, 7, 10, 5, STR("other"))->other, "locked_pages", 8);
	events_task(ev, 99999999, 100000000, INT64_MAX, STR(""));
	/* clang-format off */
	expect_rows(ev,
		"{'pid':1,'uid':0,'tgid':1,'total_vm_pages':40,'rss_pages':10,'pgtables_bytes':40960,'swapents':0,'oom_score_adj':0,'comm':'init'},"
		"{'pid':22,'uid':0,'tgid':22,'total_vm_pages':493827156048,'rss_pages':123456789012,'pgtables_bytes':40960,'swapents':0,'oom_score_adj':-1000,'comm':'a\\\\b'},"
		"{'pid':3,'uid':0,'tgid':3,'total_vm_pages':40,'rss_pages':10,'pgtables_bytes':40960,'oom_score_adj':1,'comm':'lacks'},"
		"{'pid':4,'uid':0,'tgid':4,'total_vm_pages':40,'rss_pages':10,'nr_ptes':17,'pgtables_bytes':40960,'swapents':0,'oom_score_adj':2,'comm':'has'},"
		"{'pid':5,'uid':0,'tgid':5,'total_vm_pages':40,'rss_pages':10,'pgtables_bytes':40960,'swapents':0,'oom_score_adj':3},"
		"{'pid':6,'uid':0,'tgid':6,'total_vm_pages':40,'rss_pages':10,'pgtables_bytes':40960,'swapents':0,'oom_score_adj':4,'comm':'a name of more than 32 bytes, as no kernel has'},"
		"{'pid':7,'uid':0,'tgid':7,'total_vm_pages':40,'rss_pages':10,'pgtables_bytes':40960,'swapents':0,'oom_score_adj':5,'locked_pages':8,'comm':'other'},"
		"{'pid':99999999,'uid':0,'tgid':99999999,'total_vm_pages':400000000,'rss_pages':100000000,'pgtables_bytes':40960,'swapents':0,'oom_score_adj':9223372036854775807,'comm':''}");
	ev = events_bare(7, STR("x"), 3);
	events_field(ev, &events_task(ev, 7, 10, 5, STR("other"))->other, "locked_pages", 8);
	events_task(ev, 1, 10, 0, STR("init"));
	expect_rows(ev,
		"{'pid':7,'uid':0,'tgid':7,'total_vm_pages':40,'rss_pages':10,'pgtables_bytes':40960,'swapents':0,'oom_score_adj':5,'locked_pages':8,'comm':'other'},"
		"{'pid':1,'uid':0,'tgid':1,'total_vm_pages':40,'rss_pages':10,'pgtables_bytes':40960,'swapents':0,'oom_score_adj':0,'comm':'init'}");
	/* clang-format on */
}

/* "gfp_mask=0x201da" has no names in the log; they are inferred under diagnosis. An empty mask has no flags. */
Test(event, gfp)
{
	struct sink s = {0};
	struct oomlog_event *ev = events_memcg();
	json_object *o;

	ev->trigger->gfp_mask = 0x201da;
	ev->trigger->gfp_flags = STR_NONE;
	ev->kernel->release = STR("3.10.0-1160.el7.x86_64");
	o = ndjson_of(ev, &s);
	expect_text(o, "trigger.gfp_mask.flags", NULL);
	expect_text(o, "diagnosis.gfp.flags.0", "GFP_HIGHUSER_MOVABLE");
	cr_expect_not_null(get(o, "diagnosis.gfp.era"));
	json_object_put(o);
	s.n = 0;
	ev->trigger->gfp_mask = 0;
	ev->trigger->gfp_flags = STR("");
	o = ndjson_of(ev, &s);
	cr_expect(json_object_is_type(get(o, "trigger.gfp_mask.flags"), json_type_array));
	cr_expect_eq(json_object_array_length(get(o, "trigger.gfp_mask.flags")), 0);
	json_object_put(o);
	oomlog_event_unref(ev);
	free(s.p);
}

struct percent_row {
	const char *printed, *want;
};

Test(event, killer_percent)
{
	static const struct percent_row rows[] = {
		{"88.12", "\"pressure_percent\":88.12"},
		{"0.5", "\"pressure_percent\":0.5"},
		{"7", "\"pressure_percent\":7"},
		{"09.9", "\"pressure_percent\":\"09.9\""},
		{"1.", "\"pressure_percent\":\"1.\""},
		{".5", "\"pressure_percent\":\".5\""},
		{"1.5.2", "\"pressure_percent\":\"1.5.2\""},
		{"x", "\"pressure_percent\":\"x\""},
		{"", "\"pressure_percent\":\"\""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sink s = {0};
		struct oomlog_event *ev =
			events_new("0123456789abcdef", OOMLOG_KIND_USERSPACE_KILL, OOMLOG_OUTCOME_KILLED);

		event_killer(ev)->name = STR("systemd-oomd");
		ev->killer->pressure_percent = str_of(rows[i].printed);
		json_object_put(ndjson_of(ev, &s));
		cr_expect_not_null(strstr(s.p, rows[i].want), "%s", s.p);
		oomlog_event_unref(ev);
		free(s.p);
	}
}

Test(event, amends)
{
	struct sink s = {0};
	struct oomlog_report *r = report_new("ndjson", &s, false), *timeline = report_new("json", &s, false);
	struct oomlog_event *ev = events_global();
	json_object *o;

	cr_assert_eq(oomlog_report_amend(r, ev), OOMLOG_OK);
	cr_assert_eq(oomlog_report_finish(r), OOMLOG_OK);
	o = json_tokener_parse(s.p);
	expect_text(o, "amends", "true");
	json_object_put(o);
	cr_expect_eq(oomlog_report_amend(timeline, ev), OOMLOG_E_INVALID);
	cr_expect_eq(oomlog_report_event(timeline, ev), OOMLOG_OK);
	oomlog_report_free(r);
	oomlog_report_free(timeline);
	oomlog_event_unref(ev);
	free(s.p);
}

/* --- the timeline --- */

static void give_event(struct oomlog_report *r, const char *input, uint64_t line, int64_t us, size_t padding)
{
	struct oomlog_event *ev = events_bare((int64_t)line, STR("stress"), line);
	char *comm = malloc(padding + 1);

	snprintf(ev->id, sizeof(ev->id), "%016llx", (unsigned long long)line);
	ev->origin.input = str_of(input);
	ev->origin.host = STR("host1");
	ev->time.realtime_us = us;
	memset(comm, 'x', padding);
	if (padding > 0)
		event_trigger(ev)->comm = (strv){comm, padding};
	cr_assert_eq(oomlog_report_event(r, ev), OOMLOG_OK);
	oomlog_event_unref(ev);
	free(comm);
}

static void end_input(struct oomlog_report *r, const char *path)
{
	struct oomlog_input input = {.path = path};

	input.stats.first_us = input.stats.last_us = OOMLOG_ABSENT;
	input.stats.first_monotonic_us = input.stats.last_monotonic_us = OOMLOG_ABSENT;
	cr_assert_eq(oomlog_report_input(r, &input), OOMLOG_OK);
}

static json_object *timeline_end(struct oomlog_report *r, struct sink *s)
{
	json_object *o;

	cr_assert_eq(oomlog_report_finish(r), OOMLOG_OK);
	cr_expect_eq(oomlog_report_finish(r), OOMLOG_E_FINISHED);
	oomlog_report_free(r);
	o = json_tokener_parse(s->p);
	cr_assert_not_null(o, "%s", s->p);
	return o;
}

Test(timeline, empty)
{
	struct sink s = {0};
	json_object *o = timeline_end(report_new("json", &s, false), &s);

	expect_text(o, "schema", "oomlog.timeline/1");
	expect_text(o, "generator.name", "oomlog");
	cr_expect_eq(json_object_array_length(get(o, "events")), 0);
	cr_expect_eq(json_object_array_length(get(o, "incidents")), 0);
	expect_number(o, "summary.events", 0);
	json_object_put(o);
	free(s.p);
}

/* Events come as they end; they stand in the order of their first line, an input after the other. Larger than what is
 * held in memory, so that the temporary file is used too. */
static void check_order(bool several)
{
	static const uint64_t lines[] = {20, 10, 30, 5, 40};
	struct sink s = {0};
	struct oomlog_report *r = report_new("json", &s, several);
	json_object *o, *events;

	for (int in = 0; in < 2; in++) {
		const char *name = in == 0 ? "b.log" : "a.log";

		for (size_t i = 0; i < 5; i++)
			give_event(r, name, lines[i] + (uint64_t)in * 100, 1000000, 300000);
		end_input(r, name);
	}
	o = timeline_end(r, &s);
	events = get(o, "events");
	cr_assert_eq(json_object_array_length(events), 10);
	for (size_t i = 0; i < 10; i++) {
		static const int64_t want[] = {5, 10, 20, 30, 40, 105, 110, 120, 130, 140};

		expect_number(json_object_array_get_idx(events, i), "origin.first_line", want[i]);
	}
	cr_expect_eq(json_object_array_length(get(o, "inputs")), 2);
	expect_text(o, "inputs.0.path", "b.log");
	cr_expect_eq(json_object_array_length(get(o, "summary.limits_hit")), 0);
	json_object_put(o);
	free(s.p);
}

Test(timeline, order)
{
	check_order(false);
	check_order(true);
}

Test(timeline, also_in)
{
	struct sink s = {0};
	struct oomlog_report *r = report_new("json", &s, true);
	struct oomlog_event *copy = events_bare(1, STR("stress"), 77);
	json_object *o;

	give_event(r, "a.log", 1, 0, 2000000);
	give_event(r, "a.log", 2, 0, 0);
	end_input(r, "a.log");
	copy->origin.input = STR("b\n.log");
	cr_assert_eq(oomlog_report_copy(r, 1, copy), OOMLOG_OK);
	copy->origin.input = STR("c.log");
	cr_assert_eq(oomlog_report_copy(r, 1, copy), OOMLOG_OK);
	cr_assert_eq(oomlog_report_copy(r, 0, copy), OOMLOG_OK);
	end_input(r, "b.log");
	o = timeline_end(r, &s);
	expect_text(o, "events.0.also_in.0.input", "c.log");
	expect_text(o, "events.0.also_in.1", NULL);
	expect_text(o, "events.1.also_in.0.input", "b\\x0a.log");
	expect_number(o, "events.1.also_in.1.first_line", 77);
	expect_number(o, "summary.copies", 3);
	json_object_put(o);
	oomlog_event_unref(copy);
	free(s.p);
}

Test(timeline, copy_of_an_unknown_event)
{
	struct sink s = {0};
	struct oomlog_report *r = report_new("json", &s, true);
	struct oomlog_event *copy = events_bare(1, STR("stress"), 77);

	cr_expect_eq(oomlog_report_copy(r, 0, copy), OOMLOG_E_INVALID);
	json_object_put(timeline_end(r, &s));
	oomlog_event_unref(copy);
	free(s.p);
}

/* Within 60 s of the one before: one incident; later, or of another scope: another. */
Test(timeline, incidents)
{
	struct sink s = {0};
	struct oomlog_report *r = report_new("json", &s, false);
	struct oomlog_event *memcg = events_memcg();
	json_object *o;

	give_event(r, "a.log", 1, 1000000000, 0);
	give_event(r, "a.log", 2, 1050000000, 0);
	memcg->time.realtime_us = 1051000000;
	cr_assert_eq(oomlog_report_event(r, memcg), OOMLOG_OK);
	give_event(r, "a.log", 3, 1110000000, 0);
	give_event(r, "a.log", 4, 1170000001, 0);
	o = timeline_end(r, &s);
	cr_assert_eq(json_object_array_length(get(o, "incidents")), 3);
	expect_number(o, "incidents.0.kills", 3);
	expect_text(o, "incidents.0.first", "1970-01-01T00:16:40Z");
	expect_text(o, "incidents.0.last", "1970-01-01T00:18:30Z");
	expect_text(o, "incidents.0.events.2", "0000000000000003");
	expect_text(o, "incidents.0.summary", "3 kills in 110.000 s: stress 3 times");
	expect_text(o, "incidents.1.memcg_path", EVENTS_POD);
	expect_text(o, "incidents.1.scope", "memcg");
	expect_number(o, "incidents.2.kills", 1);
	json_object_put(o);
	oomlog_event_unref(memcg);
	free(s.p);
}

/* More incidents at once than the table holds: they are closed early, and the summary says so. */
Test(timeline, many_incidents)
{
	struct sink s = {0};
	struct oomlog_report *r = report_new("json", &s, false);
	char hosts[300][8];
	json_object *o;

	for (int i = 0; i < 300; i++) {
		struct oomlog_event *ev = events_bare(i, STR("x"), (uint64_t)i + 1);

		snprintf(hosts[i], sizeof(hosts[i]), "h%d", i);
		ev->origin.host = str_of(hosts[i]);
		ev->time.realtime_us = 1000000;
		cr_assert_eq(oomlog_report_event(r, ev), OOMLOG_OK);
		oomlog_event_unref(ev);
	}
	o = timeline_end(r, &s);
	cr_expect_eq(json_object_array_length(get(o, "incidents")), 300);
	expect_number(o, "summary.incidents", 300);
	expect_text(o, "summary.limits_hit.0", "incidents");
	expect_text(o, "summary.limits_hit.1", "hosts");
	expect_text(o, "summary.limits_hit.2", "series");
	json_object_put(o);
	free(s.p);
}

/* --- parts --- */

Test(order, sorts_what_is_not_too_late)
{
	struct order o = {0};
	uint64_t last = 0;

	cr_assert_eq(order_init(&o), OOMLOG_OK);
	for (uint64_t i = 0; i < 3 * ORDER_MAX; i++) {
		if (order_is_full(&o)) {
			uint64_t line = order_pop(&o).line;

			cr_assert(line >= last);
			last = line;
		}
		order_push(&o, (struct order_key){0, (i ^ 1023) + 1, i});
	}
	while (o.n > 0) {
		uint64_t line = order_pop(&o).line;

		cr_assert(line >= last);
		last = line;
	}
	cr_expect_not(o.late);
	order_push(&o, (struct order_key){0, 1, 0});
	order_pop(&o);
	cr_expect(o.late);
	free(o.heap);
}

Test(spool, memory_then_file)
{
	static char block[100000], back[100000];
	struct spool s;

	spool_init(&s);
	for (int i = 0; i < 30; i++) {
		memset(block, 'a' + i % 26, sizeof(block));
		cr_assert_eq(spool_append(&s, block, sizeof(block)), OOMLOG_OK);
		cr_assert_eq(s.fd >= 0, s.size > SPOOL_MEMORY);
	}
	cr_assert_eq(spool_overwrite(&s, 5 * sizeof(block), "!", 1), OOMLOG_OK);
	for (size_t i = 0; i < 30; i++) {
		cr_assert_eq(spool_read(&s, i * sizeof(block), back, sizeof(back)), OOMLOG_OK);
		cr_expect_eq(back[0], i == 5 ? '!' : (char)('a' + i % 26));
		cr_expect_eq(back[sizeof(back) - 1], (char)('a' + i % 26));
	}
	cr_expect_eq(spool_read(&s, s.size, back, 1), OOMLOG_E_INVALID);
	cr_expect_eq(spool_read(&s, UINT64_MAX, back, 1), OOMLOG_E_INVALID);
	spool_release(&s);
}

/* The callback's refusal ends the report; nothing more is written. */
static int refuse(void *user, const void *data, size_t n)
{
	(void)data;
	(void)n;
	++*(int *)user;
	return -5;
}

Test(report, errors)
{
	static const char *const formats[] = {"human", "json", "ndjson"};
	struct oomlog_event *ev = events_global();
	struct oomlog_report *r = NULL;
	struct oomlog_report_options opt = {.size = 1};
	int calls;

	cr_expect_eq(oomlog_report_new(&r, "xml", NULL, refuse, NULL), OOMLOG_E_INVALID);
	cr_expect_eq(oomlog_report_new(&r, "json", &opt, refuse, NULL), OOMLOG_E_INVALID);
	for (size_t i = 0; i < 3; i++) {
		calls = 0;
		cr_assert_eq(oomlog_report_new(&r, formats[i], NULL, refuse, &calls), OOMLOG_OK);
		cr_expect_eq(oomlog_report_event(r, ev), OOMLOG_OK);
		cr_expect_eq(oomlog_report_finish(r), OOMLOG_E_IO);
		cr_expect_eq(calls, 1);
		cr_expect_null(oomlog_report_free(r));
	}
	oomlog_event_unref(ev);
}

static int swallow(void *user, const void *data, size_t n)
{
	(void)user;
	(void)data;
	(void)n;
	return 0;
}

static int whole_report(const char *format, const struct oomlog_event *ev)
{
	struct oomlog_input input = {.path = "kern.log", .error = "truncated"};
	struct oomlog_report *r = NULL;
	int status = oomlog_report_new(&r, format, NULL, swallow, NULL);

	for (int i = 0; i < 20 && status == OOMLOG_OK; i++)
		status = oomlog_report_event(r, ev);
	if (status == OOMLOG_OK)
		status = oomlog_report_copy(r, 0, ev);
	if (status == OOMLOG_OK)
		status = oomlog_report_input(r, &input);
	if (status == OOMLOG_OK)
		status = oomlog_report_finish(r);
	oomlog_report_free(r);
	return status;
}

Test(report, failing_allocator)
{
	static const char *const formats[] = {"human", "json", "ndjson"};
	struct oomlog_event *ev = events_global();

	for (size_t i = 0; i < 3; i++)
		for (size_t n = 0;; n++) {
			int status;

			cr_assert_lt(n, 1000);
			failalloc_arm(n, false);
			status = whole_report(formats[i], ev);
			if (!failalloc_disarm()) {
				cr_expect_eq(status, OOMLOG_OK);
				break;
			}
			cr_expect_eq(status, OOMLOG_E_NOMEM, "%s, allocation %zu", formats[i], n);
		}
	oomlog_event_unref(ev);
}
