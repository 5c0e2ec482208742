/* What holds the memory of the machine beside processes: tmpfs, locked memory, page cache, what no line tells. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/sentence.h"
#include "reports/diagnosis/thresholds.h"

/* --- shared memory --- */

/* What the processes have mapped of it; ABSENT_U where the table does not split rss. Shared pages count many times. */
static uint64_t shmem_of_tasks(const struct diagnosis *d)
{
	const struct oomlog_task *t;
	uint64_t pages = OOMLOG_ABSENT_U;

	for (size_t i = 0; (t = oomlog_event_task(d->ev, i)) != NULL; i++)
		pages = measure_add(pages, t->rss_shmem_pages);
	return measure_pages(d->ev, pages);
}

static enum rule_result shmem(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	uint64_t ram, bytes, mapped;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	bytes = COUNTERS_OF(d, "shmem");
	if (bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "the counter \"shmem\", which kernels before 2.6.32 do not print");
	if (!measure_reaches(bytes, ram, SHMEM_PERCENT))
		return RULE_SILENT;
	mapped = shmem_of_tasks(d);
	finding_number(f, "memory.counters_pages.shmem", measure_field(&m->counters_pages, "shmem"), "pages");
	finding_number(f, "tasks.rss_shmem", mapped, "bytes");
	if (mapped != OOMLOG_ABSENT_U && mapped < bytes)
		SENTENCE(d, f, WORDS("tmpfs and shared memory hold "), SIZE(bytes), WORDS(", "), PERCENT(bytes, ram),
		         WORDS(" of the memory, of which processes have mapped at most "), SIZE(mapped),
		         WORDS(": no kill frees the rest."));
	else
		SENTENCE(d, f, WORDS("tmpfs and shared memory hold "), SIZE(bytes), WORDS(", "), PERCENT(bytes, ram),
		         WORDS(" of the memory; files of a tmpfs stay when processes die."));
	if (about_is_culprit(d, HOLDER_SHMEM, bytes))
		ADVICE(d, f, WORDS("Look with df -t tmpfs and ipcs -m for "), SIZE(bytes),
		       WORDS(", remove it, and bound the tmpfs: mount -o remount,size=SIZE (of /dev/shm, /tmp, /run)."));
	return RULE_HOLDS;
}

static uint64_t zones_sum(const struct oomlog_memory *m, const char *name)
{
	return measure_zones(m, (const char *const[]){name, NULL});
}

static enum rule_result unevictable(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	uint64_t ram, bytes, locked;
	bool is_locked;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	bytes = COUNTERS_OF(d, "unevictable");
	if (!measure_reaches(bytes, ram, UNEVICTABLE_PERCENT))
		return RULE_SILENT;
	locked = zones_sum(m, "mlocked_bytes");
	is_locked = locked != OOMLOG_ABSENT_U && locked > 0;
	finding_number(f, "memory.counters_pages.unevictable", measure_field(&m->counters_pages, "unevictable"),
	               "pages");
	finding_number(f, "memory.zones.mlocked_bytes", locked, "bytes");
	SENTENCE(d, f, SIZE(bytes), WORDS(", "), PERCENT(bytes, ram),
	         WORDS(" of the memory, can neither be reclaimed nor "
	               "swapped out (unevictable)"),
	         WORDS(locked == OOMLOG_ABSENT_U ? "."
	                       : locked == 0     ? ", and none of it is locked by mlock()."
	                                         : ", "),
	         is_locked ? SIZE(locked) : WORDS(""), WORDS(is_locked ? " of it locked by mlock()." : ""));
	if (locked == OOMLOG_ABSENT_U || locked >= bytes / 2)
		ADVICE(d, f,
		       WORDS("Bound what processes may lock: LimitMEMLOCK= of the unit, ulimit -l; VmLck in "
		             "/proc/PID/status tells who does."));
	else
		ADVICE(d, f,
		       WORDS("Most of it is not locked by mlock(): look for a ramfs (an initramfs that stayed), and for "
		             "locked SysV segments (ipcs -m)."));
	return RULE_HOLDS;
}

/* --- page cache --- */

static uint64_t waiting_bytes(const struct diagnosis *d)
{
	return COUNTERS_OF(d, "dirty", "writeback", "unstable");
}

static enum rule_result page_cache(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	uint64_t ram, bytes, waiting;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	bytes = COUNTERS_OF(d, "active_file", "inactive_file", "isolated_file");
	if (bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "the file lists, which kernels before 2.6.28 do not print apart");
	if (!measure_reaches(bytes, ram, FILE_PERCENT))
		return RULE_SILENT;
	f->confidence = CONFIDENCE_LIKELY;
	finding_number(f, "memory.counters_pages.active_file", measure_field(&m->counters_pages, "active_file"),
	               "pages");
	finding_number(f, "memory.counters_pages.inactive_file", measure_field(&m->counters_pages, "inactive_file"),
	               "pages");
	waiting = waiting_bytes(d);
	if (waiting != OOMLOG_ABSENT_U && waiting >= bytes / 2) {
		/* what to do about that is said by the rule "dirty" */
		SENTENCE(d, f, WORDS("Page cache still holds "), SIZE(bytes), WORDS(", "), PERCENT(bytes, ram),
		         WORDS(" of the memory, and "), SIZE(waiting),
		         WORDS(" waited to be written: such cannot be reclaimed before."));
		return RULE_HOLDS;
	}
	SENTENCE(d, f, WORDS("Page cache still holds "), SIZE(bytes), WORDS(", "), PERCENT(bytes, ram),
	         WORDS(" of the memory: it could not be reclaimed, or not where the request had to be served."));
	if (about_is_culprit(d, HOLDER_FILE, bytes))
		ADVICE(d, f, WORDS("Look for what keeps cache in memory: "),
		       WORDS(waiting == 0 ? "" : "storage that stalls (dirty, writeback), "),
		       WORDS("memory.min of a cgroup, program files that are read over and over."));
	return RULE_HOLDS;
}

