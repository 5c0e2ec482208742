/* Who holds the memory of a cgroup whose limit was reached. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/kernelkind.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/pagetables.h"
#include "reports/diagnosis/proposal.h"
#include "reports/diagnosis/sentence.h"
#include "reports/diagnosis/thresholds.h"

static int64_t limit_of(const struct diagnosis *d)
{
	return d->balance.total_bytes <= INT64_MAX ? (int64_t)d->balance.total_bytes : OOMLOG_ABSENT;
}

/* RULE_HOLDS: the part is at least `percent` of the limit. */
static enum rule_result part_of_limit(struct diagnosis *d, struct finding *f, uint64_t bytes, int64_t percent,
                                      const struct oomlog_memcg **ret)
{
	enum rule_result known = about_memcg_figures(d, f, ret);

	if (known != RULE_HOLDS)
		return known;
	if (!measure_reaches(bytes, d->balance.total_bytes, percent))
		return RULE_SILENT;
	finding_number(f, "memcg.limit_bytes", d->balance.total_bytes, "bytes");
	return RULE_HOLDS;
}

/* --- anonymous memory --- */

/* Runtimes that size their heap by themselves unless told. */
static void runtime_advice(struct diagnosis *d, struct finding *f, strv comm)
{
	static const struct {
		strv comm;
		const char *setting;
	} runtimes[] = {
		{{"java", 4}, "-XX:MaxRAMPercentage= (or -Xmx) leaves room for threads, metaspace and buffers"},
		{{"node", 4}, "--max-old-space-size= in MiB (NODE_OPTIONS)"},
		{{"dotnet", 6}, "DOTNET_GCHeapHardLimitPercent"},
	};

	for (size_t i = 0; i < sizeof(runtimes) / sizeof(runtimes[0]); i++)
		if (str_eq(comm, runtimes[i].comm)) {
			ADVICE(d, f, WORDS("Keep the heap of "), NAME(comm), WORDS(" under "),
			       SIZE(d->balance.total_bytes), WORDS(": "), WORDS(runtimes[i].setting), WORDS("."));
			return;
		}
}

static enum rule_result memcg_anon(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memcg *m;
	uint64_t bytes = about_item(d, "anon");
	enum rule_result known = part_of_limit(d, f, bytes, HOLDER_MAIN_PERCENT, &m);
	const struct oomlog_task *big = d->holder.biggest;
	const struct oomlog_victim *v = about_victim(d);

	if (known != RULE_HOLDS)
		return known;
	finding_number(f, "memcg.stat.anon", bytes, "bytes");
	SENTENCE(d, f, WORDS("Memory of its programs (anon) is "), SIZE(bytes), WORDS(", "),
	         PERCENT(bytes, d->balance.total_bytes), WORDS(" of the limit: heap and stacks, not cache."));
	if (big != NULL)
		runtime_advice(d, f, big->comm);
	else if (v != NULL)
		runtime_advice(d, f, v->comm);
	return RULE_HOLDS;
}

/* --- the kernel's, cache, shared memory --- */

static enum rule_result memcg_kernel(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memcg *m;
	const struct kernelkind *kind;
	struct pagetables tables = {.most = NULL};
	bool of_one;
	uint64_t bytes = kernelkind_bytes(d);
	enum rule_result known = part_of_limit(d, f, bytes, HOLDER_SOME_PERCENT, &m);

	if (known != RULE_HOLDS)
		return known;
	kind = kernelkind_main(d, bytes);
	finding_number(f, "diagnosis.balance.kernel", bytes, "bytes");
	finding_number(f, "memcg.stat.sock", about_item(d, "sock"), "bytes");
	finding_number(f, "memcg.stat.slab", measure_field(&m->stat, "slab"), "bytes");
	if (kind != NULL && kind->advice == NULL)
		pagetables_of_event(d->ev, &tables);
	of_one = tables.most != NULL && pagetables_are_of_one(&tables, bytes);
	SENTENCE(d, f, WORDS("Kernel memory that is charged to the cgroup is "), SIZE(bytes), WORDS(", "),
	         PERCENT(bytes, d->balance.total_bytes), WORDS(" of the limit"), WORDS(kind != NULL ? ", " : ""),
	         WORDS(kind != NULL ? kind->words : ""), WORDS(of_one ? " of " : ""),
	         of_one ? PROCESS(tables.most->comm, tables.most->pid) : WORDS(""),
	         WORDS(of_one ? "." : ": it is not the programs' own."));
	if (kind != NULL && kind->advice == NULL) {
		pagetables_advise(d, f, &tables, bytes);
	} else if (kind != NULL)
		ADVICE(d, f, WORDS(kind->advice));
	else
		ADVICE(d, f, WORDS("See which part of it grew: the kernel's items of memory.stat over time."));
	return RULE_HOLDS;
}

