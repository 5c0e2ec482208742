/* Findings: what they say for people, the advice in the terms of who manages a cgroup, and what no name may do. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "reports/diagnosis/diagnosis.h"
#include "test-render-events.h"
#include "tests/support/collect.h"

enum { LONG_NAME = 4000, MANY = 300 };

static struct diagnosis *diagnose(const struct oomlog_event *ev)
{
	struct diagnosis *d = malloc(sizeof(*d));

	cr_assert_not_null(d);
	diagnosis_of_event(d, ev, NULL, 0);
	return d;
}

static const struct finding *find(const struct diagnosis *d, const char *code)
{
	for (size_t i = 0; i < d->n_findings; i++)
		if (strcmp(d->findings[i].rule->code, code) == 0)
			return &d->findings[i];
	return NULL;
}

static void expect_says(strv said, const char *wanted)
{
	cr_expect(str_eq(said, str_of(wanted)), "said:   %.*s\nwanted: %s", (int)said.n, said.p, wanted);
}

static bool has_advice(const struct diagnosis *d, const char *words)
{
	for (size_t i = 0; i < d->n_advice; i++)
		if (str_find(d->advice[i], str_of(words)) != SIZE_MAX)
			return true;
	return false;
}

/* --- who is asked to raise a limit --- */

static void expect_limit_advice(const char *path, const char *wanted)
{
	struct oomlog_event *ev = events_memcg();
	const struct finding *f;
	struct diagnosis *d;

	ev->memcg->path = ev->memcg->task_path = str_of(path);
	d = diagnose(ev);
	f = find(d, "memcg-limit");
	cr_assert_not_null(f, "%s", path);
	cr_assert_eq(f->n_advice, 1);
	expect_says(f->advice[0], wanted);
	free(d);
	oomlog_event_unref(ev);
}

Test(finding, limit_of_kubernetes)
{
	expect_limit_advice(EVENTS_POD,
	                    "Raise resources.limits.memory of container 0a1b2c3d4e5f in pod 6f1c over 24.0 MiB, or "
	                    "have it use less.");
	expect_limit_advice(
		"/kubepods/burstable/pod6f1c",
		"Raise resources.limits.memory of the containers of pod 6f1c (together 24.0 MiB), or have them "
		"use less.");
	expect_limit_advice(
		"/kubepods",
		"All pods below /kubepods together reached 24.0 MiB: fewer or smaller pods on this node, or "
		"less reserved by kubelet (--system-reserved, --kube-reserved).");
}

Test(finding, limit_of_others)
{
	expect_limit_advice("/system.slice/web.service",
	                    "Raise the limit: systemctl edit web.service, [Service] MemoryMax= "
	                    "over 24.0 MiB; or have it use less.");
	expect_limit_advice(
		"/user.slice/user-1000.slice/user@1000.service/app.slice/web.service",
		"Raise the limit: systemctl --user edit web.service, [Service] MemoryMax= over 24.0 MiB; or "
		"have it use less.");
	expect_limit_advice(
		"/system.slice/a\\x2db.service",
		"Raise the limit: systemctl edit 'a\\x2db.service', [Service] MemoryMax= over 24.0 MiB; or have "
		"it use less.");
	expect_limit_advice(
		"/user.slice/user-1000.slice/session-3.scope",
		"Raise the limit: systemctl set-property session-3.scope MemoryMax= over 24.0 MiB; or have it "
		"use less.");
	expect_limit_advice("/docker/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	                    "Raise the container's limit over 24.0 MiB: docker update --memory=SIZE --memory-swap=SIZE "
	                    "0123456789ab; or have it use less.");
	expect_limit_advice("/slurm/uid_1000/job_42/step_0",
	                    "Submit job 42 with more than 24.0 MiB (--mem or --mem-per-cpu), "
	                    "or have it use less.");
	expect_limit_advice("/web",
	                    "Raise memory.max of /web over 24.0 MiB, or have what is "
	                    "in it use less.");
}

