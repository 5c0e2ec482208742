/* What the log does not hold, or holds damaged. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/sentence.h"

static bool lacks(const struct diagnosis *d, unsigned part)
{
	return (oomlog_event_missing(d->ev) & part) != 0;
}

static enum rule_result part_missing(struct diagnosis *d, struct finding *f, unsigned part, const char *name,
                                     const char *words)
{
	if (!lacks(d, part))
		return RULE_SILENT;
	finding_word(f, "missing", str_of(name));
	SENTENCE(d, f, WORDS(words));
	return RULE_HOLDS;
}

static enum rule_result head_missing(struct diagnosis *d, struct finding *f)
{
	return part_missing(d, f, OOMLOG_PART_TRIGGER, "trigger",
	                    "The report's first lines are not in the log: who asked, and for what, is not known.");
}

static enum rule_result memory_missing(struct diagnosis *d, struct finding *f)
{
	static const char counters[] = "The cgroup's counters are not in the log: its usage and limit are not known.";

	if (lacks(d, OOMLOG_PART_MEMCG))
		return part_missing(d, f, OOMLOG_PART_MEMCG, "memcg", counters);
	if (d->scope == SCOPE_MEMCG)
		return part_missing(d, f, OOMLOG_PART_MEMORY, "memory", counters);
	return part_missing(d, f, OOMLOG_PART_MEMORY, "memory",
	                    "The memory state (Mem-Info) is not in the log: where the memory went is not known.");
}

static enum rule_result table_missing(struct diagnosis *d, struct finding *f)
{
	if (!about_has_head(d) || oomlog_event_kind(d->ev) != OOMLOG_KIND_OOM || oomlog_event_tasks(d->ev) > 0)
		return RULE_SILENT;
	/* the table has no row because there was nobody: its header alone is all of it */
	if (oomlog_event_outcome(d->ev) == OOMLOG_OUTCOME_NO_KILLABLE_TASK ||
	    str_find(oomlog_event_panic(d->ev), STR("deadlocked")) != SIZE_MAX)
		return RULE_SILENT;
	finding_number(f, "tasks", 0, "");
	SENTENCE(d, f, WORDS("The report has no task table: who else was there, and how large, is not known."));
	/* a report that breaks off lost it; rule anon has told already */
	if (oomlog_event_outcome(d->ev) != OOMLOG_OUTCOME_UNKNOWN && d->holder.kind != HOLDER_ANON)
		ADVICE(d, f, WORDS(about_dump_tasks(d)),
		       WORDS(" has the kernel print the task table with the next kill, if it was "
		             "not lost on the way."));
	return RULE_HOLDS;
}

static enum rule_result kill_missing(struct diagnosis *d, struct finding *f)
{
	return part_missing(
		d, f, OOMLOG_PART_KILL, "kill",
		oomlog_event_outcome(d->ev) == OOMLOG_OUTCOME_KILLED
			? "The kill line is not in the log: whom the kernel killed is not known."
			: "The end of the report is not in the log: whether and whom the kernel killed is not known.");
}

/* 4.6+ has a reaper; a victim that exits fast leaves nothing for it. */
static enum rule_result no_reaper_line(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_victim *v = about_victim(d);
	const struct oomlog_kernel *k = oomlog_event_kernel(d->ev);

	if (oomlog_event_kind(d->ev) != OOMLOG_KIND_OOM || oomlog_event_outcome(d->ev) != OOMLOG_OUTCOME_KILLED ||
	    v == NULL)
		return RULE_SILENT;
	/* "shmem-rss:" came with 4.6 too, and so did the reaper */
	if (v->shmem_rss_bytes == OOMLOG_ABSENT_U)
		return k == NULL || k->release.p == NULL ? finding_needs(f, "the kill line's figures") : RULE_SILENT;
	if (v->reaped.seen || v->reaped.failed)
		return RULE_SILENT;
	finding_signed(f, "victims.pid", v->pid, "");
	SENTENCE(d, f, WORDS("No line of the oom_reaper about "), PROCESS(v->comm, v->pid),
	         WORDS(": usual when it exits fast; when it was gone is not known."));
	return RULE_HOLDS;
}

/* --- damage --- */

static const struct oomlog_damage *damage_of(const struct diagnosis *d, enum oomlog_damage_what what)
{
	const struct oomlog_damage *damage;

	for (size_t i = 0; (damage = oomlog_event_damage(d->ev, i)) != NULL; i++)
		if (damage->what == what)
			return damage;
	return NULL;
}

static enum rule_result damaged(struct diagnosis *d, struct finding *f, enum oomlog_damage_what what, const char *words,
                                const char *then)
{
	const struct oomlog_damage *damage = damage_of(d, what);

	if (damage == NULL)
		return RULE_SILENT;
	finding_number(f, "damage.count", damage->count, "");
	/* not at which line: the same report in another log has the same diagnosis */
	SENTENCE(d, f, WORDS(words), WORDS(then));
	return RULE_HOLDS;
}

