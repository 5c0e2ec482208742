/* Names of capture groups. The unit stands at the end of the name: a value in kB becomes bytes. */
#include "formats/formats.h"

#define FIELD(group, obj, kind, structure, member)                                    \
	{                                                                             \
		group, OBJECT_##obj, VALUE_##kind, offsetof(struct structure, member) \
	}

/* clang-format off */
static const struct field fields[] = {
	FIELD("trigger_comm",          TRIGGER, STR, oomlog_trigger, comm),
	FIELD("trigger_pid",           TRIGGER, I64, oomlog_trigger, pid),
	FIELD("trigger_uid",           TRIGGER, I64, oomlog_trigger, uid),
	FIELD("trigger_cpu",           TRIGGER, I64, oomlog_trigger, cpu),
	FIELD("trigger_gfp_mask",      TRIGGER, HEX, oomlog_trigger, gfp_mask),
	FIELD("trigger_gfp_flags",     TRIGGER, STR, oomlog_trigger, gfp_flags),
	FIELD("trigger_order",         TRIGGER, I64, oomlog_trigger, order),
	FIELD("trigger_oom_score_adj", TRIGGER, I64, oomlog_trigger, oom_score_adj),
	FIELD("trigger_oom_adj",       TRIGGER, I64, oomlog_trigger, oom_adj),
	FIELD("trigger_cpuset",        TRIGGER, STR, oomlog_trigger, cpuset),
	FIELD("trigger_mems_allowed",  TRIGGER, STR, oomlog_trigger, mems_allowed),
	FIELD("trigger_nodemask",      TRIGGER, STR, oomlog_trigger, nodemask),
	FIELD("trigger_reason",        TRIGGER, STR, oomlog_trigger, reason),

	FIELD("kernel_release",  KERNEL, STR, oomlog_kernel, release),
	FIELD("kernel_tainted",  KERNEL, STR, oomlog_kernel, tainted),
	FIELD("kernel_hardware", KERNEL, STR, oomlog_kernel, hardware),

	FIELD("memcg_path",              MEMCG, STR, oomlog_memcg, path),
	FIELD("memcg_task_path",         MEMCG, STR, oomlog_memcg, task_path),
	FIELD("memcg_oom_group",         MEMCG, STR, oomlog_memcg, oom_group),
	FIELD("memcg_usage_kb",          MEMCG, KB,  oomlog_memcg, memory.usage_bytes),
	FIELD("memcg_limit_kb",          MEMCG, KB,  oomlog_memcg, memory.limit_bytes),
	FIELD("memcg_failcnt",           MEMCG, U64, oomlog_memcg, memory.failcnt),
	FIELD("memcg_memsw_usage_kb",    MEMCG, KB,  oomlog_memcg, memsw.usage_bytes),
	FIELD("memcg_memsw_limit_kb",    MEMCG, KB,  oomlog_memcg, memsw.limit_bytes),
	FIELD("memcg_memsw_failcnt",     MEMCG, U64, oomlog_memcg, memsw.failcnt),
	FIELD("memcg_swap_usage_kb",     MEMCG, KB,  oomlog_memcg, swap.usage_bytes),
	FIELD("memcg_swap_limit_kb",     MEMCG, KB,  oomlog_memcg, swap.limit_bytes),
	FIELD("memcg_swap_failcnt",      MEMCG, U64, oomlog_memcg, swap.failcnt),
	FIELD("memcg_kmem_usage_kb",     MEMCG, KB,  oomlog_memcg, kmem.usage_bytes),
	FIELD("memcg_kmem_limit_kb",     MEMCG, KB,  oomlog_memcg, kmem.limit_bytes),
	FIELD("memcg_kmem_failcnt",      MEMCG, U64, oomlog_memcg, kmem.failcnt),
	FIELD("memcg_min_protection_kb", MEMCG, KB,  oomlog_memcg, min_protection_bytes),
	FIELD("memcg_low_protection_kb", MEMCG, KB,  oomlog_memcg, low_protection_bytes),

	FIELD("memory_pagecache_pages",    MEMORY, U64, oomlog_memory, pagecache_pages),
	FIELD("memory_swap_cache_pages",   MEMORY, U64, oomlog_memory, swap.cache_pages),
	FIELD("memory_swap_add",           MEMORY, U64, oomlog_memory, swap.add),
	FIELD("memory_swap_del",           MEMORY, U64, oomlog_memory, swap.del),
	FIELD("memory_swap_find",          MEMORY, U64, oomlog_memory, swap.find),
	FIELD("memory_swap_find_total",    MEMORY, U64, oomlog_memory, swap.find_total),
	FIELD("memory_swap_total_kb",      MEMORY, KB,  oomlog_memory, swap.total_bytes),
	FIELD("memory_swap_free_kb",       MEMORY, KB,  oomlog_memory, swap.free_bytes),
	FIELD("memory_ram_pages",          MEMORY, U64, oomlog_memory, ram_pages),
	FIELD("memory_highmem_pages",      MEMORY, U64, oomlog_memory, highmem_pages),
	FIELD("memory_reserved_pages",     MEMORY, U64, oomlog_memory, reserved_pages),
	FIELD("memory_cma_reserved_pages", MEMORY, U64, oomlog_memory, cma_reserved_pages),
	FIELD("memory_hwpoisoned_pages",   MEMORY, U64, oomlog_memory, hwpoisoned_pages),

	FIELD("chosen_pid",   CHOSEN, I64, oomlog_chosen, pid),
	FIELD("chosen_comm",  CHOSEN, STR, oomlog_chosen, comm),
	FIELD("chosen_score", CHOSEN, I64, oomlog_chosen, score),

	FIELD("victim_pid",           VICTIM, I64, oomlog_victim, pid),
	FIELD("victim_uid",           VICTIM, I64, oomlog_victim, uid),
	FIELD("victim_comm",          VICTIM, STR, oomlog_victim, comm),
	FIELD("victim_total_vm_kb",   VICTIM, KB,  oomlog_victim, total_vm_bytes),
	FIELD("victim_anon_rss_kb",   VICTIM, KB,  oomlog_victim, anon_rss_bytes),
	FIELD("victim_file_rss_kb",   VICTIM, KB,  oomlog_victim, file_rss_bytes),
	FIELD("victim_shmem_rss_kb",  VICTIM, KB,  oomlog_victim, shmem_rss_bytes),
	FIELD("victim_pgtables_kb",   VICTIM, KB,  oomlog_victim, pgtables_bytes),
	FIELD("victim_oom_score_adj", VICTIM, I64, oomlog_victim, oom_score_adj),

	FIELD("killer_reason",         KILLER, STR, oomlog_killer, reason),
	FIELD("killer_cgroup",         KILLER, STR, oomlog_killer, cgroup),
	FIELD("killer_requester_comm", KILLER, STR, oomlog_killer, requester_comm),
	FIELD("killer_requester_pid",  KILLER, I64, oomlog_killer, requester_pid),
	FIELD("killer_adj",            KILLER, I64, oomlog_killer, adj),
	FIELD("killer_min_adj",        KILLER, I64, oomlog_killer, min_adj),
	FIELD("killer_to_free_kb",     KILLER, KB,  oomlog_killer, to_free_bytes),
	FIELD("killer_to_free_swap_kb", KILLER, KB,  oomlog_killer, to_free_swap_bytes),
	FIELD("killer_oom_score",      KILLER, I64, oomlog_killer, oom_score),
	FIELD("killer_vm_rss_mb",      KILLER, MB,  oomlog_killer, vm_rss_bytes),
	FIELD("killer_cache_kb",       KILLER, KB,  oomlog_killer, cache_bytes),
	FIELD("killer_cache_limit_kb", KILLER, KB,  oomlog_killer, cache_limit_bytes),
	FIELD("killer_free_above_kb",  KILLER, KB,  oomlog_killer, free_above_reserved_bytes),
	FIELD("killer_signal",         KILLER, STR, oomlog_killer, signal),
	FIELD("killer_pressure",       KILLER, STR, oomlog_killer, pressure_percent),
	FIELD("killer_limit",          KILLER, STR, oomlog_killer, limit_percent),

	FIELD("line_pid",          LINE, I64, line_values, pid),
	FIELD("line_uid",          LINE, I64, line_values, uid),
	FIELD("line_count",        LINE, I64, line_values, count),
	FIELD("line_comm",         LINE, STR, line_values, comm),
	FIELD("line_prefix",       LINE, STR, line_values, prefix),
	FIELD("line_constraint",   LINE, STR, line_values, constraint),
	FIELD("line_oom_memcg",    LINE, STR, line_values, oom_memcg),
	FIELD("line_task_memcg",   LINE, STR, line_values, task_memcg),
	FIELD("line_reason",       LINE, STR, line_values, reason),
	FIELD("line_global",       LINE, STR, line_values, global),
	FIELD("line_unit",         LINE, STR, line_values, unit),
	FIELD("line_cause",        LINE, STR, line_values, cause),
	FIELD("line_anon_rss_kb",  LINE, KB,  line_values, anon_rss_bytes),
	FIELD("line_file_rss_kb",  LINE, KB,  line_values, file_rss_bytes),
	FIELD("line_shmem_rss_kb", LINE, KB,  line_values, shmem_rss_bytes),
	FIELD("line_rest",         LINE, STR, line_values, rest),
};
/* clang-format on */

const struct field *field_find(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strlen(fields[i].name) == n && memcmp(fields[i].name, name, n) == 0)
			return &fields[i];
	return NULL;
}
