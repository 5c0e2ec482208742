/*
 * The kernel's choice recomputed: expected values are worked out by hand from oom_badness() and select_bad_process()
 * of the kernels named.
 */
#include <criterion/criterion.h>

#include "reports/diagnosis/selection.h"

#include "test-render-events.h"

enum { PAGE = 4096, VICTIM = 200 };

/* A machine with so many pages of RAM and of swap; the constraint as from 5.0 on, NULL: as before. */
static struct oomlog_event *machine(uint64_t ram, uint64_t swap, const char *constraint)
{
	struct oomlog_event *ev = events_new("00112233445566aa", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);
	struct oomlog_memory *m = event_memory(ev);

	event_kernel(ev)->page_size_bytes = PAGE;
	ev->constraint = str_of(constraint);
	m->ram_pages = ram;
	m->reserved_pages = 0;
	m->swap.total_bytes = swap * PAGE;
	return ev;
}

static struct oomlog_event *limited(uint64_t limit)
{
	struct oomlog_event *ev = events_new("00112233445566bb", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);
	struct oomlog_memcg *m = event_memcg(ev);

	event_kernel(ev)->page_size_bytes = PAGE;
	ev->constraint = STR("memcg");
	m->path = STR("/a");
	m->memory.limit_bytes = limit * PAGE;
	return ev;
}

/* A row as from 4.15 on. */
static struct oomlog_task *row(struct oomlog_event *ev, int64_t pid, uint64_t rss, uint64_t pgtables, int64_t adj)
{
	struct oomlog_task *t = events_task(ev, pid, rss, adj, STR("task"));

	t->uid = 1000;
	t->pgtables_bytes = pgtables;
	return t;
}

/* .. as from 3.7 to 4.14 */
static struct oomlog_task *row_ptes(struct oomlog_event *ev, int64_t pid, uint64_t rss, int64_t adj, int64_t uid)
{
	struct oomlog_task *t = events_task(ev, pid, rss, adj, STR("task"));

	t->uid = uid;
	t->pgtables_bytes = OOMLOG_ABSENT_U;
	t->nr_ptes = 10;
	return t;
}

static void killed(struct oomlog_event *ev, int64_t pid)
{
	events_victim(ev, pid, STR("task"), 4)->pgtables_bytes = 40960;
}

/* "Kill process 200 (task) score 917 or sacrifice child" */
static void scored(struct oomlog_event *ev, int64_t pid, int64_t score)
{
	struct oomlog_chosen *c = event_chosen(ev);

	c->pid = pid;
	c->comm = STR("task");
	c->score = score;
	events_victim(ev, pid, STR("task"), 4);
}

/* What a selection points into. */
static struct oomlog_event *kept;

static void release(void)
{
	kept = oomlog_event_unref(kept);
}

TestSuite(selection, .fini = release);

/* Takes the event over; it lives until the next. */
static struct selection selected(struct oomlog_event *ev)
{
	struct selection s;

	release();
	kept = ev;
	selection_of_event(ev, NULL, 0, &s);
	return s;
}

static bool says(const struct selection *s, const char *part)
{
	for (size_t i = 0; i < s->n_differs; i++)
		if (strstr(s->differs_because[i], part) != NULL)
			return true;
	return false;
}

/* --- the arithmetic --- */

/* 6.x: 250000 + 0 + 2097152 / 4096 - 500 * (1000000 / 1000) = -249488 */
Test(selection, signed_points)
{
	struct oomlog_event *ev = machine(900000, 100000, "none");
	struct selection s;

	row(ev, VICTIM, 250000, 2097152, -500);
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_null(s.uncomputable);
	cr_assert_eq(s.formula, SELECTION_PAGES);
	cr_assert_eq(s.totalpages, 1000000);
	cr_assert_eq(s.totalpages_most, 1000000);
	cr_assert_str_eq(s.totalpages_from, "RAM + swap");
	cr_assert_eq(s.top[0].points, -249488);
	cr_assert_eq(s.top[0].points_least, -249488);
	cr_assert_eq(s.top[0].table_pages, 512);
	cr_assert_eq(s.top[0].adj_points, -500000);
	cr_assert(s.agrees);
	cr_assert_not(s.tie);
	cr_assert_eq(s.candidates, 1);
	cr_assert_eq(s.margin_pages, OOMLOG_ABSENT);
	cr_assert_eq(s.adj_to_spare, OOMLOG_ABSENT);
}

