/* What the kernel itself holds of the machine's memory. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/proposal.h"
#include "reports/diagnosis/sentence.h"
#include "reports/diagnosis/thresholds.h"

/* --- slab --- */

static const struct oomlog_slab *largest_cache(const struct oomlog_memory *m)
{
	const struct oomlog_slab *best = NULL;

	for (size_t i = 0; i < m->unreclaimable_slab.n; i++) {
		const struct oomlog_slab *s = &m->unreclaimable_slab.items[i];

		if (s->total_bytes != OOMLOG_ABSENT_U && (best == NULL || s->total_bytes > best->total_bytes))
			best = s;
	}
	return best;
}

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
	const struct oomlog_slab *top = largest_cache(m);

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
	if (!about_share(bytes, ram, SLAB_PERCENT))
		return RULE_SILENT;
	f->confidence = CONFIDENCE_LIKELY;
	finding_number(f, "memory.counters_pages.slab_unreclaimable",
	               measure_field(&m->counters_pages, "slab_unreclaimable"), "pages");
	name_cache(d, f, m, bytes, ram);
	if (about_is_explained(d))
		f->n_advice = 0;
	return RULE_HOLDS;
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
	if (!about_share(bytes, ram, SLAB_PERCENT))
		return RULE_SILENT;
	f->confidence = CONFIDENCE_LIKELY;
	finding_number(f, "memory.counters_pages.slab_reclaimable",
	               measure_field(&m->counters_pages, "slab_reclaimable"), "pages");
	SENTENCE(d, f, WORDS("Reclaimable slab (inodes, directory entries and such) still holds "), SIZE(bytes),
	         WORDS(", "), PERCENT(bytes, ram),
	         WORDS(" of the memory: it is in use, or the request could not wait for it."));
	if (!about_is_explained(d))
		ADVICE(d, f,
		       WORDS("Find who walks or holds so many files (find, backup, updatedb); vm.vfs_cache_pressure over 100 "
		             "gives "),
		       SIZE(bytes), WORDS(" of it up sooner."));
	return RULE_HOLDS;
}

/* --- page tables, stacks --- */

static enum rule_result page_tables(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	uint64_t ram, bytes;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	bytes = COUNTERS_OF(d, "pagetables", "sec_pagetables");
	if (bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "the counter \"pagetables\"");
	if (!about_share(bytes, ram, PAGETABLES_PERCENT))
		return RULE_SILENT;
	finding_number(f, "memory.counters_pages.pagetables", measure_field(&m->counters_pages, "pagetables"), "pages");
	SENTENCE(d, f, WORDS("Page tables hold "), SIZE(bytes), WORDS(", "), PERCENT(bytes, ram),
	         WORDS(" of the memory: many processes map much of the same, or one maps far and thin."));
	ADVICE(d, f,
	       WORDS("Map the shared area with hugepages (huge_pages of PostgreSQL, use_large_pages of Oracle, shm "
	             "with SHM_HUGETLB), or have fewer processes map it."));
	return RULE_HOLDS;
}

static uint64_t stacks(const struct diagnosis *d)
{
	return about_item(d, "kernel_stack");
}

