/* Who asked for the memory, and on what way: by the functions of the call trace. Not who is guilty. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/sentence.h"

struct way {
	strv prefix; /* of a function's name */
	const char *word, *what;
};

/* In the trace's order the first frame that is known decides: the innermost says most. */
static const struct way ways[] = {
	{{"memory_max_write", 16}, "limit-write", "writing a cgroup's memory limit"},
	{{"mem_cgroup_resize", 17}, "limit-write", "writing a cgroup's memory limit"},
	{{"pte_alloc_one", 13}, "page-tables", "making page tables"},
	{{"__pte_alloc", 11}, "page-tables", "making page tables"},
	{{"__pmd_alloc", 11}, "page-tables", "making page tables"},
	{{"alloc_skb", 9}, "network", "making a network packet"},
	{{"__alloc_skb", 11}, "network", "making a network packet"},
	{{"__netdev_alloc_skb", 18}, "network", "making a network packet"},
	{{"__napi_alloc_skb", 16}, "network", "making a network packet"},
	{{"napi_alloc_skb", 14}, "network", "making a network packet"},
	{{"skb_page_frag_refill", 20}, "network", "filling a socket's buffer"},
	{{"sk_page_frag_refill", 19}, "network", "filling a socket's buffer"},
	{{"sock_kmalloc", 12}, "network", "sending on a socket"},
	{{"sock_alloc_send", 15}, "network", "sending on a socket"},
	{{"copy_process", 12}, "fork", "starting a process or thread"},
	{{"copy_page_range", 15}, "fork", "starting a process"},
	{{"dup_task_struct", 15}, "fork", "starting a process or thread"},
	{{"alloc_thread_stack", 18}, "fork", "starting a process or thread"},
	{{"shmem_", 6}, "shmem", "writing to tmpfs or shared memory"},
	{{"pipe_write", 10}, "pipe", "writing to a pipe"},
	{{"filemap_fault", 13}, "file-fault", "reading a mapped file (a program's code, as a rule) back from disk"},
	{{"__filemap_get_folio", 19}, "file", "reading or writing a file"},
	{{"pagecache_get_page", 18}, "file", "reading or writing a file"},
	{{"page_cache_ra", 13}, "file", "reading a file ahead"},
	{{"page_cache_alloc", 16}, "file", "reading or writing a file"},
	{{"__page_cache_alloc", 18}, "file", "reading or writing a file"},
	{{"__do_page_cache_readahead", 25}, "file", "reading a file ahead"},
	{{"generic_perform_write", 21}, "file", "writing a file"},
	{{"hugetlb_", 8}, "hugetlb", "taking a hugepage"},
	{{"read_swap_cache", 15}, "swap-in", "reading back from swap"},
	{{"swapin_readahead", 16}, "swap-in", "reading back from swap"},
	{{"do_swap_page", 12}, "swap-in", "reading back from swap"},
	{{"do_wp_page", 10}, "user-fault", "writing to a page that it shared with another process"},
	{{"wp_page_copy", 12}, "user-fault", "writing to a page that it shared with another process"},
	{{"do_anonymous_page", 17}, "user-fault", "touching new memory of its own"},
	{{"do_huge_pmd_anonymous_page", 26}, "user-fault", "touching new memory of its own"},
	{{"alloc_slab_page", 15}, "slab", "making an object of the kernel"},
	{{"allocate_slab", 13}, "slab", "making an object of the kernel"},
	{{"new_slab", 8}, "slab", "making an object of the kernel"},
	{{"cache_grow", 10}, "slab", "making an object of the kernel"},
	{{"kmem_getpages", 13}, "slab", "making an object of the kernel"},
	{{"kmem_cache_alloc", 16}, "slab", "making an object of the kernel"},
	{{"kmalloc_order", 13}, "kernel", "making a large object of the kernel"},
	{{"kmalloc_large", 13}, "kernel", "making a large object of the kernel"},
	{{"___kmalloc_large", 16}, "kernel", "making a large object of the kernel"},
	{{"__vmalloc", 9}, "vmalloc", "making a large buffer of the kernel (vmalloc)"},
	{{"vmalloc", 7}, "vmalloc", "making a large buffer of the kernel (vmalloc)"},
	{{"dma_alloc", 9}, "driver", "making a buffer of a device"},
	{{"dma_direct_alloc", 16}, "driver", "making a buffer of a device"},
	/* The fault handlers alone tell that a program touched memory, and the inner functions were inlined. */
	{{"handle_mm_fault", 15}, "user-fault", "touching memory of its own"},
	{{"__handle_mm_fault", 17}, "user-fault", "touching memory of its own"},
	{{"process_one_work", 16}, "kworker", "work that the kernel does for others (kworker)"},
	{{"kthread", 7}, "kthread", "work of a kernel thread"},
};

