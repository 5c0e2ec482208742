/* What kernels print around an OOM: data only. formats.c holds THE table, one row for each known shape of a line. */
#ifndef OOMLOG_FORMATS_FORMATS_H
#define OOMLOG_FORMATS_FORMATS_H

#include "scan/scan.h"
#include "util/str.h"

/* What a line is. The order is the order of a report: ranges of it are used in assemble/. */
enum line_kind {
	LINE_NONE = 0, /* not a line of a report */

	LINE_TRIGGER,      /* "X invoked oom-killer: .." */
	LINE_ALLOC_FAILED, /* "X: page allocation failure: .." */
	LINE_ALLOC_OTHER,  /* "X: vmalloc error: .., mode:.."; "X: page allocation stalls for .." */

	LINE_MANUAL,    /* "sysrq: Manual OOM execution" */
	LINE_CAUSE,     /* "vmalloc: allocation failure: N bytes", a line of its own before the failure */
	LINE_CPUSET,    /* "X cpuset=/ mems_allowed=0" */
	LINE_CPU,       /* "CPU: 0 PID: 1 Comm: x Not tainted 6.1 #1" */
	LINE_TAINTED,   /* "Tainted: [O]=OOT_MODULE" */
	LINE_HARDWARE,  /* "Hardware name: .." */
	LINE_TRACE,     /* a frame of the call trace */
	LINE_REGISTERS, /* registers, raw stack words, "Call Trace:": of the report, holds nothing we keep */

	LINE_MEMCG_TASK,       /* "Task in A killed as a result of limit of B" */
	LINE_MEMCG_LIMIT,      /* "Memory limit reached of cgroup A" */
	LINE_MEMCG_COUNTER,    /* "memory: usage 1kB, limit 2kB, failcnt 3" */
	LINE_MEMCG_STATS,      /* "Memory cgroup stats for A:" alone, or with the values behind it */
	LINE_MEMCG_STAT,       /* "anon 1073741824" */
	LINE_MEMCG_PROTECTION, /* "Memory cgroup min protection 0kB -- low protection 0kB" */

	LINE_MEMINFO,          /* "Mem-Info:" */
	LINE_PERCPU,           /* "Node 0 DMA per-cpu:", "CPU    0: hi:  0, btch: 1 usd: 0" */
	LINE_COUNTERS,         /* "active_anon:1 inactive_anon:2 isolated_anon:0" */
	LINE_NODE,             /* "Node 0 active_anon:3932kB .." */
	LINE_ZONE,             /* "Node 0 DMA free:448kB .." */
	LINE_LOWMEM,           /* "lowmem_reserve[]: 0 59 59" */
	LINE_BUDDY,            /* "Node 0 DMA: 2*4kB (UM) .. = 448kB" */
	LINE_HUGEPAGES,        /* "Node 0 hugepages_total=0 .." */
	LINE_MEMORY_TOTAL,     /* "32629 pages RAM", "Free swap  = 0kB", .. */
	LINE_SLAB_HEAD,        /* "Unreclaimable slab info:" */
	LINE_SLAB,             /* "kmalloc-64    12KB   13KB" */
	LINE_ALLOCATIONS_HEAD, /* "Memory allocations:" */
	LINE_ALLOCATION,       /* "85.0 MiB  6100 mm/slub.c:2400 func:alloc_slab_page" */

	LINE_TASKS_HEAD, /* "Tasks state (memory values in pages):" */
	LINE_COLUMNS,    /* "[  pid  ]   uid  tgid total_vm .." */
	LINE_TASK,       /* a row of the table */

	LINE_OOM_KILL,    /* "oom-kill:constraint=.." */
	LINE_CHOSEN,      /* "Out of memory: Kill process N (x) score S or sacrifice child" */
	LINE_NO_KILLABLE, /* "Out of memory and no killable processes..." */
	LINE_NOT_KILLED,  /* "OOM victim N (x) is already exiting. Skip killing the task" */
	LINE_PANIC,       /* "Kernel panic - not syncing: Out of memory: .." */
	LINE_KILLED,      /* "Killed process N (x) .." */

	LINE_GROUP,       /* "Tasks in A are going to be killed due to memory.oom.group set" */
	LINE_SHARING,     /* "Kill process N (x) sharing same memory" */
	LINE_REAPED,      /* "oom_reaper: reaped process .." */
	LINE_REAP_FAILED, /* "oom_reaper: unable to reap pid:N (x)" */
	LINE_ASIDE,       /* a known line around an OOM that changes nothing: "OOM killer enabled." */

	LINE_LOST,        /* "** 23 printk messages dropped **", "imklog: 5 messages lost .." */
	LINE_SUPPRESSED,  /* "oom_kill_process: 41 callbacks suppressed" */
	LINE_SHOW_MEMORY, /* "sysrq: Show Memory": the Mem-Info that follows is nobody's */
	LINE_SLUB,        /* "SLUB: Unable to allocate memory on node -1": stands beside a failure */
	LINE_BOOT,        /* "Linux version 6.1.0 .." */

	LINE_LMK,            /* lowmemorykiller, whole in one record */
	LINE_LMK_MORE,       /* its later lines */
	LINE_LMKD,           /* lmkd, a program */
	LINE_USERSPACE_KILL, /* systemd-oomd, earlyoom, nohang */
	LINE_UNIT_OOM,       /* "x.service: A process of this unit has been killed by the OOM killer." */

	LINE_KINDS
};

/* Which struct a captured value belongs to. */
enum object {
	OBJECT_LINE, /* struct line_values: what the assembler itself needs */
	OBJECT_KERNEL,
	OBJECT_TRIGGER,
	OBJECT_MEMCG,
	OBJECT_MEMORY,
	OBJECT_CHOSEN,
	OBJECT_VICTIM,
	OBJECT_KILLER,
};

enum value_type {
	VALUE_STR,
	VALUE_I64,
	VALUE_U64,
	VALUE_HEX, /* "0x1f", or "0" */
	VALUE_KB,  /* a number of kB into bytes */
	VALUE_MB,  /* of MiB */
};

/* Name of a capture group -> where its value goes. */
struct field {
	const char *name;
	enum object object;
	enum value_type type;
	size_t offset;
};

/* Values that belong to no part of the event. */
struct line_values {
	int64_t pid, count;
	strv comm, prefix, constraint, oom_memcg, task_memcg, reason, global, unit, cause;
	int64_t uid;
	uint64_t anon_rss_bytes, file_rss_bytes, shmem_rss_bytes;
	strv rest; /* what stands behind the line's end: another message without a newline between */
};

struct format {
	const char *id;
	const char *needle;  /* must be in the line; most lines never reach a pattern */
	const char *pattern; /* PCRE2; named groups are fields. NULL: cut by the code of its section */
	const char *since, *until, *source, *sample;
	const char *killer; /* who printed it, of a line about a kill that is not the OOM killer's */
	enum line_kind kind;
	bool at_start;   /* the needle is the line's beginning */
	bool opens;      /* may be the first line of an event, or changes how the next is read: not to be left out */
	bool cut;        /* takes the beginning of a line whose end is lost */
	bool by_program; /* a program prints it: never believed of the kernel's own lines, believed of programs' */
	bool over;       /* takes figures over 64 bits, and leaves them out */
	bool marked;     /* says who is to be killed, not who was */
};

extern const struct format formats[];
extern const size_t n_formats;

/* literals.c */
extern const struct scan_literal format_literals[];
extern const size_t n_format_literals;
/* Looks for them; shared by all threads. */
const struct scanner *format_scanner(void);

/* NULL: no such field. */
const struct field *field_find(const char *name, size_t n);

#endif
