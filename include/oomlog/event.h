/*
 * oomlog/event.h - one reconstructed event, read-only.
 *
 * An event is immutable once oomlog_parser_next() has handed it out, and reference counted. Everything reached from it
 * lives as long as the event; nothing else needs freeing. Different events may be used from different threads; one
 * event may be read from several threads at once, and its reference count is not atomic: keep ref/unref in one.
 *
 * Names are the kernel's own (mm/oom_kill.c, mm/show_mem.c, mm/memcontrol.c). What the log does not say is absent:
 *   - an int64_t is OOMLOG_ABSENT, a uint64_t is OOMLOG_ABSENT_U,
 *   - a string has p == NULL,
 *   - a pointer to a struct is NULL, a list has no items.
 * Members that end in _bytes are bytes (the kernel's kB and KB are 1024), in _pages pages, in _us microseconds.
 *
 * Structs may gain members at their end in later versions: reach them only by the pointers given here, never copy or
 * allocate them, and index a list through its function.
 */
#ifndef OOMLOG_EVENT_H
#define OOMLOG_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define OOMLOG_API __attribute__((visibility("default")))
#else
#define OOMLOG_API
#endif

#define OOMLOG_ABSENT   INT64_MIN
#define OOMLOG_ABSENT_U UINT64_MAX

/* Bytes as in the log: any value, also NUL and bytes that are not UTF-8. A NUL that is not counted stands behind them. */
struct oomlog_str {
	const char *p;
	size_t n;
};

struct oomlog_event;

enum oomlog_kind {
	OOMLOG_KIND_OOM,                     /* the kernel's OOM killer */
	OOMLOG_KIND_PAGE_ALLOCATION_FAILURE, /* "X: page allocation failure: order:.." */
	OOMLOG_KIND_LOW_MEMORY_KILLER,       /* Android's lowmemorykiller driver and lmkd */
	OOMLOG_KIND_USERSPACE_KILL,          /* systemd-oomd, earlyoom, nohang */
};

enum oomlog_outcome {
	OOMLOG_OUTCOME_UNKNOWN, /* its end is missing */
	OOMLOG_OUTCOME_KILLED,
	OOMLOG_OUTCOME_PANIC,
	OOMLOG_OUTCOME_NO_KILLABLE_TASK, /* "Out of memory and no killable processes..." */
	OOMLOG_OUTCOME_NOT_KILLED,       /* "OOM victim N (x) is already exiting. Skip killing the task" */
};

/* Parts of a report; a set of these bits tells what is missing. */
enum oomlog_part {
	OOMLOG_PART_TRIGGER = 1 << 0,
	OOMLOG_PART_MEMORY = 1 << 1,
	OOMLOG_PART_MEMCG = 1 << 2,
	OOMLOG_PART_TASKS = 1 << 3,
	OOMLOG_PART_KILL = 1 << 4,
};

enum oomlog_damage_what {
	OOMLOG_DAMAGE_LINES_LOST,    /* the log says that messages are missing (count: how many, where it says so) */
	OOMLOG_DAMAGE_CUT,           /* a line ends before its end */
	OOMLOG_DAMAGE_INTERLEAVED,   /* lines of another report, or torn pieces, between its own */
	OOMLOG_DAMAGE_LIMIT_HIT,     /* a limit of the parser dropped a part */
	OOMLOG_DAMAGE_UNPARSED_LINE, /* lines inside it that look like the report's and were not understood */
};

struct oomlog_damage {
	enum oomlog_damage_what what;
	uint64_t count;
	uint64_t line; /* the first one, 1-based in the input */
};

/* A name and a number: a field of a zone, a counter, a statistic. The name is normalised, with its unit at the end. */
struct oomlog_field {
	struct oomlog_str name;
	uint64_t value;
};

struct oomlog_fields {
	struct oomlog_field *items;
	size_t n, cap;
};

/* "%s invoked oom-killer: gfp_mask=..", out_of_memory() / dump_header() */
struct oomlog_frame {
	struct oomlog_str function, module;
	uint64_t offset, size; /* fn+0xOFFSET/0xSIZE */
	bool reliable;         /* no '?' before it, no "(unreliable)" behind it */
};

