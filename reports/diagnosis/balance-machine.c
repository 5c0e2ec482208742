#include "reports/diagnosis/balance.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/nodes.h"

/*
 * Where figures come from: of the machine, the counters, else the sum over nodes, else over zones; of one node, its
 * line and its zones'. Which of them prints a figure differs by kernel: "kernel_stack:" went from the zones to the
 * nodes, slab from the zones to the counters alone.
 */
struct source {
	const struct oomlog_event *ev;
	const struct oomlog_memory *m;
	bool one_node;
	int64_t node;
	size_t first_zone, end_zone;
};

static uint64_t of_nodes(const struct source *s, const char *name)
{
	uint64_t sum = OOMLOG_ABSENT_U;

	for (size_t i = 0; i < s->m->nodes.n; i++)
		if (!s->one_node || s->m->nodes.items[i].node == s->node)
			sum = measure_add(sum, measure_bytes(&s->m->nodes.items[i].fields, name));
	return sum;
}

static uint64_t of_zones(const struct source *s, const char *name)
{
	uint64_t sum = OOMLOG_ABSENT_U;

	for (size_t i = s->first_zone; i < s->end_zone; i++)
		sum = measure_add(sum, measure_bytes(&s->m->zones.items[i].fields, name));
	return sum;
}

static uint64_t amount(const struct source *s, const char *name)
{
	uint64_t bytes = OOMLOG_ABSENT_U;

	if (!s->one_node)
		bytes = measure_pages(s->ev, measure_field(&s->m->counters_pages, name));
	if (bytes == OOMLOG_ABSENT_U)
		bytes = of_nodes(s, name);
	return bytes != OOMLOG_ABSENT_U ? bytes : of_zones(s, name);
}

/*
 * Shmem pages are on the anon lists: what is left of those without them is anonymous. Shmem may also be locked and on
 * the unevictable list: what exceeds the anon lists must be there. Before 2.6.28 there is one pair of lists,
 * "Active:.. inactive:..", for anon and file together; before 2.6.32 no shmem.
 */
static void user_memory(struct balance *b, const struct source *s)
{
	uint64_t shmem = amount(s, "shmem");
	uint64_t anon_lists = measure_add(amount(s, "active_anon"), amount(s, "inactive_anon"));
	uint64_t file_lists = measure_add(amount(s, "active_file"), amount(s, "inactive_file"));

	if (anon_lists == OOMLOG_ABSENT_U) {
		balance_add(b, "lru", "anon + file", measure_add(amount(s, "active"), amount(s, "inactive")));
		return;
	}
	if (shmem == OOMLOG_ABSENT_U) {
		balance_add(b, "anon_and_shmem", "anon + shmem", anon_lists);
	} else {
		balance_add(b, "anon", "anon", balance_without(anon_lists, shmem));
		balance_add(b, "shmem", "shmem", shmem > anon_lists ? anon_lists : shmem);
	}
	balance_add(b, "file", "file", file_lists);
}

/*
 * What overlaps with these is left out: mapped, dirty, writeback and unstable pages are on the lists, free_cma and the
 * highatomic reserve are free, mlocked pages unevictable.
 */
