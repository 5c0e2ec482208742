/* What a live stream needs of a parser: records that go by, time that passes, and the place of what is open. */
#include <criterion/criterion.h>
#include <string.h>

#include <oomlog/oomlog.h>

#define ENDED_US INT64_C(300000)
#define IDLE_US  INT64_C(10000000)

static struct oomlog_parser *new_parser(void)
{
	struct oomlog_options opt;
	struct oomlog_parser *p;

	oomlog_options_init(&opt);
	opt.limits.max_ended_us = ENDED_US;
	opt.limits.max_idle_us = IDLE_US;
	cr_assert_eq(oomlog_parser_new(&p, &opt), OOMLOG_OK);
	return p;
}

static struct oomlog_record record(const char *text, int64_t at_us)
{
	return (struct oomlog_record){
		.size = sizeof(struct oomlog_record),
		.text = {text, strlen(text)},
		.host = {"node", 4},
		.boot_id = {"b007", 4},
		.monotonic_us = at_us,
		.realtime_us = INT64_C(1795224481000000) + at_us,
		.from_program = 0,
		.transport = {"kernel", 6},
		.carrier = "journal",
	};
}

static void feed(struct oomlog_parser *p, const char *text, int64_t at_us)
{
	struct oomlog_record rec = record(text, at_us);

	cr_assert_eq(oomlog_parser_feed(p, &rec), OOMLOG_OK);
}

static const char *const report[] = {
	"java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0",
	"memory: usage 24576kB, limit 24576kB, failcnt 22",
	"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/system.slice/web.service,"
	"task_memcg=/system.slice/web.service,task=java,pid=200,uid=0",
	"Memory cgroup out of memory: Killed process 200 (java) total-vm:90192kB, anon-rss:24504kB, file-rss:288kB, "
	"shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0",
};
enum { REPORT = sizeof(report) / sizeof(report[0]) };

static void feed_report(struct oomlog_parser *p, size_t lines)
{
	for (size_t i = 0; i < lines; i++)
		feed(p, report[i], 1000000 + (int64_t)i * 100);
}

static struct oomlog_stats stats_of(const struct oomlog_parser *p)
{
	struct oomlog_stats stats = {.size = sizeof(stats)};

	oomlog_parser_get_stats(p, &stats);
	return stats;
}

Test(live, quiet_text_passes_and_is_counted)
{
	const struct oomlog_str quiet = {"NET: Registered PF_NETLINK", 26};
	struct oomlog_parser *p = new_parser();
	struct oomlog_stats stats;

	cr_assert(oomlog_parser_passes(p, quiet, 5));
	cr_assert(oomlog_parser_passes(p, quiet, 7));
	stats = stats_of(p);
	cr_assert_eq(stats.lines, 2);
	cr_assert_eq(stats.bytes, 52);
	cr_assert_eq(stats.first_us, 5);
	cr_assert_eq(stats.last_us, 7);
	cr_assert_not(oomlog_parser_passes(p, (struct oomlog_str){report[0], strlen(report[0])}, 8));
	cr_assert_eq(stats_of(p).lines, 2, "a record that is to be fed is not counted before");
	oomlog_parser_free(p);
}

Test(live, nothing_passes_in_an_open_report)
{
	struct oomlog_parser *p = new_parser();

	feed_report(p, 2);
	cr_assert_not(oomlog_parser_passes(p, (struct oomlog_str){"anon 25108480", 13}, 8));
	oomlog_parser_free(p);
}

Test(live, the_open_report_has_a_place)
{
	struct oomlog_parser *p = new_parser();

	cr_assert_null(oomlog_parser_oldest(p));
	cr_assert(oomlog_parser_passes(p, (struct oomlog_str){"quiet", 5}, 5));
	feed_report(p, 1);
	cr_assert_not_null(oomlog_parser_oldest(p));
	cr_assert_eq(oomlog_parser_oldest(p)->first_line, 2);
	cr_assert_eq(oomlog_parser_oldest(p)->first_byte, 5);
	cr_assert(oomlog_parser_is_inside(p));
	oomlog_parser_free(p);
}

