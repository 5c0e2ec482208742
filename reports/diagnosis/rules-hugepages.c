/* Hugepages that are set aside for programs: idle, or in use. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/sentence.h"
#include "reports/diagnosis/thresholds.h"

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

static uint64_t used_bytes(const struct pool *p)
{
	return p->bytes - (p->free_bytes < p->bytes ? p->free_bytes : p->bytes);
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
	if (m->hugepages.n == 0) {
		finding_needs(f, "the hugepage lines (\"hugepages_total=..\")");
		return RULE_UNKNOWN;
	}
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
	         WORDS(" of the memory, are set aside as hugepages, and programs use "), SIZE(used_bytes(&p)),
	         WORDS(" of them; the task table's rss does not show those."));
	ADVICE(d, f,
	       WORDS("Give the machine more memory than the hugepages take, or lower the users' share and then "
	             "vm.nr_hugepages (now "),
	       NUMBER(p.total), WORDS(" of "), SIZE(p.size_bytes), WORDS(")."));
	return RULE_HOLDS;
}

const struct rule rules_hugepages[] = {
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