/* Of the whole tree: "total_dirty" of version 1, "file_dirty" of version 2, "dirty" of one cgroup. */
static uint64_t stat_of(const struct oomlog_memcg *m, const char *const *names)
{
	for (; *names != NULL; names++) {
		uint64_t value = measure_field(&m->stat, *names);

		if (value != OOMLOG_ABSENT_U)
			return value;
	}
	return OOMLOG_ABSENT_U;
}

#define STAT_OF(m, ...) stat_of(m, (const char *const[]){__VA_ARGS__, NULL})

/* What keeps page cache in memory, where the statistics tell that it is the reason for half of it. */
static void file_advice(struct diagnosis *d, struct finding *f, const struct oomlog_memcg *m, uint64_t bytes)
{
	uint64_t locked = STAT_OF(m, "total_unevictable", "unevictable");
	uint64_t waiting = measure_add(STAT_OF(m, "total_dirty", "file_dirty", "dirty"),
	                               STAT_OF(m, "total_writeback", "file_writeback", "writeback"));

	finding_number(f, "memcg.stat.unevictable", locked, "bytes");
	finding_number(f, "memcg.stat.dirty_and_writeback", waiting, "bytes");
	if (locked != OOMLOG_ABSENT_U && locked >= bytes / 2)
		ADVICE(d, f, SIZE(locked),
		       WORDS(" of the cgroup is unevictable: look for files that are locked by mlock() (VmLck in "
		             "/proc/PID/status, LimitMEMLOCK= of the unit) or lie on a ramfs."));
	else if (waiting != OOMLOG_ABSENT_U && waiting >= bytes / 2)
		ADVICE(d, f, SIZE(waiting), WORDS(" of it waits to be written: look at slow storage"),
		       WORDS(about_memcg_version(m) == 1
		                     ? "; cgroup v1 does not throttle writers by the cgroup, v2 does."
		                     : ", and have the writer slow down (memory.high)."));
	else
		ADVICE(d, f,
		       WORDS("Page cache goes when it is written and not mapped: look at dirty, writeback and mapped of "
		             "the cgroup, and at slow storage"),
		       WORDS(about_memcg_version(m) == 1
		                     ? "; cgroup v1 does not throttle writers by the cgroup, v2 does."
		                     : "."));
}

static enum rule_result memcg_file(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memcg *m;
	uint64_t bytes = about_item(d, "file");
	enum rule_result known = part_of_limit(d, f, bytes, HOLDER_SOME_PERCENT, &m);

	if (known != RULE_HOLDS)
		return known;
	f->confidence = CONFIDENCE_LIKELY;
	finding_number(f, "diagnosis.balance.file", bytes, "bytes");
	SENTENCE(d, f, WORDS("Page cache that could not be reclaimed is "), SIZE(bytes), WORDS(", "),
	         PERCENT(bytes, d->balance.total_bytes), WORDS(" of the limit."));
	file_advice(d, f, m, bytes);
	return RULE_HOLDS;
}

static void shmem_advice(struct diagnosis *d, struct finding *f, uint64_t bytes)
{
	strv manager = d->has_workload ? d->workload.manager : STR_NONE;

	if (str_eq(manager, STR("kubernetes")))
		ADVICE(d, f, WORDS("Files in an emptyDir with medium: Memory and in /dev/shm count here ("),
		       SIZE(bytes), WORDS("): set its sizeLimit, or use a volume on disk."));
	else if (str_eq(manager, STR("docker")) || str_eq(manager, STR("podman")))
		ADVICE(d, f, WORDS("Files in /dev/shm (--shm-size=) and --tmpfs mounts count here ("), SIZE(bytes),
		       WORDS("): bound them with size=."));
	else
		ADVICE(d, f, WORDS("Remove files from tmpfs mounts (df -t tmpfs, ipcs -m; "), SIZE(bytes),
		       WORDS(" were there), and bound them with size=."));
}

static enum rule_result memcg_shmem(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memcg *m;
	uint64_t bytes = about_item(d, "shmem");
	enum rule_result known = part_of_limit(d, f, bytes, HOLDER_SOME_PERCENT, &m);

	if (known == RULE_SILENT && bytes == OOMLOG_ABSENT_U && about_shortage(d) && d->scope == SCOPE_MEMCG)
		return finding_needs(f, "\"shmem\" in the cgroup's statistics");
	if (known != RULE_HOLDS)
		return known;
	finding_number(f, "diagnosis.balance.shmem", bytes, "bytes");
	SENTENCE(d, f, WORDS("tmpfs and shared memory are "), SIZE(bytes), WORDS(", "),
	         PERCENT(bytes, d->balance.total_bytes),
	         WORDS(" of the limit: a kill does not free files of a tmpfs."));
	shmem_advice(d, f, bytes);
	return RULE_HOLDS;
}