/* adj *= totalpages / 1000: 22999 / 1000 = 22, not 22.999 */
Test(selection, division_first)
{
	struct oomlog_event *ev = machine(22999, 0, "none");
	struct selection s;

	row(ev, VICTIM, 100, 4096, 999)->swapents = 7;
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_eq(s.top[0].points, 100 + 7 + 1 + 999 * 22);
}

/* 64 kB pages: 131072 / 65536 */
Test(selection, large_pages)
{
	struct oomlog_event *ev = machine(10000, 0, "none");
	struct selection s;

	ev->kernel->page_size_bytes = 65536;
	row(ev, VICTIM, 100, 131072, 0);
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_eq(s.top[0].points, 102);
	cr_assert_not(s.page_assumed);
}

Test(selection, assumed_pages)
{
	struct oomlog_event *ev = limited(1000);
	struct selection s;

	ev->kernel->page_size_bytes = OOMLOG_ABSENT_U;
	row(ev, VICTIM, 100, 8192, 0);
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_eq(s.top[0].points, 102);
	cr_assert(s.page_assumed);
}

/* rss_anon + rss_file + rss_shmem where a table has no rss column */
Test(selection, split_rss)
{
	struct oomlog_event *ev = machine(10000, 0, "none");
	struct oomlog_task *t = row(ev, VICTIM, 0, 0, 0);
	struct selection s;

	t->rss_pages = OOMLOG_ABSENT_U;
	t->rss_anon_pages = 5;
	t->rss_file_pages = 6;
	t->rss_shmem_pages = 7;
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_eq(s.top[0].points, 18);
}

/* --- rank, margin, exemption --- */

Test(selection, ranking)
{
	struct oomlog_event *ev = machine(100000, 0, "none");
	struct selection s;

	row(ev, 1, 50000, 0, 0); /* init */
	row(ev, 10, 9000, 0, -1000);
	row(ev, 11, 3000, 0, -1000);
	row(ev, 20, 2000, 0, 0);
	row(ev, VICTIM, 1000, 0, 50);
	row(ev, 30, 5000, 0, -1);
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_eq(s.candidates, 3);
	cr_assert_eq(s.n_top, 3);
	cr_assert_eq(s.top[0].task->pid, VICTIM);
	cr_assert_eq(s.top[0].points, 6000);
	cr_assert_eq(s.top[1].task->pid, 30);
	cr_assert_eq(s.top[1].points, 4900);
	cr_assert_eq(s.top[2].task->pid, 20);
	cr_assert_eq(s.top[2].rank, 3);
	cr_assert_eq(s.victim.rank, 1);
	cr_assert_eq(s.margin_pages, 1100);
	cr_assert_eq(s.n_exempt, 3);
	cr_assert_eq(s.exempt[0].task->pid, 1);
	cr_assert_eq(s.exempt[1].task->pid, 10);
	cr_assert_eq(s.exempt_tasks, 3);
	cr_assert_eq(s.exempt_pages, 62000);
	cr_assert(s.adj_decided);
	cr_assert_eq(s.without_adj->pid, 10);
	/* 1000 + a * 100 < 4900: a = 38 */
	cr_assert_eq(s.adj_to_spare, 38);
}

/* Its adj_to_spare does spare it, and one more does not. */
Test(selection, spare_is_exact)
{
	static const int64_t adjs[] = {-998, -500, -1, 0, 1, 300, 999, 1000};

	for (size_t i = 0; i < sizeof(adjs) / sizeof(adjs[0]); i++) {
		struct oomlog_event *ev = machine(123456, 789, "none");
		struct oomlog_what_if change = {.pid = VICTIM};
		struct selection s, with;

		row(ev, 20, 2345, 4096, adjs[i]);
		row(ev, VICTIM, 123400, 8192, adjs[i]);
		killed(ev, VICTIM);
		selection_of_event(ev, NULL, 0, &s);
		cr_assert_neq(s.adj_to_spare, OOMLOG_ABSENT);
		change.adj = s.adj_to_spare;
		selection_of_event(ev, &change, 1, &with);
		cr_assert_eq(with.top[0].task->pid, 20);
		change.adj++;
		if (s.adj_to_spare > -1000) {
			selection_of_event(ev, &change, 1, &with);
			cr_assert(with.top[0].task->pid == VICTIM || with.top[0].points == with.top[1].points);
		}
		oomlog_event_unref(ev);
	}
}

