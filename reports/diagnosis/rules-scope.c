/* Where memory was short, and who asked for the kill. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/proposal.h"
#include "reports/diagnosis/sentence.h"

/* Scope rules are silent about what is known to be of another scope. */
static enum rule_result needs_scope(struct diagnosis *d, struct finding *f, const char *what)
{
	return about_shortage(d) && d->scope == SCOPE_UNKNOWN ? finding_needs(f, what) : RULE_SILENT;
}

static const char CONSTRAINT[] = "the constraint (\"oom-kill:constraint=..\"), or which memory nodes the machine has";

static enum rule_result needs_nodes(struct diagnosis *d, struct finding *f)
{
	return about_node_scope(d) == SCOPE_UNKNOWN ? needs_scope(d, f, CONSTRAINT) : RULE_SILENT;
}

/* A limit that was lowered below what was in use is raised over that. */
static int64_t to_exceed(const struct oomlog_counter *c)
{
	uint64_t bytes = c->limit_bytes;

	if (measure_is_unlimited(bytes))
		return OOMLOG_ABSENT;
	if (c->usage_bytes != OOMLOG_ABSENT_U && c->usage_bytes > bytes && !measure_is_unlimited(c->usage_bytes))
		bytes = c->usage_bytes;
	return (int64_t)bytes;
}

static enum rule_result memcg_limit(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(d->ev);
	const struct oomlog_counter *c;

	if (!about_shortage(d) || d->scope != SCOPE_MEMCG) {
		if (oomlog_event_memory(d->ev) != NULL)
			return RULE_SILENT;
		return needs_scope(d, f, "whose limit it was, or the machine's memory state");
	}
	if (m == NULL || m->path.p == NULL)
		return finding_needs(f, "the path of the cgroup whose limit it was");
	c = about_hit(m);
	finding_word(f, "memcg.path", m->path);
	finding_number(f, c == &m->memsw ? "memcg.memsw.usage_bytes" : "memcg.usage_bytes", c->usage_bytes, "bytes");
	finding_number(f, c == &m->memsw ? "memcg.memsw.limit_bytes" : "memcg.limit_bytes", c->limit_bytes, "bytes");
	if (c->usage_bytes != OOMLOG_ABSENT_U && c->limit_bytes != OOMLOG_ABSENT_U &&
	    !measure_is_unlimited(c->limit_bytes))
		SENTENCE(d, f, WORDS("The limit of "), NAME(m->path), WORDS(" was reached: "), SIZE(c->usage_bytes),
		         WORDS(" of "), SIZE(c->limit_bytes), WORDS(c == &m->memsw ? " memory+swap." : "."));
	else
		SENTENCE(d, f, WORDS("The limit of "), NAME(m->path), WORDS(" was reached."));
	if (c == &m->memory || about_both_limits(m))
		proposal_add(d, f, PROPOSAL_LIMIT, m->path, to_exceed(&m->memory));
	return RULE_HOLDS;
}

static enum rule_result parent_limit(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(d->ev);

	if (!about_shortage(d) || d->scope != SCOPE_MEMCG)
		return RULE_SILENT;
	if (m == NULL || m->path.p == NULL || m->task_path.p == NULL)
		return finding_needs(f, "the cgroup of the victim beside that of the limit");
	if (str_eq(m->path, m->task_path))
		return RULE_SILENT;
	finding_word(f, "memcg.path", m->path);
	finding_word(f, "memcg.task_path", m->task_path);
	SENTENCE(d, f, WORDS("The limit is not of the victim's own cgroup: it is set above it, on "), NAME(m->path),
	         WORDS("."));
	ADVICE(d, f, WORDS("Everything below "), NAME(m->path),
	       WORDS(" counts together: see which part of it grew, and give that part a limit of its own."));
	return RULE_HOLDS;
}