/* --- swap of the cgroup --- */

static enum rule_result swap_counters(struct diagnosis *d, struct finding *f, const struct oomlog_memcg **ret)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(d->ev);

	if (!about_shortage(d) || d->scope != SCOPE_MEMCG)
		return RULE_SILENT;
	if (m == NULL ||
	    (m->memory.usage_bytes == OOMLOG_ABSENT_U && m->memsw.usage_bytes == OOMLOG_ABSENT_U &&
	     m->swap.usage_bytes == OOMLOG_ABSENT_U))
		return finding_needs(f, "the cgroup's counters (\"memory: usage ..\", \"swap: usage ..\")");
	*ret = m;
	return RULE_HOLDS;
}

static void memsw(struct diagnosis *d, struct finding *f, const struct oomlog_memcg *m)
{
	finding_number(f, "memcg.memsw.usage_bytes", m->memsw.usage_bytes, "bytes");
	finding_number(f, "memcg.memsw.limit_bytes", m->memsw.limit_bytes, "bytes");
	if (about_both_limits(m)) {
		finding_number(f, "memcg.usage_bytes", m->memory.usage_bytes, "bytes");
		finding_number(f, "memcg.limit_bytes", m->memory.limit_bytes, "bytes");
		SENTENCE(d, f, WORDS("Memory and swap together "),
		         WORDS(about_reached(&m->memsw) ? "reached" : "nearly reached"), WORDS(" their limit of "),
		         SIZE(m->memsw.limit_bytes), WORDS(", and memory its own of "), SIZE(m->memory.limit_bytes),
		         WORDS(": raising that of memory alone does not help."));
		return;
	}
	SENTENCE(d, f, WORDS("Memory and swap together reached their limit of "), SIZE(m->memsw.limit_bytes),
	         WORDS("; memory alone had not."));
	ADVICE(d, f, WORDS("The limit to raise is memory+swap, now "), SIZE(m->memsw.limit_bytes),
	       WORDS(": memory.memsw.limit_in_bytes, docker's --memory-swap."));
}

static enum rule_result memcg_swap_limit(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memcg *m;
	enum rule_result known = swap_counters(d, f, &m);

	if (known != RULE_HOLDS)
		return known;
	if (about_reached(&m->memsw) || (about_reached(&m->memory) && about_both_limits(m))) {
		memsw(d, f, m);
		return RULE_HOLDS;
	}
	if (!about_reached(&m->swap) || m->swap.limit_bytes == 0)
		return RULE_SILENT;
	finding_number(f, "memcg.swap.usage_bytes", m->swap.usage_bytes, "bytes");
	finding_number(f, "memcg.swap.limit_bytes", m->swap.limit_bytes, "bytes");
	SENTENCE(d, f, WORDS("The cgroup had used all the swap it is allowed, "), SIZE(m->swap.limit_bytes),
	         WORDS("."));
	ADVICE(d, f, WORDS("memory.swap.max (a unit's MemorySwapMax=) is "), SIZE(m->swap.limit_bytes),
	       WORDS(": more of it delays the kill, and does not stop a leak."));
	return RULE_HOLDS;
}

static enum rule_result memcg_no_swap(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memcg *m;
	enum rule_result known = swap_counters(d, f, &m);

	if (known != RULE_HOLDS)
		return known;
	if (m->swap.limit_bytes != 0)
		return RULE_SILENT;
	finding_number(f, "memcg.swap.limit_bytes", m->swap.limit_bytes, "bytes");
	SENTENCE(d, f, WORDS("The cgroup may not use swap (memory.swap.max is 0)."));
	return RULE_HOLDS;
}

/* --- a long squeeze, a container that goes on --- */

static enum rule_result memcg_failcnt(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(d->ev);

	if (!about_shortage(d) || d->scope != SCOPE_MEMCG)
		return RULE_SILENT;
	if (m == NULL || m->memory.failcnt == OOMLOG_ABSENT_U)
		return finding_needs(f, "the cgroup's counter (\"memory: usage .., limit .., failcnt ..\")");
	if (m->memory.failcnt < (uint64_t)FAILCNT_MANY)
		return RULE_SILENT;
	f->confidence = CONFIDENCE_LIKELY;
	finding_number(f, "memcg.failcnt", m->memory.failcnt, "");
	SENTENCE(d, f, WORDS("The limit had been hit "), NUMBER(m->memory.failcnt),
	         WORDS(" times: the cgroup was at its limit again and again before this kill."));
	if (about_memcg_version(m) != 1 && d->has_balance)
		proposal_add(d, f, PROPOSAL_HIGH, m->path, limit_of(d));
	return RULE_HOLDS;
}