/* Ten are kept; the victim's rank is told all the same. */
Test(selection, long_table)
{
	struct oomlog_event *ev = machine(100000, 0, "none");
	struct selection s;

	for (int64_t pid = 1000; pid < 3000; pid++)
		row(ev, pid, (uint64_t)pid, 0, 0);
	row(ev, VICTIM, 2500, 0, 0);
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_eq(s.candidates, 2001);
	cr_assert_eq(s.n_top, SELECTION_TOP);
	for (size_t i = 0; i < SELECTION_TOP; i++)
		cr_assert_eq(s.top[i].points, 2999 - (int64_t)i);
	cr_assert_eq(s.victim.rank, 500); /* 2501 .. 2999 before it */
	cr_assert_not(s.agrees);
	cr_assert_not(s.tie);
	cr_assert(says(&s, "dying or in vfork()"));
}

/* From 5.4 on the later of equals is taken, before the earlier. */
Test(selection, equals)
{
	for (int modern = 0; modern < 2; modern++) {
		struct oomlog_event *ev = machine(100000, 0, "none");
		struct selection s;

		row(ev, 20, 100, 0, 0);
		row(ev, VICTIM, 100, 0, 0);
		killed(ev, VICTIM);
		ev->victims.items[0].pgtables_bytes = modern ? 4096 : OOMLOG_ABSENT_U;
		s = selected(ev);
		cr_assert_eq(s.agrees, modern == 1);
		cr_assert(s.tie);
		cr_assert_eq(s.margin_pages, 0);
		cr_assert_eq(says(&s, "as many points"), modern == 0);
	}
}

/* --- root's bonus, and the printed score --- */

/* 4.4: 10010 - 300 for root, or not: 2.4 % of the machine apart, the table cannot tell. */
Test(selection, root_may_have_less)
{
	struct oomlog_event *ev = machine(20000, 0, NULL);
	struct selection s;

	row_ptes(ev, 20, 10000, 0, 0)->nr_pmds = 0;
	row_ptes(ev, VICTIM, 9900, 0, 1000)->nr_pmds = 0;
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_eq(s.formula, SELECTION_PAGES_ROOT);
	cr_assert_eq(s.top[0].points, 10010);
	cr_assert_eq(s.top[0].points_least, 10010 - 300);
	cr_assert_eq(s.top[1].points_least, 9910);
	cr_assert_not(s.agrees);
	cr_assert(s.tie);
	cr_assert(says(&s, "root's bonus"));
}

/* 3.10: 27465 + 59 of root's. 27524 - 825 = 26699 of 30963 are 862; 30 thousandths less would be 859. */
Test(selection, score_tells_the_bonus)
{
	struct oomlog_event *ev = machine(30963, 0, NULL);
	struct selection s;

	row_ptes(ev, VICTIM, 27465, 0, 0)->nr_ptes = 59;
	scored(ev, VICTIM, 862);
	s = selected(ev);
	cr_assert_eq(s.score_computed, 862);
	cr_assert_eq(s.top[0].points, 27524);
	cr_assert_eq(s.top[0].points_least, 26699);
	cr_assert(s.agrees);
}

/* 3.5 .. 3.13: 27524 - 30 * 30 = 26624 of 30963 are 859 */
Test(selection, flat_bonus)
{
	struct oomlog_event *ev = machine(30963, 0, NULL);
	struct selection s;

	row_ptes(ev, VICTIM, 27465, 0, 0)->nr_ptes = 59;
	scored(ev, VICTIM, 859);
	s = selected(ev);
	cr_assert_eq(s.score_computed, 859);
	cr_assert_eq(s.top[0].points_least, 26624);
}

