/* The one holder of most of the memory: a process, many of one name, nobody. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/groups.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/proposal.h"
#include "reports/diagnosis/sentence.h"
#include "reports/diagnosis/thresholds.h"

static enum rule_result holder_known(const struct diagnosis *d, struct finding *f)
{
	if (!about_shortage(d))
		return RULE_SILENT;
	if (d->holder.kind == HOLDER_UNKNOWN || d->holder.of_bytes == OOMLOG_ABSENT_U || d->holder.of_bytes == 0)
		return finding_needs(f,
		                     d->scope == SCOPE_MEMCG ? "the cgroup's limit and statistics with the task table"
		                                             : "the machine's memory state with the task table");
	return RULE_HOLDS;
}

static const char *of_what(const struct diagnosis *d)
{
	return d->scope == SCOPE_MEMCG ? " of the limit" : " of the machine's memory";
}

static void say_holder(struct diagnosis *d, struct finding *f)
{
	const struct holder *h = &d->holder;

	f->confidence = h->likely ? CONFIDENCE_LIKELY : CONFIDENCE_CERTAIN;
	finding_word(f, "holder.name", h->name);
	finding_number(f, "holder.bytes", h->bytes, "bytes");
	finding_number(f, "holder.of_bytes", h->of_bytes, "bytes");
}

/* The cgroup of the holder is known only where the holder is the victim. */
static strv holder_path(const struct diagnosis *d)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(d->ev);

	return d->holder.was_killed && m != NULL ? m->task_path : STR_NONE;
}

static uint64_t ram_and_swap(const struct diagnosis *d)
{
	const struct oomlog_memory *m = oomlog_event_memory(d->ev);

	return m != NULL ? measure_add(d->ram, m->swap.total_bytes) : OOMLOG_ABSENT_U;
}

/* Address space beyond RAM and swap together was granted by overcommitting; it stands in the row, or in the kill line. */
static void overcommit_advice(struct diagnosis *d, struct finding *f, const struct oomlog_task *t)
{
	uint64_t all = ram_and_swap(d);
	uint64_t asked = t != NULL ? measure_pages(d->ev, t->total_vm_pages) : about_victim(d)->total_vm_bytes;

	if (d->scope != SCOPE_MACHINE || all == OOMLOG_ABSENT_U || asked == OOMLOG_ABSENT_U || asked <= all)
		return;
	if (t != NULL)
		finding_number(f, "tasks.total_vm_pages", t->total_vm_pages, "pages");
	else
		finding_number(f, "victims.total_vm_bytes", asked, "bytes");
	ADVICE(d, f, WORDS("It had been granted "), SIZE(asked), WORDS(" of address space where RAM and swap are "),
	       SIZE(all), WORDS(": vm.overcommit_memory=2 would have refused it early (and refuses others too)."));
}

/* "was killed, holding 24.2 MiB": that is with the pages of files and of shared memory, which are not its alone. */
static const char *of_its_own(const struct diagnosis *d)
{
	const struct oomlog_victim *v = about_victim(d);
	uint64_t all = d->holder.was_killed && v != NULL ? measure_held(d->ev, v) : OOMLOG_ABSENT_U;

	return all != OOMLOG_ABSENT_U && all > d->holder.bytes ? " of its own, " : ", ";
}

static enum rule_result one_process(struct diagnosis *d, struct finding *f)
{
	const struct holder *h = &d->holder;
	const struct oomlog_victim *v = about_victim(d);
	enum rule_result known = holder_known(d, f);
	int64_t pid;

	if (known != RULE_HOLDS)
		return known;
	/* without a table the kill line tells of the victim */
	if (h->kind != HOLDER_PROCESS || h->by_score || (h->task == NULL && v == NULL))
		return RULE_SILENT;
	pid = h->task != NULL ? h->task->pid : v->pid;
	say_holder(d, f);
	finding_signed(f, "holder.pid", pid, "");
	SENTENCE(d, f, PROCESS(h->name, pid), WORDS(" alone held "), SIZE(h->bytes), WORDS(of_its_own(d)),
	         PERCENT(h->bytes, h->of_bytes), WORDS(of_what(d)),
	         WORDS(h->was_killed || about_victim(d) == NULL ? "." : ", and is not the one that was killed."));
	if (d->scope != SCOPE_MEMCG)
		proposal_add(d, f, PROPOSAL_CAP, holder_path(d), OOMLOG_ABSENT);
	overcommit_advice(d, f, h->task);
	return RULE_HOLDS;
}

/* Many of one name, and one of them has twice its share or more: then their number is not what has to change. */
static bool has_outlier(const struct holder *h)
{
	return h->biggest != NULL && str_eq(groups_name(h->biggest->comm), h->name) && h->tasks > 0 &&
		measure_reaches(h->biggest_bytes, h->of_bytes, HOLDER_SOME_PERCENT) &&
		h->biggest_bytes / 2 >= h->bytes / h->tasks;
}

