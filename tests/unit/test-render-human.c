/* The report for people: what it says, that it fits, and that nothing of a log gets to the terminal raw. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "reports/diagnosis/headline.h"
#include "test-render-events.h"

static void render(struct sink *s, const struct oomlog_report_options *opt, struct oomlog_event *const *events,
                   size_t n)
{
	struct oomlog_report *r = NULL;

	cr_assert_eq(oomlog_report_new(&r, "human", opt, sink_write, s), OOMLOG_OK);
	for (size_t i = 0; i < n; i++)
		cr_assert_eq(oomlog_report_event(r, events[i]), OOMLOG_OK);
	cr_assert_eq(oomlog_report_finish(r), OOMLOG_OK);
	oomlog_report_free(r);
}

static void expect_words(const struct sink *s, const char *words)
{
	cr_expect_not_null(strstr(s->p, words), "no '%s' in:\n%s", words, s->p);
}

static void expect_no_words(const struct sink *s, const char *words)
{
	cr_expect_null(strstr(s->p, words), "'%s' in:\n%s", words, s->p);
}

static void expect_width(const struct sink *s, size_t columns)
{
	strv left = {s->p, s->n};

	while (left.n > 0) {
		size_t end = str_find_byte(left, '\n');
		strv line = str_upto(left, end);

		cr_expect(text_width(line) <= columns, "%zu columns: %.*s", text_width(line), (int)line.n, line.p);
		left = end == SIZE_MAX ? str_from(left, left.n) : str_from(left, end + 1);
	}
}

/* Printable characters and newlines only, and all of it UTF-8. */
static void expect_clean(const struct sink *s, bool ascii)
{
	for (size_t i = 0; i < s->n; i++) {
		unsigned char c = (unsigned char)s->p[i];

		cr_assert(c == '\n' || (c >= 0x20 && c != 0x7f), "byte %02x", c);
		cr_assert(!ascii || c < 0x80);
	}
}

Test(human, global)
{
	struct sink s = {0};
	struct oomlog_event *ev = events_global();

	render(&s, NULL, &ev, 1);
	expect_words(&s, "OOM 1   3.317 s after boot   Linux 6.1.0-50-cloud-amd64   complete\n");
	expect_words(&s,
	             "The whole machine ran out of memory: memeater (pid 124, uid 1001) was killed,\n"
	             "holding 51.8 MiB (60 %");
	expect_words(&s, "There is no swap.\n");
	expect_words(&s, "51.3 MiB anon + 4.0 KiB file + 564.0 KiB shared");
	expect_words(&s, "where 87.1 MiB of RAM went\n");
	expect_words(&s, "unaccounted     9.3 MiB");
	expect_words(&s, ">       124   51.8 MiB       0  memeater\n");
	expect_words(&s, "1 event: 1 OOM kill.\n");
	expect_width(&s, 80);
	expect_clean(&s, false);
	oomlog_event_unref(ev);
	free(s.p);
}

Test(human, memcg)
{
	struct sink s = {0};
	struct oomlog_event *ev = events_memcg();

	render(&s, NULL, &ev, 1);
	expect_words(&s, "OOM 1   2026-11-21 01:28:03 UTC   host1   Linux");
	expect_words(&s, "A Kubernetes container hit its memory limit of 24.0 MiB: java (pid 200, uid");
	expect_words(&s, "says nothing about the memory of the rest of the machine");
	expect_words(&s, "pod 6f1c   container 0a1b2c3d4e5f   of containerd   QoS Burstable");
	expect_words(&s, "memory 24.0 MiB of 24.0 MiB (at its limit 22 times)");
	expect_no_words(&s, " RAM");
	expect_width(&s, 80);
	oomlog_event_unref(ev);
	free(s.p);
}

Test(human, widths)
{
	static const unsigned widths[] = {0, 40, 60, 80, 132, 1000};
	struct oomlog_event *events[] = {events_global(), events_memcg(), events_bare(7, STR("x"), 3)};

	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		struct oomlog_report_options opt;
		struct sink s = {0};

		oomlog_report_options_init(&opt);
		opt.width = widths[i];
		render(&s, &opt, events, 3);
		expect_width(&s, widths[i] < 52 ? 52 : widths[i] > 200 ? 200 : widths[i]);
		free(s.p);
	}
	for (size_t i = 0; i < 3; i++)
		oomlog_event_unref(events[i]);
}