/* 4.19 prints a score, and its root has no bonus: 5000 of 10000 are 500, with one they would be 485. */
Test(selection, score_tells_no_bonus)
{
	struct oomlog_event *ev = machine(10000, 0, NULL);
	struct selection s;

	row(ev, VICTIM, 5000, 0, 0)->uid = 0;
	scored(ev, VICTIM, 500);
	s = selected(ev);
	cr_assert_eq(s.formula, SELECTION_PAGES);
	cr_assert_eq(s.top[0].points_least, 5000);
	cr_assert_eq(s.score_computed, 500);
}

/* 4.15 does not say which; a user's process tells nothing of the bonus. */
Test(selection, score_tells_nothing)
{
	struct oomlog_event *ev = machine(10000, 0, NULL);
	struct selection s;

	row(ev, VICTIM, 5000, 0, 0);
	row(ev, 20, 4000, 0, 0)->uid = 0;
	scored(ev, VICTIM, 500);
	s = selected(ev);
	cr_assert_eq(s.formula, SELECTION_PAGES_ROOT);
	cr_assert_eq(s.top[1].points_least, 3880);
}

/* Points under 1 count as 1 where a score is printed. */
Test(selection, at_least_one)
{
	struct oomlog_event *ev = machine(100000, 0, NULL);
	struct selection s;

	row_ptes(ev, VICTIM, 500, -900, 1000);
	row_ptes(ev, 20, 5000, -900, 1000);
	scored(ev, VICTIM, 0);
	s = selected(ev);
	cr_assert_eq(s.top[0].points, 1);
	cr_assert_eq(s.top[1].points, 1);
	cr_assert(s.agrees);
	cr_assert(s.tie);
	cr_assert_eq(s.score_computed, 0);
}

/* 2.6.36: 4607356 pages; 1906906 * 1000 / 4607356 = 413; swap and nr_ptes are not in the table. */
Test(selection, thousandths)
{
	struct oomlog_event *ev = machine(4607356, 0, NULL);
	struct oomlog_task *t = row_ptes(ev, VICTIM, 1906906, 0, 1000), *other;
	struct selection s;

	t->nr_ptes = t->swapents = OOMLOG_ABSENT_U;
	t->oom_adj = 0;
	other = row_ptes(ev, 20, 4600000, 300, 0);
	other->nr_ptes = other->swapents = OOMLOG_ABSENT_U;
	other->oom_adj = 0;
	scored(ev, VICTIM, 416);
	s = selected(ev);
	cr_assert_eq(s.formula, SELECTION_THOUSANDTHS);
	cr_assert_eq(s.score_computed, 413);
	cr_assert_eq(s.top[0].points, 1000); /* 998 + 300 */
	cr_assert_eq(s.top[0].points_least, 1000);
	cr_assert_eq(s.victim.rank, 2);
	cr_assert_eq(s.margin_pages, OOMLOG_ABSENT);
	cr_assert(says(&s, "not in the table"));
}

/* --- totalpages --- */

/* v2: memory.max + memory.swap.max at most; with 2000 more the adj of 900 would count for 1800 more. */
Test(selection, memcg_range)
{
	struct oomlog_event *ev = limited(2000);
	struct selection s;

	ev->memcg->swap.limit_bytes = 2000ull * PAGE;
	row(ev, VICTIM, 100, 0, 900);
	row(ev, 20, 1950, 0, 0);
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_eq(s.totalpages, 2000);
	cr_assert_eq(s.totalpages_most, 4000);
	cr_assert_eq(s.top[0].task->pid, 20); /* 1950, against 100 + 900 * 2 */
	cr_assert_eq(s.victim.points, 1900);
	cr_assert(s.tie);
	cr_assert_not(s.agrees);
	cr_assert(says(&s, "how much swap"));
}

/* memory.swap.max = 0: no range */
Test(selection, memcg_without_swap)
{
	struct oomlog_event *ev = limited(2000);
	struct selection s;

	ev->memcg->swap.limit_bytes = 0;
	row(ev, VICTIM, 100, 0, 0);
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_eq(s.totalpages, 2000);
	cr_assert_eq(s.totalpages_most, 2000);
	cr_assert_str_eq(s.totalpages_from, "memory limit");
}

