/* What the kernel itself holds of the machine's memory. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/pagetables.h"
#include "reports/diagnosis/sentence.h"
#include "reports/diagnosis/thresholds.h"

/* --- slab --- */

/* Caches whose name tells who fills them. */
static const char *cache_hint(strv name)
{
	static const struct {
		strv prefix;
		const char *hint;
	} hints[] = {
		{{"skbuff", 6}, ": packets in socket queues; ss -m tells whose"},
		{{"sock_inode", 10}, ": open sockets; ss -s counts them"},
		{{"UNIX", 4}, ": open Unix sockets; ss -x counts them"},
		{{"filp", 4}, ": open files; fs.file-max and LimitNOFILE= bound them"},
		{{"task_struct", 11}, ": threads; TasksMax= and kernel.threads-max bound them"},
		{{"vm_area_struct", 14}, ": mappings; vm.max_map_count bounds them"},
		{{"anon_vma", 8}, ": mappings of forked processes"},
		{{"nf_conntrack", 12}, ": tracked connections; net.netfilter.nf_conntrack_max bounds them"},
		{{"pid", 3}, ": processes; kernel.pid_max and TasksMax= bound them"},
	};

	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
		if (str_starts(name, hints[i].prefix))
			return hints[i].hint;
	return "; slabtop shows whether it grows, /sys/kernel/slab and kmemleak who fills it";
}

static void name_cache(struct diagnosis *d, struct finding *f, const struct oomlog_memory *m, uint64_t bytes,
                       uint64_t ram)
{
	const struct oomlog_slab *top = measure_largest_slab(m);

	if (top == NULL) {
		SENTENCE(d, f, WORDS("The kernel's own objects (unreclaimable slab) hold "), SIZE(bytes), WORDS(", "),
		         PERCENT(bytes, ram), WORDS(" of the memory; the report does not name the cache."));
		ADVICE(d, f, WORDS("Run slabtop -s c while it grows: unreclaimable slab was "), SIZE(bytes),
		       WORDS("."));
		return;
	}
	finding_word(f, "memory.unreclaimable_slab.name", top->name);
	finding_number(f, "memory.unreclaimable_slab.total_bytes", top->total_bytes, "bytes");
	SENTENCE(d, f, WORDS("The kernel's own objects (unreclaimable slab) hold "), SIZE(bytes), WORDS(", "),
	         PERCENT(bytes, ram), WORDS(" of the memory; the largest cache is "), NAME(top->name), WORDS(" with "),
	         SIZE(top->total_bytes), WORDS("."));
	ADVICE(d, f, WORDS("Look at the cache "), NAME(top->name), WORDS(cache_hint(top->name)), WORDS("."));
}

static enum rule_result slab_unreclaimable(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	uint64_t ram, bytes;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	bytes = COUNTERS_OF(d, "slab_unreclaimable");
	if (bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "the counter \"slab_unreclaimable\"");
	if (!measure_reaches(bytes, ram, SLAB_PERCENT))
		return RULE_SILENT;
	f->confidence = CONFIDENCE_LIKELY;
	finding_number(f, "memory.counters_pages.slab_unreclaimable",
	               measure_field(&m->counters_pages, "slab_unreclaimable"), "pages");
	name_cache(d, f, m, bytes, ram);
	if (!about_is_culprit(d, HOLDER_SLAB, bytes))
		f->n_advice = 0;
	return RULE_HOLDS;
}

/* super_cache_scan() gives up nothing where the request has no __GFP_FS, do_shrink_slab() is not asked if it cannot wait. */
static const char *why_kept(const struct diagnosis *d)
{
	const struct request *r = &d->request;

	if (!r->certain)
		return "it is in use, or the request could not wait for it.";
	if (!r->may_wait)
		return "the request could not wait for it.";
	return r->may_fs ? "it is in use, for the request could wait for it."
			 : "it is in use, or a file system's, which the request may not enter (no __GFP_FS).";
}

static enum rule_result slab_reclaimable(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	uint64_t ram, bytes;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	bytes = COUNTERS_OF(d, "slab_reclaimable");
	if (bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "the counter \"slab_reclaimable\"");
	if (!measure_reaches(bytes, ram, SLAB_PERCENT))
		return RULE_SILENT;
	f->confidence = CONFIDENCE_LIKELY;
	finding_number(f, "memory.counters_pages.slab_reclaimable",
	               measure_field(&m->counters_pages, "slab_reclaimable"), "pages");
	SENTENCE(d, f, WORDS("Reclaimable slab (inodes, directory entries and such) still holds "), SIZE(bytes),
	         WORDS(", "), PERCENT(bytes, ram), WORDS(" of the memory: "), WORDS(why_kept(d)));
	if (about_is_culprit(d, HOLDER_SLAB, bytes))
		ADVICE(d, f,
		       WORDS("Find who walks or holds so many files (find, backup, updatedb); vm.vfs_cache_pressure over 100 "
		             "has the kernel give up more of the "),
		       SIZE(bytes), WORDS(" sooner."));
	return RULE_HOLDS;
}

