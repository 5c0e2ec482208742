/*
 * THE table of known lines, in the order in which a report prints them.
 *
 * To teach oomlog a new kernel's line, add a row: a needle that is in every such line, a pattern with named groups
 * (fields.c) or none where the section's own code cuts the line, and a real sample. The era is documentation; nothing
 * ever asks for a version, since distributions backport single lines.
 *
 * Patterns are anchored at both ends and bounded. comm is at most 15 bytes, and its bytes may be anything: it is read
 * from the end of the text that follows it. A row that only accepts the beginning of a cut line stands behind the whole
 * ones and takes no number that the cut may have shortened.
 */
#include "formats/formats.h"

#define GFP \
	"gfp_mask=(?<trigger_gfp_mask>(?:0x)?[0-9a-fA-F]{1,16})(?:\\((?<trigger_gfp_flags>[A-Za-z0-9_|]{0,900})\\))?"
#define NODEMASK "nodemask=(?:\\(null\\)|(?<trigger_nodemask>[0-9][0-9,-]{0,600})|)"
#define COMM     "[^\\0]{0,64}"
#define KILL_BY                                                                                              \
	"(?<line_prefix>[Oo]ut of [Mm]emory(?: \\(oom_kill_allocating_task\\))?|Memory cgroup out of memory" \
	"|No available memory \\(MPOL_BIND\\)|No available memory in cpuset)"

/* "12 (x)", "12, UID 600, (x)" of RHEL 6, "12 (x), UID 27," of RHEL 7 */
#define VICTIM                                                                                  \
	"(?<victim_pid>\\d{1,10}),?(?: UID (?<victim_uid>\\d{1,10}),)? \\((?<victim_comm>" COMM \
	")\\)(?:, UID (?<victim_uid>\\d{1,10}),)?"
/* what systemd-oomd's limit was: memory pressure, or memory and swap in bytes */
#define OOMD_REASON                                                                                             \
	"(?<killer_reason>memory pressure for .{0,4096} being (?<killer_pressure>\\d{1,3}(?:\\.\\d{1,4})?)% > " \
	"(?<killer_limit>\\d{1,3}(?:\\.\\d{1,4})?)% for > .{1,40} with reclaim activity|memory used .{1,400})"
/* a figure with more digits than any memory has is passed over; the others of its line are as they are */
#define KB_OR_OVER(name) "(?:(?<" name ">\\d{1,16})|\\d{17,64})kB"
/* "swap-rss:4kB": what a kernel to come says besides */
#define MORE "(?:,? [a-z][A-Za-z_-]{0,31}:-?\\d{1,20}(?:kB)?){0,4}?"

