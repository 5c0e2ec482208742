/* What came of it. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/sentence.h"

/* The kernel does not kill the init process (is_global_init()), whatever its oom_score_adj. */
enum { PID_INIT = 1 };

static size_t killable_tasks(const struct diagnosis *d)
{
	const struct oomlog_task *t;
	size_t n = 0;

	for (size_t i = 0; (t = oomlog_event_task(d->ev, i)) != NULL; i++)
		n += !about_is_exempt(t) && t->pid != PID_INIT;
	return n;
}

/* "Out of memory and no killable processes...", "System is deadlocked on memory" */
static bool panics_for_nobody(const struct diagnosis *d)
{
	strv why = oomlog_event_panic(d->ev);

	return str_find(why, STR("no killable")) != SIZE_MAX || str_find(why, STR("deadlocked")) != SIZE_MAX;
}

static bool nobody_left(const struct diagnosis *d)
{
	return panics_for_nobody(d) || (oomlog_event_tasks(d->ev) > 0 && killable_tasks(d) == 0);
}

/* "compulsory panic_on_oom is enabled", "system-wide panic_on_oom is enabled", "panic_on_oom is selected" */
static const char *why_panicked(const struct diagnosis *d)
{
	strv why = oomlog_event_panic(d->ev);

	if (str_find(why, STR("ompulsory")) != SIZE_MAX)
		return ": vm.panic_on_oom is 2, which holds for cgroups, cpusets and memory policies, too.";
	if (str_find(why, STR("panic_on_oom")) != SIZE_MAX)
		return ": vm.panic_on_oom is set.";
	return ": vm.panic_on_oom, or nobody to kill.";
}

static enum rule_result panic(struct diagnosis *d, struct finding *f)
{
	enum oomlog_outcome outcome = oomlog_event_outcome(d->ev);

	if (oomlog_event_kind(d->ev) != OOMLOG_KIND_OOM)
		return RULE_SILENT;
	if (outcome == OOMLOG_OUTCOME_UNKNOWN)
		return finding_needs(f, "the end of the report");
	if (outcome != OOMLOG_OUTCOME_PANIC)
		return RULE_SILENT;
	finding_word(f, "outcome", str_of(oomlog_outcome_name(outcome)));
	finding_word(f, "panic", oomlog_event_panic(d->ev));
	SENTENCE(d, f, WORDS("The kernel panicked instead of going on"),
	         WORDS(nobody_left(d) ? ": no process was left that may be killed." : why_panicked(d)));
	if (!nobody_left(d))
		ADVICE(d, f,
		       WORDS("sysctl vm.panic_on_oom=0 has the kernel kill a process instead; with kernel.panic=N the "
		             "machine boots again after N seconds."));
	else
		ADVICE(d, f, WORDS("kernel.panic=N has the machine boot again N seconds after a panic."));
	return RULE_HOLDS;
}

/* In pages: a report that kills nobody may hold nothing that tells their size. */
static uint64_t task_pages(const struct oomlog_task *t)
{
	return measure_add(measure_rss_pages(t), t->swapents);
}

static const struct oomlog_task *largest_task(const struct diagnosis *d)
{
	const struct oomlog_task *t, *best = NULL;

	for (size_t i = 0; (t = oomlog_event_task(d->ev, i)) != NULL; i++)
		if (measure_rss_pages(t) != OOMLOG_ABSENT_U && (best == NULL || task_pages(t) > task_pages(best)))
			best = t;
	return best;
}

static enum rule_result no_killable_task(struct diagnosis *d, struct finding *f)
{
	enum oomlog_outcome outcome = oomlog_event_outcome(d->ev);
	const struct oomlog_task *big;
	bool known;