/* A cgroup below a unit is not the unit, and a name that a shell would not take as a word stands in no command. */
Test(finding, limit_of_what_is_no_unit)
{
	expect_limit_advice("/system.slice/web.service/workers",
	                    "Raise memory.max of /system.slice/web.service/workers over "
	                    "24.0 MiB, or have what is in it use less.");
	expect_limit_advice("/system.slice/$(id).service",
	                    "Raise memory.max of /system.slice/$(id).service over 24.0 "
	                    "MiB, or have what is in it use less.");
	expect_limit_advice("/-rf.slice",
	                    "Raise memory.max of /-rf.slice over 24.0 MiB, or "
	                    "have what is in it use less.");
}

/* --- advice that the case contradicts --- */

Test(finding, no_swap_where_it_is_free)
{
	struct oomlog_event *ev = events_global();
	struct diagnosis *d = diagnose(ev);

	cr_expect(has_advice(d, "Swap or zram"));
	free(d);
	ev->memory->swap.total_bytes = ev->memory->swap.free_bytes = 1u << 30;
	d = diagnose(ev);
	cr_expect_not(has_advice(d, "Swap or zram"));
	cr_expect_not_null(find(d, "swap-free"));
	cr_expect_null(find(d, "no-swap"));
	free(d);
	oomlog_event_unref(ev);
}

Test(finding, no_limit_where_the_machine_was_short)
{
	struct oomlog_event *ev = events_global();
	struct diagnosis *d = diagnose(ev);

	cr_expect_null(find(d, "memcg-limit"));
	cr_expect_not(has_advice(d, "Raise"));
	free(d);
	oomlog_event_unref(ev);
}

Test(finding, nothing_where_it_was_asked_for_by_hand)
{
	struct oomlog_event *ev = events_global();
	struct diagnosis *d;

	ev->trigger->manual = true;
	ev->trigger->order = -1;
	d = diagnose(ev);
	cr_expect_not_null(find(d, "sysrq"));
	cr_expect_null(find(d, "one-process"));
	cr_expect_not(has_advice(d, "Swap"));
	free(d);
	oomlog_event_unref(ev);
}

/* Up to 2.6.35 there is oom_adj alone. */
Test(finding, old_kernels_have_oom_adj)
{
	struct oomlog_event *ev = events_global();
	struct diagnosis *d;

	for (size_t i = 0; i < ev->tasks.n; i++) {
		ev->tasks.items[i].oom_score_adj = OOMLOG_ABSENT;
		ev->tasks.items[i].oom_adj = -17;
	}
	ev->tasks.items[0].rss_pages = 20000;
	ev->tasks.items[2].rss_pages = 100;
	ev->tasks.items[2].oom_adj = 0;
	ev->victims.items[0].oom_score_adj = OOMLOG_ABSENT;
	d = diagnose(ev);
	cr_assert_not_null(find(d, "protected-giant"));
	expect_says(find(d, "protected-giant")->advice[0],
	            "Take the protection from init (now -17 in /proc/PID/oom_adj), or bound it by a cgroup.");
	free(d);
	oomlog_event_unref(ev);
}

/* --- hostile names and numbers --- */

static void expect_clean(strv s)
{
	for (size_t i = 0; i < s.n; i++)
		cr_expect((unsigned char)s.p[i] >= ' ' && s.p[i] != 0x7f, "byte %zu of '%.*s'", i, (int)s.n, s.p);
}