/* Processes are listed cgroup by cgroup below the limit: those of a container that has some of its own come later. */
static bool is_lowest_pid(const struct oomlog_event *ev, const struct oomlog_task *first)
{
	const struct oomlog_task *t;

	for (size_t i = 0; (t = oomlog_event_task(ev, i)) != NULL; i++)
		if (t->pid < first->pid)
			return false;
	return true;
}

/* The processes of a cgroup are listed as they joined it: the first is the one that the others came from. */
static enum rule_result not_pid_1(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_victim *v = about_victim(d);
	const struct oomlog_task *first = oomlog_event_task(d->ev, 0);
	const struct oomlog_memcg *m = oomlog_event_memcg(d->ev);

	if (!about_shortage(d) || !d->has_workload || d->workload.level != WORKLOAD_CONTAINER ||
	    d->scope != SCOPE_MEMCG || oomlog_event_victims(d->ev) > 1)
		return RULE_SILENT;
	if (v == NULL || first == NULL)
		return finding_needs(f, "the task table and the kill line");
	/* the table of a limit above the container begins with others' processes */
	if (m == NULL || m->path.p == NULL || m->task_path.p == NULL)
		return finding_needs(f, "the cgroup of the victim beside that of the limit");
	if (!str_eq(m->path, m->task_path))
		return RULE_SILENT;
	if (first->pid == v->pid || first->tgid == v->pid || oomlog_event_tasks(d->ev) < 2)
		return RULE_SILENT;
	if (!is_lowest_pid(d->ev, first))
		return finding_needs(f, "which of the processes was the container's first");
	f->confidence = CONFIDENCE_LIKELY;
	finding_word(f, "tasks.comm", first->comm);
	finding_signed(f, "tasks.pid", first->pid, "");
	finding_signed(f, "victims.pid", v->pid, "");
	SENTENCE(
		d, f, WORDS("The container's first process, "), PROCESS(first->comm, first->pid),
		WORDS(", lived on: a container that loses only a child keeps running, and is not shown as OOMKilled."));
	return RULE_HOLDS;
}

const struct rule rules_memcg[] = {
	{"memcg-anon", "Cgroup", "anon (v1: rss) is HOLDER_MAIN_PERCENT of the cgroup's limit or more.",
         "The programs' own memory fills the cgroup", "Bound the runtime's heap, or raise the limit.",
         "Documentation/admin-guide/cgroup-v2.rst, memory.stat", memcg_anon},
	{"memcg-kernel", "Cgroup",
         "kernel memory and socket buffers are HOLDER_SOME_PERCENT of the cgroup's limit or more.",
         "Memory of the kernel that is charged to the cgroup fills it", "Look at slab and sock of memory.stat.",
         "Documentation/admin-guide/cgroup-v2.rst, memory.stat", memcg_kernel},
	{"memcg-file", "Cgroup", "file without shmem is HOLDER_SOME_PERCENT of the cgroup's limit or more.",
         "Page cache fills the cgroup", "Look at dirty and writeback, and at the storage.",
         "Documentation/admin-guide/cgroup-v2.rst, memory.stat", memcg_file},
	{"memcg-shmem", "Cgroup", "shmem is HOLDER_SOME_PERCENT of the cgroup's limit or more.",
         "tmpfs or shared memory fills the cgroup", "sizeLimit of the emptyDir, size= of the tmpfs.",
         "Documentation/admin-guide/cgroup-v2.rst, memory.stat", memcg_shmem},
	{"memcg-swap-limit", "Cgroup",
         "memory+swap reached its limit (v1), or swap reached its own, which is not 0 (v2). From AT_LIMIT_PERCENT of "
         "their limits on, memory is at its own too, and memory+swap where memory reached its own.",
         "The limit of swap was reached", "memory.memsw.limit_in_bytes, memory.swap.max.",
         "mem_cgroup_print_oom_meminfo(), mm/memcontrol.c", memcg_swap_limit},
	{"memcg-no-swap", "Cgroup", "\"swap: usage 0kB, limit 0kB\".", "The cgroup may not use swap", "None by itself.",
         "mem_cgroup_print_oom_meminfo(), mm/memcontrol.c", memcg_no_swap},
	{"memcg-failcnt", "Cgroup", "failcnt of the limit is FAILCNT_MANY or more.",
         "The cgroup was at its limit again and again before the kill", "memory.high, memory.pressure.",
         "mem_cgroup_print_oom_meminfo(), mm/memcontrol.c", memcg_failcnt},
	{"not-pid-1", "Cgroup",
         "One process of a container was killed by the container's own limit, and it is not the first of the task table.",
         "The container's first process lived on", "None: know that nothing shows it as OOMKilled.",
         "Documentation/admin-guide/cgroup-v2.rst, memory.oom.group", not_pid_1},
	{0},
};