static enum rule_result lines_lost(struct diagnosis *d, struct finding *f)
{
	enum rule_result result = damaged(d, f, OOMLOG_DAMAGE_LINES_LOST, "Messages are missing in the report",
	                                  ": what is absent here may have been printed.");

	if (result == RULE_HOLDS)
		ADVICE(d, f,
		       WORDS("A larger kernel log keeps more: log_buf_len=4M on the kernel's command line; "
		             "RateLimitIntervalSec=0 in journald.conf."));
	return result;
}

static enum rule_result interleaved(struct diagnosis *d, struct finding *f)
{
	return damaged(d, f, OOMLOG_DAMAGE_INTERLEAVED, "Lines of another report lie between this one's",
	               ": single figures may belong to the other.");
}

static enum rule_result cut_lines(struct diagnosis *d, struct finding *f)
{
	return damaged(d, f, OOMLOG_DAMAGE_CUT, "A line ends before its end", ": what it would have said is absent.");
}

static enum rule_result limit_hit(struct diagnosis *d, struct finding *f)
{
	return damaged(d, f, OOMLOG_DAMAGE_LIMIT_HIT, "A part was dropped because the event is larger than the limits",
	               ": sums over it are too small.");
}

static enum rule_result unparsed_lines(struct diagnosis *d, struct finding *f)
{
	return damaged(d, f, OOMLOG_DAMAGE_UNPARSED_LINE, "Lines that look like the report's were not understood",
	               ": what they say is absent.");
}

/* --- what was inferred --- */

static bool counts_pages(const struct diagnosis *d)
{
	return oomlog_event_tasks(d->ev) > 0 || oomlog_event_memory(d->ev) != NULL;
}

static enum rule_result page_size_inferred(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(d->ev);

	if (!counts_pages(d))
		return RULE_SILENT;
	if (k == NULL || k->page_size_bytes == OOMLOG_ABSENT_U)
		return finding_needs(f, "the free lists, or one figure in two units, which tell the page size");
	finding_number(f, "kernel.page_size_bytes", k->page_size_bytes, "bytes");
	SENTENCE(d, f, WORDS("No line says the page size; it follows from other figures and is "),
	         SIZE(k->page_size_bytes), WORDS("."));
	return RULE_HOLDS;
}

const struct rule rules_complete[] = {
	{"head-missing", "Completeness", "The first line (\"X invoked oom-killer\") is not in the log.",
         "Who asked is not known", "Look into the log before this piece.", "dump_header(), mm/oom_kill.c",
         head_missing},
	{"memory-missing", "Completeness", "Mem-Info, or the cgroup's counters, are not in the log.",
         "Where the memory went is not known", "Look for the lines of level info: dmesg --level drops them.",
         "dump_header(), mm/oom_kill.c", memory_missing},
	{"table-missing", "Completeness", "The report's first line is there, and no row of the task table.",
         "Who else was there is not known", "vm.oom_dump_tasks=1.",
         "dump_tasks(), mm/oom_kill.c; Documentation/admin-guide/sysctl/vm.rst", table_missing},
	{"kill-missing", "Completeness", "No line says what was done.", "Whom the kernel killed is not known",
         "Look into the log behind this piece.", "__oom_kill_process(), mm/oom_kill.c", kill_missing},
	{"no-reaper-line", "Completeness",
         "The kill line has shmem-rss (4.6 and later), and no line of the oom_reaper follows.",
         "When the victim's memory was free is not known", "None: usual when the victim exits fast.",
         "oom_reap_task_mm(), mm/oom_kill.c", no_reaper_line},
	{"lines-lost", "Completeness", "The log says that messages are missing, or its sequence numbers do.",
         "Messages are missing", "log_buf_len=, RateLimitIntervalSec=0.", "printk(), kernel/printk", lines_lost},
	{"interleaved", "Completeness", "Lines of another report lie between its own.", "Two reports lie in each other",
         "A log with the callers' numbers (CONFIG_PRINTK_CALLER) tells them apart.", "printk(), kernel/printk",
         interleaved},
	{"cut-lines", "Completeness", "A line ends before its end.", "A line is cut", "None.", "docs/limits.md",
         cut_lines},
	{"limit-hit", "Completeness", "The event is larger than oomlog's limits.", "A part was dropped", "None.",
         "docs/limits.md", limit_hit},
	{"unparsed-lines", "Completeness", "Lines that look like the report's are none that is known.",
         "Lines were not understood", "--detail=full shows them.", "docs/adding-a-kernel-line.md", unparsed_lines},
	{"page-size-inferred", "Completeness", "The report counts in pages.",
         "The page size follows from other figures", "None.", "show_free_areas(), mm/show_mem.c", page_size_inferred},
	{0},
};