/* One line an event, with words that can be cut at blanks, and no closing words. */
Test(human, brief)
{
	struct oomlog_event *events[] = {events_global(), events_memcg(),
	                                 events_bare(7, STR("tmux: server\n\x1b[m"), 3)};
	struct oomlog_report_options opt;
	struct sink s = {0};

	oomlog_report_options_init(&opt);
	opt.detail = OOMLOG_DETAIL_BRIEF;
	render(&s, &opt, events, 3);
	cr_expect_str_eq(
		s.p,
		"+3.317s - host killed memeater[124] 51.8MiB cause=process holder=memeater:59% asked=memeater[124]\n"
		"2026-11-21T01:28:03Z host1 memcg killed java[200] 24.0MiB limit=24.0MiB pod=6f1c "
		"container=0a1b2c3d4e5f cause=memcg_process holder=java:100% asked=java[200]\n"
		"- - - killed tmux:\\x20server\\x0a\\x1b[m[7] 1.0MiB missing=trigger,memory,tasks\n");
	for (size_t i = 0; i < 3; i++)
		oomlog_event_unref(events[i]);
	free(s.p);
}

Test(human, full_and_color)
{
	struct oomlog_event *ev = events_global();
	struct oomlog_report_options opt;
	struct sink s = {0};

	oomlog_report_options_init(&opt);
	opt.detail = OOMLOG_DETAIL_FULL;
	opt.color = true;
	render(&s, &opt, &ev, 1);
	expect_words(&s, "\033[1;31m>       124");
	expect_words(&s, "  node 0 DMA32   1004.0 KiB    2.9 MiB");
	expect_words(&s, "call trace");
	expect_words(&s, "    out_of_memory\n");
	oomlog_event_unref(ev);
	free(s.p);
}

/* Every string of an event is a forger's: none of it may pass. */
Test(human, hostile)
{
	static const char *const bad = "\x1b]0;x\x07 \xe2\x80\xae\xff\xc2\x9b"
				       "2J\r\n\t";
	strv s_bad = str_of(bad);
	struct oomlog_event *ev = events_memcg();
	struct sink s = {0};

	ev->victims.items[0].comm = ev->trigger->comm = ev->trigger->gfp_flags = ev->memcg->path =
		ev->memcg->task_path = s_bad;
	ev->origin.host = ev->origin.input = ev->kernel->release = ev->kernel->hardware = ev->trigger->cpuset = s_bad;
	ev->trigger->mems_allowed = ev->memcg->oom_group = ev->constraint = s_bad;
	event_systemd(ev)->unit = s_bad;
	event_chosen(ev)->comm = s_bad;
	*(strv *)arena_push(&ev->arena, &ev->raw) = s_bad;
	for (int detail = 0; detail < 3; detail++)
		for (int ascii = 0; ascii < 2; ascii++) {
			struct oomlog_report_options opt;

			oomlog_report_options_init(&opt);
			opt.detail = (enum oomlog_detail)detail;
			opt.ascii = ascii;
			opt.raw = true;
			s.n = 0;
			render(&s, &opt, &ev, 1);
			expect_clean(&s, ascii);
			expect_no_words(&s, "\xe2\x80\xae");
			expect_no_words(&s, "\xc2\x9b");
		}
	oomlog_event_unref(ev);
	free(s.p);
}

Test(human, raw_lines_are_whole)
{
	struct oomlog_event *ev = events_bare(1, STR("x"), 1);
	struct oomlog_report_options opt;
	struct sink s = {0};
	static char line[20000];
	size_t n = 0;

	for (size_t i = 0; i + 1 < sizeof(line); i += 2)
		memcpy(line + i, "\xc3\xbc", 2);
	*(strv *)arena_push(&ev->arena, &ev->raw) = (strv){line, sizeof(line)};
	oomlog_report_options_init(&opt);
	opt.raw = true;
	render(&s, &opt, &ev, 1);
	for (const char *p = s.p; (p = strstr(p, "\xc3\xbc")) != NULL; p += 2)
		n++;
	cr_expect_eq(n, sizeof(line) / 2);
	oomlog_event_unref(ev);
	free(s.p);
}

Test(human, top)
{
	struct oomlog_event *ev = events_new("0123456789abcdef", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);
	struct oomlog_report_options opt;
	struct sink s = {0};

	event_kernel(ev)->page_size_bytes = 4096;
	for (int64_t i = 1; i <= 100; i++)
		events_task(ev, i, (uint64_t)i * 256, 0, STR("worker"));
	events_victim(ev, 5, STR("worker"), 5 * 1024);
	oomlog_report_options_init(&opt);
	opt.top = 3;
	render(&s, &opt, &ev, 1);
	expect_words(&s, "tasks: the largest 3 of 100\n");
	expect_words(&s, "        100  100.0 MiB       0  worker\n         99   99.0 MiB");
	expect_words(&s, ">         5    5.0 MiB       0  worker\n");
	expect_no_words(&s, "           97 ");
	oomlog_event_unref(ev);
	free(s.p);
}