/* A limit that is written below what is in use kills at once: memory_max_write(), mem_cgroup_resize_max(). */
static enum rule_result limit_lowered(struct diagnosis *d, struct finding *f)
{
	static const strv writers[] = {
		{"memory_max_write", 16}, {"mem_cgroup_resize_max", 21}, {"mem_cgroup_resize_limit", 23}};
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);

	if (!about_shortage(d) || d->scope == SCOPE_MACHINE)
		return RULE_SILENT;
	if (tr == NULL || tr->n_call_trace == 0)
		return d->scope == SCOPE_MEMCG ? finding_needs(f, "the call trace") : RULE_SILENT;
	for (size_t i = 0; i < tr->n_call_trace; i++)
		for (size_t w = 0; w < sizeof(writers) / sizeof(writers[0]); w++)
			if (tr->call_trace[i].reliable && str_eq(tr->call_trace[i].function, writers[w])) {
				finding_word(f, "trigger.call_trace", tr->call_trace[i].function);
				SENTENCE(d, f, PROCESS(tr->comm, tr->pid),
				         WORDS(" lowered the limit below what was in use: "),
				         WORDS(about_victim(d) != NULL ? "the kill is its doing."
				                                       : "this report is its doing."));
				ADVICE(d, f,
				       WORDS("Lower a limit in steps, or after what is in the cgroup has shrunk."));
				return RULE_HOLDS;
			}
	return RULE_SILENT;
}

/* A report for some nodes prints the zones of those alone, and "free:" of all: the rest was free elsewhere. */
static uint64_t free_elsewhere(const struct diagnosis *d)
{
	static const char *const names[] = {"free_bytes", NULL};
	const struct oomlog_memory *m = oomlog_event_memory(d->ev);
	uint64_t all, here;

	if (m == NULL || !measure_zones_are_some(d->ev) || oomlog_event_damages(d->ev) > 0)
		return OOMLOG_ABSENT_U;
	all = measure_pages(d->ev, measure_field(&m->counters_pages, "free"));
	here = measure_zones(m, names);
	return all != OOMLOG_ABSENT_U && here < all ? all - here : OOMLOG_ABSENT_U;
}

/* Behind "Only memory of node 1 was allowed" */
static void elsewhere(struct diagnosis *d, struct finding *f, struct piece *ret_amount, struct piece *ret_words)
{
	uint64_t bytes = free_elsewhere(d);

	*ret_amount = bytes != OOMLOG_ABSENT_U ? SIZE(bytes) : WORDS("other nodes ");
	*ret_words = bytes != OOMLOG_ABSENT_U ? WORDS(" were free on other nodes.")
		: d->request.other_nodes_free ? WORDS("had room.")
					      : WORDS("may have had room.");
	finding_number(f, "diagnosis.free_on_other_nodes", bytes, "bytes");
}

static enum rule_result cpuset(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);
	strv nodes = tr != NULL ? tr->mems_allowed : STR_NONE, set = tr != NULL ? tr->cpuset : STR_NONE;
	struct piece amount, room;

	if (!about_shortage(d) || about_node_scope(d) != SCOPE_CPUSET)
		return needs_nodes(d, f);
	finding_word(f, "constraint", oomlog_event_constraint(d->ev));
	finding_word(f, "trigger.cpuset", set);
	finding_word(f, "trigger.mems_allowed", nodes);
	elsewhere(d, f, &amount, &room);
	SENTENCE(d, f, WORDS(nodes.p != NULL ? "Only memory of node " : "Only memory of some nodes"), NAME(nodes),
	         WORDS(" was allowed by the cpuset "), set.p != NULL ? NAME(set) : WORDS("of the process"), WORDS("; "),
	         amount, room);
	if (nodes.p != NULL)
		ADVICE(d, f, WORDS("Allow more nodes: cpuset.mems of "),
		       set.p != NULL ? NAME(set) : WORDS("its cpuset"), WORDS(" is "), NAME(nodes),
		       WORDS(" (a unit's AllowedMemoryNodes=); or have less run on it."));
	else
		ADVICE(d, f,
		       WORDS("Allow more nodes: see cpuset.mems of its cpuset (a unit's AllowedMemoryNodes=); or have less "
		             "run on them."));
	return RULE_HOLDS;
}

static enum rule_result memory_policy(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);
	strv nodes = tr != NULL ? tr->nodemask : STR_NONE;
	struct piece amount, room;

	if (!about_shortage(d) || about_node_scope(d) != SCOPE_MEMORY_POLICY)
		return needs_nodes(d, f);
	finding_word(f, "constraint", oomlog_event_constraint(d->ev));
	finding_word(f, "trigger.nodemask", nodes);
	elsewhere(d, f, &amount, &room);
	SENTENCE(d, f, WORDS("The process bound its memory to "), WORDS(nodes.p != NULL ? "node " : "some nodes"),
	         NAME(nodes), WORDS(" (mbind, numactl); "), amount, room);
	ADVICE(d, f,
	       WORDS("Prefer nodes instead of binding to them: numactl --preferred or --interleave, a unit's "
	             "NUMAPolicy=preferred."));
	return RULE_HOLDS;
}