Test(live, behind_its_kill_is_not_inside_a_report)
{
	struct oomlog_parser *p = new_parser();

	cr_assert_not(oomlog_parser_is_inside(p));
	feed_report(p, REPORT);
	cr_assert_not(oomlog_parser_is_inside(p));
	cr_assert_not_null(oomlog_parser_oldest(p));
	oomlog_parser_free(p);
}

Test(live, an_event_comes_a_quiet_time_after_its_kill)
{
	struct oomlog_parser *p = new_parser();
	struct oomlog_event *ev;

	feed_report(p, REPORT);
	cr_assert_eq(oomlog_parser_idle(p, 5000), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_idle(p, 5000 + ENDED_US - 1), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_next(p, &ev), 0);
	cr_assert_eq(oomlog_parser_idle(p, 5000 + ENDED_US), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	cr_assert_eq(oomlog_event_outcome(ev), OOMLOG_OUTCOME_KILLED);
	cr_assert_str_eq(oomlog_event_origin(ev)->carrier.p, "journal");
	cr_assert_str_eq(oomlog_event_origin(ev)->transport.p, "kernel");
	cr_assert_null(oomlog_parser_oldest(p), "what was handed out need not be read again");
	oomlog_event_unref(ev);
	oomlog_parser_free(p);
}

Test(live, late_lines_change_nothing_and_are_no_event)
{
	struct oomlog_parser *p = new_parser();
	struct oomlog_event *ev;

	feed_report(p, REPORT);
	oomlog_parser_idle(p, 0);
	oomlog_parser_idle(p, ENDED_US);
	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	feed(p, "oom_reaper: reaped process 200 (java), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB", 1900000);
	cr_assert_not(oomlog_event_victim(ev, 0)->reaped.seen);
	cr_assert_eq(stats_of(p).unplaced, 0);
	cr_assert_eq(oomlog_parser_finish(p), OOMLOG_OK);
	oomlog_event_unref(ev);
	cr_assert_eq(oomlog_parser_next(p, &ev), 0);
	cr_assert_eq(stats_of(p).events, 1);
	oomlog_parser_free(p);
}

static struct oomlog_parser *new_amending_parser(void)
{
	struct oomlog_options opt;
	struct oomlog_parser *p;

	oomlog_options_init(&opt);
	opt.amend = true;
	opt.limits.max_ended_us = ENDED_US;
	opt.limits.max_idle_us = IDLE_US;
	cr_assert_eq(oomlog_parser_new(&p, &opt), OOMLOG_OK);
	return p;
}

static const char *const late_reaper =
	"oom_reaper: reaped process 200 (java), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB";

Test(live, late_lines_amend_the_event_where_asked_for)
{
	struct oomlog_parser *p = new_amending_parser();
	struct oomlog_event *ev;
	char id[17];

	feed_report(p, REPORT);
	oomlog_parser_idle(p, 0);
	oomlog_parser_idle(p, ENDED_US);
	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	cr_assert_not(oomlog_event_amends(ev));
	cr_assert_not(oomlog_event_victim(ev, 0)->reaped.seen);
	strcpy(id, oomlog_event_id(ev));
	oomlog_event_unref(ev);
	cr_assert_not_null(oomlog_parser_oldest(p), "what may be amended has to be read again");

	feed(p, late_reaper, 1900000);
	oomlog_parser_idle(p, 2 * ENDED_US);
	cr_assert_eq(oomlog_parser_next(p, &ev), 0, "more may come");
	oomlog_parser_idle(p, 3 * ENDED_US);
	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	cr_assert(oomlog_event_amends(ev));
	cr_assert_str_eq(oomlog_event_id(ev), id);
	cr_assert(oomlog_event_victim(ev, 0)->reaped.seen);
	cr_assert_eq(oomlog_event_victims(ev), 1);
	cr_assert_eq(oomlog_event_time(ev)->end_monotonic_us, 1900000);
	oomlog_event_unref(ev);

	oomlog_parser_idle(p, 20000000 + 3 * ENDED_US);
	cr_assert_null(oomlog_parser_oldest(p));
	cr_assert_eq(oomlog_parser_finish(p), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_next(p, &ev), 0);
	cr_assert_eq(stats_of(p).events, 1);
	oomlog_parser_free(p);
}

Test(live, late_lines_amend_at_the_end_of_the_input_too)
{
	struct oomlog_parser *p = new_amending_parser();
	struct oomlog_event *ev;

	feed_report(p, REPORT);
	oomlog_parser_idle(p, 0);
	oomlog_parser_idle(p, ENDED_US);
	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	oomlog_event_unref(ev);
	feed(p, late_reaper, 1900000);
	cr_assert_eq(oomlog_parser_finish(p), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	cr_assert(oomlog_event_amends(ev));
	oomlog_event_unref(ev);
	cr_assert_eq(oomlog_parser_next(p, &ev), 0);
	oomlog_parser_free(p);
}

static const char *const group =
	"Tasks in /system.slice/web.service are going to be killed due to memory.oom.group set";
static const char *const further[] = {
	"Memory cgroup out of memory: Killed process 201 (worker) total-vm:90192kB, anon-rss:2504kB, file-rss:288kB, "
	"shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0",
	"Memory cgroup out of memory: Killed process 202 (other) total-vm:90192kB, anon-rss:2504kB, file-rss:288kB, "
	"shmem-rss:0kB, UID:0 pgtables:92kB oom_score_adj:0",
};

/* The next event, which has these victims. */
static void check_next(struct oomlog_parser *p, const char *id, const int64_t *pids, size_t n)
{
	struct oomlog_event *ev;

	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	cr_assert_eq(oomlog_event_amends(ev), id != NULL);
	if (id != NULL)
		cr_assert_str_eq(oomlog_event_id(ev), id);
	cr_assert_eq(oomlog_event_victims(ev), n);
	for (size_t i = 0; i < n; i++)
		cr_assert_eq(oomlog_event_victim(ev, i)->pid, pids[i]);
	oomlog_event_unref(ev);
}

static void give_away(struct oomlog_parser *p, char id[17])
{
	struct oomlog_event *ev;

	oomlog_parser_idle(p, 0);
	oomlog_parser_idle(p, ENDED_US);
	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	strcpy(id, oomlog_event_id(ev));
	oomlog_event_unref(ev);
}

static void wait_for_more(struct oomlog_parser *p)
{
	oomlog_parser_idle(p, 2 * ENDED_US);
	oomlog_parser_idle(p, 3 * ENDED_US);
}

/* memory.oom.group: the kernel prints a kill line for each task, and the carrier may be slow. */
Test(live, late_victims_of_a_group_amend_its_event)
{
	struct oomlog_parser *p = new_amending_parser();
	struct oomlog_event *ev;
	char id[17];

	feed_report(p, REPORT);
	feed(p, group, 1000500);
	give_away(p, id);
	feed(p, further[0], 1000600);
	feed(p, further[1], 1000700);
	wait_for_more(p);
	check_next(p, id, (const int64_t[]){200, 201, 202}, 3);
	cr_assert_eq(oomlog_parser_finish(p), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_next(p, &ev), 0);
	cr_assert_eq(stats_of(p).events, 1);
	oomlog_parser_free(p);
}

Test(live, the_line_that_tells_of_the_group_may_be_late_too)
{
	struct oomlog_parser *p = new_amending_parser();
	char id[17];

	feed_report(p, REPORT);
	give_away(p, id);
	feed(p, group, 1000500);
	feed(p, further[0], 1000600);
	wait_for_more(p);
	check_next(p, id, (const int64_t[]){200, 201}, 2);
	oomlog_parser_free(p);
}

/* No table lists it: a bare line of another kill, seconds behind the group's, is an event of its own. */
Test(live, a_kill_behind_a_group_is_no_victim_of_it)
{
	struct oomlog_parser *p = new_amending_parser();
	char id[17];

	feed_report(p, REPORT);
	feed(p, group, 1000500);
	give_away(p, id);
	feed(p, further[0], 4000600);
	wait_for_more(p);
	check_next(p, NULL, (const int64_t[]){201}, 1);
	oomlog_parser_free(p);
}

/* .. and without a word of a group also one that follows at once. */
Test(live, a_kill_without_a_group_is_an_event_of_its_own)
{
	struct oomlog_parser *p = new_amending_parser();
	char id[17];

	feed_report(p, REPORT);
	give_away(p, id);
	feed(p, further[0], 1000600);
	wait_for_more(p);
	check_next(p, NULL, (const int64_t[]){201}, 1);
	oomlog_parser_free(p);
}

/* What nobody asked to have amended is told all the same. */
Test(live, late_victims_of_a_group_are_events_where_nothing_is_amended)
{
	struct oomlog_parser *p = new_parser();
	char id[17];

	feed_report(p, REPORT);
	feed(p, group, 1000500);
	give_away(p, id);
	feed(p, further[0], 1000600);
	wait_for_more(p);
	check_next(p, NULL, (const int64_t[]){201}, 1);
	oomlog_parser_free(p);
}

Test(live, an_event_that_is_held_is_not_changed)
{
	struct oomlog_parser *p = new_amending_parser();
	struct oomlog_event *ev, *more;

	feed_report(p, REPORT);
	oomlog_parser_idle(p, 0);
	oomlog_parser_idle(p, ENDED_US);
	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	feed(p, late_reaper, 1900000);
	oomlog_parser_idle(p, 4 * ENDED_US);
	oomlog_parser_idle(p, 8 * ENDED_US);
	cr_assert_eq(oomlog_parser_finish(p), OOMLOG_OK);
	cr_assert_eq(oomlog_parser_next(p, &more), 0);
	oomlog_parser_free(p);
	cr_assert_not(oomlog_event_victim(ev, 0)->reaped.seen);
	oomlog_event_unref(ev);
}

Test(live, what_waits_for_late_lines_counts_as_memory)
{
	struct oomlog_options opt;
	struct oomlog_parser *p;
	struct oomlog_event *ev;
	unsigned oldest = 0;

	oomlog_options_init(&opt);
	opt.amend = true;
	opt.limits.max_ended_us = ENDED_US;
	opt.limits.max_open_bytes = 32 * 1024; /* of a few events, of 4 KiB each */
	cr_assert_eq(oomlog_parser_new(&p, &opt), OOMLOG_OK);
	for (unsigned i = 0; i < 100; i++) {
		int64_t now = i * 3 * ENDED_US;

		feed_report(p, REPORT);
		oomlog_parser_idle(p, now);
		oomlog_parser_idle(p, now + ENDED_US);
		cr_assert_eq(oomlog_parser_next(p, &ev), 1);
		oomlog_event_unref(ev);
		oldest = (unsigned)oomlog_parser_oldest(p)->first_line;
	}
	cr_assert_gt(oldest, 1 + 90 * REPORT, "the first are not waited for any more");
	oomlog_parser_free(p);
}

Test(live, a_report_without_its_kill_waits_longer)
{
	struct oomlog_parser *p = new_parser();
	struct oomlog_event *ev;

	feed_report(p, 2);
	oomlog_parser_idle(p, 0);
	oomlog_parser_idle(p, IDLE_US - 1);
	cr_assert_eq(oomlog_parser_next(p, &ev), 0);
	oomlog_parser_idle(p, IDLE_US);
	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	cr_assert_eq(oomlog_event_outcome(ev), OOMLOG_OUTCOME_UNKNOWN);
	oomlog_event_unref(ev);
	oomlog_parser_free(p);
}

Test(live, a_new_line_begins_the_wait_anew)
{
	struct oomlog_parser *p = new_parser();
	struct oomlog_event *ev;

	feed_report(p, REPORT);
	oomlog_parser_idle(p, 0);
	feed(p, "oom_reaper: reaped process 200 (java), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB", 1100000);
	oomlog_parser_idle(p, ENDED_US);
	cr_assert_eq(oomlog_parser_next(p, &ev), 0);
	oomlog_parser_idle(p, 2 * ENDED_US);
	cr_assert_eq(oomlog_parser_next(p, &ev), 1);
	cr_assert(oomlog_event_victim(ev, 0)->reaped.seen);
	oomlog_event_unref(ev);
	oomlog_parser_free(p);
}