/* v1, memory.memsw.limit 153600: 154063 points were printed as 1003, so all of the swap counted. */
Test(selection, memcg_score_tells_swap)
{
	struct oomlog_event *ev = limited(76800);
	struct selection s;

	ev->memcg->memsw.limit_bytes = 153600ull * PAGE;
	row_ptes(ev, VICTIM, 154053, 0, 1000);
	scored(ev, VICTIM, 1003);
	s = selected(ev);
	cr_assert_eq(s.totalpages, 153600);
	cr_assert_eq(s.totalpages_most, 153600);
	cr_assert_eq(s.score_computed, 1003);
}

/* "limit 9007199254740988kB" of swap bounds nothing */
Test(selection, memcg_unlimited_swap)
{
	struct oomlog_event *ev = limited(2000);
	struct selection s;

	ev->memcg->swap.limit_bytes = 9007199254740988ull * 1024;
	row(ev, VICTIM, 100, 0, 5);
	row(ev, 20, 90, 0, 4);
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert_eq(s.totalpages, 2000);
	cr_assert_eq(s.totalpages_most, OOMLOG_ABSENT_U);
	cr_assert(s.agrees);
	/* 100 + a * 2 < 98 spares it with the limit alone; 100 + a * n < 90 + 4 * n must hold for any n */
	cr_assert_eq(s.adj_to_spare, -2);
}

/* Swap without a bound: who is behind the victim for any totalpages spares it; who comes next it does not tell. */
Test(selection, spare_of_unlimited_swap)
{
	struct oomlog_event *ev = limited(10240);
	struct oomlog_what_if change = {.pid = VICTIM};
	struct selection s, with;

	ev->memcg->swap.limit_bytes = 9007199254740988ull * 1024;
	row(ev, VICTIM, 1934, 0, 200);
	row(ev, 20, 3471, 0, 0);
	row(ev, 30, 1668, 0, 150);
	killed(ev, VICTIM);
	selection_of_event(ev, NULL, 0, &s);
	cr_assert(s.agrees);
	/* 1934 + a * 10 < 1668 + 1500 with the limit alone, a < 150 with any amount of swap */
	cr_assert_eq(s.adj_to_spare, 123);
	cr_assert_null(s.spare_next);
	change.adj = s.adj_to_spare;
	for (uint64_t swap = 0; swap < 1u << 20; swap = swap * 2 + 4096) {
		ev->memcg->swap.limit_bytes = swap * PAGE;
		selection_of_event(ev, &change, 1, &with);
		cr_assert_neq(with.top[0].task->pid, VICTIM);
	}
	oomlog_event_unref(ev);
}

/* "points > 0 ? points : 1": where the next has 1 already, it is the order that decides. */
Test(selection, spare_at_one_point)
{
	for (int64_t other = 20; other <= 300; other += 280) {
		struct oomlog_event *ev = limited(8192);
		struct selection s;

		if (other < VICTIM)
			row(ev, other, 1684, 0, -500);
		row(ev, VICTIM, 1684, 0, 1000);
		if (other > VICTIM)
			row(ev, other, 1684, 0, -500);
		scored(ev, VICTIM, 1182);
		selection_of_event(ev, NULL, 0, &s);
		cr_assert(s.agrees);
		/* 1684 - 211 * 8 is under 1: equal, and the first stays */
		cr_assert_eq(s.adj_to_spare, other < VICTIM ? -211 : -1000);
		cr_assert_eq(s.spare_next->pid, other);
		oomlog_event_unref(ev);
	}
}

static void zone(struct oomlog_event *ev, int64_t node, uint64_t present, uint64_t managed)
{
	struct oomlog_zone *z = event_add_zone(ev);

	z->node = node;
	z->zone = STR("Normal");
	events_field(ev, &z->fields, "present_bytes", present * PAGE);
	events_field(ev, &z->fields, "managed_bytes", managed * PAGE);
}