struct oomlog_trigger {
	struct oomlog_str comm;
	int64_t pid, uid, cpu;
	uint64_t gfp_mask;
	struct oomlog_str
		gfp_flags; /* as printed, joined with '|'; "" for an empty mask; absent where only the number is */
	int64_t order, oom_score_adj, oom_adj;
	struct oomlog_str cpuset, mems_allowed, nodemask;
	struct oomlog_str
		reason; /* page allocation failure: "vmalloc error: size 8589934592, ..", where it is not the plain one */
	bool manual;    /* sysrq: "Manual OOM execution", order -1 */
	struct oomlog_frame *call_trace;
	size_t n_call_trace, cap_call_trace;
};

struct oomlog_kernel {
	struct oomlog_str release, tainted, hardware, arch;
	uint64_t page_size_bytes; /* inferred from the free lists' first column, or from two units of one figure */
};

struct oomlog_counter {
	uint64_t usage_bytes, limit_bytes, failcnt;
};

struct oomlog_memcg_child {
	struct oomlog_str path;
	struct oomlog_fields stat;
};

struct oomlog_memcg {
	struct oomlog_str path, task_path, oom_group;
	struct oomlog_counter memory, memsw, swap, kmem;
	uint64_t min_protection_bytes, low_protection_bytes;
	struct oomlog_fields stat;
	struct {
		struct oomlog_memcg_child *items;
		size_t n, cap;
	} children;
};

struct oomlog_node {
	int64_t node;
	struct oomlog_fields fields;
	int64_t all_unreclaimable; /* 0 no, 1 yes */
	uint64_t reclaim_failures;
};

struct oomlog_free_block {
	int64_t order;
	uint64_t block_bytes, count;
	struct oomlog_str types; /* letters of the free lists that are not empty: U M E R H C I */
};

struct oomlog_zone {
	int64_t node; /* absent without CONFIG_NUMA */
	struct oomlog_str zone;
	struct oomlog_fields fields; /* free_bytes, min_bytes, .. in the order printed */
	int64_t all_unreclaimable;
	struct {
		int64_t *items;
		size_t n, cap;
	} lowmem_reserve_pages;
	struct {
		struct oomlog_free_block *items;
		size_t n, cap;
	} free_blocks;
	uint64_t free_blocks_total_bytes;
};

struct oomlog_hugepages {
	int64_t node;
	uint64_t total, free, surplus, size_bytes;
};

struct oomlog_slab {
	struct oomlog_str name;
	uint64_t used_bytes, total_bytes;
};

struct oomlog_allocation {
	uint64_t bytes, calls;
	struct oomlog_str site; /* "mm/slub.c:2200 func:alloc_slab_page" */
};

struct oomlog_memory {
	struct oomlog_fields counters_pages;
	struct {
		struct oomlog_node *items;
		size_t n, cap;
	} nodes;
	struct {
		struct oomlog_zone *items;
		size_t n, cap;
	} zones;
	struct {
		struct oomlog_hugepages *items;
		size_t n, cap;
	} hugepages;
	struct {
		struct oomlog_slab *items;
		size_t n, cap;
	} unreclaimable_slab;
	struct {
		struct oomlog_allocation *items;
		size_t n, cap;
	} allocations;
	uint64_t pagecache_pages;
	struct {
		uint64_t cache_pages, add, del, find, find_total, total_bytes, free_bytes;
	} swap;
	uint64_t ram_pages, highmem_pages, reserved_pages, cma_reserved_pages, hwpoisoned_pages;
	struct oomlog_fields other; /* what only some kernels and architectures print: "pages_shared", .. */
};

/* One row of "[ pid ]   uid  tgid total_vm .."; by its header's columns */
struct oomlog_task {
	int64_t pid, uid, tgid;
	uint64_t total_vm_pages, rss_pages, rss_anon_pages, rss_file_pages, rss_shmem_pages;
	uint64_t nr_ptes, nr_pmds, nr_puds, pgtables_bytes, swapents;
	int64_t cpu, oom_adj, oom_score_adj;
	struct oomlog_str comm;
	struct oomlog_fields other; /* columns that only a vendor's kernel prints */
};