/* clang-format off */
const struct format formats[] = {
/* --- what starts a report ------------------------------------------------------------------------------------- */
{
	.id = "trigger/adj", .kind = LINE_TRIGGER, .needle = " invoked oom-killer: ", .opens = true,
	.pattern = "^(?<trigger_comm>" COMM ") invoked oom-killer: " GFP "(?:, " NODEMASK ")?,[ ]{1,2}order=(?<trigger_order>-?\\d{1,3})"
		"(?:, oomkilladj=(?<trigger_oom_adj>-?\\d{1,3})|, oom_adj=(?<trigger_oom_adj>-?\\d{1,3})(?:, oom_score_adj=(?<trigger_oom_score_adj>-?\\d{1,4}))?"
		"|, oom_sco[r]?e_adj=(?<trigger_oom_score_adj>-?\\d{1,4}))\\s{0,2}$",
	.since = "2.6.19", .source = "mm/oom_kill.c dump_header()",
	.sample = "python3 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0",
},
{
	.id = "trigger/more", .kind = LINE_TRIGGER, .needle = " invoked oom-killer: ", .opens = true,
	.pattern = "^(?<trigger_comm>" COMM ") invoked oom-killer: " GFP "(?:, " NODEMASK ")?,[ ]{1,2}order=(?<trigger_order>-?\\d{1,3}), oom_score_adj=(?<trigger_oom_score_adj>-?\\d{1,4})"
		"(?:, [a-z][a-z_]{0,31}=[^ ,]{1,256}){1,4}\\s{0,2}$",
	.source = "mm/oom_kill.c dump_header() of a kernel that says more than those known",
	.sample = "python3 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0, cgroup=/a",
},
{
	.id = "trigger/cut", .kind = LINE_TRIGGER, .needle = " invoked oom-killer: gfp_mask=0x", .opens = true, .cut = true,
	.pattern = "^(?<trigger_comm>" COMM ") invoked oom-killer: (?:" GFP "(?=,))?(?:, (?:" NODEMASK "(?=,))?)?(?:,?[ ]{1,2}order=(?<trigger_order>-?\\d{1,3})(?=,))?"
		"(?<line_rest>,?(?: {0,2}(?:gfp_mask=0x(?:[0-9a-f]|$)|(?!gfp_mask=)[a-z])[^ ]{0,600}){0,3})$",
	.since = "2.6.19", .source = "mm/oom_kill.c dump_header()",
	.sample = "java invoked oom-killer: gfp_mask=0x201da, order=0, oom_sco",
},
{
	.id = "trigger/no-comm", .kind = LINE_TRIGGER, .needle = "oom-killer: gfp_mask=", .at_start = true, .opens = true,
	.pattern = "^oom-killer: " GFP "(?:, order=(?<trigger_order>-?\\d{1,3}))?\\s{0,2}$",
	.since = "2.6.9", .until = "2.6.18", .source = "mm/oom_kill.c out_of_memory()",
	.sample = "oom-killer: gfp_mask=0xd0",
},
{
	.id = "trigger/openvz", .kind = LINE_TRIGGER, .needle = ") invoked oom-killer in ub ", .opens = true,
	.pattern = "^(?<trigger_pid>\\d{1,10}) \\((?<trigger_comm>" COMM ")\\) invoked oom-killer in ub [^ ]{1,64} generation \\d{1,10} gfp (?<trigger_gfp_mask>(?:0x)?[0-9a-fA-F]{1,16})\\s{0,2}$",
	.since = "2.6.32", .until = "2.6.32", .source = "kernel/bc/oom_kill.c of OpenVZ",
	.sample = "7155 (php-cgi) invoked oom-killer in ub 101 generation 2 gfp 0x200d2",
},
{
	.id = "trigger/memcg-dev", .kind = LINE_TRIGGER, .needle = " invoked memcg oom killer. oom_victim=", .opens = true,
	.pattern = "^task=(?<trigger_comm>" COMM ") pid=(?<trigger_pid>\\d{1,10}) invoked memcg oom killer\\. oom_victim=\\d{1,10}$",
	.since = "4.18-rc", .until = "4.18-rc", .source = "mm/memcontrol.c (a development kernel of 2018)",
	.sample = "task=worker5 pid=4711 invoked memcg oom killer. oom_victim=0",
},
{
	.id = "alloc-failed/mode", .kind = LINE_ALLOC_FAILED, .needle = ": page allocation failure", .opens = true,
	.pattern = "^(?<trigger_comm>" COMM "): page allocation failure[:.] order:(?<trigger_order>\\d{1,3}), mode:(?<trigger_gfp_mask>(?:0x)?[0-9a-fA-F]{1,16})"
		"(?:\\((?<trigger_gfp_flags>[A-Za-z0-9_|]{0,900})\\))?(?:,[ ]?" NODEMASK ")?"
		"(?:,cpuset=(?<trigger_cpuset>.{0,4096}),mems_allowed=(?<trigger_mems_allowed>[0-9,-]{0,600}))?\\s{0,2}$",
	.since = "2.6.9", .source = "mm/page_alloc.c warn_alloc()",
	.sample = "kswapd0: page allocation failure: order:0, mode:0x40000(GFP_NOWAIT), nodemask=(null),cpuset=/,mems_allowed=0",
},
{
	.id = "alloc-failed/other", .kind = LINE_ALLOC_OTHER, .needle = ", mode:0x", .opens = true,
	.pattern = "^(?<trigger_comm>" COMM "?): (?<trigger_reason>(?:vmalloc|page allocation stalls|vmap allocation)[^,]{0,80}(?:, (?!mode:)[^,]{1,80}){0,4}?)"
		"(?:, order:(?<trigger_order>\\d{1,3}))?, mode:(?<trigger_gfp_mask>(?:0x)?[0-9a-fA-F]{1,16})(?:\\((?<trigger_gfp_flags>[A-Za-z0-9_|]{0,900})\\))?(?:,[ ]?" NODEMASK ")?"
		"(?:,cpuset=(?<trigger_cpuset>.{0,4096}),mems_allowed=(?<trigger_mems_allowed>[0-9,-]{0,600}))?\\s{0,2}$",
	.since = "4.9", .source = "mm/page_alloc.c warn_alloc(), mm/vmalloc.c",
	.sample = "insmod: vmalloc error: size 8589934592, page order 0, failed to allocate pages, mode:0xcc0(GFP_KERNEL), nodemask=(null),cpuset=/,mems_allowed=0",
},
{
	.id = "alloc-failed/cut", .kind = LINE_ALLOC_FAILED, .needle = ": page allocation failure", .opens = true, .cut = true,
	.pattern = "^(?<trigger_comm>" COMM "): page allocation failure[:.] order:(?<trigger_order>\\d{1,3}), mode:"
		"(?:(?<trigger_gfp_mask>0x[0-9a-fA-F]{1,16})(?=[(,])(?:\\((?<trigger_gfp_flags>[A-Za-z0-9_|]{0,900})\\))?)?(?<line_rest>,?(?: ?[a-z][^ ]{0,600})?)(?:\\^M)?$",
	.since = "2.6.9", .source = "mm/page_alloc.c warn_alloc()",
	.sample = "kswapd0: page allocation failure: order:0, mode:0x40000(GFP_NOWAIT), nodem",
},
{
	.id = "cause/vmalloc", .kind = LINE_CAUSE, .needle = "vmalloc: allocation failure: ", .at_start = true, .opens = true,
	.pattern = "^(?<line_cause>vmalloc: allocation failure: \\d{1,20} bytes)$",
	.since = "2.6.39", .until = "4.8", .source = "mm/vmalloc.c __vmalloc_node_range()",
	.sample = "vmalloc: allocation failure: 17179869184 bytes",
},
{
	.id = "manual/sysrq", .kind = LINE_MANUAL, .needle = "Manual OOM execution", .opens = true,
	.pattern = "^(?:sysrq: )?(?:SysRq ?: )?Manual OOM execution\\s{0,2}$",
	.since = "2.6.9", .source = "drivers/tty/sysrq.c moom_callback()",
	.sample = "sysrq: Manual OOM execution",
},
{
	.id = "manual/ignored", .kind = LINE_ASIDE, .needle = "OOM request ignored",
	.pattern = "^(?:sysrq: )?OOM request ignored(?: because killer is disabled|\\. No task eligible)\\s{0,2}$",
	.since = "4.0", .source = "drivers/tty/sysrq.c moom_callback()",
	.sample = "sysrq: OOM request ignored. No task eligible",
},

/* --- who asked, and the call trace ---------------------------------------------------------------------------- */
{
	.id = "context/compaction", .kind = LINE_ASIDE, .needle = "COMPACTION is disabled!!!", .at_start = true,
	.pattern = "^COMPACTION is disabled!!!$",
	.since = "4.9", .source = "mm/oom_kill.c dump_header()",
	.sample = "COMPACTION is disabled!!!",
},
{
	.id = "context/cpuset", .kind = LINE_CPUSET, .needle = " cpuset=",
	.pattern = "^(?<line_comm>" COMM ") cpuset=(?<trigger_cpuset>.{0,4096}) mems_allowed=(?<trigger_mems_allowed>[0-9,-]{0,600})\\s{0,2}$",
	.since = "2.6.29", .until = "4.20", .source = "kernel/cpuset.c cpuset_print_task_mems_allowed()",
	.sample = "java cpuset=/ mems_allowed=0-1",
},
{
	.id = "context/cpuset-cut", .kind = LINE_CPUSET, .needle = " cpuset=", .cut = true,
	.pattern = "^(?<line_comm>" COMM ") cpuset=(?:/.{0,4096})?$",
	.since = "3.16", .until = "4.20", .source = "kernel/cpuset.c cpuset_print_current_mems_allowed(), in three pieces",
	.sample = "java cpuset=/",
},
{
	.id = "context/cpu", .kind = LINE_CPU, .needle = "CPU: ", .at_start = true,
	.pattern = "^CPU: (?<trigger_cpu>\\d{1,6}) (?:UID: (?<trigger_uid>\\d{1,10}) )?PID: (?<trigger_pid>\\d{1,10}) Comm: (?<line_comm>" COMM "?) (?:Kdump: loaded )?"
		"(?:Not tainted|Tainted: (?<kernel_tainted>[A-Z][A-Z -]{0,60}?)) +(?<kernel_release>\\d[^ ]{0,120})(?: .{0,200})?$",
	.since = "3.10", .source = "lib/dump_stack.c dump_stack_print_info()",
	.sample = "CPU: 0 PID: 124 Comm: memeater Not tainted 6.1.0-50-cloud-amd64 #1  Debian 6.1.176-1",
},
{
	.id = "context/cpu-cut", .kind = LINE_CPU, .needle = "CPU: ", .at_start = true, .cut = true,
	.pattern = "^CPU: (?<trigger_cpu>\\d{1,6}) (?:UID: (?<trigger_uid>\\d{1,10}) )?PID: (?<trigger_pid>\\d{1,10}) Comm:(?: (?<line_comm>.{0,64}))?$",
	.since = "3.10", .source = "lib/dump_stack.c dump_stack_print_info()",
	.sample = "CPU: 0 PID: 124 Comm: memeater Not tai",
},
{
	.id = "context/pid-cut", .kind = LINE_CPU, .needle = "Pid: ", .at_start = true, .cut = true,
	.pattern = "^Pid: (?<trigger_pid>\\d{1,10}), comm: {1,16}(?<line_comm>" COMM "?) (?:Not(?: tainted)?|Tainted:[A-Z -]{0,60})\\s{0,2}$",
	.since = "2.6.9", .until = "3.9", .source = "arch/x86/kernel/process.c show_regs_common()",
	.sample = "Pid: 2711, comm: java Not tainted",
},
{
	.id = "context/pid", .kind = LINE_CPU, .needle = "Pid: ", .at_start = true,
	.pattern = "^Pid: (?<trigger_pid>\\d{1,10}), comm: {1,16}(?<line_comm>" COMM "?)(?: (?:Not tainted|Tainted: (?<kernel_tainted>[A-Z][A-Z -]{0,60}?)) +\\(?(?<kernel_release>\\d[^ ]{0,120})(?: .{0,200})?)?$",
	.since = "2.6.9", .until = "3.9", .source = "arch/x86/kernel/process.c show_regs_common()",
	.sample = "Pid: 2711, comm: java Not tainted 2.6.32-220.el6.x86_64 #1",
},
{
	.id = "context/tainted", .kind = LINE_TAINTED, .needle = "Tainted: [", .at_start = true,
	.pattern = "^Tainted: \\[[A-Z]\\]=.{1,400}$",
	.since = "6.11", .source = "lib/dump_stack.c dump_stack_print_info()",
	.sample = "Tainted: [O]=OOT_MODULE, [E]=UNSIGNED_MODULE",
},
{
	.id = "context/hardware", .kind = LINE_HARDWARE, .needle = "Hardware name: ", .at_start = true,
	.pattern = "^Hardware name: (?<kernel_hardware>.{0,300}?)\\s{0,4}$",
	.since = "3.10", .source = "lib/dump_stack.c dump_stack_print_info()",
	.sample = "Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014",
},
{
	.id = "context/workqueue", .kind = LINE_REGISTERS, .needle = "Workqueue: ", .at_start = true,
	.pattern = "^Workqueue: .{1,120}$",
	.since = "3.10", .source = "kernel/workqueue.c print_worker_info()",
	.sample = "Workqueue: events moom_callback",
},
{
	.id = "trace/head", .kind = LINE_REGISTERS, .needle = "Call ", .at_start = true,
	.pattern = "^Call [Tt]race:.{0,40}$",
	.since = "2.6.9", .source = "show_stack() of each architecture",
	.sample = "Call Trace:",
},
{
	.id = "trace/frame", .kind = LINE_TRACE, .needle = "+0x",
	.since = "2.6.9", .source = "show_stack() of each architecture",
	.sample = " ? policy_node+0x51/0x70",
},
{
	.id = "trace/registers", .kind = LINE_REGISTERS, .needle = "RIP: ", .at_start = true,
	.since = "2.6.9", .source = "show_regs() of each architecture",
	.sample = "RIP: 0033:0x402108",
},

/* --- the memory cgroup ---------------------------------------------------------------------------------------- */
{
	.id = "memcg/task", .kind = LINE_MEMCG_TASK, .needle = "Task in ", .at_start = true,
	.pattern = "^Task in (?<memcg_task_path>.{0,4096}) killed as a result of limit of (?<memcg_path>.{1,4096}?)\\s{0,2}$",
	.since = "2.6.30", .until = "4.20", .source = "mm/memcontrol.c mem_cgroup_print_oom_info()",
	.sample = "Task in /a/b killed as a result of limit of /a",
},
{
	.id = "memcg/task-cut", .kind = LINE_MEMCG_TASK, .needle = "Task in /", .at_start = true, .cut = true,
	.pattern = "^Task in /.{0,4096}$",
	.since = "3.16", .until = "4.20", .source = "mm/memcontrol.c mem_cgroup_print_oom_info(), in three pieces",
	.sample = "Task in /a/b",
},
{
	.id = "memcg/limit", .kind = LINE_MEMCG_LIMIT, .needle = "Memory limit reached of cgroup ", .at_start = true,
	.pattern = "^Memory limit reached of cgroup (?<memcg_path>.{0,4096}?)\\s{0,2}$",
	.since = "4.0", .until = "4.20", .source = "mm/memcontrol.c mem_cgroup_print_oom_info()",
	.sample = "Memory limit reached of cgroup /a",
},
{
	.id = "memcg/memory", .kind = LINE_MEMCG_COUNTER, .needle = "memory: usage ", .at_start = true,
	.pattern = "^memory: usage (?<memcg_usage_kb>\\d{1,20})kB, limit (?<memcg_limit_kb>\\d{1,20})kB, failcnt (?<memcg_failcnt>\\d{1,20})$",
	.since = "2.6.30", .source = "mm/memcontrol.c mem_cgroup_print_oom_meminfo()",
	.sample = "memory: usage 1048576kB, limit 1048576kB, failcnt 24",
},
{
	.id = "memcg/memsw", .kind = LINE_MEMCG_COUNTER, .needle = "memory+swap: usage ", .at_start = true,
	.pattern = "^memory\\+swap: usage (?<memcg_memsw_usage_kb>\\d{1,20})kB, limit (?<memcg_memsw_limit_kb>\\d{1,20})kB, failcnt (?<memcg_memsw_failcnt>\\d{1,20})$",
	.since = "2.6.30", .source = "mm/memcontrol.c mem_cgroup_print_oom_meminfo()",
	.sample = "memory+swap: usage 20480kB, limit 9007199254740991kB, failcnt 0",
},
{
	.id = "memcg/swap", .kind = LINE_MEMCG_COUNTER, .needle = "swap: usage ", .at_start = true,
	.pattern = "^swap: usage (?<memcg_swap_usage_kb>\\d{1,20})kB, limit (?<memcg_swap_limit_kb>\\d{1,20})kB, failcnt (?<memcg_swap_failcnt>\\d{1,20})$",
	.since = "5.3", .source = "mm/memcontrol.c mem_cgroup_print_oom_meminfo()",
	.sample = "swap: usage 0kB, limit 0kB, failcnt 0",
},
{
	.id = "memcg/kmem", .kind = LINE_MEMCG_COUNTER, .needle = "kmem: usage ", .at_start = true,
	.pattern = "^kmem: usage (?<memcg_kmem_usage_kb>\\d{1,20})kB, limit (?<memcg_kmem_limit_kb>\\d{1,20})kB, failcnt (?<memcg_kmem_failcnt>\\d{1,20})$",
	.since = "3.8", .source = "mm/memcontrol.c mem_cgroup_print_oom_meminfo()",
	.sample = "kmem: usage 0kB, limit 9007199254740988kB, failcnt 0",
},
{
	.id = "memcg/stats", .kind = LINE_MEMCG_STATS, .needle = "Memory cgroup stats", .at_start = true,
	.since = "3.9", .source = "mm/memcontrol.c mem_cgroup_print_oom_meminfo()",
	.sample = "Memory cgroup stats for /docker/ab12: cache:0KB rss:1048492KB rss_huge:0KB mapped_file:0KB",
},
{
	.id = "memcg/stat", .kind = LINE_MEMCG_STAT, .needle = "", .at_start = true,
	.since = "5.3", .source = "mm/memcontrol.c memory_stat_format()",
	.sample = "anon 1073741824",
},
{
	.id = "memcg/protection", .kind = LINE_MEMCG_PROTECTION, .needle = "Memory cgroup min protection ", .at_start = true,
	.pattern = "^Memory cgroup min protection (?<memcg_min_protection_kb>\\d{1,20})kB -- low protection (?<memcg_low_protection_kb>\\d{1,20})kB(?<line_rest>.{0,200})$",
	.since = "6.18", .source = "mm/memcontrol.c mem_cgroup_show_protected_memory()",
	.sample = "Memory cgroup min protection 0kB -- low protection 0kB",
},

{
	.id = "memcg/stats-overflow", .kind = LINE_ASIDE, .needle = ": Warning, stat buffer overflow, please report",
	.pattern = "^[a-z_0-9]{1,64}: Warning, stat buffer overflow, please report\\s{0,2}$",
	.since = "6.11", .source = "mm/memcontrol.c mem_cgroup_print_oom_meminfo()",
	.sample = "mem_cgroup_print_oom_meminfo: Warning, stat buffer overflow, please report",
},

/* --- Mem-Info ------------------------------------------------------------------------------------------------- */
{
	.id = "memory/head", .kind = LINE_MEMINFO, .needle = "Mem-", .at_start = true,
	.pattern = "^Mem-[Ii]nfo:\\s{0,2}$",
	.since = "2.6.9", .source = "mm/show_mem.c __show_mem()",
	.sample = "Mem-Info:",
},
{
	.id = "memory/per-cpu", .kind = LINE_PERCPU, .needle = " per-cpu:",
	.pattern = "^(?:Node {1,4}\\d{1,4} )?[A-Z][A-Za-z0-9]{1,15} per-cpu:(?: empty)?\\s{0,2}$",
	.since = "2.6.9", .until = "4.0", .source = "mm/page_alloc.c show_free_areas()",
	.sample = "Node 0 DMA per-cpu:",
},
{
	.id = "memory/per-cpu-list", .kind = LINE_PERCPU, .needle = "btch:",
	.pattern = "^CPU {1,4}\\d{1,5}:(?: Hot:)? +hi: *\\d{1,9}, btch: *\\d{1,9} usd: *\\d{1,9}(?: +Cold: +hi: *\\d{1,9}, btch: *\\d{1,9} usd: *\\d{1,9})?\\s{0,2}$",
	.since = "2.6.18", .until = "4.0", .source = "mm/page_alloc.c show_free_areas()",
	.sample = "CPU    0: hi:   42, btch:   7 usd:  12",
},
{
	.id = "memory/per-cpu-hot-cold", .kind = LINE_PERCPU, .needle = "cpu ", .at_start = true,
	.pattern = "^cpu \\d{1,5} (?:hot|cold): (?:low \\d{1,9}, )?high \\d{1,9}, batch \\d{1,9}(?: used:\\d{1,9})?\\s{0,2}$",
	.since = "2.6.9", .until = "2.6.17", .source = "mm/page_alloc.c show_free_areas()",
	.sample = "cpu 0 cold: low 0, high 32, batch 16",
},
{
	.id = "memory/free-pages", .kind = LINE_PERCPU, .needle = "Free pages: ", .at_start = true,
	.pattern = "^Free pages: +\\d{1,12}kB \\(\\d{1,12}kB HighMem\\)\\s{0,2}$",
	.since = "2.6.9", .until = "2.6.19", .source = "mm/page_alloc.c show_free_areas()",
	.sample = "Free pages:        7596kB (0kB HighMem)",
},
{
	.id = "memory/counters", .kind = LINE_COUNTERS, .needle = "",
	.since = "2.6.9", .source = "mm/show_mem.c show_free_areas()",
	.sample = "active_anon:983 inactive_anon:14379 isolated_anon:0",
},
{
	.id = "memory/node", .kind = LINE_NODE, .needle = "Node ", .at_start = true,
	.since = "4.8", .source = "mm/show_mem.c show_free_areas()",
	.sample = "Node 0 active_anon:3932kB inactive_anon:57516kB active_file:0kB inactive_file:0kB unevictable:0kB all_unreclaimable? no",
},
{
	.id = "memory/zone", .kind = LINE_ZONE, .needle = " free:",
	.since = "2.6.9", .source = "mm/show_mem.c show_free_areas()",
	.sample = "Node 0 DMA free:448kB boost:0kB min:220kB low:272kB high:324kB reserved_highatomic:0KB active_anon:0kB",
},
{
	.id = "memory/lowmem", .kind = LINE_LOWMEM, .needle = "[]:",
	.since = "2.6.9", .source = "mm/show_mem.c show_free_areas()",
	.sample = "lowmem_reserve[]: 0 59 59 59 59",
},
{
	.id = "memory/buddy", .kind = LINE_BUDDY, .needle = "kB",
	.since = "2.6.9", .source = "mm/show_mem.c show_free_areas()",
	.sample = "Node 0 DMA: 2*4kB (UM) 1*8kB (M) 1*16kB (M) 1*32kB (U) 0*64kB = 64kB",
},
{
	.id = "memory/hugepages", .kind = LINE_HUGEPAGES, .needle = "hugepages_total=",
	.since = "3.10", .source = "mm/hugetlb.c hugetlb_show_meminfo_node()",
	.sample = "Node 0 hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB",
},
{
	.id = "memory/pagecache", .kind = LINE_MEMORY_TOTAL, .needle = " pagecache pages",
	.pattern = "^(?<memory_pagecache_pages>\\d{1,16}) (?:total )?pagecache pages\\s{0,2}$", /* without "total": RHEL 5 */
	.since = "2.6.25", .source = "mm/show_mem.c show_free_areas()",
	.sample = "2099 total pagecache pages",
},
{
	.id = "memory/swap-cache", .kind = LINE_MEMORY_TOTAL, .needle = " pages in swap cache",
	.pattern = "^(?<memory_swap_cache_pages>\\d{1,16}) pages in swap cache\\s{0,2}$",
	.since = "2.6.28", .source = "mm/swap_state.c show_swap_cache_info()",
	.sample = "0 pages in swap cache",
},
{
	.id = "memory/swap-stats", .kind = LINE_MEMORY_TOTAL, .needle = "Swap cache", .at_start = true,
	.pattern = "^Swap cache(?: stats)?: add (?<memory_swap_add>\\d{1,20}), delete (?<memory_swap_del>\\d{1,20}), find (?<memory_swap_find>\\d{1,20})/(?<memory_swap_find_total>\\d{1,20})(?:, race \\d{1,20}\\+\\d{1,20})?\\s{0,2}$",
	.since = "2.6.9", .until = "5.19", .source = "mm/swap_state.c show_swap_cache_info()",
	.sample = "Swap cache stats: add 0, delete 0, find 0/0",
},
{
	.id = "memory/swap-free", .kind = LINE_MEMORY_TOTAL, .needle = "Free swap", .at_start = true,
	.pattern = "^Free swap(?: {1,2}= {1,2}|: {1,16})(?<memory_swap_free_kb>\\d{1,16})kB\\s{0,2}$",
	.since = "2.6.9", .source = "mm/swap_state.c show_swap_cache_info()",
	.sample = "Free swap  = 0kB",
},
{
	.id = "memory/swap-total", .kind = LINE_MEMORY_TOTAL, .needle = "Total swap = ", .at_start = true,
	.pattern = "^Total swap = (?<memory_swap_total_kb>\\d{1,16})kB\\s{0,2}$",
	.since = "2.6.12", .source = "mm/swap_state.c show_swap_cache_info()",
	.sample = "Total swap = 0kB",
},
{
	.id = "memory/ram", .kind = LINE_MEMORY_TOTAL, .needle = " pages RAM",
	.pattern = "^(?<memory_ram_pages>\\d{1,16}) pages RAM\\s{0,2}$",
	.since = "2.6.28", .source = "mm/show_mem.c __show_mem()",
	.sample = "32629 pages RAM",
},
{
	.id = "memory/ram-arch", .kind = LINE_MEMORY_TOTAL, .needle = " pages of RAM",
	.pattern = "^(?<memory_ram_pages>\\d{1,16}) pages of RAM\\s{0,2}$",
	.since = "2.6.9", .until = "3.10", .source = "show_mem() of each architecture",
	.sample = "196000 pages of RAM",
},
{
	.id = "memory/highmem", .kind = LINE_MEMORY_TOTAL, .needle = " pages HighMem",
	.pattern = "^(?<memory_highmem_pages>\\d{1,16}) pages HighMem(?:/MovableOnly)?\\s{0,2}$",
	.since = "2.6.28", .source = "mm/show_mem.c __show_mem()",
	.sample = "0 pages HighMem/MovableOnly",
},
{
	.id = "memory/highmem-arch", .kind = LINE_MEMORY_TOTAL, .needle = " pages of HIGHMEM",
	.pattern = "^(?<memory_highmem_pages>\\d{1,16}) pages of HIGHMEM\\s{0,2}$",
	.since = "2.6.9", .until = "2.6.27", .source = "arch/i386/mm/pgtable.c show_mem()",
	.sample = "0 pages of HIGHMEM",
},
{
	.id = "memory/reserved", .kind = LINE_MEMORY_TOTAL, .needle = " pages reserved",
	.pattern = "^(?<memory_reserved_pages>\\d{1,16}) pages reserved\\s{0,2}$",
	.since = "2.6.28", .source = "mm/show_mem.c __show_mem()",
	.sample = "10342 pages reserved",
},
{
	.id = "memory/reserved-arch", .kind = LINE_MEMORY_TOTAL, .needle = " reserved pages",
	.pattern = "^(?<memory_reserved_pages>\\d{1,16}) reserved pages\\s{0,2}$",
	.since = "2.6.9", .until = "3.10", .source = "show_mem() of each architecture",
	.sample = "2700 reserved pages",
},
{
	.id = "memory/cma", .kind = LINE_MEMORY_TOTAL, .needle = " pages cma reserved",
	.pattern = "^(?<memory_cma_reserved_pages>\\d{1,16}) pages cma reserved\\s{0,2}$",
	.since = "3.19", .source = "mm/show_mem.c __show_mem()",
	.sample = "4096 pages cma reserved",
},
{
	.id = "memory/hwpoisoned", .kind = LINE_MEMORY_TOTAL, .needle = " pages hwpoisoned",
	.pattern = "^(?<memory_hwpoisoned_pages>\\d{1,16}) pages hwpoisoned\\s{0,2}$",
	.since = "3.10", .source = "mm/show_mem.c __show_mem()",
	.sample = "0 pages hwpoisoned",
},
{
	.id = "memory/pages-other", .kind = LINE_MEMORY_TOTAL, .needle = " pages",
	.pattern = "^(?:Total of )?(?<line_count>\\d{1,16}) (?:pages (?<line_reason>shared|non-shared|swap cached|dirty|writeback|mapped|slab|pagetables|in pagetable cache|in page table cache)"
		"|(?<line_reason>free|slab|free buffer) pages)\\s{0,2}$",
	.since = "2.6.9", .until = "5.8", .source = "lib/show_mem.c show_mem()",
	.sample = "380 pages shared",
},
{
	.id = "memory/arch-node", .kind = LINE_PERCPU, .needle = "Node ", .at_start = true,
	.pattern = "^Node (?:memory in pages:| {0,3}\\d{1,4}:  RAM: +\\d{1,16}, rsvd: +\\d{1,16}, shrd: +\\d{1,16}, swpd: +\\d{1,16}"
		"|\\d{1,4} +[A-Za-z0-9]{1,16}: \\d{1,16}kB \\(largest \\d{1,16}Kb\\))\\s{0,2}$",
	.since = "2.6.19", .until = "4.16", .source = "show_mem() of ia64 and tile",
	.sample = "Node    0:  RAM:      130970, rsvd:     2079, shrd:        450, swpd:          0",
},
{
	.id = "memory/arch-zone-list", .kind = LINE_PERCPU, .needle = "Zone list for zone ", .at_start = true,
	.pattern = "^Zone list for zone \\d{1,4} on node \\d{1,4}: (?:\\[\\d{1,4}/[A-Za-z0-9]{1,16}\\] ?){0,64}\\s{0,2}$",
	.since = "2.6.9", .until = "3.10", .source = "arch/parisc/mm/init.c show_mem()",
	.sample = "Zone list for zone 0 on node 0: [0/DMA] ",
},
{
	.id = "memory/arch-page-directories", .kind = LINE_PERCPU, .needle = " entries in page dir cache",
	.pattern = "^\\d{1,16} entries in page dir cache\\s{0,2}$",
	.since = "2.6.9", .until = "2.6.27", .source = "arch/sparc/mm/init.c show_mem()",
	.sample = "8 entries in page dir cache",
},
{
	.id = "memory/slab-head", .kind = LINE_SLAB_HEAD, .needle = "nreclaimable slab",
	.pattern = "^(?:Unreclaimable slab info:|excessive unreclaimable slab but cannot dump stats)\\s{0,2}$",
	.since = "4.15", .source = "mm/slab_common.c dump_unreclaimable_slab()",
	.sample = "Unreclaimable slab info:",
},
{
	.id = "memory/slab-columns", .kind = LINE_SLAB_HEAD, .needle = "Name ", .at_start = true,
	.pattern = "^Name +Used +Total\\s{0,2}$",
	.since = "4.15", .source = "mm/slab_common.c dump_unreclaimable_slab()",
	.sample = "Name                      Used          Total",
},
{
	.id = "memory/slab", .kind = LINE_SLAB, .needle = "KB",
	.since = "4.15", .source = "mm/slab_common.c dump_unreclaimable_slab()",
	.sample = "kmalloc-64               120KB        128KB",
},
{
	.id = "memory/allocations-head", .kind = LINE_ALLOCATIONS_HEAD, .needle = "Memory allocations", .at_start = true,
	.pattern = "^Memory allocations(?: \\(profiling is currently turned (?:on|off)\\))?:\\s{0,2}$",
	.since = "6.10", .source = "mm/show_mem.c __show_mem()",
	.sample = "Memory allocations:",
},
{
	.id = "memory/allocation", .kind = LINE_ALLOCATION, .needle = " func:",
	.since = "6.10", .source = "lib/alloc_tag.c alloc_tag_to_text()",
	.sample = "    85.0 MiB     6100 mm/slub.c:2400 func:alloc_slab_page",
},

/* --- the task table ------------------------------------------------------------------------------------------- */
{
	.id = "tasks/head", .kind = LINE_TASKS_HEAD, .needle = "Tasks state (memory values in pages):", .at_start = true,
	.pattern = "^Tasks state \\(memory values in pages\\):\\s{0,2}$",
	.since = "4.19", .source = "mm/oom_kill.c dump_tasks()",
	.sample = "Tasks state (memory values in pages):",
},
{
	.id = "tasks/columns", .kind = LINE_COLUMNS, .needle = "[", .at_start = true,
	.since = "2.6.25", .source = "mm/oom_kill.c dump_tasks()",
	.sample = "[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name",
},
{
	.id = "tasks/row", .kind = LINE_TASK, .needle = "[", .at_start = true,
	.since = "2.6.25", .source = "mm/oom_kill.c dump_task()",
	.sample = "[    124]  1001   124  1024328    13271   151552        0             0 memeater",
},

/* --- the verdict and the kill --------------------------------------------------------------------------------- */
{
	.id = "verdict/oom-kill", .kind = LINE_OOM_KILL, .needle = "oom-kill:constraint=", .at_start = true, .opens = true,
	.pattern = "^oom-kill:constraint=CONSTRAINT_(?<line_constraint>[A-Z0-9_]{1,40}),nodemask=(?:\\(null\\)|(?<trigger_nodemask>[0-9,-]{0,600}))"
		"(?:,cpuset=(?<trigger_cpuset>.{0,4096}?),mems_allowed=(?<trigger_mems_allowed>[0-9,-]{0,600}))?"
		/* a path may hold ",task_memcg=": the task's group lies in the one whose limit it was */
		"(?:,oom_memcg=(?<line_oom_memcg>.{0,4096}?),task_memcg=(?<line_task_memcg>\\k<line_oom_memcg>(?:/.{0,4096})?)"
		"|(?:,(?<line_global>global_oom)|,oom_memcg=(?<line_oom_memcg>.{0,4096}?))?(?:,task_memcg=(?<line_task_memcg>.{0,4096}))?)"
		",task=(?<line_comm>" COMM "),pid=(?<line_pid>\\d{1,10}),uid=(?<line_uid>-?\\d{1,10})\\s{0,2}$",
	.since = "5.0", .source = "mm/oom_kill.c dump_oom_victim()",
	.sample = "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=docker-ab12.scope,mems_allowed=0,oom_memcg=/docker/ab12,task_memcg=/docker/ab12,task=stress,pid=4242,uid=0",
},
{
	.id = "verdict/more", .kind = LINE_OOM_KILL, .needle = "oom-kill:constraint=", .at_start = true, .opens = true,
	.pattern = "^oom-kill:constraint=CONSTRAINT_(?<line_constraint>[A-Z0-9_]{1,40}),nodemask=(?:\\(null\\)|(?<trigger_nodemask>[0-9,-]{0,600}))"
		"(?:,cpuset=(?<trigger_cpuset>.{0,4096}?),mems_allowed=(?<trigger_mems_allowed>[0-9,-]{0,600}))?"
		"(?:,(?<line_global>global_oom)|,oom_memcg=(?<line_oom_memcg>.{0,4096}?))?(?:,task_memcg=(?<line_task_memcg>.{0,4096}))?"
		",task=(?<line_comm>" COMM "),pid=(?<line_pid>\\d{1,10}),uid=(?<line_uid>-?\\d{1,10})(?:,[a-z][a-z_]{0,31}=[^ ,]{1,64}){1,4}\\s{0,2}$",
	.source = "mm/oom_kill.c dump_oom_victim() of a kernel that says more than those known",
	.sample = "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/a,task=stress,pid=4242,uid=0,score=912",
},
{
	.id = "verdict/cut", .kind = LINE_OOM_KILL, .needle = "oom-kill:constraint=", .at_start = true, .opens = true, .cut = true,
	.pattern = "^oom-kill:constraint=CONSTRAINT_(?<line_constraint>[A-Z0-9_]{1,40}),(?:nodemask=(?:\\(null\\)|(?<trigger_nodemask>[0-9,-]{0,600})),)?"
		"(?:cpuset=(?<trigger_cpuset>.{0,4096}?),mems_allowed=(?<trigger_mems_allowed>[0-9,-]{0,600}),)?"
		"(?:(?<line_global>global_oom)(?=,)|oom_memcg=(?<line_oom_memcg>.{0,4096}?)(?=,task_memcg=))?(?:,task_memcg=(?<line_task_memcg>.{0,4096})(?=,task=))?"
		"(?:,task=(?<line_comm>" COMM ")(?=,pid=))?(?:,pid=(?<line_pid>\\d{1,10})(?=,))?(?<line_rest>.*)$",
	.since = "5.0", .source = "mm/oom_kill.c dump_oom_victim()",
	.sample = "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_mem",
},
{
	.id = "chosen/score", .kind = LINE_CHOSEN, .needle = " process ", .opens = true,
	.pattern = "^" KILL_BY ": [Kk]ill process (?<chosen_pid>\\d{1,10}) \\((?<chosen_comm>" COMM ")\\) score (?<chosen_score>-?\\d{1,20})"
		"(?: or sacrifice child| or a child| and children\\.?)(?<line_rest>.{0,400})$",
	.since = "2.6.16", .until = "5.0", .source = "mm/oom_kill.c oom_kill_process()",
	.sample = "Out of memory: Kill process 1234 (java) score 917 or sacrifice child",
},
{
	.id = "chosen/cut", .kind = LINE_CHOSEN, .needle = " process ", .opens = true, .cut = true,
	.pattern = "^" KILL_BY ": [Kk]ill process (?<chosen_pid>\\d{1,10}) \\((?<chosen_comm>" COMM ")\\)(?: score (?<chosen_score>-?\\d{1,20})(?= ))?"
		"(?: s?c?o?r?e?| score \\d{1,20}(?: [a-z ]{0,20})?)?$",
	.since = "2.6.16", .until = "5.0", .source = "mm/oom_kill.c oom_kill_process()",
	.sample = "Out of memory: Kill process 1234 (java) score 917 or sacri",
},
{
	.id = "killed/rss", .kind = LINE_KILLED, .needle = "Killed process ", .opens = true,
	.pattern = "^(?:" KILL_BY ": )?Killed process " VICTIM
		" (?:total-vm|vsz):(?<victim_total_vm_kb>\\d{1,16})kB, anon-rss:(?<victim_anon_rss_kb>\\d{1,16})kB, file-rss:(?<victim_file_rss_kb>\\d{1,16})kB"
		"(?:, shmem-rss:(?<victim_shmem_rss_kb>\\d{1,16})kB)?(?:,? UID:(?<victim_uid>-?\\d{1,10}))?"
		"(?: pgtables:(?<victim_pgtables_kb>\\d{1,16})kB)?(?: oom_score_adj:(?<victim_oom_score_adj>-?\\d{1,4}))?\\s{0,2}$",
	.since = "2.6.33", .source = "mm/oom_kill.c __oom_kill_process()",
	.sample = "Memory cgroup out of memory: Killed process 4242 (stress) total-vm:1048576kB, anon-rss:999200kB, file-rss:800kB, shmem-rss:0kB, UID:1000 pgtables:2048kB oom_score_adj:0",
},
{
	.id = "killed/more", .kind = LINE_KILLED, .needle = "Killed process ", .opens = true,
	.pattern = "^(?:" KILL_BY ": )?Killed process " VICTIM
		" total-vm:(?<victim_total_vm_kb>\\d{1,16})kB" MORE ", anon-rss:(?<victim_anon_rss_kb>\\d{1,16})kB" MORE "(?:, file-rss:(?<victim_file_rss_kb>\\d{1,16})kB)?" MORE
		"(?:, shmem-rss:(?<victim_shmem_rss_kb>\\d{1,16})kB)?" MORE "(?:,? UID:(?<victim_uid>-?\\d{1,10}))?" MORE
		"(?:,? pgtables:(?<victim_pgtables_kb>\\d{1,16})kB)?" MORE "(?:,? oom_score_adj:(?<victim_oom_score_adj>-?\\d{1,4}))?" MORE "\\s{0,2}$",
	.source = "mm/oom_kill.c __oom_kill_process() of a kernel that says more than those known",
	.sample = "Out of memory: Killed process 4242 (stress) total-vm:1048576kB, anon-rss:999200kB, file-rss:800kB, shmem-rss:0kB, swap-rss:12kB, UID:1000 pgtables:2048kB oom_score_adj:0",
},
{
	.id = "killed/over", .kind = LINE_KILLED, .needle = "Killed process ", .opens = true, .over = true,
	.pattern = "^(?:" KILL_BY ": )?Killed process " VICTIM
		" (?:total-vm|vsz):" KB_OR_OVER("victim_total_vm_kb") ", anon-rss:" KB_OR_OVER("victim_anon_rss_kb") ", file-rss:" KB_OR_OVER("victim_file_rss_kb")
		"(?:, shmem-rss:" KB_OR_OVER("victim_shmem_rss_kb") ")?(?:,? UID:(?<victim_uid>-?\\d{1,10}))?"
		"(?: pgtables:" KB_OR_OVER("victim_pgtables_kb") ")?(?: oom_score_adj:(?<victim_oom_score_adj>-?\\d{1,4}))?\\s{0,2}$",
	.source = "mm/oom_kill.c __oom_kill_process() of a counter that ran under zero, or a damaged line",
	.sample = "Out of memory: Killed process 4242 (stress) total-vm:18446744073709551612kB, anon-rss:999200kB, file-rss:800kB, shmem-rss:0kB",
},
{
	.id = "killed/openvz", .kind = LINE_KILLED, .needle = ": OOM killed process ", .opens = true,
	.pattern = "^(?<line_prefix>Out of memory in UB [^ :]{1,64}): OOM killed process (?<victim_pid>\\d{1,10}) \\((?<victim_comm>" COMM ")\\) score -?\\d{1,20}"
		" vm:(?<victim_total_vm_kb>\\d{1,16})kB, rss:\\d{1,16}kB, swap:\\d{1,16}kB\\s{0,2}$",
	.since = "2.6.32", .until = "2.6.32", .source = "mm/oom_kill.c of OpenVZ",
	.sample = "Out of memory in UB 101: OOM killed process 7160 (php-cgi) score 0 vm:414552kB, rss:30172kB, swap:30804kB",
},
{
	.id = "killed/name", .kind = LINE_KILLED, .needle = "Killed process ", .opens = true,
	.pattern = "^(?:" KILL_BY ": )?Killed process (?<victim_pid>\\d{1,10}),?(?: UID (?<victim_uid>\\d{1,10}),)? \\((?<victim_comm>" COMM ")\\)\\.?\\s{0,2}$",
	.since = "2.6.9", .until = "2.6.32", .source = "mm/oom_kill.c __oom_kill_task()",
	.sample = "Out of Memory: Killed process 2711 (httpd).",
},
{
	.id = "killed/cut", .kind = LINE_KILLED, .needle = "Killed process ", .opens = true, .cut = true,
	.pattern = "^(?:" KILL_BY ": )?Killed process " VICTIM
		" (?:(?:total-vm|vsz):(?:(?<victim_total_vm_kb>\\d{1,16})kB)?)?(?:, anon-rss:(?<victim_anon_rss_kb>\\d{1,16})kB)?(?:, file-rss:(?<victim_file_rss_kb>\\d{1,16})kB)?"
		"(?:, shmem-rss:(?<victim_shmem_rss_kb>\\d{1,16})kB)?(?:, UID:(?<victim_uid>-?\\d{1,10})(?= ))?(?: pgtables:(?<victim_pgtables_kb>\\d{1,16})kB)?"
		"(?<line_rest>(?:,? ?[A-Za-z0-9_-]{0,16}(?::-?\\d{0,20}k?B?)?))(?: ?\\.{3,5}|>)?$",
	.since = "2.6.33", .source = "mm/oom_kill.c __oom_kill_process()",
	.sample = "Out of memory: Killed process 1234 (java) total-vm:1033284kB, anon-rss:960448kB, file-rs",
},
{
	.id = "not-killed/exiting", .kind = LINE_NOT_KILLED, .needle = " is already exiting. Skip killing the task", .opens = true,
	.pattern = "^" KILL_BY ": OOM victim (?<line_pid>\\d{1,10}) \\((?<line_comm>" COMM ")\\) is already exiting\\. Skip killing the task\\s{0,2}$",
	.since = "5.9", .source = "mm/oom_kill.c oom_kill_process()",
	.sample = "Out of memory: OOM victim 4242 (stress) is already exiting. Skip killing the task",
},
{
	.id = "panic/oom", .kind = LINE_PANIC, .needle = "Kernel panic - not syncing: ", .opens = true,
	.pattern = "^Kernel panic - not syncing: (?<line_reason>Out of memory and no killable processes\\.\\.\\."
		"|out of memory(?:\\(memcg\\)| from page fault)?\\. (?:Compulsory )?panic_on_oom is selected\\.?"
		"|Out of memory: (?:compulsory|system-wide) panic_on_oom is enabled|System is deadlocked on memory)\\s{0,4}$",
	.since = "2.6.9", .source = "mm/oom_kill.c check_panic_on_oom(), out_of_memory()",
	.sample = "Kernel panic - not syncing: Out of memory: system-wide panic_on_oom is enabled",
},
{
	.id = "panic/end", .kind = LINE_ASIDE, .needle = "---[ end Kernel panic - not syncing", .at_start = true,
	.pattern = "^---\\[ end Kernel panic - not syncing.{0,200}$",
	.since = "4.x", .source = "kernel/panic.c panic()",
	.sample = "---[ end Kernel panic - not syncing: System is deadlocked on memory ]---",
},
{
	.id = "no-killable", .kind = LINE_NO_KILLABLE, .needle = "Out of memory and no killable processes...", .at_start = true, .opens = true,
	.pattern = "^Out of memory and no killable processes\\.\\.\\.\\s{0,2}$",
	.since = "4.18", .source = "mm/oom_kill.c out_of_memory()",
	.sample = "Out of memory and no killable processes...",
},
{
	.id = "group/set", .kind = LINE_GROUP, .needle = " are going to be killed due to memory.oom.group set", .opens = true,
	.pattern = "^Tasks in (?<memcg_oom_group>.{0,4096}) are going to be killed due to memory\\.oom\\.group set\\s{0,2}$",
	.since = "4.19", .source = "mm/memcontrol.c mem_cgroup_print_oom_group()",
	.sample = "Tasks in /system.slice/x.service are going to be killed due to memory.oom.group set",
},
{
	.id = "sharing/memory", .kind = LINE_SHARING, .needle = " sharing same memory",
	.pattern = "^Kill process (?<victim_pid>\\d{1,10}) \\((?<victim_comm>" COMM ")\\) sharing same memory\\s{0,2}$",
	.since = "2.6.37", .until = "4.3", .source = "mm/oom_kill.c oom_kill_process()",
	.sample = "Kill process 1240 (java) sharing same memory",
},
{
	.id = "aside/pinned", .kind = LINE_ASIDE, .needle = " has mm pinned by ",
	.pattern = "^oom killer \\d{1,10} \\(" COMM "\\) has mm pinned by \\d{1,10} \\(" COMM "\\)\\s{0,2}$",
	.since = "4.7", .source = "mm/oom_kill.c __oom_kill_process()",
	.sample = "oom killer 4242 (stress) has mm pinned by 4243 (helper)",
},
{
	.id = "reaper/reaped", .kind = LINE_REAPED, .needle = "oom_reaper: reaped process ", .at_start = true, .opens = true,
	.pattern = "^oom_reaper: reaped process (?<line_pid>\\d{1,10}) \\((?<line_comm>" COMM ")\\),? ?now anon-rss:(?<line_anon_rss_kb>\\d{1,16})kB, file-rss:(?<line_file_rss_kb>\\d{1,16})kB, shmem-rss:(?<line_shmem_rss_kb>\\d{1,16})kB\\s{0,2}$",
	.since = "4.6", .source = "mm/oom_kill.c oom_reap_task_mm()",
	.sample = "oom_reaper: reaped process 4242 (stress), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB",
},
{
	.id = "reaper/unable", .kind = LINE_REAP_FAILED, .needle = "oom_reaper: unable to reap pid:", .at_start = true,
	.pattern = "^oom_reaper: unable to reap pid:(?<line_pid>\\d{1,10}) \\((?<line_comm>" COMM ")\\)\\s{0,2}$",
	.since = "4.6", .source = "mm/oom_kill.c oom_reap_task()",
	.sample = "oom_reaper: unable to reap pid:4242 (stress)",
},
{
	.id = "aside/switch", .kind = LINE_ASIDE, .needle = "OOM killer ", .at_start = true,
	.pattern = "^OOM killer (?:enabled|disabled)\\.\\s{0,2}$",
	.since = "4.11", .source = "mm/oom_kill.c oom_killer_enable()",
	.sample = "OOM killer enabled.",
},
{
	.id = "aside/openvz-end", .kind = LINE_ASIDE, .needle = "oom-killer in ub ", .at_start = true,
	.pattern = "^oom-killer in ub [^ ]{1,64} generation \\d{1,10} ends: .{1,80}$",
	.since = "2.6.32", .until = "2.6.32", .source = "kernel/bc/oom_kill.c of OpenVZ",
	.sample = "oom-killer in ub 101 generation 2 ends: task died",
},
{
	.id = "aside/init", .kind = LINE_ASIDE, .needle = "tried to kill ", .at_start = true,
	.pattern = "^tried to kill (?:init|an mm-less task(?: \\d{1,10} \\(" COMM "\\))?)!\\s{0,2}$",
	.since = "2.6.9", .until = "2.6.35", .source = "mm/oom_kill.c __oom_kill_task()",
	.sample = "tried to kill init!",
},

{
	.id = "aside/mm-less", .kind = LINE_ASIDE, .needle = "Fixed up OOM kill of mm-less task", .at_start = true,
	.pattern = "^Fixed up OOM kill of mm-less task\\s{0,2}$",
	.since = "2.6.9", .until = "2.6.9", .source = "mm/oom_kill.c __oom_kill_task()",
	.sample = "Fixed up OOM kill of mm-less task",
},
{
	.id = "aside/points", .kind = LINE_ASIDE, .needle = "OOMkill: task ", .at_start = true,
	.pattern = "^OOMkill: task \\d{1,10} \\(" COMM "\\) got \\d{1,20} points\\s{0,2}$",
	.since = "2.6.9", .until = "2.6.35", .source = "mm/oom_kill.c badness(), a debugging build",
	.sample = "OOMkill: task 2711 (httpd) got 88432 points",
},
{
	.id = "aside/no-reaper", .kind = LINE_ASIDE, .needle = "Unable to start OOM reaper ", .at_start = true,
	.pattern = "^Unable to start OOM reaper -?\\d{1,10}\\. Continuing regardless\\s{0,2}$",
	.since = "4.6", .until = "4.12", .source = "mm/oom_kill.c oom_init()",
	.sample = "Unable to start OOM reaper -12. Continuing regardless",
},
{
	.id = "aside/page-fault", .kind = LINE_ASIDE, .needle = "Huh VM_FAULT_OOM leaked out to the #PF handler.", .at_start = true,
	.pattern = "^Huh VM_FAULT_OOM leaked out to the #PF handler\\. Retrying PF\\s{0,2}$",
	.since = "4.14", .source = "mm/oom_kill.c pagefault_out_of_memory()",
	.sample = "Huh VM_FAULT_OOM leaked out to the #PF handler. Retrying PF",
},
{
	.id = "aside/fault-kill", .kind = LINE_ASIDE, .needle = "VM: killing process ", .at_start = true,
	.pattern = "^VM: killing process " COMM "\\s{0,2}$",
	.since = "2.6.9", .until = "2.6.28", .source = "do_page_fault() of each architecture",
	.sample = "VM: killing process httpd",
},

/* --- loss, and neighbours ------------------------------------------------------------------------------------- */
{
	.id = "lost/printk", .kind = LINE_LOST, .needle = "printk messages dropped",
	.pattern = "^\\*\\* (?<line_count>\\d{1,12}) printk messages dropped \\*\\*\\s{0,2}(?<line_rest>.{0,400})$",
	.since = "3.x", .source = "kernel/printk/printk.c console_unlock()",
	.sample = "** 23 printk messages dropped **",
},
{
	.id = "lost/messages", .kind = LINE_LOST, .needle = "messages dropped",
	.pattern = "^(?:printk: )?(?<line_count>\\d{1,12}) (?:printk )?messages dropped\\s{0,2}$",
	.since = "4.x", .source = "kernel/printk/printk.c",
	.sample = "printk: 23 messages dropped",
},
{
	.id = "lost/imklog", .kind = LINE_LOST, .needle = "messages lost due to rate-limiting", .by_program = true,
	.pattern = "^(?:imklog|imuxsock|imjournal).{0,80}?(?<line_count>\\d{1,12}) messages lost due to rate-limiting.{0,80}$",
	.source = "rsyslog",
	.sample = "imklog: 12 messages lost due to rate-limiting",
},
{
	.id = "suppressed", .kind = LINE_SUPPRESSED, .needle = " callbacks suppressed",
	.pattern = "^(?:printk: )?(?<line_reason>oom_kill_process|dump_header|out_of_memory|warn_alloc|warn_alloc_failed|warn_alloc_show_mem|slab_out_of_memory): (?<line_count>\\d{1,12}) callbacks suppressed\\s{0,2}$",
	.since = "2.6.x", .source = "lib/ratelimit.c ___ratelimit()",
	.sample = "oom_kill_process: 41 callbacks suppressed",
},
{
	.id = "show-memory", .kind = LINE_SHOW_MEMORY, .needle = "Show Memory", .opens = true,
	.pattern = "^(?:sysrq: )?(?:SysRq ?: )?Show Memory\\s{0,2}$",
	.since = "2.6.9", .source = "drivers/tty/sysrq.c sysrq_handle_showmem()",
	.sample = "sysrq: Show Memory",
},
{
	.id = "slub/head", .kind = LINE_SLUB, .needle = "Unable to allocate memory on ",
	.pattern = "^(?:SLUB|SLAB): Unable to allocate memory on .{1,600}$",
	.since = "2.6.31", .source = "mm/slub.c slab_out_of_memory()",
	.sample = "SLUB: Unable to allocate memory on node -1, gfp=0x800(GFP_NOWAIT)",
},
{
	.id = "slub/cache", .kind = LINE_SLUB, .needle = "  cache: ", .at_start = true,
	.pattern = "^  cache: .{1,300}$",
	.since = "2.6.31", .source = "mm/slub.c slab_out_of_memory()",
	.sample = "  cache: kmalloc-2k, object size: 2048, buffer size: 2048, default order: 3, min order: 0",
},
{
	.id = "slub/node", .kind = LINE_SLUB, .needle = "  node ", .at_start = true,
	.pattern = "^  node \\d{1,4}: slabs: .{1,200}$",
	.since = "2.6.31", .source = "mm/slub.c slab_out_of_memory()",
	.sample = "  node 0: slabs: 24, objs: 384, free: 0",
},
{
	.id = "slub/debug", .kind = LINE_SLUB, .needle = " debugging increased min order, use ",
	.pattern = "^  .{1,200} debugging increased min order, use sl[au]b_debug=O to disable\\.\\s{0,2}$",
	.since = "2.6.31", .source = "mm/slub.c slab_out_of_memory()",
	.sample = "  kmalloc-2k debugging increased min order, use slab_debug=O to disable.",
},
{
	.id = "vmalloc/space", .kind = LINE_ASIDE, .needle = "use vmalloc=<size> to increase size",
	.pattern = "^(?:allocation failed: out of vmalloc space -|vmap allocation(?: for size \\d{1,20})? failed:) use vmalloc=<size> to increase size\\.?\\s{0,2}$",
	.since = "2.6.16", .source = "mm/vmalloc.c alloc_vmap_area()",
	.sample = "vmap allocation for size 1052672 failed: use vmalloc=<size> to increase size",
},
{
	.id = "vmalloc/range", .kind = LINE_ASIDE, .needle = "vmalloc_node_range for size ", .at_start = true,
	.pattern = "^vmalloc_node_range for size \\d{1,20} failed: Address range restricted to (?:0x)?[0-9a-f]{1,16} - (?:0x)?[0-9a-f]{1,16}\\s{0,2}$",
	.since = "6.11", .source = "mm/vmalloc.c alloc_vmap_area()",
	.sample = "vmalloc_node_range for size 8192 failed: Address range restricted to 0xffffffffa0000000 - 0xffffffffff000000",
},
{
	.id = "boot/version", .kind = LINE_BOOT, .needle = "Linux version ", .at_start = true, .opens = true,
	.pattern = "^Linux version (?<kernel_release>\\d[^ ]{0,120}) .{1,600}$",
	.since = "2.6.9", .source = "init/version.c linux_banner",
	.sample = "Linux version 6.1.0-50-cloud-amd64 (debian-kernel@lists.debian.org) (gcc-12) #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1",
},

/* --- other killers -------------------------------------------------------------------------------------------- */
{
	.id = "lmk/killing", .kind = LINE_LMK, .needle = "lowmemorykiller: Killing '", .at_start = true, .opens = true, .killer = "lowmemorykiller",
	.pattern = "^lowmemorykiller: Killing '(?<victim_comm>" COMM ")' \\((?<victim_pid>\\d{1,10})\\)(?: \\(tgid \\d{1,10}\\))?, adj (?<killer_adj>(?<victim_oom_score_adj>-?\\d{1,5})),?"
		"(?:\\s{1,8}to free (?<killer_to_free_kb>\\d{1,16})kB on behalf of '(?<killer_requester_comm>" COMM ")' \\((?<killer_requester_pid>\\d{1,10})\\) because"
		"\\s{1,8}cache (?<killer_cache_kb>\\d{1,16})kB is below limit (?<killer_cache_limit_kb>\\d{1,16})kB for oom[_ ]score(?:_adj)? (?<killer_min_adj>-?\\d{1,5})"
		"\\s{1,8}Free memory is (?<killer_free_above_kb>-?\\d{1,16})kB above reserved[^\\0]{0,2000})?$",
	.since = "3.8", .until = "4.11", .source = "drivers/staging/android/lowmemorykiller.c lowmem_scan()",
	.sample = "lowmemorykiller: Killing 'm.example.games' (2600), adj 1000,",
},
{
	.id = "lmk/to-free", .kind = LINE_LMK_MORE, .needle = "to free ",
	.pattern = "^(?:lowmemorykiller: )?\\s{0,8}to free (?<killer_to_free_kb>\\d{1,16})kB on behalf of '(?<killer_requester_comm>" COMM ")' \\((?<killer_requester_pid>\\d{1,10})\\) because\\s{0,2}$",
	.since = "3.8", .until = "4.11", .source = "drivers/staging/android/lowmemorykiller.c lowmem_scan()",
	.sample = "lowmemorykiller:    to free 20000kB on behalf of 'kswapd0' (400) because",
},
{
	.id = "lmk/cache", .kind = LINE_LMK_MORE, .needle = "is below limit ",
	.pattern = "^(?:lowmemorykiller: )?\\s{0,8}cache (?<killer_cache_kb>\\d{1,16})kB is below limit (?<killer_cache_limit_kb>\\d{1,16})kB for oom[_ ]score(?:_adj)? (?<killer_min_adj>-?\\d{1,5})\\s{0,2}$",
	.since = "3.8", .until = "4.11", .source = "drivers/staging/android/lowmemorykiller.c lowmem_scan()",
	.sample = "lowmemorykiller:    cache 32000kB is below limit 32384kB for oom_score_adj 1000",
},
{
	.id = "lmk/free", .kind = LINE_LMK_MORE, .needle = "Free memory is ",
	.pattern = "^(?:lowmemorykiller: )?\\s{0,8}Free memory is (?<killer_free_above_kb>-?\\d{1,16})kB above reserved.{0,400}$",
	.since = "3.8", .until = "4.11", .source = "drivers/staging/android/lowmemorykiller.c lowmem_scan()",
	.sample = "lowmemorykiller:    Free memory is -1800kB above reserved",
},
{
	.id = "lmk/sigkill", .kind = LINE_LMK, .needle = "send sigkill to ", .opens = true, .killer = "lowmemorykiller",
	.pattern = "^(?:lowmemorykiller: )?send sigkill to (?<victim_pid>\\d{1,10}) \\((?<victim_comm>" COMM ")\\),(?: oom)? ?adj (?<killer_adj>-?\\d{1,5}),(?: score_adj -?\\d{1,5},)?(?: min_score_adj -?\\d{1,5},)? size (?<line_count>\\d{1,16})(?:K.{0,40})?\\s{0,2}$",
	.since = "2.6.29", .until = "3.10", .source = "drivers/staging/android/lowmemorykiller.c lowmem_shrink()",
	.sample = "send sigkill to 1234 (com.example.app), adj 12, size 4455",
},
{
	.id = "lmk/simple", .kind = LINE_LMK, .needle = "simple_lmk: Killing ", .at_start = true, .opens = true, .killer = "simple_lmk",
	.pattern = "^simple_lmk: Killing (?<victim_comm>" COMM ") with adj (?<killer_adj>-?\\d{1,5}) to free (?<killer_to_free_kb>\\d{1,16}) (?:kB|KiB)\\s{0,2}$",
	.since = "4.4", .source = "drivers/android/simple_lmk.c (out of tree)",
	.sample = "simple_lmk: Killing ample.deskclock with adj 906 to free 48128 KiB",
},
{
	.id = "lmk/settings", .kind = LINE_ASIDE, .needle = "lowmemorykiller: ", .at_start = true,
	.pattern = "^lowmemorykiller: (?:lowmem_shrink: convert oom_adj to oom_score_adj:|oom_adj -?\\d{1,5} => oom_score_adj -?\\d{1,5})\\s{0,2}$",
	.since = "3.0", .until = "4.11", .source = "drivers/staging/android/lowmemorykiller.c lowmem_autodetect_oom_adj_values()",
	.sample = "lowmemorykiller: oom_adj 1 => oom_score_adj 58",
},
{
	.id = "lmkd/kill", .kind = LINE_LMKD, .needle = "Kill '", .opens = true, .by_program = true, .killer = "lmkd",
	.pattern = "^(?:lowmemorykiller: )?Kill '(?<victim_comm>[^']{1,200})' \\((?<victim_pid>\\d{1,10})\\), uid (?<victim_uid>\\d{1,10}), oom_(?:score_)?adj (?<killer_adj>-?\\d{1,5}) to free (?<killer_to_free_kb>\\d{1,16})kB"
		"(?: rss, (?<killer_to_free_swap_kb>\\d{1,16})kB swap)?(?:; reason: (?<killer_reason>.{0,300}))?\\s{0,2}$",
	.since = "8", .source = "Android lmkd.cpp kill_one_process()",
	.sample = "Kill 'com.example.app' (4242), uid 10099, oom_score_adj 905 to free 48128kB rss, 12000kB swap; reason: low watermark is breached",
},
{
	.id = "oomd/killed", .kind = LINE_USERSPACE_KILL, .needle = "Killed /", .at_start = true, .opens = true, .by_program = true, .killer = "systemd-oomd",
	.pattern = "^Killed (?<killer_cgroup>/.{0,4096}?) due to " OOMD_REASON "\\s{0,2}$",
	.since = "247", .source = "systemd src/oom/oomd-manager.c",
	.sample = "Killed /user.slice/user-1000.slice/app.scope due to memory pressure for /user.slice being 88.12% > 50.00% for > 20s with reclaim activity",
},
{
	.id = "oomd/marked", .kind = LINE_USERSPACE_KILL, .needle = "Marked /", .at_start = true, .opens = true, .by_program = true, .killer = "systemd-oomd", .marked = true,
	.pattern = "^Marked (?<killer_cgroup>/.{0,4096}?) for killing due to " OOMD_REASON "\\s{0,2}$",
	.since = "259", .source = "systemd src/oom/oomd-manager.c",
	.sample = "Marked /user.slice/user-1000.slice/app.scope for killing due to memory used (7700) / total (8000) and swap used (1900) / total (2000) being more than 90.00%",
},
{
	.id = "earlyoom/sending", .kind = LINE_USERSPACE_KILL, .needle = "sending SIG", .at_start = true, .opens = true, .by_program = true, .killer = "earlyoom",
	.pattern = "^sending (?<killer_signal>SIG(?:TERM|KILL)) to process (?<victim_pid>\\d{1,10})(?: uid (?<victim_uid>\\d{1,10}))? \"(?<victim_comm>" COMM "?)\"(?:: (?:badness|oom_score) (?<killer_oom_score>-?\\d{1,6}))?(?:, oom_score_adj (?<victim_oom_score_adj>-?\\d{1,4}))?(?:, VmRSS (?<killer_vm_rss_mb>\\d{1,12}) MiB.{0,4096})?\\s{0,2}$",
	.source = "earlyoom kill.c kill_process()",
	.sample = "sending SIGTERM to process 123 uid 1000 \"name\": oom_score 900, VmRSS 400 MiB, cmdline \"name --flag\"",
},
{
	.id = "nohang/sending", .kind = LINE_USERSPACE_KILL, .needle = "Sending SIG", .opens = true, .by_program = true, .killer = "nohang",
	.pattern = "^(?:Implementing a corrective action:)?\\s{0,8}Sending (?<killer_signal>SIG(?:TERM|KILL)) to the victim(?:; total response time: .{1,40})?\\s{0,2}$",
	.source = "nohang implement_corrective_action()",
	.sample = "  Sending SIGTERM to the victim; total response time: 14.3 ms",
},
{
	.id = "systemd/unit-oom", .kind = LINE_UNIT_OOM, .needle = ": A process of this unit has been killed by the OOM killer.", .opens = true, .by_program = true,
	.pattern = "^(?<line_unit>[^ ]{1,256}): A process of this unit has been killed by the OOM killer\\.\\s{0,2}$",
	.since = "243", .source = "systemd src/core/unit.c unit_log_process_exit()",
	.sample = "x.service: A process of this unit has been killed by the OOM killer.",
},
{
	.id = "systemd/oomd-kill", .kind = LINE_UNIT_OOM, .needle = ": systemd-oomd killed ", .opens = true, .by_program = true, .killer = "systemd-oomd",
	.pattern = "^(?<line_unit>[^ ]{1,256}): systemd-oomd killed (?:\\d{1,10} process\\(es\\)|some process\\(es\\)) in this unit\\.\\s{0,2}$",
	.since = "248", .source = "systemd src/core/unit.c unit_check_oomd_kill()",
	.sample = "x.service: systemd-oomd killed 12 process(es) in this unit.",
},
{
	.id = "systemd/oom-kill", .kind = LINE_UNIT_OOM, .needle = ": Failed with result 'oom-kill'.", .opens = true, .by_program = true,
	.pattern = "^(?<line_unit>[^ ]{1,256}): Failed with result '(?<line_reason>oom-kill)'\\.\\s{0,2}$",
	.since = "243", .source = "systemd src/core/service.c",
	.sample = "x.service: Failed with result 'oom-kill'.",
},
};
/* clang-format on */

const size_t n_formats = sizeof(formats) / sizeof(formats[0]);
