#include "reports/render/jsonmemory.h"

#include "reports/render/jsonfields.h"

/* "all_unreclaimable? yes" */
static void all_unreclaimable(struct jsonw *j, int64_t value)
{
	if (value == OOMLOG_ABSENT)
		return;
	jsonw_key(j, "all_unreclaimable");
	jsonw_boolean(j, value != 0);
}

static void node(struct jsonw *j, const struct oomlog_node *n)
{
	static const char *const own[] = {"node", "all_unreclaimable", "reclaim_failures", NULL};

	jsonw_open(j, '{');
	jsonw_member_i64(j, "node", n->node);
	jsonfields_write(j, &n->fields, own);
	all_unreclaimable(j, n->all_unreclaimable);
	jsonw_member_u64(j, "reclaim_failures", n->reclaim_failures);
	jsonw_close(j, '}');
}

/* "lowmem_reserve[]: 0 2840 6775 6775" */
static void lowmem_reserve(struct jsonw *j, const struct oomlog_zone *z)
{
	if (z->lowmem_reserve_pages.n == 0)
		return;
	jsonw_key(j, "lowmem_reserve_pages");
	jsonw_open(j, '[');
	for (size_t i = 0; i < z->lowmem_reserve_pages.n; i++)
		jsonw_i64(j, z->lowmem_reserve_pages.items[i]);
	jsonw_close(j, ']');
}