	if (oomlog_event_kind(d->ev) != OOMLOG_KIND_OOM)
		return RULE_SILENT;
	if (outcome == OOMLOG_OUTCOME_UNKNOWN || (outcome == OOMLOG_OUTCOME_PANIC && oomlog_event_tasks(d->ev) == 0))
		return finding_needs(f, outcome == OOMLOG_OUTCOME_UNKNOWN ? "the end of the report" : "the task table");
	if (outcome != OOMLOG_OUTCOME_NO_KILLABLE_TASK && (outcome != OOMLOG_OUTCOME_PANIC || !nobody_left(d)))
		return RULE_SILENT;
	big = largest_task(d);
	known = big != NULL && about_task_bytes(d, big) != OOMLOG_ABSENT_U;
	finding_word(f, "outcome", str_of(oomlog_outcome_name(outcome)));
	finding_number(f, "tasks", oomlog_event_tasks(d->ev), "");
	SENTENCE(d, f, WORDS("No process could be killed: "),
	         WORDS(nobody_left(d) ? "all of the table are protected (oom_score_adj -1000, oom_adj -17) or init."
	                              : "none that may be was left."));
	if (about_shortage(d) && big != NULL && about_is_exempt(big))
		ADVICE(d, f, WORDS("The largest protected process is "), PROCESS(big->comm, big->pid), WORDS(" with "),
		       known ? SIZE(about_task_bytes(d, big)) : NUMBER(task_pages(big)),
		       WORDS(known ? ": take " : " pages: take "),
		       SIGNED(big->oom_score_adj != OOMLOG_ABSENT ? big->oom_score_adj : big->oom_adj),
		       WORDS(" away from it, so that the kernel has a choice."));
	return RULE_HOLDS;
}

static enum rule_result already_exiting(struct diagnosis *d, struct finding *f)
{
	enum oomlog_outcome outcome = oomlog_event_outcome(d->ev);
	const struct oomlog_chosen *c = oomlog_event_chosen(d->ev);

	if (oomlog_event_kind(d->ev) != OOMLOG_KIND_OOM)
		return RULE_SILENT;
	if (outcome == OOMLOG_OUTCOME_UNKNOWN)
		return finding_needs(f, "the end of the report");
	if (outcome != OOMLOG_OUTCOME_NOT_KILLED)
		return RULE_SILENT;
	finding_word(f, "outcome", str_of(oomlog_outcome_name(outcome)));
	finding_signed(f, "chosen.pid", c != NULL ? c->pid : OOMLOG_ABSENT, "");
	SENTENCE(d, f, c != NULL ? PROCESS(c->comm, c->pid) : WORDS("The chosen process"),
	         WORDS(" was already exiting when it was to be killed: the kernel killed nobody else in its place."));
	return RULE_HOLDS;
}

static enum rule_result reaper_failed(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_victim *v;

	if (oomlog_event_kind(d->ev) != OOMLOG_KIND_OOM)
		return RULE_SILENT;
	if (oomlog_event_outcome(d->ev) == OOMLOG_OUTCOME_UNKNOWN)
		return finding_needs(f, "the end of the report");
	for (size_t i = 0; (v = oomlog_event_victim(d->ev, i)) != NULL; i++) {
		if (!v->reaped.failed)
			continue;
		finding_signed(f, "victims.pid", v->pid, "");
		SENTENCE(d, f, WORDS("The memory of "), PROCESS(v->comm, v->pid),
		         WORDS(" could not be taken back at once (\"unable to reap\"): it hung in the kernel."));
		ADVICE(d, f, WORDS("Look at what "), PROCESS(v->comm, v->pid),
		       WORDS(" waited for: its state D, storage, a driver, io_uring; its wchan and stack are in /proc."));
		return RULE_HOLDS;
	}
	return RULE_SILENT;
}

const struct rule rules_outcome[] = {
	{"panic", "Outcome", "\"Kernel panic - not syncing: Out of memory\" or \"System is deadlocked on memory\".",
         "The kernel panicked", "vm.panic_on_oom=0, kernel.panic=N.", "check_panic_on_oom(), mm/oom_kill.c", panic},
	{"no-killable-task", "Outcome",
         "\"Out of memory and no killable processes\"; or a panic where the table has protected processes and init alone.",
         "No process could be killed", "Take protection away from the largest.", "out_of_memory(), mm/oom_kill.c",
         no_killable_task},
	{"already-exiting", "Outcome", "\"OOM victim N (x) is already exiting. Skip killing the task\".",
         "Nothing was killed", "None.", "oom_kill_process(), mm/oom_kill.c", already_exiting},
	{"reaper-failed", "Outcome", "\"oom_reaper: unable to reap pid:N (x)\".",
         "The victim's memory was not taken back", "Look at what it waited for.", "oom_reap_task(), mm/oom_kill.c",
         reaper_failed},
	{0},
};