/* A frame of a module is its driver's or file system's; "[x]" behind the function. */
static const struct way module_way = {{NULL, 0}, "module", "in a kernel module"};

static const struct way *way_of(const struct oomlog_frame *f)
{
	char first = f->function.n > 0 ? f->function.p[0] : '\0';

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (ways[i].prefix.p[0] == first && str_starts(f->function, ways[i].prefix))
			return &ways[i];
	return f->module.p != NULL && f->module.n > 0 ? &module_way : NULL;
}

/* Kernels without a frame pointer mark every frame with '?': then all are looked at, and the first may be a stale one. */
static bool has_reliable(const struct oomlog_trigger *tr)
{
	for (size_t i = 0; i < tr->n_call_trace; i++)
		if (tr->call_trace[i].reliable && str_find(tr->call_trace[i].function, STR("dump_")) == SIZE_MAX &&
		    str_find(tr->call_trace[i].function, STR("oom")) == SIZE_MAX)
			return true;
	return false;
}

static const struct oomlog_frame *known_from(const struct oomlog_trigger *tr, size_t i, bool reliable,
                                             const struct way **ret)
{
	for (; i < tr->n_call_trace; i++) {
		if (reliable && !tr->call_trace[i].reliable)
			continue;
		*ret = way_of(&tr->call_trace[i]);
		if (*ret != NULL)
			return &tr->call_trace[i];
	}
	return NULL;
}

/* "__vmalloc_node_range+0x3a1/0x880 copy_process+0x63b/0x1ae0": the stack of a new thread is no large buffer */
static const struct oomlog_frame *first_known(const struct oomlog_trigger *tr, bool reliable, const struct way **ret)
{
	const struct oomlog_frame *frame = known_from(tr, 0, reliable, ret), *next;
	const struct way *way;

	if (frame == NULL || strcmp((*ret)->word, "vmalloc") != 0)
		return frame;
	next = known_from(tr, (size_t)(frame - tr->call_trace) + 1, reliable, &way);
	if (next == NULL || strcmp(way->word, "fork") != 0)
		return frame;
	*ret = way;
	return next;
}

static const char *guilt(const struct diagnosis *d, const struct oomlog_trigger *tr)
{
	const struct holder *h = &d->holder;

	if (oomlog_event_kind(d->ev) == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE)
		return ".";
	if (h->kind == HOLDER_PROCESS && h->task != NULL && tr->pid != OOMLOG_ABSENT &&
	    (h->task->pid == tr->pid || h->task->tgid == tr->pid))
		return ", and is the one that held the most.";
	return "; who asks last need not be who used the memory up.";
}

static enum rule_result trace_kind(struct diagnosis *d, struct finding *f)
{
	bool failure = oomlog_event_kind(d->ev) == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE;
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);
	const struct oomlog_frame *frame;
	const struct way *way = NULL;
	bool reliable;

	if (!about_shortage(d) && !failure)
		return RULE_SILENT;
	if (tr == NULL || tr->n_call_trace == 0)
		return finding_needs(f, "the call trace");
	reliable = has_reliable(tr);
	frame = first_known(tr, reliable, &way);
	if (frame == NULL)
		return RULE_SILENT;
	f->confidence = reliable ? CONFIDENCE_LIKELY : CONFIDENCE_POSSIBLE;
	finding_word(f, "trigger.comm", tr->comm);
	finding_word(f, "trigger.call_trace", frame->function);
	finding_word(f, "trace_kind", str_of(way->word));
	SENTENCE(d, f, PROCESS(tr->comm, tr->pid), WORDS(" asked while "), WORDS(way->what),
	         WORDS(frame->module.n > 0 ? " (" : ""), NAME(frame->module), WORDS(frame->module.n > 0 ? ")" : ""),
	         WORDS(guilt(d, tr)));
	return RULE_HOLDS;
}

const struct rule rules_trace[] = {
	{"trace-kind", "Request",
         "A function of the call trace is of a known kind: a page fault, page tables, slab, network, fork, file, tmpfs, "
         "swap, a driver, a kernel thread.",
         "Who asked, and on what way; not who is guilty", "None by itself.", "dump_stack(), lib/dump_stack.c",
         trace_kind},
	{0},
};