static void other_memory(struct balance *b, const struct source *s)
{
	static const struct {
		const char *name, *words;
	} parts[] = {
		{"unevictable", "unevictable"},
		{"isolated_anon", "isolated"},
		{"isolated_file", "isolated"},
		{"slab_reclaimable", "slab"},
		{"slab_unreclaimable", "slab"},
		{"slab", "slab"},
		{"pagetables", "page tables"},
		{"sec_pagetables", "page tables"},
		{"kernel_stack", "kernel stack"},
		{"shadow_call_stack", "kernel stack"},
		{"kernel_misc_reclaimable", "other kernel"},
		{"bounce", "other kernel"},
		{"writeback_tmp", "other kernel"},
		{"zspages", "zspages"},
		{"balloon", "balloon"},
		{"gpu_active", "gpu"},
		{"gpu_reclaim", "gpu"},
		{"free", "free"},
		{"free_pcp", "free"},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		balance_add(b, parts[i].name, parts[i].words, amount(s, parts[i].name));
	balance_add(b, "hugetlb", "hugetlb", measure_hugepages(s->m, s->one_node ? s->node : OOMLOG_ABSENT));
}

/* Without these, what is unaccounted is what is missing from the log. */
static bool has_main_parts(const struct balance *b)
{
	bool slab =
		balance_item(b, "slab_unreclaimable") != OOMLOG_ABSENT_U || balance_item(b, "slab") != OOMLOG_ABSENT_U;
	bool lists = balance_item(b, "lru") != OOMLOG_ABSENT_U || balance_item(b, "file") != OOMLOG_ABSENT_U;

	return slab && lists && balance_item(b, "free") != OOMLOG_ABSENT_U;
}

/* show_mem() of 3.13 to 3.18 prints "pages reserved" of the last zone instead of all zones' sum. */
static bool reserved_is_of_one_zone(const struct source *s)
{
	const struct oomlog_fields *last;
	uint64_t present, managed;

	if (s->m->zones.n == 0)
		return false;
	last = &s->m->zones.items[s->m->zones.n - 1].fields;
	present = measure_bytes(last, "present");
	managed = measure_bytes(last, "managed");
	return present != OOMLOG_ABSENT_U && managed != OOMLOG_ABSENT_U && present > managed &&
		present - managed == measure_pages(s->ev, s->m->reserved_pages);
}

static const char *filtered_note(const struct source *s)
{
	if (s->m->ram_pages == OOMLOG_ABSENT_U)
		return "the size of the RAM is missing, and the zones printed are not all";
	if (reserved_is_of_one_zone(s))
		return "the report prints only some nodes, and the reserved pages of one zone: part of what is "
		       "unaccounted is reserved, or kernel stacks of the other nodes";
	return "the report prints only some nodes: kernel stacks of the others are in what is unaccounted";
}

/* The total that the parts can be compared with, and what is to be said of it. */
static uint64_t comparable(const struct source *s, struct balance *b)
{
	bool filtered = measure_zones_are_some(s->ev);

	if (filtered)
		b->note = filtered_note(s);
	if (filtered && s->m->ram_pages == OOMLOG_ABSENT_U)
		b->total_bytes = OOMLOG_ABSENT_U;
	if (has_main_parts(b))
		return b->total_bytes;
	b->note = "lines with counters are missing: what is unaccounted cannot be told";
	return OOMLOG_ABSENT_U;
}

bool balance_of_machine(const struct oomlog_event *ev, struct balance *ret)
{
	struct source s = {.ev = ev, .m = oomlog_event_memory(ev)};

	if (s.m == NULL)
		return false;
	s.end_zone = s.m->zones.n;
	balance_start(ret, measure_ram(ev));
	user_memory(ret, &s);
	other_memory(ret, &s);
	if (ret->n == 0)
		return false;
	if (s.m->hwpoisoned_pages != OOMLOG_ABSENT_U && s.m->hwpoisoned_pages > 0)
		balance_add(ret, "hwpoisoned", "hwpoisoned", measure_pages(ev, s.m->hwpoisoned_pages));
	balance_finish(ret, comparable(&s, ret));
	return true;
}

/* --- one node --- */

/* The kernel prints zones node by node: a node is a run of zones. */
static bool find_node(struct source *s, size_t i)
{
	const struct oomlog_zone *zones = s->m->zones.items;
	size_t at = 0;

	for (;; i--) {
		s->first_zone = at;
		if (at == s->m->zones.n)
			return false;
		s->node = zones[at].node;
		while (at < s->m->zones.n && zones[at].node == s->node)
			at++;
		s->end_zone = at;
		if (i == 0)
			return s->node != OOMLOG_ABSENT;
	}
}

/* The only one that is printed. Zones are left out for the request's highest zone, too: then they are not the node. */
static bool is_one_of_several(const struct oomlog_event *ev)
{
	bool certain;

	return measure_zones_are_some(ev) && nodes_scope_of_event(ev, &certain) != SCOPE_UNKNOWN;
}

bool balance_of_node(const struct oomlog_event *ev, size_t i, struct balance *ret)
{
	struct source s = {.ev = ev, .m = oomlog_event_memory(ev), .one_node = true};

	if (s.m == NULL || i >= BALANCE_NODES || !find_node(&s, i) ||
	    (s.end_zone - s.first_zone == s.m->zones.n && !is_one_of_several(ev)))
		return false;
	balance_start(ret, of_zones(&s, "managed"));
	ret->node = s.node;
	user_memory(ret, &s);
	other_memory(ret, &s);
	if (balance_item(ret, "slab_unreclaimable") == OOMLOG_ABSENT_U)
		ret->note = "slab is not printed by node: it is in what is unaccounted";
	balance_finish(ret, ret->total_bytes);
	if (ret->total_bytes == OOMLOG_ABSENT_U)
		ret->note = "the report does not print what the kernel manages of a node";
	else if (ret->rest_bytes == OOMLOG_ABSENT_U)
		ret->note = "the zones hold more than is printed as managed: old kernels do not count there what is "
			    "freed after the boot";
	return true;
}