static enum rule_result sysrq(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(d->ev);

	if (oomlog_event_kind(d->ev) != OOMLOG_KIND_OOM || d->scope == SCOPE_MEMCG)
		return RULE_SILENT;
	if (!about_has_head(d))
		return finding_needs(f, "the report's first line (\"X invoked oom-killer: .. order=..\")");
	if (!tr->manual)
		return RULE_SILENT;
	finding_signed(f, "trigger.order", tr->order, "");
	SENTENCE(d, f, WORDS("The kill was asked for by hand (sysrq f, /proc/sysrq-trigger): no shortage is implied."));
	ADVICE(d, f,
	       WORDS("Nothing needs more memory for this. If nobody should have done it, kernel.sysrq=176 leaves "
	             "sync, remount and reboot alone on the keyboard."));
	return RULE_HOLDS;
}

static enum rule_result allocating_task(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_victim *v = about_victim(d);

	if (!about_shortage(d))
		return RULE_SILENT;
	if (!oomlog_event_allocating_task(d->ev))
		return v == NULL && oomlog_event_outcome(d->ev) == OOMLOG_OUTCOME_UNKNOWN
			? finding_needs(f, "the kill line, which would tell vm.oom_kill_allocating_task")
			: RULE_SILENT;
	SENTENCE(d, f, WORDS("vm.oom_kill_allocating_task is set: "),
	         v != NULL ? PROCESS(v->comm, v->pid) : WORDS("the victim"),
	         WORDS(" died because it asked for memory, not because of its size."));
	ADVICE(d, f, WORDS("sysctl vm.oom_kill_allocating_task=0 has the kernel take the largest process."));
	return RULE_HOLDS;
}

static size_t group_victims(const struct diagnosis *d)
{
	const struct oomlog_victim *v;
	size_t n = 0;

	for (size_t i = 0; (v = oomlog_event_victim(d->ev, i)) != NULL; i++)
		n += v->role == OOMLOG_ROLE_GROUP;
	return n;
}

static enum rule_result group_kill(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(d->ev);

	if (!about_shortage(d))
		return RULE_SILENT;
	if (m == NULL || m->oom_group.p == NULL) {
		if (group_victims(d) == 0)
			return oomlog_event_outcome(d->ev) == OOMLOG_OUTCOME_UNKNOWN
				? finding_needs(f, "the end of the report")
				: RULE_SILENT;
		return finding_needs(f, "the line that names the group (\"Tasks in .. are going to be killed\")");
	}
	finding_word(f, "memcg.oom_group", m->oom_group);
	finding_number(f, "victims", oomlog_event_victims(d->ev), "");
	SENTENCE(d, f, WORDS("memory.oom.group of "), NAME(m->oom_group),
	         WORDS(" is set: its processes are killed together on purpose ("), NUMBER(oomlog_event_victims(d->ev)),
	         WORDS(" in the log)."));
	proposal_add(d, f, PROPOSAL_GROUP, m->oom_group, OOMLOG_ABSENT);
	return RULE_HOLDS;
}

/* --- killers that are not the kernel's --- */

static void userspace_advice(struct diagnosis *d, struct finding *f, const struct oomlog_killer *k)
{
	if (str_eq(k->name, STR("systemd-oomd")))
		ADVICE(d, f,
		       WORDS("systemd-oomd's limits are ManagedOOMMemoryPressureLimit=, ManagedOOMSwap= of the slice and "
		             "/etc/systemd/oomd.conf; ManagedOOMPreference=avoid in the unit takes it last."));
	else if (str_eq(k->name, STR("earlyoom")))
		ADVICE(d, f,
		       WORDS("earlyoom's limits are its -m and -s, and --avoid=REGEX spares a name "
		             "(/etc/default/earlyoom)."));
	else
		ADVICE(d, f,
		       WORDS("Its own configuration decides when it kills and whom: vm.* and oom_score_adj are the "
		             "kernel's."));
}