enum oomlog_role {
	OOMLOG_ROLE_CHOSEN,
	OOMLOG_ROLE_CHILD,         /* killed in place of the chosen one ("or sacrifice child") */
	OOMLOG_ROLE_SHARES_MEMORY, /* "Kill process N (x) sharing same memory" */
	OOMLOG_ROLE_GROUP,         /* memory.oom.group */
};

struct oomlog_victim {
	int64_t pid, uid;
	struct oomlog_str comm;
	enum oomlog_role role;
	uint64_t total_vm_bytes, anon_rss_bytes, file_rss_bytes, shmem_rss_bytes, pgtables_bytes;
	int64_t oom_score_adj;
	/* "oom_reaper: reaped process %d (%s), now anon-rss:%lukB, .." */
	struct {
		bool seen, failed;
		uint64_t anon_rss_bytes, file_rss_bytes, shmem_rss_bytes;
		int64_t monotonic_us;
	} reaped;
};

/*
 * Whom the kernel picked: "Kill process %d (%s) score %u or sacrifice child"; "OOM victim %d (%s) is already exiting";
 * or, where the kill line itself is lost, the task, pid and uid of "oom-kill:constraint=..".
 */
struct oomlog_chosen {
	int64_t pid;
	struct oomlog_str comm;
	int64_t score, uid;
};

/* Of low_memory_killer and userspace_kill events. */
struct oomlog_killer {
	struct oomlog_str name;   /* "lowmemorykiller", "lmkd", "systemd-oomd", "earlyoom", "nohang" */
	struct oomlog_str reason; /* its own words */
	struct oomlog_str cgroup, requester_comm;
	int64_t requester_pid, adj, min_adj;
	uint64_t to_free_bytes, cache_bytes, cache_limit_bytes;
	int64_t free_above_reserved_bytes;
	struct oomlog_str signal;                          /* "SIGTERM", "SIGKILL" */
	struct oomlog_str pressure_percent, limit_percent; /* decimal text as printed: "88.12" */
	struct oomlog_fields other;
	uint64_t to_free_swap_bytes; /* lmkd: ".. to free 48128kB rss, 12000kB swap" */
	int64_t oom_score;           /* earlyoom: "oom_score 900" or "badness 900", of /proc/PID/oom_score */
	uint64_t vm_rss_bytes;       /* earlyoom: "VmRSS 400 MiB" */
	bool marked;                 /* systemd-oomd: "Marked /a.scope for killing", not yet killed */
};

struct oomlog_systemd {
	struct oomlog_str unit, result, message_id;
};

enum oomlog_realtime_from {
	OOMLOG_REALTIME_NONE,
	OOMLOG_REALTIME_CARRIER,               /* "carrier" */
	OOMLOG_REALTIME_CARRIER_YEAR_INFERRED, /* the stamp has no year */
	OOMLOG_REALTIME_BOOT,                  /* from the kernel's clock and the time of boot */
};

struct oomlog_time {
	int64_t monotonic_us, end_monotonic_us; /* the kernel's clock at the first and last line */
	int64_t realtime_us, end_realtime_us;   /* microseconds since 1970, UTC */
	enum oomlog_realtime_from realtime_from;
};

struct oomlog_origin {
	struct oomlog_str input, carrier, host, boot_id, transport;
	uint64_t first_line, last_line, first_byte, last_byte;
	bool distrusted; /* the carrier says that a program wrote it; only where those are believed */
};

OOMLOG_API struct oomlog_event *oomlog_event_ref(struct oomlog_event *ev);
/* NULL-safe; returns NULL. */
OOMLOG_API struct oomlog_event *oomlog_event_unref(struct oomlog_event *ev);