static void expect_sound(const struct diagnosis *d)
{
	cr_expect_leq(d->n_advice, DIAGNOSIS_ADVICE);
	for (size_t i = 0; i < d->n_findings; i++) {
		const struct finding *f = &d->findings[i];

		cr_expect_not_null(f->text.p, "%s", f->rule->code);
		cr_expect_eq(f->text.p[f->text.n - 1], '.', "%s", f->rule->code);
		expect_clean(f->text);
		for (size_t a = 0; a < f->n_advice; a++) {
			expect_clean(f->advice[a]);
			cr_expect_eq(f->advice[a].p[f->advice[a].n - 1], '.', "%s", f->rule->code);
		}
	}
	for (size_t i = 0; i < d->n_undecided; i++)
		cr_expect_not_null(d->undecided[i].needs, "%s", d->undecided[i].rule->code);
}

/* Names of 4000 bytes, of what a terminal would obey, take no other finding's room. */
Test(finding, hostile_names)
{
	struct oomlog_event *ev = events_memcg();
	static char path[LONG_NAME + 1];
	struct diagnosis *d;
	size_t n;

	for (size_t i = 0; i < LONG_NAME; i++)
		path[i] = "/\x1b[2J\n\xff\xc3"[i % 8];
	d = diagnose(ev);
	n = d->n_findings;
	free(d);
	ev->memcg->path = ev->memcg->task_path = (strv){path, LONG_NAME};
	ev->trigger->comm = ev->victims.items[0].comm = ev->tasks.items[0].comm = (strv){path, LONG_NAME};
	d = diagnose(ev);
	cr_expect_eq(d->n_findings, n, "%zu, not %zu", d->n_findings, n);
	expect_sound(d);
	free(d);
	oomlog_event_unref(ev);
}

static void absurd(struct oomlog_event *ev, uint64_t value)
{
	struct oomlog_memory *m = ev->memory;

	for (size_t i = 0; i < m->counters_pages.n; i++)
		m->counters_pages.items[i].value = value;
	for (size_t i = 0; i < m->zones.n; i++)
		for (size_t f = 0; f < m->zones.items[i].fields.n; f++)
			m->zones.items[i].fields.items[f].value = value;
	for (size_t i = 0; i < ev->tasks.n; i++) {
		ev->tasks.items[i].rss_pages = ev->tasks.items[i].swapents = value;
		ev->tasks.items[i].total_vm_pages = ev->tasks.items[i].pgtables_bytes = value;
		ev->tasks.items[i].oom_score_adj = (int64_t)value;
	}
	m->swap.total_bytes = m->swap.free_bytes = m->ram_pages = value;
	m->reserved_pages = value / 2;
	ev->trigger->order = (int64_t)(value & 127);
}

Test(finding, absurd_numbers)
{
	static const uint64_t values[] = {0,          1,         63,         1ull << 31,     1ull << 52,
	                                  1ull << 62, INT64_MAX, 1ull << 63, UINT64_MAX - 1, UINT64_MAX};
	static const uint64_t pages[] = {4096, 1, 0, 1ull << 62, UINT64_MAX - 1};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		for (size_t p = 0; p < sizeof(pages) / sizeof(pages[0]); p++) {
			struct oomlog_event *ev = events_global();
			struct diagnosis *d;

			absurd(ev, values[i]);
			ev->kernel->page_size_bytes = pages[p];
			d = diagnose(ev);
			expect_sound(d);
			free(d);
			oomlog_event_unref(ev);
		}
}

/* --- all logs of the tree --- */

Test(finding, fixtures)
{
	const char *name;
	struct bytes log;

	for (size_t i = 0; i < MANY && load_fixture(i, &name, &log) == 0; i++) {
		struct collected c;

		cr_assert_eq(collect_bytes(log.p, log.n, 0, NULL, &c), 0, "%s", name);
		for (size_t e = 0; e < c.n; e++) {
			struct diagnosis *d = diagnose(c.events[e]);

			expect_sound(d);
			cr_expect_lt(d->n_undecided, DIAGNOSIS_UNDECIDED, "%s", name);
			cr_expect_lt(d->n_findings, DIAGNOSIS_FINDINGS, "%s", name);
			free(d);
		}
		collect_release(&c);
		free(log.p);
	}
}
