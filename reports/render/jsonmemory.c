#include "reports/render/jsonmemory.h"

#include "reports/render/jsonmember.h"

/* --- memory --- */

/* "all_unreclaimable? yes" */
static void all_unreclaimable(struct jsonw *j, int64_t value)
{
	if (value == OOMLOG_ABSENT)
		return;
	jsonw_member_boolean(j, "all_unreclaimable", value != 0);
}

static void node_unreclaimable(struct jsonw *j, const void *of)
{
	all_unreclaimable(j, ((const struct oomlog_node *)of)->all_unreclaimable);
}

static const struct jsonmember node[] = {
	JSONMEMBER(struct oomlog_node, node),
	JSONMEMBER(struct oomlog_node, fields),
	JSONMEMBER_BY_HAND("all_unreclaimable", node_unreclaimable),
	JSONMEMBER(struct oomlog_node, reclaim_failures),
	JSONMEMBER_END,
};

static void zone_unreclaimable(struct jsonw *j, const void *of)
{
	all_unreclaimable(j, ((const struct oomlog_zone *)of)->all_unreclaimable);
}

/* "lowmem_reserve[]: 0 2840 6775 6775" */
static void lowmem_reserve(struct jsonw *j, const void *of)
{
	const struct oomlog_zone *z = of;

	if (z->lowmem_reserve_pages.n == 0)
		return;
	jsonw_open_member(j, "lowmem_reserve_pages", '[');
	for (size_t i = 0; i < z->lowmem_reserve_pages.n; i++)
		jsonw_i64(j, z->lowmem_reserve_pages.items[i]);
	jsonw_close(j, ']');
}

/* "Node 0 DMA32: 3*4kB (UM) 1*8kB (M) .. = 1208kB" */
static const struct jsonmember free_block[] = {
	JSONMEMBER(struct oomlog_free_block, order),
	JSONMEMBER(struct oomlog_free_block, block_bytes),
	JSONMEMBER(struct oomlog_free_block, count),
	JSONMEMBER(struct oomlog_free_block, types),
	JSONMEMBER_END,
};

static const struct jsonmember zone[] = {
	JSONMEMBER(struct oomlog_zone, node),
	JSONMEMBER(struct oomlog_zone, zone),
	JSONMEMBER(struct oomlog_zone, fields),
	JSONMEMBER_BY_HAND("lowmem_reserve_pages", lowmem_reserve),
	JSONMEMBER_BY_HAND("all_unreclaimable", zone_unreclaimable),
	JSONMEMBER_LIST(struct oomlog_zone, free_blocks, free_block),
	JSONMEMBER(struct oomlog_zone, free_blocks_total_bytes),
	JSONMEMBER_END,
};

static const struct jsonmember hugepages[] = {
	JSONMEMBER(struct oomlog_hugepages, node),       JSONMEMBER(struct oomlog_hugepages, total),
	JSONMEMBER(struct oomlog_hugepages, free),       JSONMEMBER(struct oomlog_hugepages, surplus),
	JSONMEMBER(struct oomlog_hugepages, size_bytes), JSONMEMBER_END,
};

static const struct jsonmember swap[] = {
	JSONMEMBER_AS(struct oomlog_memory, swap.cache_pages, "cache_pages"),
	JSONMEMBER_AS(struct oomlog_memory, swap.add, "add"),
	JSONMEMBER_AS(struct oomlog_memory, swap.del, "delete"),
	JSONMEMBER_AS(struct oomlog_memory, swap.find, "find"),
	JSONMEMBER_AS(struct oomlog_memory, swap.find_total, "find_total"),
	JSONMEMBER_AS(struct oomlog_memory, swap.total_bytes, "total_bytes"),
	JSONMEMBER_AS(struct oomlog_memory, swap.free_bytes, "free_bytes"),
	JSONMEMBER_END,
};

static const struct jsonmember slab[] = {
	JSONMEMBER(struct oomlog_slab, name),
	JSONMEMBER(struct oomlog_slab, used_bytes),
	JSONMEMBER(struct oomlog_slab, total_bytes),
	JSONMEMBER_END,
};

static const struct jsonmember allocation[] = {
	JSONMEMBER(struct oomlog_allocation, bytes),
	JSONMEMBER(struct oomlog_allocation, calls),
	JSONMEMBER(struct oomlog_allocation, site),
	JSONMEMBER_END,
};

static const struct jsonmember memory[] = {
	JSONMEMBER_STAT(struct oomlog_memory, counters_pages),
	JSONMEMBER_LIST(struct oomlog_memory, nodes, node),
	JSONMEMBER_LIST(struct oomlog_memory, zones, zone),
	JSONMEMBER_LIST(struct oomlog_memory, hugepages, hugepages),
	JSONMEMBER(struct oomlog_memory, pagecache_pages),
	JSONMEMBER_INSIDE("swap", swap),
	JSONMEMBER(struct oomlog_memory, ram_pages),
	JSONMEMBER(struct oomlog_memory, highmem_pages),
	JSONMEMBER(struct oomlog_memory, reserved_pages),
	JSONMEMBER(struct oomlog_memory, cma_reserved_pages),
	JSONMEMBER(struct oomlog_memory, hwpoisoned_pages),
	JSONMEMBER_LIST(struct oomlog_memory, unreclaimable_slab, slab),
	JSONMEMBER_LIST(struct oomlog_memory, allocations, allocation),
	JSONMEMBER(struct oomlog_memory, other),
	JSONMEMBER_END,
};

void jsonmemory_memory(struct jsonw *j, const struct oomlog_memory *m)
{
	jsonmember_object(j, memory, m);
}

/* --- memcg --- */

static const struct jsonmember counter[] = {
	JSONMEMBER(struct oomlog_counter, usage_bytes),
	JSONMEMBER(struct oomlog_counter, limit_bytes),
	JSONMEMBER(struct oomlog_counter, failcnt),
	JSONMEMBER_END,
};

static const struct jsonmember child[] = {
	JSONMEMBER(struct oomlog_memcg_child, path),
	JSONMEMBER_STAT(struct oomlog_memcg_child, stat),
	JSONMEMBER_END,
};

static const struct jsonmember memcg[] = {
	JSONMEMBER(struct oomlog_memcg, path),
	JSONMEMBER(struct oomlog_memcg, task_path),
	JSONMEMBER_AS(struct oomlog_memcg, memory.usage_bytes, "usage_bytes"),
	JSONMEMBER_AS(struct oomlog_memcg, memory.limit_bytes, "limit_bytes"),
	JSONMEMBER_AS(struct oomlog_memcg, memory.failcnt, "failcnt"),
	JSONMEMBER_OBJECT(struct oomlog_memcg, memsw, counter),
	JSONMEMBER_OBJECT(struct oomlog_memcg, swap, counter),
	JSONMEMBER_OBJECT(struct oomlog_memcg, kmem, counter),
	JSONMEMBER(struct oomlog_memcg, oom_group),
	JSONMEMBER(struct oomlog_memcg, min_protection_bytes),
	JSONMEMBER(struct oomlog_memcg, low_protection_bytes),
	JSONMEMBER_STAT(struct oomlog_memcg, stat),
	JSONMEMBER_LIST(struct oomlog_memcg, children, child),
	JSONMEMBER_END,
};

void jsonmemory_memcg(struct jsonw *j, const struct oomlog_memcg *m)
{
	jsonmember_object(j, memcg, m);
}
