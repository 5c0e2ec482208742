/* Incidents: what kind they are, and whether a kill helped. */
#include <criterion/criterion.h>

#include "reports/diagnosis/incident.h"
#include "test-render-events.h"

enum { MS = 1000, S = 1000000 };

static struct incidents all;
static struct incident *now; /* the one that took the newest event */

static void setup(void)
{
	memset(&all, 0, sizeof(all));
	now = NULL;
}

TestSuite(incident, .init = setup);

static void give(struct oomlog_event *ev)
{
	while (incident_add(&all, ev, &now) == INCIDENT_CLOSE)
		incident_close(&all, now);
	oomlog_event_unref(ev);
}

/* A kill of the whole machine; its table holds the victim and the pids given (ended by 0). */
static void kill_one(const char *comm, int64_t pid, int64_t mono_us, const int64_t *others)
{
	struct oomlog_event *ev = events_global();

	ev->time.monotonic_us = mono_us;
	ev->victims.items[0].pid = pid;
	ev->victims.items[0].comm = str_of(comm);
	ev->victims.items[0].reaped.seen = false;
	events_task(ev, pid, 100, 0, str_of(comm));
	for (; *others != 0; others++)
		events_task(ev, *others, 100, 0, STR("other"));
	give(ev);
}

static void expect_kind(enum incident_kind want)
{
	cr_assert_eq(all.n, 1);
	cr_expect_eq(incident_kind(now), want, "%s", incident_kind_name(incident_kind(now)));
}

static void expect_words(const char *want)
{
	struct text t;

	text_init(&t);
	incident_words(&t, now);
	cr_expect(str_eq(text_str(&t), str_of(want)), "%.*s", (int)t.n, t.buf);
}

static const int64_t nobody[] = {0};

Test(incident, single)
{
	kill_one("java", 10, S, nobody);
	expect_kind(INCIDENT_SINGLE);
	cr_expect_eq(now->helped, INCIDENT_HELP_UNKNOWN);
}

/* Three programs that all ran at the first kill, one after another. */
Test(incident, cascade)
{
	static const int64_t there[] = {20, 30, 0};

	kill_one("java", 10, S, there);
	kill_one("mysqld", 20, 3 * S, nobody);
	kill_one("sshd", 30, 3 * S + 500 * MS, nobody);
	expect_kind(INCIDENT_CASCADE);
	cr_expect_eq(now->helped, INCIDENT_DID_NOT_HELP);
	cr_expect_eq(now->next_us, 2 * S);
	cr_expect_eq(now->useless, 2);
	cr_expect_eq(now->first.pid, 10);
	cr_expect_str_eq(now->first.event, "00112233445566aa");
	expect_words("Cascade, 3 kills in 2.500 s: java, mysqld, sshd. The first was java (pid 10); its death did not "
	             "help: 2.000 s later a process was killed that had been there before.");
}

/* The second was started after the first kill: nothing shows that the first did not help. */
Test(incident, started_later_is_no_cascade)
{
	kill_one("java", 10, S, nobody);
	kill_one("mysqld", 20, 3 * S, nobody);
	expect_kind(INCIDENT_REPEATED);
	cr_expect_eq(now->helped, INCIDENT_HELPED);
	cr_expect_eq(now->useless, 0);
}

/* Ten seconds without a kill: the first one gave that much time. */
Test(incident, slow_second_kill)
{
	static const int64_t there[] = {20, 0};

	kill_one("java", 10, S, there);
	kill_one("mysqld", 20, 11 * S + 1, nobody);
	expect_kind(INCIDENT_REPEATED);
	cr_expect_eq(now->helped, INCIDENT_HELPED);
	cr_expect_eq(now->quick, 0);
}

Test(incident, crash_loop)
{
	kill_one("web", 10, S, nobody);
	kill_one("web", 20, 2 * S, nobody);
	expect_kind(INCIDENT_REPEATED);
	kill_one("web", 30, 3 * S, nobody);
	expect_kind(INCIDENT_CRASH_LOOP);
	cr_expect_eq(now->restarts, 2);
	cr_expect_eq(now->helped, INCIDENT_HELPED);
}

/* Five workers of one name, all there at the first kill: many kills, no restart. */
Test(incident, storm)
{
	static const int64_t there[] = {11, 12, 13, 14, 0};

	for (int i = 0; i < 5; i++)
		kill_one("worker", 10 + i, S + i * 20 * MS, there);
	expect_kind(INCIDENT_STORM);
	cr_expect_eq(now->restarts, 0);
	cr_expect_eq(now->useless, 4);
}

/* A table that lacks rows does not tell who was not there: near miss of a crash loop. */
Test(incident, damaged_table)
{
	for (int i = 0; i < 3; i++) {
		struct oomlog_event *ev = events_global();

		ev->time.monotonic_us = S + i * S;
		ev->victims.items[0].pid = 10 + i;
		event_damage(ev, OOMLOG_DAMAGE_LINES_LOST, 1, 20);
		give(ev);
	}
	expect_kind(INCIDENT_STORM);
	cr_expect_eq(now->restarts, 0);
	cr_expect_eq(now->helped, INCIDENT_HELP_UNKNOWN);
}