static enum rule_result kernel_stacks(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memory *m;
	uint64_t ram, bytes;
	enum rule_result known = about_machine_figures(d, f, &ram, &m);

	if (known != RULE_HOLDS)
		return known;
	bytes = stacks(d);
	if (bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "the nodes' or zones' lines with \"kernel_stack\"");
	if (!about_share(bytes, ram, KERNEL_STACK_PERCENT))
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

/* --- hugepages --- */

struct pool {
	uint64_t total, free, size_bytes, bytes, free_bytes;
};

/* The pool of one page size over all nodes; false: it does not fit into 64 bits. */
static bool add_node(struct pool *p, const struct oomlog_hugepages *h)
{
	uint64_t bytes, free_bytes;

	if (h->total == OOMLOG_ABSENT_U || h->free == OOMLOG_ABSENT_U ||
	    __builtin_mul_overflow(h->total, h->size_bytes, &bytes) ||
	    __builtin_mul_overflow(h->free, h->size_bytes, &free_bytes))
		return false;
	p->total = measure_add(p->total, h->total);
	p->free = measure_add(p->free, h->free);
	p->bytes = measure_add(p->bytes, bytes);
	p->free_bytes = measure_add(p->free_bytes, free_bytes);
	return true;
}

static struct pool pool_of_size(const struct oomlog_memory *m, uint64_t size_bytes)
{
	struct pool p = {.size_bytes = size_bytes};

	for (size_t i = 0; i < m->hugepages.n; i++)
		if (m->hugepages.items[i].size_bytes == size_bytes)
			add_node(&p, &m->hugepages.items[i]);
	return p;
}

enum { POOL_SIZES = 8 }; /* no architecture has more page sizes */

/* The largest pool; its bytes are 0 where there is none. */
static struct pool largest_pool(const struct oomlog_memory *m)
{
	uint64_t seen[POOL_SIZES] = {0};
	struct pool best = {0};

	for (size_t i = 0, n = 0; i < m->hugepages.n && n < POOL_SIZES; i++) {
		uint64_t size = m->hugepages.items[i].size_bytes;
		bool known = size == OOMLOG_ABSENT_U || size == 0;
		struct pool p;

		for (size_t s = 0; s < n; s++)
			known = known || seen[s] == size;
		if (known)
			continue;
		seen[n++] = size;
		p = pool_of_size(m, size);
		if (p.bytes > best.bytes)
			best = p;
	}
	return best;
}

static bool is_idle(const struct pool *p)
{
	return about_share(p->free_bytes, p->bytes, HUGEPAGES_IDLE_PERCENT);
}

static enum rule_result pool_known(struct diagnosis *d, struct finding *f, struct pool *p, uint64_t *ram)
{
	const struct oomlog_memory *m;
	enum rule_result known = about_machine_figures(d, f, ram, &m);

	if (known != RULE_HOLDS)
		return known;
	/* Kernels before 2.6.39 and those without CONFIG_HUGETLB_PAGE print no line. */
	if (m->hugepages.n == 0)
		return finding_needs(f, "the hugepage lines (\"hugepages_total=..\")");
	*p = largest_pool(m);
	if (!about_share(p->bytes, *ram, HUGEPAGES_PERCENT))
		return RULE_SILENT;
	finding_number(f, "memory.hugepages.total", p->total, "");
	finding_number(f, "memory.hugepages.free", p->free, "");
	finding_number(f, "memory.hugepages.size_bytes", p->size_bytes, "bytes");
	return RULE_HOLDS;
}

/* vm.nr_hugepages speaks of the default size, which gigantic pages are nowhere. */
enum { GIGANTIC_BYTES = 1 << 30, KIB = 1024 };

static void lower_pool(struct diagnosis *d, struct finding *f, const struct pool *p)
{
	uint64_t used = p->total - (p->free < p->total ? p->free : p->total);

	if (p->size_bytes < GIGANTIC_BYTES)
		ADVICE(d, f, WORDS("Lower the pool: vm.nr_hugepages="), NUMBER(used), WORDS(" (it is "),
		       NUMBER(p->total), WORDS(" of "), SIZE(p->size_bytes),
		       WORDS("), also in /etc/sysctl.d and the kernel's command line."));
	else
		ADVICE(d, f, WORDS("Lower the pool: echo "), NUMBER(used),
		       WORDS(" >/sys/kernel/mm/hugepages/hugepages-"), NUMBER(p->size_bytes / KIB),
		       WORDS("kB/nr_hugepages (it is "), NUMBER(p->total),
		       WORDS("), also on the kernel's command line."));
}

static enum rule_result hugepages_idle(struct diagnosis *d, struct finding *f)
{
	struct pool p;
	uint64_t ram;
	enum rule_result known = pool_known(d, f, &p, &ram);

	if (known != RULE_HOLDS)
		return known;
	if (!is_idle(&p))
		return RULE_SILENT;
	SENTENCE(d, f, SIZE(p.bytes), WORDS(", "), PERCENT(p.bytes, ram),
	         WORDS(" of the memory, are set aside as hugepages, and "), SIZE(p.free_bytes),
	         WORDS(" of them are not in use: nothing else can use them."));
	lower_pool(d, f, &p);
	return RULE_HOLDS;
}

static enum rule_result hugepages_used(struct diagnosis *d, struct finding *f)
{
	struct pool p;
	uint64_t ram;
	enum rule_result known = pool_known(d, f, &p, &ram);

	if (known != RULE_HOLDS)
		return known;
	if (is_idle(&p))
		return RULE_SILENT;
	SENTENCE(d, f, SIZE(p.bytes), WORDS(", "), PERCENT(p.bytes, ram),
	         WORDS(" of the memory, are hugepages that programs use; the task table's rss does not show them."));
	ADVICE(d, f,
	       WORDS("Give the machine more memory than the hugepages take, or lower the users' share and then "
	             "vm.nr_hugepages (now "),
	       NUMBER(p.total), WORDS(" of "), SIZE(p.size_bytes), WORDS(")."));
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
         "Page tables hold much of it", "Hugepages for shared areas, fewer processes that map them.",
         "__show_free_areas(), mm/show_mem.c", page_tables},
	{"kernel-stacks", "Kernel memory", "kernel_stack is KERNEL_STACK_PERCENT of managed memory or more.",
         "Very many threads", "TasksMax=, pids.max.", "__show_free_areas(), mm/show_mem.c", kernel_stacks},
	{"hugepages-idle", "Kernel memory",
         "The hugepages of one size are HUGEPAGES_PERCENT of managed memory or more, and HUGEPAGES_IDLE_PERCENT of them "
         "or more are free.",
         "Hugepages are set aside and not used", "Lower vm.nr_hugepages.",
         "hugetlb_show_meminfo_node(), mm/hugetlb.c; Documentation/admin-guide/mm/hugetlbpage.rst", hugepages_idle},
	{"hugepages-used", "Kernel memory",
         "The hugepages of one size are HUGEPAGES_PERCENT of managed memory or more, and in use.",
         "Hugepages in use hold much of it", "More memory, or a smaller pool and smaller users.",
         "hugetlb_show_meminfo_node(), mm/hugetlb.c", hugepages_used},
	{0},
};