static enum rule_result userspace_killer(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_killer *k = oomlog_event_killer(d->ev);

	if (oomlog_event_kind(d->ev) != OOMLOG_KIND_USERSPACE_KILL)
		return RULE_SILENT;
	if (k == NULL || k->name.p == NULL)
		return finding_needs(f, "the name of the program that killed");
	finding_word(f, "killer.name", k->name);
	SENTENCE(d, f, NAME(k->name),
	         WORDS(", a program, decided this kill by its own limits: the kernel was not out of "
	               "memory."));
	userspace_advice(d, f, k);
	return RULE_HOLDS;
}

static enum rule_result low_memory_killer(struct diagnosis *d, struct finding *f)
{
	const struct oomlog_killer *k = oomlog_event_killer(d->ev);

	if (oomlog_event_kind(d->ev) != OOMLOG_KIND_LOW_MEMORY_KILLER)
		return RULE_SILENT;
	if (k == NULL)
		return finding_needs(f, "the killer's own line");
	finding_word(f, "killer.name", k->name);
	SENTENCE(d, f,
	         WORDS("Android's low memory killer freed memory ahead of a shortage: the lowest priority process goes "
	               "first, and that is how it is meant."));
	return RULE_HOLDS;
}

const struct rule rules_scope[] = {
	{"memcg-limit", "Scope",
         "The report is of a cgroup: \"Memory cgroup out of memory\", constraint=CONSTRAINT_MEMCG, or \"Task in A killed "
         "as a result of limit of B\".",
         "A cgroup's limit was reached; the report tells nothing of the rest of the machine",
         "Raise that limit, or have what is in the cgroup use less.", "mem_cgroup_out_of_memory(), mm/memcontrol.c",
         memcg_limit},
	{"parent-limit", "Scope", "The cgroup of the limit (oom_memcg) is not the victim's (task_memcg).",
         "A limit above the victim's cgroup was reached: of a pod, a slice",
         "Change the parent's limit, or bound the part of it that grew.",
         "mem_cgroup_print_oom_context(), mm/memcontrol.c", parent_limit},
	{"limit-lowered", "Scope",
         "The call trace goes through memory_max_write(), mem_cgroup_resize_max() or mem_cgroup_resize_limit().",
         "The limit was written below what was in use", "Lower limits in steps.", "memory_max_write(), mm/memcontrol.c",
         limit_lowered},
	{"cpuset", "Scope",
         "constraint=CONSTRAINT_CPUSET; where it is not printed (before 5.0), mems_allowed= leaves out a node whose zones are printed, or the zones printed are of some nodes only.",
         "Only the memory nodes of a cpuset were short", "Widen cpuset.mems.", "constrained_alloc(), mm/oom_kill.c",
         cpuset},
	{"memory-policy", "Scope",
         "constraint=CONSTRAINT_MEMORY_POLICY; where it is not printed (before 5.0), the same by nodemask=, where that is not mems_allowed=.",
         "Only the memory nodes of a memory policy were short", "Prefer or interleave nodes instead of binding.",
         "constrained_alloc(), mm/oom_kill.c", memory_policy},
	{"sysrq", "Scope", "The first line says order=-1.", "The kill was asked for by hand",
         "None: no shortage is implied.", "moom_callback(), drivers/tty/sysrq.c", sysrq},
	{"allocating-task", "Scope", "\"Out of memory (oom_kill_allocating_task)\" before the kill.",
         "Who asked for memory was killed, without comparing", "Unset vm.oom_kill_allocating_task.",
         "out_of_memory(), mm/oom_kill.c; Documentation/admin-guide/sysctl/vm.rst", allocating_task},
	{"group-kill", "Scope", "\"Tasks in P are going to be killed due to memory.oom.group set\".",
         "All processes of the cgroup were killed on purpose", "OOMPolicy=continue, memory.oom.group=0.",
         "oom_kill_process(), mm/oom_kill.c; Documentation/admin-guide/cgroup-v2.rst", group_kill},
	{"userspace-killer", "Scope", "The kill is systemd-oomd's, earlyoom's or nohang's.",
         "A program killed by its own limits; the kernel was not out of memory", "Change that program's limits.",
         "systemd-oomd.service(8), earlyoom(1)", userspace_killer},
	{"low-memory-killer", "Scope", "The kill is of Android's lowmemorykiller driver or lmkd.",
         "Android made room ahead of a shortage", "None: it is how it is meant.",
         "drivers/staging/android/lowmemorykiller.c; lmkd", low_memory_killer},
	{0},
};