Test(selection, nodes)
{
	static const struct {
		const char *constraint, *nodemask, *mems_allowed;
		uint64_t totalpages;
	} cases[] = {
		{"cpuset", "(null)", "1", 2000 + 50},       {"cpuset", "(null)", "0,2-3", 1000 + 4000 + 50},
		{"memory_policy", "0-1", "0-2", 3000 + 50}, {"memory_policy", "2", "0-2", 4000 + 50},
		{"none", "(null)", "0-2", 6900 + 50},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct oomlog_event *ev = machine(7000, 50, cases[i].constraint);
		struct selection s;

		zone(ev, 0, 1000, 990);
		zone(ev, 1, 2000, 1980);
		zone(ev, 2, 4000, 3930);
		event_trigger(ev)->nodemask = str_of(cases[i].nodemask);
		ev->trigger->mems_allowed = str_of(cases[i].mems_allowed);
		row(ev, VICTIM, 100, 0, 0);
		killed(ev, VICTIM);
		s = selected(ev);
		cr_assert_eq(s.totalpages, cases[i].totalpages, "case %zu: %lu", i, (unsigned long)s.totalpages);
	}
}

/* 4.19 in a cpuset: no constraint is printed, and the zones of node 1 alone. 30303 of 32736 are 925. */
Test(selection, unprinted_cpuset)
{
	struct oomlog_event *ev = machine(65406, 0, NULL);
	struct selection s;

	ev->memory->reserved_pages = 3456;
	zone(ev, 1, 32736, 31917);
	event_trigger(ev)->mems_allowed = STR("1");
	row(ev, VICTIM, 30234, 69 * PAGE, 0);
	scored(ev, VICTIM, 925);
	s = selected(ev);
	cr_assert_eq(s.totalpages, 32736);
	cr_assert_eq(s.totalpages_most, 32736);
	cr_assert_eq(s.score_computed, 925);
}

/* --- whom --- */

/* "Kill process 200 or sacrifice child", "Killed process 201": the choice was 200. */
Test(selection, sacrificed_child)
{
	struct oomlog_event *ev = machine(100000, 0, NULL);
	struct selection s;

	row_ptes(ev, VICTIM, 50000, 0, 1000);
	row_ptes(ev, 201, 100, 0, 1000);
	event_chosen(ev)->pid = VICTIM;
	ev->chosen->score = 500;
	events_victim(ev, 201, STR("child"), 4)->role = OOMLOG_ROLE_CHILD;
	s = selected(ev);
	cr_assert(s.agrees);
	cr_assert_eq(s.victim.task->pid, VICTIM);
	cr_assert_eq(s.score_computed, 500);
}

/* A thread was chosen, whose process the table has. */
Test(selection, thread)
{
	struct oomlog_event *ev = machine(100000, 0, NULL);
	struct selection s;

	row_ptes(ev, VICTIM, 50000, 0, 1000);
	event_chosen(ev)->pid = 207;
	ev->chosen->comm = STR("task");
	ev->chosen->score = 500;
	events_victim(ev, VICTIM, STR("task"), 4)->role = OOMLOG_ROLE_CHILD;
	s = selected(ev);
	cr_assert(s.agrees);
}

/* The first thread is gone: the row is another's. */
Test(selection, row_of_a_thread)
{
	struct oomlog_event *ev = machine(100000, 0, "none");
	struct selection s;

	row(ev, 207, 50000, 0, 0)->tgid = VICTIM;
	killed(ev, VICTIM);
	s = selected(ev);
	cr_assert(s.agrees);
	cr_assert_eq(s.victim.task->pid, 207);
}

/* Rows of threads are one process. */
Test(selection, rows_of_threads)
{
	struct oomlog_event *ev = machine(100000, 0, "none");
	struct selection s;

	row(ev, VICTIM, 50000, 0, 0);
	row(ev, 201, 50000, 0, 0)->tgid = VICTIM;
	row(ev, 202, 50000, 0, 0)->tgid = VICTIM;
	row(ev, 300, 10, 0, 0);
	killed(ev, 202);
	s = selected(ev);
	cr_assert_eq(s.candidates, 2);
	cr_assert(s.agrees);
	cr_assert_not(s.tie);
	cr_assert_eq(s.victim.task->pid, VICTIM);
}

