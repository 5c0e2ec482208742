/* Lines that can be read in two ways: what the event says of them. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/collect.h"

#define KILLED \
	"[    9.000000] Memory cgroup out of memory: Killed process 12 (x) total-vm:8kB, anon-rss:4kB, file-rss:0kB\n"
#define OOM_KILL(oom_memcg, task_memcg, task)                                                          \
	"[    8.000000] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0," \
	"oom_memcg=" oom_memcg ",task_memcg=" task_memcg ",task=" task ",pid=12,uid=-2\n" KILLED
#define TASK_IN(task_path, path) "[    8.000000] Task in " task_path " killed as a result of limit of " path "\n" KILLED
#define LIMIT_OF                 " killed as a result of limit of "

/* clang-format off */
static const struct row {
	const char *log, *path, *task_path;
	int64_t uid;
} rows[] = {
	{OOM_KILL("/a", "/a/b", "x"), "/a", "/a/b", -2},
	{OOM_KILL("/a,task_memcg=/a", "/a,task_memcg=/a/b", "x"), "/a,task_memcg=/a", "/a,task_memcg=/a/b", -2},
	{OOM_KILL("/a,task=y", "/a,task=y", "x"), "/a,task=y", "/a,task=y", -2},
	{OOM_KILL("/a", "/a/b,task=y,pid=1,uid=0", "x"), "/a", "/a/b,task=y,pid=1,uid=0", -2},
	{OOM_KILL("/a", "/a", "y,task=x"), "/a", "/a", -2},
	/* no child of its limit's group: the first of the words are taken */
	{OOM_KILL("/a", "/b,task_memcg=/c", "x"), "/a", "/b,task_memcg=/c", -2},
	{TASK_IN("/a/b", "/a"), "/a", "/a/b", OOMLOG_ABSENT},
	{TASK_IN("/a/b", "/"), "/", "/a/b", OOMLOG_ABSENT},
	{TASK_IN("/a" LIMIT_OF "/c/b", "/a" LIMIT_OF "/c"), "/a" LIMIT_OF "/c", "/a" LIMIT_OF "/c/b", OOMLOG_ABSENT},
	{TASK_IN("/a/b" LIMIT_OF "/c", "/a"), "/a", "/a/b" LIMIT_OF "/c", OOMLOG_ABSENT},
	/* a newline cannot stand in a path: this is how systemd names a unit */
	{OOM_KILL("/a\\x0ab", "/a\\x0ab", "x"), "/a\\x0ab", "/a\\x0ab", -2},
	{TASK_IN("/a\\x0ab", "/a\\x0ab"), "/a\\x0ab", "/a\\x0ab", OOMLOG_ABSENT},
};
/* clang-format on */

ParameterizedTestParameters(texts, paths)
{
	static size_t indices[sizeof(rows) / sizeof(rows[0])];
	const size_t n = sizeof(rows) / sizeof(rows[0]);

	for (size_t i = 0; i < n; i++)
		indices[i] = i;
	return cr_make_param_array(size_t, indices, n);
}

static void assert_str(struct oomlog_str s, const char *expected)
{
	cr_assert_not_null(s.p);
	cr_expect_str_eq(s.p, expected);
}