static enum rule_result dirty(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	uint64_t ram, bytes;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	bytes = waiting_bytes(d);
	if (!measure_reaches(bytes, ram, DIRTY_PERCENT))
		return RULE_SILENT;
	finding_number(f, "memory.counters_pages.dirty", measure_field(&m->counters_pages, "dirty"), "pages");
	finding_number(f, "memory.counters_pages.writeback", measure_field(&m->counters_pages, "writeback"), "pages");
	SENTENCE(d, f, SIZE(bytes), WORDS(", "), PERCENT(bytes, ram),
	         WORDS(" of the memory, waited to be written: storage is too slow for it, or gone."));
	ADVICE(d, f, WORDS("Have writing begin earlier: vm.dirty_background_bytes and vm.dirty_bytes well under "),
	       SIZE(bytes), WORDS("; look at the storage (NFS, iSCSI, a full device) at that time."));
	return RULE_HOLDS;
}

/* --- what no line accounts for, what is counted twice --- */

static enum rule_result unaccounted(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	uint64_t ram;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	if (!d->has_balance || d->balance.rest_bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "a balance that closes: the parts that are printed overlap");
	if (!measure_reaches(d->balance.rest_bytes, d->balance.total_bytes, UNACCOUNTED_PERCENT))
		return RULE_SILENT;
	f->confidence = CONFIDENCE_LIKELY;
	finding_number(f, "diagnosis.balance.unaccounted_bytes", d->balance.rest_bytes, "bytes");
	finding_number(f, "diagnosis.balance.managed_bytes", d->balance.total_bytes, "bytes");
	SENTENCE(d, f, SIZE(d->balance.rest_bytes), WORDS(", "), PERCENT(d->balance.rest_bytes, d->balance.total_bytes),
	         WORDS(" of the memory, stands in no line of the report: drivers, graphics, vmalloc, per-CPU data, a "
	               "balloon, ZFS keep theirs uncounted."));
	if (about_is_culprit(d, HOLDER_UNACCOUNTED, d->balance.rest_bytes))
		ADVICE(d, f, WORDS("Look for "), SIZE(d->balance.rest_bytes),
		       WORDS(" outside the report: /proc/vmallocinfo, Percpu in /proc/meminfo, socket buffers (ss -am), the "
		             "balloon's size on the host, the ARC's in arcstats."));
	return RULE_HOLDS;
}

static enum rule_result rss_sum(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	const struct holder *h = &d->holder;
	uint64_t ram;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	if (h->rss_sum_bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "the task table");
	if (h->rss_sum_bytes <= ram)
		return RULE_SILENT;
	finding_number(f, "tasks.rss_sum_bytes", h->rss_sum_bytes, "bytes");
	SENTENCE(d, f, WORDS("The rss of "),
	         WORDS(measure_rows_may_lack(d->ev) ? "the processes listed" : "all processes"), WORDS(" adds up to "),
	         SIZE(h->rss_sum_bytes), WORDS(", more than the "), SIZE(ram),
	         WORDS(" there are: shared pages are counted once for each process, so this sum tells nothing."));
	return RULE_HOLDS;
}

const struct rule rules_memory[] = {
	{"shmem", "Memory", "shmem is SHMEM_PERCENT of managed memory or more.",
         "tmpfs or shared memory holds much of it", "df -t tmpfs, ipcs -m; size= of the tmpfs.",
         "__show_free_areas(), mm/show_mem.c; Documentation/filesystems/tmpfs.rst", shmem},
	{"unevictable", "Memory", "unevictable is UNEVICTABLE_PERCENT of managed memory or more.",
         "Much of it cannot be reclaimed", "LimitMEMLOCK=; look for a ramfs.", "Documentation/mm/unevictable-lru.rst",
         unevictable},
	{"page-cache", "Memory", "active_file + inactive_file are FILE_PERCENT of managed memory or more.",
         "Page cache could not be reclaimed", "Look for stalled storage, memory.min, hot program files.",
         "should_reclaim_retry(), mm/page_alloc.c", page_cache},
	{"dirty", "Memory", "dirty + writeback (+ unstable) are DIRTY_PERCENT of managed memory or more.",
         "Much of it waits to be written", "vm.dirty_bytes, vm.dirty_background_bytes; look at the storage.",
         "Documentation/admin-guide/sysctl/vm.rst", dirty},
	{"unaccounted", "Memory",
         "What no line of the report accounts for is UNACCOUNTED_PERCENT of managed memory or more.",
         "Memory is held that the report does not show", "/proc/meminfo, /proc/vmallocinfo, balloon, ARC.",
         "__show_free_areas(), mm/show_mem.c", unaccounted},
	{"rss-sum", "Memory", "The sum of rss over the task table is more than managed memory.",
         "The sum of rss counts shared pages many times", "None: do not use that sum.", "dump_tasks(), mm/oom_kill.c",
         rss_sum},
	{0},
};