Test(human, nothing_found)
{
	struct oomlog_report *r = NULL;
	struct oomlog_input input = {.path = "a.gz", .error = "truncated"};
	struct sink s = {0};

	input.stats.lines = 1234;
	input.stats.lost = 2;
	input.stats.distrusted_lines = 1;
	input.stats.mentions = 3;
	input.stats.mention_line = 2;
	input.stats.first_us = 0;
	input.stats.last_us = 60000000;
	cr_assert_eq(oomlog_report_new(&r, "human", NULL, sink_write, &s), OOMLOG_OK);
	cr_assert_eq(oomlog_report_input(r, &input), OOMLOG_OK);
	cr_assert_eq(oomlog_report_finish(r), OOMLOG_OK);
	oomlog_report_free(r);
	expect_words(
		&s,
		"No OOM kill in what was read: 1234 lines, from 1970-01-01 00:00:00 UTC to\n1970-01-01 00:01:00 UTC. A kill may be among the messages that are missing.");
	expect_words(
		&s,
		"3 lines have the kernel's words for an OOM in a form that is not known (the\nfirst is line 2): if");
	expect_words(&s, "2 messages are missing from the logs");
	expect_words(&s, "it was not believed");
	expect_words(&s, "1 of 1 input could not be read, or not to the end:\n  a.gz: truncated\n");
	free(s.p);
}

/* --- headlines --- */

static struct oomlog_event *plain(void)
{
	struct oomlog_event *ev = events_new("0123456789abcdef", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);

	ev->constraint = STR("none");
	return ev;
}

static struct oomlog_event *panic(void)
{
	struct oomlog_event *ev = plain();

	ev->outcome = OOMLOG_OUTCOME_PANIC;
	return ev;
}

static struct oomlog_event *nothing_to_kill(void)
{
	struct oomlog_event *ev = plain();

	ev->constraint = STR("memcg");
	ev->outcome = OOMLOG_OUTCOME_NO_KILLABLE_TASK;
	return ev;
}

static struct oomlog_event *exiting(void)
{
	struct oomlog_event *ev = plain();

	ev->outcome = OOMLOG_OUTCOME_NOT_KILLED;
	event_chosen(ev)->comm = STR("app");
	ev->chosen->pid = 9;
	return ev;
}

static struct oomlog_event *broken_off(void)
{
	struct oomlog_event *ev = plain();

	ev->outcome = OOMLOG_OUTCOME_UNKNOWN;
	return ev;
}

static struct oomlog_event *child(void)
{
	struct oomlog_event *ev = plain();

	event_chosen(ev)->comm = STR("httpd");
	ev->chosen->pid = 3;
	events_victim(ev, 4, STR("httpd"), 1024)->role = OOMLOG_ROLE_CHILD;
	return ev;
}

static struct oomlog_event *group(void)
{
	struct oomlog_event *ev = plain();

	event_memcg(ev)->path = STR("/system.slice/web.service");
	events_victim(ev, 4, STR("a"), 1024);
	events_victim(ev, 5, STR("b"), 1024)->role = OOMLOG_ROLE_GROUP;
	events_victim(ev, 6, STR("c"), 1024)->role = OOMLOG_ROLE_GROUP;
	return ev;
}

static struct oomlog_event *policy(void)
{
	struct oomlog_event *ev = plain();

	ev->constraint = STR("memory_policy");
	event_trigger(ev)->nodemask = STR("0");
	events_victim(ev, 4, STR("a"), 1024);
	return ev;
}

static struct oomlog_event *cpuset(void)
{
	struct oomlog_event *ev = plain();

	ev->constraint = STR("cpuset");
	event_trigger(ev)->mems_allowed = STR("0-1");
	events_victim(ev, 4, STR("a"), 1024);
	return ev;
}

static struct oomlog_event *sysrq(void)
{
	struct oomlog_event *ev = plain();

	event_trigger(ev)->manual = true;
	events_victim(ev, 4, STR("a"), 1024);
	return ev;
}

static struct oomlog_event *memsw(void)
{
	struct oomlog_event *ev = plain();

	event_memcg(ev)->path = STR("/box");
	ev->memcg->memory = (struct oomlog_counter){1024, 1ull << 30, 0};
	ev->memcg->memsw = (struct oomlog_counter){2ull << 30, 2ull << 30, 1};
	events_victim(ev, 4, STR("a"), 1024);
	return ev;
}

static struct oomlog_event *unlimited(void)
{
	struct oomlog_event *ev = plain();

	event_memcg(ev)->path = STR("/box");
	ev->memcg->memory = (struct oomlog_counter){1024, 9007199254740991ull * 1024, 0};
	events_victim(ev, 4, STR("a"), 1024);
	return ev;
}

static struct oomlog_event *sizeless(void)
{
	struct oomlog_event *ev = plain();

	event_add_victim(ev)->pid = 12;
	return ev;
}

static struct oomlog_event *failure(void)
{
	struct oomlog_event *ev =
		events_new("0123456789abcdef", OOMLOG_KIND_PAGE_ALLOCATION_FAILURE, OOMLOG_OUTCOME_UNKNOWN);