/* memory.oom.group: the first of the kills was the choice. */
Test(selection, group)
{
	struct oomlog_event *ev = limited(2000);
	struct selection s;

	row(ev, VICTIM, 1000, 0, 0);
	row(ev, 201, 10, 0, 0);
	killed(ev, VICTIM);
	events_victim(ev, 201, STR("task"), 4)->role = OOMLOG_ROLE_GROUP;
	s = selected(ev);
	cr_assert(s.agrees);
}

Test(selection, without_its_row)
{
	struct oomlog_event *ev = machine(100000, 0, "none");
	struct selection s;

	row(ev, 20, 1000, 0, 0);
	killed(ev, VICTIM);
	event_damage(ev, OOMLOG_DAMAGE_LINES_LOST, 5, 40);
	s = selected(ev);
	cr_assert_null(s.uncomputable);
	cr_assert_not(s.agrees);
	cr_assert_null(s.victim.task);
	cr_assert(says(&s, "no row"));
	cr_assert(says(&s, "lost or damaged"));
}

/* --- what cannot be computed --- */

Test(selection, row_that_did_not_fit)
{
	struct oomlog_event *ev = machine(100000, 0, "none");
	struct selection s;

	row(ev, 20, 1000, 0, 0);
	killed(ev, VICTIM);
	event_damage(ev, OOMLOG_DAMAGE_LIMIT_HIT, 5, 40);
	s = selected(ev);
	cr_assert_not_null(s.uncomputable);
	cr_assert_not_null(strstr(s.uncomputable, "did not fit"));
	cr_assert_eq(s.n_top, 0);
}

static struct oomlog_event *with_row(struct oomlog_event *ev)
{
	row(ev, VICTIM, 1000, 0, 0);
	row(ev, 10, 500, 0, -1000);
	killed(ev, VICTIM);
	return ev;
}

static void assert_not_computed(struct oomlog_event *ev, const char *words)
{
	struct selection s = selected(ev);

	cr_assert_not_null(s.uncomputable);
	cr_assert_not_null(strstr(s.uncomputable, words), "%s", s.uncomputable);
	cr_assert_eq(s.n_top, 0);
	cr_assert_not(s.agrees);
	cr_assert_not(s.tie);
	cr_assert_eq(s.n_differs, 0);
	cr_assert_eq(s.score_computed, OOMLOG_ABSENT);
	cr_assert_eq(s.adj_to_spare, OOMLOG_ABSENT);
	cr_assert_eq(s.margin_pages, OOMLOG_ABSENT);
}

Test(selection, allocating_task)
{
	struct oomlog_event *ev = with_row(machine(1000, 0, "none"));

	ev->allocating_task = true;
	assert_not_computed(ev, "vm.oom_kill_allocating_task");
}

Test(selection, no_table)
{
	struct oomlog_event *ev = machine(1000, 0, "none");

	killed(ev, VICTIM);
	assert_not_computed(ev, "no task table");
}

Test(selection, nobody_chosen)
{
	struct oomlog_event *ev = machine(1000, 0, "none");
	struct selection s;

	row(ev, 10, 500, 0, -1000);
	selection_of_event(ev, NULL, 0, &s);
	cr_assert_eq(s.exempt_tasks, 1); /* why a machine without killable processes panics */
	assert_not_computed(ev, "no chosen process");
}

Test(selection, other_killer)
{
	struct oomlog_event *ev = with_row(machine(1000, 0, "none"));

	ev->kind = OOMLOG_KIND_USERSPACE_KILL;
	assert_not_computed(ev, "not the kernel's");
}

Test(selection, total_vm)
{
	struct oomlog_event *ev = machine(1000, 0, NULL);
	struct oomlog_task *t = row_ptes(ev, VICTIM, 1000, OOMLOG_ABSENT, 0), *protected;
	struct selection s;

	t->nr_ptes = t->swapents = OOMLOG_ABSENT_U;
	t->oom_adj = 0;
	protected = row_ptes(ev, 10, 900, OOMLOG_ABSENT, 0);
	protected->oom_adj = -17;
	scored(ev, VICTIM, 123456);
	selection_of_event(ev, NULL, 0, &s);
	cr_assert_eq(s.formula, SELECTION_TOTAL_VM);
	cr_assert_eq(s.score_printed, 123456);
	cr_assert_eq(s.n_exempt, 1);
	cr_assert_eq(s.exempt[0].task->pid, 10);
	assert_not_computed(ev, "2.6.35");
}