/* 16 hex digits: a hash of the event's own content, the same through every carrier. */
OOMLOG_API const char *oomlog_event_id(const struct oomlog_event *ev);
/* It was handed out before, with the same id and without its late lines: struct oomlog_options has `amend`. */
OOMLOG_API bool oomlog_event_amends(const struct oomlog_event *ev);
OOMLOG_API enum oomlog_kind oomlog_event_kind(const struct oomlog_event *ev);
OOMLOG_API enum oomlog_outcome oomlog_event_outcome(const struct oomlog_event *ev);
/* The contract's words for them: "page_allocation_failure", "no_killable_task", .. */
OOMLOG_API const char *oomlog_kind_name(enum oomlog_kind kind);
OOMLOG_API const char *oomlog_outcome_name(enum oomlog_outcome outcome);
OOMLOG_API const char *oomlog_role_name(enum oomlog_role role);
OOMLOG_API const char *oomlog_damage_name(enum oomlog_damage_what what);

/* Bits of enum oomlog_part that this kind of report has and this one lacks; 0: complete. */
OOMLOG_API unsigned oomlog_event_missing(const struct oomlog_event *ev);
/* "none", "memcg", "cpuset", "memory_policy", .. or absent */
OOMLOG_API struct oomlog_str oomlog_event_constraint(const struct oomlog_event *ev);

/* "System is deadlocked on memory": why it panicked, as the kernel says it behind "Kernel panic - not syncing: "; or
 * absent. */
OOMLOG_API struct oomlog_str oomlog_event_panic(const struct oomlog_event *ev);

/* "Out of memory (oom_kill_allocating_task): ..": vm.oom_kill_allocating_task is set, who asked was killed. */
OOMLOG_API bool oomlog_event_allocating_task(const struct oomlog_event *ev);

OOMLOG_API const struct oomlog_origin *oomlog_event_origin(const struct oomlog_event *ev);
OOMLOG_API const struct oomlog_time *oomlog_event_time(const struct oomlog_event *ev);
/* Each NULL when the log said nothing of it. */
OOMLOG_API const struct oomlog_kernel *oomlog_event_kernel(const struct oomlog_event *ev);
OOMLOG_API const struct oomlog_trigger *oomlog_event_trigger(const struct oomlog_event *ev);
OOMLOG_API const struct oomlog_memcg *oomlog_event_memcg(const struct oomlog_event *ev);
OOMLOG_API const struct oomlog_memory *oomlog_event_memory(const struct oomlog_event *ev);
OOMLOG_API const struct oomlog_chosen *oomlog_event_chosen(const struct oomlog_event *ev);
OOMLOG_API const struct oomlog_killer *oomlog_event_killer(const struct oomlog_event *ev);
OOMLOG_API const struct oomlog_systemd *oomlog_event_systemd(const struct oomlog_event *ev);

/* Lists: how many there are, and the i-th (NULL behind the end). */
OOMLOG_API size_t oomlog_event_tasks(const struct oomlog_event *ev);
OOMLOG_API const struct oomlog_task *oomlog_event_task(const struct oomlog_event *ev, size_t i);
OOMLOG_API size_t oomlog_event_victims(const struct oomlog_event *ev);
OOMLOG_API const struct oomlog_victim *oomlog_event_victim(const struct oomlog_event *ev, size_t i);
OOMLOG_API size_t oomlog_event_damages(const struct oomlog_event *ev);
OOMLOG_API const struct oomlog_damage *oomlog_event_damage(const struct oomlog_event *ev, size_t i);
/* The event's own lines, as read; only with oomlog_options.keep_raw. */
OOMLOG_API size_t oomlog_event_raw_lines(const struct oomlog_event *ev);
OOMLOG_API struct oomlog_str oomlog_event_raw_line(const struct oomlog_event *ev, size_t i);

/* Lines inside it that begin like a report's and are none that is known; the first few, cut to 512 bytes. */
OOMLOG_API size_t oomlog_event_unparsed_lines(const struct oomlog_event *ev);
OOMLOG_API struct oomlog_str oomlog_event_unparsed_line(const struct oomlog_event *ev, size_t i);

#ifdef __cplusplus
}
#endif
#endif