/* "Node 0 DMA32: 3*4kB (UM) 1*8kB (M) .. = 1208kB" */
static void free_blocks(struct jsonw *j, const struct oomlog_zone *z)
{
	if (z->free_blocks.n == 0)
		return;
	jsonw_key(j, "free_blocks");
	jsonw_open(j, '[');
	for (size_t i = 0; i < z->free_blocks.n; i++) {
		const struct oomlog_free_block *b = &z->free_blocks.items[i];

		jsonw_open(j, '{');
		jsonw_member_i64(j, "order", b->order);
		jsonw_member_u64(j, "block_bytes", b->block_bytes);
		jsonw_member_u64(j, "count", b->count);
		jsonw_member_text(j, "types", b->types);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

static void zone(struct jsonw *j, const struct oomlog_zone *z)
{
	static const char *const own[] = {
		"node", "zone", "all_unreclaimable", "lowmem_reserve_pages", "free_blocks", "free_blocks_total_bytes",
		NULL};

	jsonw_open(j, '{');
	jsonw_member_i64(j, "node", z->node);
	jsonw_member_text(j, "zone", z->zone);
	jsonfields_write(j, &z->fields, own);
	lowmem_reserve(j, z);
	all_unreclaimable(j, z->all_unreclaimable);
	free_blocks(j, z);
	jsonw_member_u64(j, "free_blocks_total_bytes", z->free_blocks_total_bytes);
	jsonw_close(j, '}');
}

static void hugepages(struct jsonw *j, const struct oomlog_hugepages *h)
{
	jsonw_open(j, '{');
	jsonw_member_i64(j, "node", h->node);
	jsonw_member_u64(j, "total", h->total);
	jsonw_member_u64(j, "free", h->free);
	jsonw_member_u64(j, "surplus", h->surplus);
	jsonw_member_u64(j, "size_bytes", h->size_bytes);
	jsonw_close(j, '}');
}

static void slab(struct jsonw *j, const struct oomlog_slab *s)
{
	jsonw_open(j, '{');
	jsonw_member_text(j, "name", s->name);
	jsonw_member_u64(j, "used_bytes", s->used_bytes);
	jsonw_member_u64(j, "total_bytes", s->total_bytes);
	jsonw_close(j, '}');
}

static void allocation(struct jsonw *j, const struct oomlog_allocation *a)
{
	jsonw_open(j, '{');
	jsonw_member_u64(j, "bytes", a->bytes);
	jsonw_member_u64(j, "calls", a->calls);
	jsonw_member_text(j, "site", a->site);
	jsonw_close(j, '}');
}

static void swap(struct jsonw *j, const struct oomlog_memory *m)
{
	if (m->swap.cache_pages == OOMLOG_ABSENT_U && m->swap.add == OOMLOG_ABSENT_U &&
	    m->swap.del == OOMLOG_ABSENT_U && m->swap.find == OOMLOG_ABSENT_U &&
	    m->swap.total_bytes == OOMLOG_ABSENT_U && m->swap.free_bytes == OOMLOG_ABSENT_U)
		return;
	jsonw_key(j, "swap");
	jsonw_open(j, '{');
	jsonw_member_u64(j, "cache_pages", m->swap.cache_pages);
	jsonw_member_u64(j, "add", m->swap.add);
	jsonw_member_u64(j, "delete", m->swap.del);
	jsonw_member_u64(j, "find", m->swap.find);
	jsonw_member_u64(j, "find_total", m->swap.find_total);
	jsonw_member_u64(j, "total_bytes", m->swap.total_bytes);
	jsonw_member_u64(j, "free_bytes", m->swap.free_bytes);
	jsonw_close(j, '}');
}

#define EACH(j, name, list, write)                       \
	do {                                             \
		if ((list).n == 0)                       \
			break;                           \
		jsonw_key(j, name);                      \
		jsonw_open(j, '[');                      \
		for (size_t i_ = 0; i_ < (list).n; i_++) \
			write(j, &(list).items[i_]);     \
		jsonw_close(j, ']');                     \
	} while (0)

void jsonmemory_memory(struct jsonw *j, const struct oomlog_memory *m)
{
	static const char *const own[] = {"counters_pages",
	                                  "nodes",
	                                  "zones",
	                                  "hugepages",
	                                  "swap",
	                                  "unreclaimable_slab",
	                                  "allocations",
	                                  "pagecache_pages",
	                                  "ram_pages",
	                                  "highmem_pages",
	                                  "reserved_pages",
	                                  "cma_reserved_pages",
	                                  "hwpoisoned_pages",
	                                  NULL};

	jsonw_open(j, '{');
	if (m->counters_pages.n > 0) {
		jsonw_key(j, "counters_pages");
		jsonw_open(j, '{');
		jsonfields_write(j, &m->counters_pages, NULL);
		jsonw_close(j, '}');
	}
	EACH(j, "nodes", m->nodes, node);
	EACH(j, "zones", m->zones, zone);
	EACH(j, "hugepages", m->hugepages, hugepages);
	jsonw_member_u64(j, "pagecache_pages", m->pagecache_pages);
	swap(j, m);
	jsonw_member_u64(j, "ram_pages", m->ram_pages);
	jsonw_member_u64(j, "highmem_pages", m->highmem_pages);
	jsonw_member_u64(j, "reserved_pages", m->reserved_pages);
	jsonw_member_u64(j, "cma_reserved_pages", m->cma_reserved_pages);
	jsonw_member_u64(j, "hwpoisoned_pages", m->hwpoisoned_pages);
	EACH(j, "unreclaimable_slab", m->unreclaimable_slab, slab);
	EACH(j, "allocations", m->allocations, allocation);
	jsonfields_write(j, &m->other, own);
	jsonw_close(j, '}');
}

static void counter_members(struct jsonw *j, const struct oomlog_counter *c)
{
	jsonw_member_u64(j, "usage_bytes", c->usage_bytes);
	jsonw_member_u64(j, "limit_bytes", c->limit_bytes);
	jsonw_member_u64(j, "failcnt", c->failcnt);
}

static void counter(struct jsonw *j, const char *name, const struct oomlog_counter *c)
{
	if (c->usage_bytes == OOMLOG_ABSENT_U && c->limit_bytes == OOMLOG_ABSENT_U && c->failcnt == OOMLOG_ABSENT_U)
		return;
	jsonw_key_of(j, name);
	jsonw_open(j, '{');
	counter_members(j, c);
	jsonw_close(j, '}');
}

static void write_stat(struct jsonw *j, const struct oomlog_fields *stat)
{
	if (stat->n == 0)
		return;
	jsonw_key(j, "stat");
	jsonw_open(j, '{');
	jsonfields_write(j, stat, NULL);
	jsonw_close(j, '}');
}

static void child(struct jsonw *j, const struct oomlog_memcg_child *c)
{
	jsonw_open(j, '{');
	jsonw_member_text(j, "path", c->path);
	write_stat(j, &c->stat);
	jsonw_close(j, '}');
}

void jsonmemory_memcg(struct jsonw *j, const struct oomlog_memcg *m)
{
	jsonw_open(j, '{');
	jsonw_member_text(j, "path", m->path);
	jsonw_member_text(j, "task_path", m->task_path);
	counter_members(j, &m->memory);
	counter(j, "memsw", &m->memsw);
	counter(j, "swap", &m->swap);
	counter(j, "kmem", &m->kmem);
	jsonw_member_text(j, "oom_group", m->oom_group);
	jsonw_member_u64(j, "min_protection_bytes", m->min_protection_bytes);
	jsonw_member_u64(j, "low_protection_bytes", m->low_protection_bytes);
	write_stat(j, &m->stat);
	EACH(j, "children", m->children, child);
	jsonw_close(j, '}');
}