Test(selection, unknown_columns)
{
	struct oomlog_event *ev = machine(1000, 0, NULL);
	struct oomlog_task *t = row_ptes(ev, VICTIM, 1000, OOMLOG_ABSENT, 0);

	t->nr_ptes = t->swapents = OOMLOG_ABSENT_U;
	killed(ev, VICTIM);
	assert_not_computed(ev, "columns");
}

/* A report without its memory: with equal adj the order is known, with others it is not. */
Test(selection, unknown_totalpages)
{
	struct oomlog_event *ev = events_new("00112233445566cc", OOMLOG_KIND_OOM, OOMLOG_OUTCOME_KILLED);
	struct selection s;

	row(ev, VICTIM, 1000, 0, 100);
	row(ev, 20, 900, 0, 100);
	killed(ev, VICTIM);
	selection_of_event(ev, NULL, 0, &s);
	cr_assert_null(s.uncomputable);
	cr_assert_eq(s.totalpages, OOMLOG_ABSENT_U);
	cr_assert(s.agrees);
	cr_assert_eq(s.margin_pages, 100);
	cr_assert_eq(s.adj_to_spare, OOMLOG_ABSENT);
	row(ev, 21, 900, 0, 0);
	assert_not_computed(ev, "what oom_score_adj counts in");
}

/* --- what if --- */

Test(selection, what_if)
{
	struct oomlog_event *ev = machine(100000, 0, "none");
	const struct oomlog_what_if changes[] = {
		{.pid = OOMLOG_ABSENT, .comm = STR("web"), .adj = 1000},
		{.pid = VICTIM, .adj = 0},
		{.pid = VICTIM, .adj = -1000},
		{.pid = 77, .adj = 5},
	};
	struct selection s;

	row(ev, VICTIM, 9000, 0, 0);
	row(ev, 20, 100, 0, 0)->comm = STR("web");
	row(ev, 21, 200, 0, -1000)->comm = STR("web");
	killed(ev, VICTIM);
	selection_of_event(ev, changes, sizeof(changes) / sizeof(changes[0]), &s);
	cr_assert_eq(s.changed, 3);
	cr_assert_eq(s.candidates, 2);
	cr_assert_eq(s.top[0].task->pid, 21);
	cr_assert_eq(s.top[0].points, 200 + 1000 * 100);
	cr_assert_eq(s.top[0].adj, 1000);
	cr_assert_eq(s.exempt_tasks, 1);
	cr_assert_eq(s.exempt[0].task->pid, VICTIM);
	oomlog_event_unref(ev);
}

/* --- hostile figures --- */

Test(selection, absurd_values)
{
	static const uint64_t values[] = {0,          1,          4095,          UINT64_MAX - 1,
	                                  UINT64_MAX, 1ull << 62, INT64_MAX / 2, 9223372036854775807ull};
	static const int64_t adjs[] = {0, -1000, 1000, INT64_MIN + 1, INT64_MAX, -1001};
	static const char *const lists[] = {
		"", "-", "0-", "0-18446744073709551615", "9-1", "x", "99999999999999999999", "0,,1"};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		for (size_t j = 0; j < sizeof(adjs) / sizeof(adjs[0]); j++)
			for (size_t k = 0; k < sizeof(lists) / sizeof(lists[0]); k++) {
				struct oomlog_event *ev =
					k % 2 ? limited(values[i] / PAGE) : machine(values[i], 1, "cpuset");
				struct oomlog_task *t = row(ev, VICTIM, values[i], values[i], adjs[j]);
				struct selection s;

				t->swapents = values[i];
				t->uid = j % 2 ? 0 : INT64_MAX;
				row_ptes(ev, INT64_MAX, values[i], 0, 0)->nr_pmds = values[i];
				zone(ev, adjs[j], values[i] / PAGE, 1);
				event_trigger(ev)->mems_allowed = str_of(lists[k]);
				ev->kernel->page_size_bytes = values[i];
				scored(ev, VICTIM, adjs[j]);
				s = selected(ev);
				cr_assert(s.uncomputable != NULL || s.n_top + s.exempt_tasks > 0);
			}
}