static enum rule_result many_equal_processes(struct diagnosis *d, struct finding *f)
{
	const struct holder *h = &d->holder;
	enum rule_result known = holder_known(d, f);

	if (known != RULE_HOLDS)
		return known;
	if (h->kind != HOLDER_GROUP)
		return RULE_SILENT;
	say_holder(d, f);
	finding_number(f, "holder.tasks", h->tasks, "");
	SENTENCE(d, f, NUMBER(h->tasks), WORDS(" processes named "), NAME(h->name), WORDS(h->numbered ? "N" : ""),
	         WORDS(" together held "), SIZE(h->bytes), WORDS(", "), PERCENT(h->bytes, h->of_bytes),
	         WORDS(of_what(d)), WORDS("."));
	if (has_outlier(h))
		ADVICE(d, f, WORDS("See why "), PROCESS(h->biggest->comm, h->biggest->pid), WORDS(" alone had "),
		       SIZE(h->biggest_bytes), WORDS(": fewer processes do not help where one of them grows."));
	else
		proposal_add(d, f, PROPOSAL_TASKS, holder_path(d), OOMLOG_ABSENT);
	return RULE_HOLDS;
}

static enum rule_result anon(struct diagnosis *d, struct finding *f)
{
	const struct holder *h = &d->holder;
	enum rule_result known = holder_known(d, f);

	if (known != RULE_HOLDS)
		return known;
	if (h->kind != HOLDER_ANON)
		return RULE_SILENT;
	say_holder(d, f);
	SENTENCE(d, f, WORDS("Processes' own memory is "), SIZE(h->bytes), WORDS(", "), PERCENT(h->bytes, h->of_bytes),
	         WORDS(of_what(d)), WORDS("; the report does not tell whose."));
	/* a report that breaks off may have lost its table */
	if (oomlog_event_tasks(d->ev) == 0 &&
	    (oomlog_event_kind(d->ev) != OOMLOG_KIND_OOM || oomlog_event_outcome(d->ev) != OOMLOG_OUTCOME_UNKNOWN))
		ADVICE(d, f, WORDS(about_dump_tasks(d)),
		       WORDS(" has the kernel list the processes with the next kill."));
	return RULE_HOLDS;
}

static enum rule_result too_small(struct diagnosis *d, struct finding *f)
{
	const struct holder *h = &d->holder;
	enum rule_result known = holder_known(d, f);

	if (known != RULE_HOLDS)
		return known;
	if (h->kind != HOLDER_NONE || d->scope != SCOPE_MACHINE)
		return RULE_SILENT;
	f->confidence = CONFIDENCE_LIKELY;
	finding_number(f, "holder.of_bytes", h->of_bytes, "bytes");
	if (h->biggest != NULL) {
		finding_word(f, "holder.biggest", h->biggest->comm);
		finding_number(f, "holder.biggest_bytes", h->biggest_bytes, "bytes");
		SENTENCE(d, f, WORDS("Nothing stands out: the largest process, "),
		         PROCESS(h->biggest->comm, h->biggest->pid), WORDS(", held "),
		         PERCENT(h->biggest_bytes, h->of_bytes),
		         WORDS(" of the memory. All together are too much for "), SIZE(h->of_bytes), WORDS("."));
	} else {
		SENTENCE(d, f, WORDS("Nothing stands out: all together are too much for "), SIZE(h->of_bytes),
		         WORDS("."));
	}
	ADVICE(d, f, WORDS("Give the machine more than "), SIZE(h->of_bytes),
	       WORDS(" of memory, or move a part of its work to another."));
	return RULE_HOLDS;
}

const struct rule rules_holder[] = {
	{"one-process", "Memory",
         "One process holds HOLDER_MAIN_PERCENT of the memory in question or more; likely, where it holds "
         "HOLDER_SOME_PERCENT or more and nothing else holds as much.",
         "One process holds most of it", "Find out why it grew, or give it a limit of its own.",
         "dump_tasks(), mm/oom_kill.c", one_process},
	{"many-equal-processes", "Memory",
         "GROUP_LEAST_TASKS processes or more of one name (GROUP_LEAST_NUMBERED whose names differ in a number) together hold HOLDER_MAIN_PERCENT of the memory in question or "
         "more, and none alone does.",
         "Many processes of one name hold most of it", "TasksMax=, pids.max, fewer workers.",
         "dump_tasks(), mm/oom_kill.c", many_equal_processes},
	{"anon", "Memory",
         "Anonymous memory is HOLDER_MAIN_PERCENT of the memory in question or more, and the report does not list the "
         "processes or their sizes.",
         "Processes hold most of it, and which is not told", "vm.oom_dump_tasks=1.", "dump_tasks(), mm/oom_kill.c",
         anon},
	{"too-small", "Memory",
         "The machine was short, no process holds HOLDER_SOME_PERCENT of its memory, and neither does anything else that "
         "has a rule here.",
         "Nothing stands out: there is simply too little", "More memory, or less work on this machine.",
         "dump_tasks(), mm/oom_kill.c", too_small},
	{0},
};
