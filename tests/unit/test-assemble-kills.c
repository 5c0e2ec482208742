/* Kill lines of another shape than usual: what their event says, and what it leaves out. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/collect.h"

/* The events of a log as ndjson. */
static char *told(const char *log, size_t events)
{
	struct collected all;
	struct bytes report;

	cr_assert_eq(collect_bytes(log, strlen(log), 0, NULL, &all), OOMLOG_OK);
	cr_assert_eq(all.n, events, "%zu events of %s", all.n, log);
	cr_assert_eq(collect_render(&all, "ndjson", &report), OOMLOG_OK);
	collect_release(&all);
	return (char *)report.p;
}

static void expect(const char *log, const char *const *words, size_t n)
{
	char *text = told(log, 1);

	for (size_t i = 0; i < n; i++)
		cr_expect_not_null(strstr(text, words[i]), "no %s in %s", words[i], text);
	free(text);
}

#define EXPECT(log, ...)                                              \
	do {                                                          \
		static const char *const words[] = {__VA_ARGS__};     \
		expect(log, words, sizeof(words) / sizeof(words[0])); \
	} while (0)

#define KILL(pid, total_vm, anon)                                                                          \
	"[  100.000000] Out of memory: Killed process " pid " (x) total-vm:" total_vm "kB, anon-rss:" anon \
	"kB, file-rss:4kB, shmem-rss:564kB, UID:1001 pgtables:148kB oom_score_adj:0\n"

/* A counter below zero, printed as unsigned: the figure is absent, the kill is not. */
Test(kills, figures_over_64_bits)
{
	EXPECT(KILL("124", "18446744073709551612", "52516"),
	       "\"damage\":[{\"what\":\"unparsed_line\",\"count\":1,\"line\":1}]",
	       "\"victims\":[{\"pid\":124,\"comm\":\"x\",\"uid\":1001,\"role\":\"chosen\",\"anon_rss_bytes\":53776384,"
	       "\"file_rss_bytes\":4096,\"shmem_rss_bytes\":577536,\"pgtables_bytes\":151552,\"oom_score_adj\":0}]");
	EXPECT(KILL("124", "99999999999999999999999999", "18446744073709551612"), "\"outcome\":\"killed\"",
	       "\"role\":\"chosen\",\"file_rss_bytes\":4096,",
	       "\"summary\":\"x (pid 124, uid 1001) was killed by the kernel's OOM killer.\"");
}

Test(kills, by_other_killers)
{
	EXPECT("Nov 21 01:34:44 h systemd-oomd[5]: Marked /a.slice for killing due to memory pressure for /a.slice being "
	       "88.12% > 50.00% for > 20s with reclaim activity\n",
	       "\"kind\":\"userspace_kill\"",
	       "\"killer\":{\"name\":\"systemd-oomd\",\"reason\":\"memory pressure for /a.slice ",
	       "\"cgroup\":\"/a.slice\",\"marked\":true,\"pressure_percent\":88.12,\"limit_percent\":50.00}",
	       "\"summary\":\"systemd-oomd was about to kill /a.slice: memory pressure was 88.12 %, over the limit of 50.00 %.\"");
	EXPECT("Nov 21 01:34:44 h earlyoom[6]: sending SIGTERM to process 123 uid 1000 \"firefox\": oom_score 801, VmRSS 3000 MiB, "
	       "cmdline \"firefox\"\n",
	       "\"killer\":{\"name\":\"earlyoom\",\"oom_score\":801,\"vm_rss_bytes\":3145728000,\"signal\":\"SIGTERM\"}");
	EXPECT("11-21 01:34:44.123   300   300 I lowmemorykiller: Kill 'com.example' (2345), uid 10050, oom_score_adj 900 to free "
	       "45000kB rss, 1200kB swap; reason: low watermark is breached\n",
	       "\"to_free_bytes\":46080000,\"to_free_swap_bytes\":1228800");
}