/* Bare kill lines: no table at all. */
Test(incident, bare_lines)
{
	for (int i = 0; i < 4; i++) {
		struct oomlog_event *ev = events_bare(10 + i, STR("x"), 1);

		ev->time.monotonic_us = i * S;
		give(ev);
	}
	expect_kind(INCIDENT_STORM);
	cr_expect_eq(now->helped, INCIDENT_HELP_UNKNOWN);
	cr_expect_eq(now->useless, 0);
}

/* A bare kill line may be of another cgroup: that its pid is not in the first one's table tells nothing. */
Test(incident, bare_lines_beside_a_cgroup)
{
	struct oomlog_event *ev = events_memcg();

	ev->time.monotonic_us = 0;
	ev->time.realtime_us = OOMLOG_ABSENT;
	give(ev);
	for (int i = 1; i < 6; i++) {
		ev = events_bare(300 + i, STR("java"), 1);
		ev->constraint = STR("memcg");
		ev->origin.host = STR("host1");
		ev->time.monotonic_us = i * S;
		give(ev);
	}
	expect_kind(INCIDENT_STORM);
	cr_expect_eq(now->kills, 6);
	cr_expect_eq(now->restarts, 0);
	cr_expect_eq(now->helped, INCIDENT_HELP_UNKNOWN);
}

static struct oomlog_event *group(int64_t pid, int64_t mono_us)
{
	struct oomlog_event *ev = events_memcg();

	ev->time.monotonic_us = mono_us;
	ev->time.realtime_us = OOMLOG_ABSENT;
	ev->memcg->oom_group = ev->memcg->path;
	ev->victims.items[0].pid = pid;
	ev->tasks.items[0].pid = pid;
	events_victim(ev, pid + 1, STR("sh"), 1)->role = OOMLOG_ROLE_GROUP;
	events_task(ev, pid + 1, 1, 0, STR("sh"));
	return ev;
}

Test(incident, group_kill)
{
	give(group(10, S));
	expect_kind(INCIDENT_GROUP_KILL);
	cr_expect_eq(now->kills, 2);
	cr_expect_eq(now->acts, 1);
}

/* The group is started again each time. */
Test(incident, group_crash_loop)
{
	for (int i = 0; i < 4; i++)
		give(group(10 + 10 * i, S + i * S));
	expect_kind(INCIDENT_CRASH_LOOP);
	cr_expect_eq(now->kills, 8);
}

Test(incident, no_kill)
{
	struct oomlog_event *ev =
		events_new("0123456789abcdef", OOMLOG_KIND_PAGE_ALLOCATION_FAILURE, OOMLOG_OUTCOME_UNKNOWN);

	ev->time.monotonic_us = S;
	give(ev);
	expect_kind(INCIDENT_NO_KILL);
	cr_expect_null(incident_kind_name(incident_kind(now)));
}

/* What the oom_reaper took, and where it gave up. */
Test(incident, reaped)
{
	struct oomlog_event *ev = events_global();

	give(ev); /* 52516 kB anon, 4 kB file, 564 kB shmem, nothing of it left */
	cr_expect_eq(now->reaped, 1);
	cr_expect_eq(now->freed_bytes, (52516ull + 4 + 564) * 1024);
	ev = events_global();
	ev->victims.items[0].pid = 122;
	ev->victims.items[0].reaped.failed = true;
	give(ev);
	cr_expect_eq(now->reap_failed, 1);
	cr_expect_eq(now->freed_bytes, (52516ull + 4 + 564) * 1024);
	cr_expect_eq(now->held_bytes, 2 * (52516ull + 4 + 564) * 1024);
}

/* More names than are told apart, more tasks than are remembered, stamps and pids that no machine has. */
Test(incident, bounds)
{
	static const int64_t times[] = {INT64_MAX, INT64_MIN + 1, 0, 5, INT64_MAX - 1};
	struct text t;
	char name[16];

	for (int i = 0; i < 40; i++) {
		struct oomlog_event *ev = events_global();

		snprintf(name, sizeof(name), "n%d", i);
		ev->time.monotonic_us = times[i % 5];
		ev->victims.items[0].pid = i % 2 == 0 ? INT64_MAX : -i;
		ev->victims.items[0].comm = str_of(name);
		ev->victims.items[0].anon_rss_bytes = UINT64_MAX - 1;
		for (int k = 0; k < INCIDENT_PIDS; k++)
			events_task(ev, k, 1, 0, STR("x"));
		give(ev);
	}
	text_init(&t);
	incident_words(&t, now);
	cr_expect_gt(t.n, 0);
	cr_expect_eq(now->base.n, 0);
}