ParameterizedTest(size_t *index, texts, paths)
{
	const struct row *row = &rows[*index];
	const struct oomlog_memcg *memcg;
	struct collected all;

	cr_assert_eq(collect_bytes(row->log, strlen(row->log), 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 1);
	memcg = oomlog_event_memcg(all.events[0]);
	cr_assert_not_null(memcg);
	assert_str(memcg->path, row->path);
	assert_str(memcg->task_path, row->task_path);
	cr_assert_eq(oomlog_event_victims(all.events[0]), 1);
	cr_expect_eq(oomlog_event_victim(all.events[0], 0)->uid, row->uid);
	cr_expect_eq(oomlog_event_damages(all.events[0]), 0);
	collect_release(&all);
}

#define SYSLOG(text) "Nov 21 01:28:01 h kernel: " text "\n"
#define KILL(pid)    "Memory cgroup out of memory: Killed process " pid " (x) total-vm:8kB, anon-rss:4kB, file-rss:0kB"

#define TRIGGER       "x invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0"
#define STAMPED(text) "[    9.000001] " text "\n"
#define PRECISE(text) "2026-11-21T01:34:44.123456+00:00 h kernel: " text "\n"
#define TWICE(line)   line line

static const struct {
	const char *log;
	size_t events;
	uint64_t repeated;
} folded[] = {
	{SYSLOG(KILL("12")) SYSLOG("message repeated 3 times: [ " KILL("12") "]"), 1, 3},
	{SYSLOG(KILL("12")) "Nov 21 01:28:03 h last message repeated 3 times\n", 1, 3},
	{SYSLOG(KILL("12")) SYSLOG("message repeated 3 times: [ " KILL("13") "]"), 2, 0},
	{SYSLOG(KILL("12")) SYSLOG("eth0: up") "Nov 21 01:28:03 h last message repeated 3 times\n", 1, 0},
	/* the line that was repeated is not here */
	{SYSLOG("message repeated 3 times: [ " KILL("12") "]"), 1, 0},
	{"Nov 21 01:28:03 h last message repeated 3 times\n" SYSLOG(KILL("12")), 1, 0},
	/* each line written twice on its way, by the kernel's clock or by a wall clock as fine */
	{TWICE(STAMPED(TRIGGER)) TWICE(STAMPED(KILL("12"))), 1, 2},
	{TWICE(PRECISE(TRIGGER)) TWICE(PRECISE(KILL("12"))), 1, 2},
	/* a clock of seconds proves nothing of a line, but a process is killed once */
	{TWICE(SYSLOG(KILL("12"))), 1, 1},
	/* kill lines of a group: the chosen one's own, and once more when all of the group are killed; its memory goes */
	{STAMPED(KILL("12")) STAMPED(KILL("13")) "[    9.004000] " KILL("12") "\n", 2, 1},
	{STAMPED(KILL("12")) STAMPED(KILL(
		 "13")) "[    9.004000] Memory cgroup out of memory: Killed process 12 (x) total-vm:8kB, anon-rss:0kB, file-rss:0kB\n",
         2, 1},
	/* another process that got its pid */
	{STAMPED(KILL(
		 "12")) "[    9.004000] Memory cgroup out of memory: Killed process 12 (y) total-vm:8kB, anon-rss:4kB, file-rss:0kB\n",
         2, 0},
	{STAMPED(KILL(
		 "12")) "[    9.004000] Memory cgroup out of memory: Killed process 12 (x) total-vm:8kB, anon-rss:8kB, file-rss:0kB\n",
         2, 0},
	{STAMPED(KILL("12")) "[   99.004000] " KILL("12") "\n", 2, 0},
	/* a printk() in a source file */
	{"+\tprintk(\"%s invoked oom-killer: gfp_mask=0x%x, order=%d, oom_adj=%d\\n\",\n", 0, 0},
};

/* A process that is named again was not killed again; with and without the prefilter. */
Test(texts, folded_by_syslog)
{
	for (size_t i = 0; i < 2 * sizeof(folded) / sizeof(folded[0]); i++) {
		const char *log = folded[i / 2].log;
		struct oomlog_options opt;
		struct collected all;

		oomlog_options_init(&opt);
		opt.no_prefilter = i % 2 == 1;
		cr_assert_eq(collect_bytes(log, strlen(log), 0, &opt, &all), OOMLOG_OK);
		cr_expect_eq(all.n, folded[i / 2].events, "%zu: %zu events", i / 2, all.n);
		cr_expect_eq(all.stats.repeated, folded[i / 2].repeated, "%zu: %zu", i / 2, (size_t)all.stats.repeated);
		for (size_t k = 0; k < all.n; k++)
			cr_expect_eq(oomlog_event_victims(all.events[k]), 1);
		collect_release(&all);
	}
}

/* Labels that may be a machine's or a thread's: the kernel's clock tells. */
Test(texts, labelled_sources)
{
	static const char log[] =
		"(rack-a) [  100.000000] " TRIGGER "\n(rack-b) [ 9100.000000] " TRIGGER "\n"
		"(rack-a) [  100.000001] " KILL("12") "\n(rack-b) [ 9100.000001] " KILL(
			"13") "\n"
			      "(rack-a) [  103.000000] oom_reaper: reaped process 12 (x), now anon-rss:0kB, "
			      "file-rss:0kB, shmem-rss:0kB\n";
	static const char threads[] = "[worker-1] [  100.000000] " TRIGGER "\n[worker-2] [  100.000001] " KILL(
		"12") "\n"
		      "[worker-3] [  101.000000] oom_reaper: reaped process 12 (x), now anon-rss:0kB, "
		      "file-rss:0kB, shmem-rss:0kB\n";
	struct collected all;

	cr_assert_eq(collect_bytes(log, sizeof(log) - 1, 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 2);
	for (size_t i = 0; i < 2; i++) {
		cr_expect_not_null(oomlog_event_trigger(all.events[i]));
		cr_assert_eq(oomlog_event_victims(all.events[i]), 1);
		cr_expect_null(oomlog_event_origin(all.events[i])->host.p);
		cr_expect_eq(oomlog_event_victim(all.events[i], 0)->pid, 12 + (int64_t)i);
		cr_expect_eq(oomlog_event_victim(all.events[i], 0)->reaped.seen, i == 0);
	}
	collect_release(&all);
	cr_assert_eq(collect_bytes(threads, sizeof(threads) - 1, 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 1);
	cr_expect_not_null(oomlog_event_trigger(all.events[0]));
	cr_expect_eq(oomlog_event_victim(all.events[0], 0)->reaped.seen, true);
	collect_release(&all);
}

/* "sysrq: Show Blocked State" within a report: its trace is not the trigger's. */
Test(texts, foreign_trace)
{
	static const char log[] = STAMPED(TRIGGER) STAMPED("Call Trace:") STAMPED(" dump_stack+0x1/0x2")
		STAMPED(" oom_kill_process+0x1/0x2") STAMPED("task:kworker/0:1 state:D") STAMPED("Call Trace:")
			STAMPED(" schedule+0x1/0x2") STAMPED(KILL("12"));
	struct collected all;

	cr_assert_eq(collect_bytes(log, sizeof(log) - 1, 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 1);
	cr_expect_eq(oomlog_event_trigger(all.events[0])->n_call_trace, 2);
	collect_release(&all);
}

/* scripts/decode_stacktrace.sh has put files and lines in place of offsets, syzbot adds what was inlined. */
Test(texts, decoded_trace)
{
	static const char log[] = STAMPED(TRIGGER) STAMPED("Call Trace:") STAMPED(" <TASK>")
		STAMPED(" __dump_stack lib/dump_stack.c:94 [inline]")
			STAMPED(" dump_stack_lvl (lib/dump_stack.c:107 (discriminator 1))")
				STAMPED("? entry_SYSCALL_64_after_hwframe (/src/arch/x86/entry/entry_64.S:130)")
					STAMPED(" kernel thread says mm/oom_kill.c:1") STAMPED(KILL("12"));
	static const char *const functions[] = {"__dump_stack", "dump_stack_lvl", "entry_SYSCALL_64_after_hwframe"};
	const struct oomlog_trigger *trigger;
	struct collected all;

	cr_assert_eq(collect_bytes(log, sizeof(log) - 1, 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 1);
	trigger = oomlog_event_trigger(all.events[0]);
	cr_assert_eq(trigger->n_call_trace, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_str(trigger->call_trace[i].function, functions[i]);
		cr_expect_eq(trigger->call_trace[i].size, 0);
		cr_expect_eq(trigger->call_trace[i].reliable, i < 2);
	}
	collect_release(&all);
}

/* 4.14: each piece of a KERN_CONT line a record of its own; the blank at a piece's end may be lost on the way. */
Test(texts, torn_by_printk)
{
/* clang-format off */
#define TORN(blank) \
	STAMPED("x invoked oom-killer: gfp_mask=0x14200ca(GFP_HIGHUSER_MOVABLE), nodemask=") \
	STAMPED("(null)") STAMPED(",  order=0, oom_score_adj=0") \
	STAMPED("x cpuset=") STAMPED("/") STAMPED("audit: type=1400 pid=42") STAMPED(" mems_allowed=0-1") \
	STAMPED("Task in" blank) STAMPED("/a/b") STAMPED(" killed as a result of limit of" blank) STAMPED("/a") \
	STAMPED("memory: usage 8kB, limit 8kB, failcnt 9") \
	STAMPED("Memory cgroup stats for" blank) STAMPED("/a") STAMPED(": cache:4KB rss:4KB") STAMPED(KILL("12"))
	/* clang-format on */
	static const char *const logs[] = {TORN(" "), TORN("")};

	for (size_t i = 0; i < 2; i++) {
		const struct oomlog_memcg *memcg;
		struct collected all;

		cr_assert_eq(collect_bytes(logs[i], strlen(logs[i]), 0, NULL, &all), OOMLOG_OK);
		cr_assert_eq(all.n, 1);
		assert_str(oomlog_event_trigger(all.events[0])->cpuset, "/");
		assert_str(oomlog_event_trigger(all.events[0])->mems_allowed, "0-1");
		memcg = oomlog_event_memcg(all.events[0]);
		cr_assert_not_null(memcg);
		assert_str(memcg->task_path, "/a/b");
		assert_str(memcg->path, "/a");
		cr_expect_eq(memcg->children.n, 0);
		cr_expect_eq(memcg->stat.n, 2);
		collect_release(&all);
	}
}

/* A torn line, then others' lines, which a mailer wrapped: what has no stamp is the rest of those. */
Test(texts, torn_before_wrapped_lines)
{
	static const char log[] = STAMPED(
		"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=c,mems_allowed=0,oom_memcg=/0,task_memcg=/0/in")
		STAMPED("BUG: KASAN: global-out-of-bounds in vprintk_store+0x362/0x3d0")
			STAMPED("Write of size 2 at addr ffffffffba51dbcd by task") "memcg_test_1/11282\n" STAMPED(
				"CPU: 1 PID: 11282 Comm: x Not tainted") "5.9.0-next-20201013 #1\n" STAMPED(",task=x,pid=12,uid=0")
				STAMPED(KILL("12"));
	struct collected all;

	cr_assert_eq(collect_bytes(log, sizeof(log) - 1, 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 1);
	cr_assert_not_null(oomlog_event_memcg(all.events[0]));
	assert_str(oomlog_event_memcg(all.events[0])->task_path, "/0/in");
	assert_str(oomlog_event_memcg(all.events[0])->path, "/0");
	collect_release(&all);
}

/* The table has processes; a thread was chosen, and its process killed. */
Test(texts, thread_chosen)
{
	static const char columns[] =
		STAMPED("[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name");
	static const char row[] = STAMPED("[   12]     0    12        2        1       4        0             0 x");
	static const char verdict[] = STAMPED("Out of memory: Kill process 13 (x) score 54 or sacrifice child")
		STAMPED("Killed process 12 (x) total-vm:8kB, anon-rss:4kB, file-rss:0kB, shmem-rss:0kB");
	static const char parent[] = STAMPED("[   13]     0    13        2        1       4        0             0 x");

	for (int has_parent = 0; has_parent < 2; has_parent++) {
		struct collected all;
		char log[1024];

		snprintf(log, sizeof(log), "%s%s%s%s", columns, row, has_parent ? parent : "", verdict);
		cr_assert_eq(collect_bytes(log, strlen(log), 0, NULL, &all), OOMLOG_OK);
		cr_assert_eq(all.n, 1);
		cr_expect_eq(oomlog_event_chosen(all.events[0])->pid, 13);
		cr_expect_eq(oomlog_event_victim(all.events[0], 0)->role,
		             has_parent ? OOMLOG_ROLE_CHILD : OOMLOG_ROLE_CHOSEN);
		collect_release(&all);
	}
}

/* Messages were dropped right before what is left of a report; behind another line it is another matter. */
Test(texts, lost_before)
{
#define DROPPED STAMPED("** 37 printk messages dropped **")
	static const struct {
		const char *log;
		uint64_t lost;
	} logs[] = {
		{DROPPED STAMPED(KILL("12")), 37},
		{STAMPED("eth0: link up") DROPPED STAMPED(KILL("12")), 37},
		{DROPPED STAMPED("eth0: link up") STAMPED(KILL("12")), 0},
		{DROPPED STAMPED(TRIGGER) STAMPED(KILL("12")), 0},
	};

	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		const struct oomlog_damage *damage;
		struct collected all;

		cr_assert_eq(collect_bytes(logs[i].log, strlen(logs[i].log), 0, NULL, &all), OOMLOG_OK);
		cr_assert_eq(all.n, 1);
		damage = oomlog_event_damage(all.events[0], 0);
		cr_assert_eq(damage != NULL, logs[i].lost > 0, "log %zu", i);
		if (damage != NULL) {
			cr_expect_eq(damage->what, OOMLOG_DAMAGE_LINES_LOST);
			cr_expect_eq(damage->count, logs[i].lost);
		}
		collect_release(&all);
	}
}

/* Of a table that is too long the largest rows are kept, in the log's order, and the others counted. */
Test(texts, longest_table)
{
	enum { ROWS = 5000, MOST = 64, LARGE_EVERY = 250, ROW_BYTES = 100 };
	struct oomlog_options opt;
	struct collected all;
	char *log = malloc((ROWS + 4) * ROW_BYTES * 2);
	size_t n = 0, large = 0;
	int64_t before = 0;

	oomlog_options_init(&opt);
	opt.limits.max_tasks = MOST;
	n += (size_t)sprintf(log + n, "%s", STAMPED(TRIGGER));
	n += (size_t)sprintf(
		log + n, "%s",
		STAMPED("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name"));
	for (int pid = 1; pid <= ROWS; pid++)
		n += (size_t)sprintf(
			log + n, "[    9.000001] [%7d]     0 %5d  9000000 %8d    81920        0             0 t%d\n",
			pid, pid, pid % LARGE_EVERY == 0 ? 1000000 + pid : pid % 97, pid);
	n += (size_t)sprintf(log + n, "%s", STAMPED(KILL("12")));
	cr_assert_eq(collect_bytes(log, n, 0, &opt, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 1);
	for (size_t i = 0; i < oomlog_event_tasks(all.events[0]); i++) {
		const struct oomlog_task *t = oomlog_event_task(all.events[0], i);
		char name[16];

		snprintf(name, sizeof(name), "t%d", (int)t->pid);
		assert_str(t->comm, name);
		cr_expect_gt(t->pid, before);
		before = t->pid;
		large += t->rss_pages > 1000000;
		cr_expect(t->rss_pages > 1000000 || t->rss_pages >= 80);
	}
	cr_expect_eq(large, ROWS / LARGE_EVERY);
	cr_assert_not_null(oomlog_event_damage(all.events[0], 0));
	cr_expect_eq(oomlog_event_damage(all.events[0], 0)->what, OOMLOG_DAMAGE_LIMIT_HIT);
	cr_expect_eq(oomlog_event_damage(all.events[0], 0)->count, ROWS - oomlog_event_tasks(all.events[0]));
	collect_release(&all);
	free(log);
}

/* Somebody's own form: nothing that is known, but no log without an OOM either. */
Test(texts, mentioned)
{
	static const char log[] =
		"time=1, host=web-1, text=\"\"\n"
		"time=2, host=web-1, text=\"x invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\"\n"
		"time=3, host=web-1, text=\"eth0: link up\"\n"
		"time=4, host=web-1, text=\"Out of memory: Killed process 12 (x) total-vm:8kB, anon-rss:4kB\"\n";
	struct collected all;

	cr_assert_eq(collect_bytes(log, sizeof(log) - 1, 0, NULL, &all), OOMLOG_OK);
	cr_expect_eq(all.n, 0);
	cr_expect_eq(all.stats.mentions, 2);
	cr_expect_eq(all.stats.mention_line, 2);
	collect_release(&all);
}

/*
 * What follows both heads is the first one's, although the second was the newest: each cgroup's table shows who asked.
 */
Test(texts, heads_in_turn)
{
#define HEAD(at, comm, pid)                                                                          \
	"[    1.00000" at "] " comm " invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\n" \
	"[    1.00001" at "] CPU: 0 PID: " pid " Comm: " comm " Not tainted 3.10.65 #2\n"            \
	"[    1.00002" at "] Call Trace:\n"                                                          \
	"[    1.00003" at "]  [<ffffffff810814b1>] ? " comm "_page_fault+0x71/0xb0\n"
#define TAIL(comm, pid)                                                                                                \
	"[    2.000000] Task in /" comm " killed as a result of limit of /" comm "\n"                                  \
	"[    2.000000] memory: usage 8kB, limit 8kB, failcnt 1\n"                                                     \
	"[    2.000000] [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name\n"                   \
	"[    2.000000] [   " pid "]     0    " pid "    15684     3111      11        0             0 " comm          \
	"\n[    2.000000] Memory cgroup out of memory: Kill process " pid " (" comm ") score 986 or sacrifice child\n" \
	"[    2.000000] Killed process " pid " (" comm ") total-vm:8kB, anon-rss:4kB, file-rss:0kB\n"
	enum { HEAD_LINES = 4, LINES = 10 };
	static const char log[] = HEAD("1", "a", "11") HEAD("2", "b", "12") TAIL("a", "11") TAIL("b", "12");
	struct oomlog_options opt;
	struct collected all;

	oomlog_options_init(&opt);
	opt.keep_raw = true;
	cr_assert_eq(collect_bytes(log, strlen(log), 0, &opt, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 2);
	for (int i = 0; i < 2; i++) {
		const struct oomlog_event *ev = all.events[i];
		const struct oomlog_trigger *trigger = oomlog_event_trigger(ev);
		const char *name = i == 0 ? "a" : "b";
		char words[64];

		assert_str(trigger->comm, name);
		cr_expect_eq(trigger->pid, 11 + i);
		cr_assert_eq(trigger->n_call_trace, 1);
		snprintf(words, sizeof(words), "%s_page_fault", name);
		assert_str(trigger->call_trace[0].function, words);
		cr_expect_eq(oomlog_event_victim(ev, 0)->pid, 11 + i);
		snprintf(words, sizeof(words), "/%s", name);
		assert_str(oomlog_event_memcg(ev)->path, words);
		cr_expect_eq(oomlog_event_time(ev)->monotonic_us, 1000001 + i);
		cr_expect_eq(oomlog_event_origin(ev)->first_line, (uint64_t)(1 + HEAD_LINES * i));
		cr_expect_eq(oomlog_event_damage(ev, 0)->what, OOMLOG_DAMAGE_INTERLEAVED);
		cr_assert_eq(oomlog_event_raw_lines(ev), LINES);
		snprintf(words, sizeof(words), "%s invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0", name);
		assert_str(oomlog_event_raw_line(ev, 0), words);
		snprintf(words, sizeof(words), " [<ffffffff810814b1>] ? %s_page_fault+0x71/0xb0", name);
		assert_str(oomlog_event_raw_line(ev, HEAD_LINES - 1), words);
		snprintf(words, sizeof(words), "Task in /%s killed as a result of limit of /%s", name, name);
		assert_str(oomlog_event_raw_line(ev, HEAD_LINES), words);
	}
	collect_release(&all);
}

/* All of the second lies in the first, which goes on when the second has its kill. */
Test(texts, one_within_another)
{
	static const char log[] = HEAD("1", "a", "11") HEAD("2", "b", "12") TAIL("b", "12") TAIL("a", "11");
	struct collected all;

	cr_assert_eq(collect_bytes(log, strlen(log), 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 2);
	for (int i = 0; i < 2; i++) {
		const struct oomlog_event *ev = all.events[i];

		assert_str(oomlog_event_trigger(ev)->comm, i == 0 ? "a" : "b");
		assert_str(oomlog_event_memcg(ev)->path, i == 0 ? "/a" : "/b");
		cr_expect_eq(oomlog_event_victim(ev, 0)->pid, 11 + i);
		cr_assert_eq(oomlog_event_damages(ev), 1);
		cr_expect_eq(oomlog_event_damage(ev, 0)->what, OOMLOG_DAMAGE_INTERLEAVED);
		cr_expect_eq(oomlog_event_damage(ev, 0)->line, 15);
	}
	collect_release(&all);
}

/* A terminal's recording: a piece longer than a line can be has lost its end, and the line that it ends its rest. */
Test(texts, recorded_in_a_long_piece)
{
	enum { LONG = 70000 };
#define PIECE(text) "[1.5, \"o\", \"" text "\"]\n"
	static const char begin[] = "{\"version\": 2}\n" PIECE("[    9.000001] " TRIGGER
	                                                       "\\r\\n[    9.000001] Mem-In") "[1.5, \"o\", \"fo:";
	static const char end[] = "\"]\n" PIECE("0 0\\r\\n[    9.000001] " KILL("12") "\\r\\n");
	char *log = malloc(sizeof(begin) + LONG + sizeof(end));
	struct collected all;

	memcpy(log, begin, sizeof(begin) - 1);
	memset(log + sizeof(begin) - 1, 'x', LONG);
	memcpy(log + sizeof(begin) - 1 + LONG, end, sizeof(end));
	cr_assert_eq(collect_bytes(log, strlen(log), 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 1);
	assert_str(oomlog_event_trigger(all.events[0])->comm, "x");
	cr_assert_eq(oomlog_event_victims(all.events[0]), 1);
	cr_expect_eq(oomlog_event_victim(all.events[0], 0)->pid, 12);
	cr_expect_null(oomlog_event_memory(all.events[0]));
	collect_release(&all);
	free(log);
}

/* RHEL 5's own counters */
Test(texts, rhel5)
{
	static const char log[] = STAMPED("x invoked oom-killer: gfp_mask=0xd0, order=0, oomkilladj=0")
		STAMPED("Mem-info:") STAMPED("Active:224812 inactive:226012 dirty:0 writeback:0 unstable:0 free:3353 "
	                                     "slab:8033 mapped-file:1064 mapped-anon:450223 pagetables:18511")
			STAMPED("1401 pagecache pages") STAMPED("Out of memory: Killed process 12, UID 48, (x).");
	struct collected all;
	struct bytes report;

	cr_assert_eq(collect_bytes(log, sizeof(log) - 1, 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, 1);
	cr_expect_eq(oomlog_event_damages(all.events[0]), 0);
	cr_assert_eq(collect_render(&all, "ndjson", &report), OOMLOG_OK);
	cr_expect_not_null(
		strstr((const char *)report.p, "\"mapped_file\":1064,\"mapped_anon\":450223,\"pagetables\":18511}"));
	cr_expect_not_null(strstr((const char *)report.p, "\"pagecache_pages\":1401"));
	free(report.p);
	collect_release(&all);
}