	event_trigger(ev)->comm = STR("kworker/u33:5");
	ev->trigger->order = 4;
	event_kernel(ev)->page_size_bytes = 4096;
	return ev;
}

static struct oomlog_event *failure_without_page_size(void)
{
	struct oomlog_event *ev = failure();

	ev->kernel->page_size_bytes = OOMLOG_ABSENT_U;
	return ev;
}

static struct oomlog_event *vmalloc(void)
{
	struct oomlog_event *ev = failure();

	ev->trigger->comm = STR("insmod");
	ev->trigger->reason = STR("vmalloc error: size 8589934592, page order 0, failed to allocate pages");
	return ev;
}

static struct oomlog_event *android(void)
{
	struct oomlog_event *ev = events_new("0123456789abcdef", OOMLOG_KIND_LOW_MEMORY_KILLER, OOMLOG_OUTCOME_KILLED);

	event_killer(ev)->name = STR("lowmemorykiller");
	ev->killer->to_free_bytes = 20000 * 1024;
	event_add_victim(ev)->pid = 2600;
	ev->victims.items[0].comm = STR("m.example.games");
	return ev;
}

static struct oomlog_event *oomd(void)
{
	struct oomlog_event *ev = events_new("0123456789abcdef", OOMLOG_KIND_USERSPACE_KILL, OOMLOG_OUTCOME_KILLED);

	event_killer(ev)->name = STR("systemd-oomd");
	ev->killer->cgroup = STR("/user.slice/a.scope");
	ev->killer->pressure_percent = STR("88.12");
	ev->killer->limit_percent = STR("50.00");
	return ev;
}

static const struct {
	struct oomlog_event *(*make)(void);
	const char *want;
} headlines[] = {
	{plain, "The whole machine ran out of memory: a process was killed."},
	{panic, "The whole machine ran out of memory, and the kernel panicked."},
	{nothing_to_kill, "A cgroup hit its memory limit, and there was no process that may be killed."},
	{exiting, "The whole machine ran out of memory; app (pid 9) was already exiting, so nothing was killed."},
	{broken_off, "The whole machine ran out of memory; the report breaks off before it says what was done."},
	{child,
         "The whole machine ran out of memory: httpd (pid 4), a child of httpd (pid 3), was killed, holding 1.0 MiB."},
	{group,
         "web.service hit its memory limit: a (pid 4) was killed, holding 1.0 MiB, and 2 more processes of its group."},
	{policy,
         "The memory node 0 that a memory policy allows ran out of memory: a (pid 4) was killed, holding 1.0 MiB."},
	{cpuset, "The memory nodes 0-1 that a cpuset allows ran out of memory: a (pid 4) was killed, holding 1.0 MiB."},
	{sysrq, "The OOM killer was started by hand (sysrq): a (pid 4) was killed, holding 1.0 MiB."},
	{memsw, "The cgroup /box hit its memory+swap limit of 2.0 GiB: a (pid 4) was killed, holding 1.0 MiB."},
	{unlimited, "The cgroup /box hit its memory limit: a (pid 4) was killed, holding 1.0 MiB."},
	{sizeless, "The whole machine ran out of memory: process 12 was killed."},
	{failure, "kworker/u33:5 asked for 64.0 KiB in one piece (order 4) and did not get it."},
	{failure_without_page_size, "kworker/u33:5 asked for 16 pages in one piece (order 4) and did not get it."},
	{vmalloc, "insmod: vmalloc error: size 8589934592, page order 0, failed to allocate pages."},
	{android, "lowmemorykiller killed m.example.games (pid 2600), to free 19.5 MiB."},
	{oomd, "systemd-oomd killed /user.slice/a.scope: memory pressure was 88.12 %, over the limit of 50.00 %."},
};

ParameterizedTestParameters(human, headlines)
{
	static size_t index[sizeof(headlines) / sizeof(headlines[0])];

	for (size_t i = 0; i < sizeof(headlines) / sizeof(headlines[0]); i++)
		index[i] = i;
	return cr_make_param_array(size_t, index, sizeof(headlines) / sizeof(headlines[0]));
}

ParameterizedTest(size_t *index, human, headlines)
{
	struct oomlog_event *ev = headlines[*index].make();
	struct diagnosis *d = calloc(1, sizeof(*d));
	struct sink s = {0};
	struct text t;

	diagnosis_of_event(d, ev, NULL, 0);
	text_init(&t);
	headline_write(&t, d);
	cr_expect(str_eq(text_str(&t), str_of(headlines[*index].want)), "%.*s", (int)t.n, t.buf);
	/* All other parts of the report cope with it too. */
	render(&s, NULL, &ev, 1);
	expect_width(&s, 80);
	oomlog_event_unref(ev);
	free(d);
	free(s.p);
}