/* --- page tables, stacks --- */

/* "Page tables hold 65.1 MiB, 69 % of the memory", and whose they are */
static void say_page_tables(struct diagnosis *d, struct finding *f, const struct pagetables *p, uint64_t bytes,
                            uint64_t ram)
{
	struct piece amount = SIZE(bytes), share = PERCENT(bytes, ram);

	if (p->most == NULL)
		SENTENCE(d, f, WORDS("Page tables hold "), amount, WORDS(", "), share,
		         WORDS(" of the memory; the report does not tell whose."));
	else if (pagetables_are_of_one(p, bytes))
		SENTENCE(d, f, WORDS("Page tables hold "), amount, WORDS(", "), share, WORDS(" of the memory; "),
		         PROCESS(p->most->comm, p->most->pid), WORDS(" alone has "), SIZE(p->most_bytes),
		         WORDS(" of them, and "), SIZE(measure_pages(d->ev, measure_rss_pages(p->most))),
		         WORDS(" in RAM."));
	else if (p->bytes < bytes / 2)
		SENTENCE(d, f, WORDS("Page tables hold "), amount, WORDS(", "), share,
		         WORDS(" of the memory; the processes listed have "), SIZE(p->bytes), WORDS(" of them."));
	else
		SENTENCE(d, f, WORDS("Page tables hold "), amount, WORDS(", "), share, WORDS(" of the memory, of "),
		         NUMBER(p->tasks), WORDS(" processes; the most are of "), PROCESS(p->most->comm, p->most->pid),
		         WORDS(", "), SIZE(p->most_bytes), WORDS("."));
}

static enum rule_result page_tables(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	struct pagetables p;
	uint64_t ram, bytes;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	bytes = COUNTERS_OF(d, "pagetables", "sec_pagetables");
	if (bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "the counter \"pagetables\"");
	if (!measure_reaches(bytes, ram, PAGETABLES_PERCENT))
		return RULE_SILENT;
	finding_number(f, "memory.counters_pages.pagetables", measure_field(&m->counters_pages, "pagetables"), "pages");
	pagetables_of_event(d->ev, &p);
	finding_number(f, "tasks.pgtables_bytes", p.bytes, "bytes");
	if (p.most != NULL) {
		finding_signed(f, "tasks.pid", p.most->pid, "");
		finding_number(f, "tasks.most_pgtables_bytes", p.most_bytes, "bytes");
	}
	say_page_tables(d, f, &p, bytes, ram);
	pagetables_advise(d, f, &p, bytes);
	return RULE_HOLDS;
}

static enum rule_result kernel_stacks(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	uint64_t ram, bytes;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	bytes = about_item(d, "kernel_stack");
	if (bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "the nodes' or zones' lines with \"kernel_stack\"");
	if (!measure_reaches(bytes, ram, KERNEL_STACK_PERCENT) || bytes < (uint64_t)KERNEL_STACK_LEAST_MIB << 20)
		return RULE_SILENT;
	finding_number(f, "memory.nodes.kernel_stack_bytes", bytes, "bytes");
	finding_number(f, "tasks", oomlog_event_tasks(d->ev), "");
	SENTENCE(d, f, WORDS("The kernel's stacks hold "), SIZE(bytes), WORDS(", "), PERCENT(bytes, ram),
	         WORDS(" of the memory: there were very many threads."));
	ADVICE(d, f,
	       WORDS("Bound threads: TasksMax= of the unit, pids.max of the cgroup, ulimit -u; ps -eLf | wc -l counts "
	             "them."));
	return RULE_HOLDS;
}

const struct rule rules_kernel[] = {
	{"slab-unreclaimable", "Kernel memory", "slab_unreclaimable is SLAB_PERCENT of managed memory or more.",
         "The kernel's own objects hold much of it",
         "Look at the largest cache of \"Unreclaimable slab info:\"; slabtop.",
         "dump_unreclaimable_slab(), mm/slab_common.c", slab_unreclaimable},
	{"slab-reclaimable", "Kernel memory", "slab_reclaimable is SLAB_PERCENT of managed memory or more.",
         "Directory entries and inodes were not given up", "vm.vfs_cache_pressure; find who walks the files.",
         "Documentation/admin-guide/sysctl/vm.rst", slab_reclaimable},
	{"page-tables", "Kernel memory",
         "pagetables (+ sec_pagetables) are PAGETABLES_PERCENT of managed memory or more.",
         "Page tables hold much of it",
         "See what the process maps that has most of them; hugepages for shared areas, fewer processes that map them.",
         "__show_free_areas(), mm/show_mem.c", page_tables},
	{"kernel-stacks", "Kernel memory",
         "kernel_stack is KERNEL_STACK_PERCENT of managed memory or more, and KERNEL_STACK_LEAST_MIB or more.",
         "Very many threads", "TasksMax=, pids.max.", "__show_free_areas(), mm/show_mem.c", kernel_stacks},
	{0},
};
