#include "reports/diagnosis/proposal.h"

#include "reports/diagnosis/about.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/sentence.h"

/* Who is asked to change something. */
enum owner { OWNER_CGROUP, OWNER_UNIT, OWNER_CONTAINER, OWNER_POD, OWNER_NODE, OWNER_ENGINE, OWNER_JOB, OWNER_OTHER };

struct proposal {
	struct diagnosis *d;
	struct finding *f;
	strv path, unit;
	struct workload w;
	enum owner owner;
	int64_t value;
};

/* --- names --- */

/* Characters of unit names; a backslash only inside quotes. */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_' || c == '.' ||
		c == '@' || c == ':' || c == '\\';
}

static bool is_plain_name(strv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_plain(s.p[i]))
			return false;
	return s.n > 0 && s.p[0] != '-';
}

static bool is_unit_name(strv part)
{
	static const strv suffixes[] = {{".service", 8}, {".scope", 6}, {".slice", 6}};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (part.n > suffixes[i].n && str_ends(part, suffixes[i]))
			return true;
	return false;
}

/* The last unit of the path; a setting of the cgroup's own is a unit's only where the unit is the cgroup. */
static bool unit_of(strv path, bool whole, strv *ret)
{
	strv found = STR_NONE;

	while (path.n > 0) {
		size_t slash = str_find_byte(path, '/');
		strv part = str_upto(path, slash);

		if (is_unit_name(part) && (whole || !str_ends(part, STR(".slice"))))
			found = part;
		else if (whole && part.n > 0)
			found = STR_NONE;
		path = slash == SIZE_MAX ? STR_NONE : str_from(path, slash + 1);
	}
	if (!is_plain_name(found))
		return false;
	*ret = found;
	return true;
}

/* A unit of a user's own manager: "/user.slice/user-1000.slice/user@1000.service/app.slice/web.service" */
static bool is_user_unit(const struct proposal *p)
{
	size_t at = str_find(p->path, STR("/user@"));

	return at != SIZE_MAX && str_find_byte(str_from(p->path, at + 1), '/') != SIZE_MAX;
}

static const char *systemctl(const struct proposal *p)
{
	return is_user_unit(p) ? "systemctl --user" : "systemctl";
}

static const char *quote(const struct proposal *p)
{
	return str_find_byte(p->unit, '\\') != SIZE_MAX ? "'" : "";
}

static const char *section(const struct proposal *p)
{
	return str_ends(p->unit, STR(".slice")) ? "[Slice]" : "[Service]";
}

/* --- who --- */

static enum owner kubernetes_owner(const struct workload *w)
{
	if (w->level == WORKLOAD_CONTAINER)
		return OWNER_CONTAINER;
	return w->pod_uid.p != NULL ? OWNER_POD : OWNER_NODE;
}

/*
 * An id goes into a command that a reader may paste: what else a cgroup's path has in its place, "/docker/mesos/;reboot;",
 * must not. The engine of this machine knows no container inside of another.
 */
static bool has_engines_id(const struct workload *w)
{
	return w->level == WORKLOAD_CONTAINER && !w->nested && w->container_id.p != NULL &&
		workload_is_hex(w->container_id);
}

static enum owner owner_of(struct proposal *p, bool whole)
{
	const struct workload *w = &p->w;

	if (p->path.p == NULL || !workload_of_path(p->path, &p->w))
		return OWNER_CGROUP;
	if (str_eq(w->manager, STR("kubernetes")))
		return kubernetes_owner(w);
	if (has_engines_id(w) && (str_eq(w->manager, STR("docker")) || str_eq(w->manager, STR("podman"))))
		return OWNER_ENGINE;
	if (w->level == WORKLOAD_JOB || w->level == WORKLOAD_STEP)
		return OWNER_JOB;
	if (w->level == WORKLOAD_CONTAINER || w->level == WORKLOAD_MACHINE)
		return OWNER_OTHER;
	/* units of another systemd, which runs in a container or a virtual machine: this machine's has others of the name */
	if (w->container_id.p != NULL || w->name.p != NULL)
		return OWNER_CGROUP;
	return unit_of(p->path, whole, &p->unit) ? OWNER_UNIT : OWNER_CGROUP;
}

/* --- sentences that several have --- */

#define SAY(p, ...) ADVICE((p)->d, (p)->f, __VA_ARGS__)

/* "systemctl edit web.service, [Service] MemoryMax=.."; of scopes, which are not edited, set-property. */
static void unit_setting(const struct proposal *p, struct piece before, const char *setting, struct piece value,
                         const char *then)
{
	bool scope = str_ends(p->unit, STR(".scope"));

	SAY(p, before, WORDS(systemctl(p)), WORDS(scope ? " set-property " : " edit "), WORDS(quote(p)), NAME(p->unit),
	    WORDS(quote(p)), WORDS(scope ? " " : ", "), WORDS(scope ? "" : section(p)), WORDS(scope ? "" : " "),
	    WORDS(setting), value, WORDS(then));
}

static struct piece now(const struct proposal *p)
{
	return p->value != OOMLOG_ABSENT ? SIZE((uint64_t)p->value) : WORDS("its present value");
}

static struct piece container_of(const struct proposal *p)
{
	return p->w.container_id.p != NULL ? NAME(workload_short_id(p->w.container_id)) : WORDS("(unnamed)");
}

/* --- the limit --- */

static void raise_kubernetes(const struct proposal *p)
{
	if (p->owner == OWNER_NODE)
		SAY(p, WORDS("All pods below "), NAME(p->path), WORDS(" together reached "), now(p),
		    WORDS(": fewer or smaller pods on this node, or less reserved by kubelet (--system-reserved, "
		          "--kube-reserved)."));
	else if (p->owner == OWNER_POD)
		SAY(p, WORDS("Raise resources.limits.memory of the containers of pod "), NAME(p->w.pod_uid),
		    WORDS(" (together "), now(p), WORDS("), or have them use less."));
	else
		SAY(p, WORDS("Raise resources.limits.memory of container "), container_of(p), WORDS(" in pod "),
		    p->w.pod_uid.p != NULL ? NAME(p->w.pod_uid) : WORDS("(unnamed)"), WORDS(" over "), now(p),
		    WORDS(", or have it use less."));
}

static const char *limit_file(const struct proposal *p)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(p->d->ev);

	return about_limit_file(m != NULL ? about_memcg_version(m) : 0);
}

/*
 * Both of version 1's limits were reached: memory.memsw.limit_in_bytes is raised first, since the kernel refuses a
 * memory.limit_in_bytes above it. systemd sets the other one only.
 */
static void raise_both(const struct proposal *p, const struct oomlog_memcg *m)
{
	struct piece path = p->path.p != NULL ? NAME(p->path) : WORDS("the cgroup");

	if (p->owner == OWNER_UNIT)
		SAY(p, WORDS("Raise both limits, which were reached: first memory.memsw.limit_in_bytes of "), path,
		    WORDS(" over "), SIZE(m->memsw.limit_bytes), WORDS(", then "), WORDS(systemctl(p)),
		    WORDS(" set-property "), WORDS(quote(p)), NAME(p->unit), WORDS(quote(p)),
		    WORDS(" MemoryMax= over "), now(p), WORDS("; or have it use less."));
	else if (p->owner == OWNER_ENGINE)
		SAY(p, WORDS("Raise both limits of the container, "), now(p), WORDS(" of memory and "),
		    SIZE(m->memsw.limit_bytes), WORDS(" with swap: "), NAME(p->w.manager),
		    WORDS(" update --memory=SIZE --memory-swap=SIZE "), NAME(workload_short_id(p->w.container_id)),
		    WORDS("; or have it use less."));
	else
		SAY(p, WORDS("Raise both limits of "), path,
		    WORDS(", which were reached: first memory.memsw.limit_in_bytes over "), SIZE(m->memsw.limit_bytes),
		    WORDS(", then memory.limit_in_bytes over "), now(p), WORDS("; or have what is in it use less."));
}

/* Kubernetes and batch systems set both by the one that they are told. */
static bool sets_both_by_one(const struct proposal *p)
{
	return p->owner == OWNER_CONTAINER || p->owner == OWNER_POD || p->owner == OWNER_NODE || p->owner == OWNER_JOB;
}

static void raise_other(const struct proposal *p)
{
	if (p->owner == OWNER_ENGINE)
		SAY(p, WORDS("Raise the container's limit over "), now(p), WORDS(": "), NAME(p->w.manager),
		    WORDS(" update --memory=SIZE --memory-swap=SIZE "), NAME(workload_short_id(p->w.container_id)),
		    WORDS("; or have it use less."));
	else if (p->owner == OWNER_JOB)
		SAY(p, WORDS("Submit job "), NAME(p->w.job_id), WORDS(" with more than "), now(p),
		    WORDS(" (--mem or --mem-per-cpu), or have it use less."));
	else if (p->owner == OWNER_OTHER)
		SAY(p, WORDS("Raise the memory limit that "), NAME(p->w.manager), WORDS(" gives to "),
		    p->w.name.p != NULL ? NAME(p->w.name) : container_of(p), WORDS(" over "), now(p),
		    WORDS(", or have it use less."));
	else
		SAY(p, WORDS("Raise "), WORDS(limit_file(p)), WORDS(" of "),
		    p->path.p != NULL ? NAME(p->path) : WORDS("the cgroup"), WORDS(" over "), now(p),
		    WORDS(", or have what is in it use less."));
}

/* A table with nr_ptes is of a kernel up to 4.14, with which systemd may be older than MemoryMax= (231). */
static const char *memory_max(const struct proposal *p)
{
	const struct oomlog_task *t = oomlog_event_task(p->d->ev, 0);

	return t != NULL && t->nr_ptes != OOMLOG_ABSENT_U ? "MemoryMax= (before systemd 231 MemoryLimit=) over "
							  : "MemoryMax= over ";
}

static void propose_limit(const struct proposal *p)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(p->d->ev);

	if (m != NULL && about_both_limits(m) && !sets_both_by_one(p))
		raise_both(p, m);
	else if (p->owner == OWNER_CONTAINER || p->owner == OWNER_POD || p->owner == OWNER_NODE)
		raise_kubernetes(p);
	else if (p->owner == OWNER_UNIT)
		unit_setting(p, WORDS("Raise the limit: "), memory_max(p), now(p), "; or have it use less.");
	else
		raise_other(p);
}

/* --- a limit of its own, where the machine was short --- */

/* oom_adj alone: up to 2.6.35, before systemd and before the second version of cgroups. */
static const char *own_limit(const struct proposal *p)
{
	return about_is_oom_adj(p->d) ? "memory.limit_in_bytes of a cgroup, ulimit -v"
				      : "MemoryMax= of its unit, memory.max of its cgroup";
}

static void propose_cap(const struct proposal *p)
{
	if (p->owner == OWNER_CONTAINER || p->owner == OWNER_POD)
		SAY(p, WORDS("Give container "), container_of(p), WORDS(" in pod "),
		    p->w.pod_uid.p != NULL ? NAME(p->w.pod_uid) : WORDS("(unnamed)"),
		    WORDS(" a resources.limits.memory that the node has, and a request to match."));
	else if (p->owner == OWNER_ENGINE)
		SAY(p, WORDS("Give it a limit of its own: "), NAME(p->w.manager), WORDS(" update --memory=SIZE "),
		    NAME(workload_short_id(p->w.container_id)), WORDS("."));
	else if (p->owner == OWNER_UNIT)
		unit_setting(p, WORDS("Find out why it grew, or give it a limit of its own: "),
		             "MemoryMax=", WORDS("SIZE"), "; then only it is killed when it grows.");
	else
		SAY(p, WORDS("Find out why "), p->d->holder.name.p != NULL ? NAME(p->d->holder.name) : WORDS("it"),
		    WORDS(" grew, or give it a limit of its own ("), WORDS(own_limit(p)),
		    WORDS("), so that only it is killed when it grows."));
}

/* --- the number of processes --- */

static void propose_tasks(const struct proposal *p)
{
	if (p->owner == OWNER_CONTAINER || p->owner == OWNER_POD || p->owner == OWNER_NODE)
		SAY(p,
		    WORDS("Bound the number of processes: kubelet's podPidsLimit, or the program's own number of "
		          "workers."));
	else if (p->owner == OWNER_ENGINE)
		SAY(p, WORDS("Bound the number of processes: "), NAME(p->w.manager), WORDS(" update --pids-limit=N "),
		    NAME(workload_short_id(p->w.container_id)), WORDS("; or have it start fewer workers."));
	else if (p->owner == OWNER_UNIT)
		unit_setting(p, WORDS("Bound the number of processes: "), "TasksMax=", WORDS("N"),
		             "; or have it start fewer workers.");
	else
		SAY(p,
		    WORDS("Bound the number of processes (TasksMax= of the unit, pids.max of the cgroup), or have the "
		          "program start fewer workers."));
}

/* --- the adjustment --- */

static struct piece spared(const struct proposal *p)
{
	const struct oomlog_victim *v = about_victim(p->d);

	return v != NULL && v->comm.p != NULL ? NAME(v->comm) : WORDS("it");
}

/* "then mysqld (pid 812) is next": who pays for it */
static struct piece next_one(const struct proposal *p)
{
	const struct oomlog_task *t = p->d->selection.spare_next;

	return t != NULL ? PROCESS(t->comm, t->pid) : WORDS("another");
}

/* The limit is of the victim's own cgroup: who manages that sets the adjustment of all of them alike. */
static bool is_one_cgroup(const struct proposal *p)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(p->d->ev);

	return p->d->scope == SCOPE_MEMCG && m != NULL && m->path.p != NULL && str_eq(m->path, p->path);
}

static const char *where_else(const struct proposal *p)
{
	if (p->owner == OWNER_UNIT && is_one_cgroup(p))
		return " (OOMScoreAdjust= would move all of its unit alike)";
	if (is_user_unit(p))
		return ", by root: a user's own manager may not go below its own";
	return p->owner == OWNER_CGROUP || p->owner == OWNER_UNIT ? " (OOMScoreAdjust= of its unit)" : "";
}

/* "-16 or less", but for what exempts it */
static const char *or_less(const struct proposal *p)
{
	return p->value > ADJ_EXEMPT ? " or less" : "";
}

static void spare_process(const struct proposal *p)
{
	const struct oomlog_victim *v = about_victim(p->d);
	struct piece pid = v != NULL && v->pid != OOMLOG_ABSENT ? SIGNED(v->pid) : WORDS("PID");

	if (about_is_oom_adj(p->d))
		SAY(p, WORDS("To spare "), spared(p), WORDS(": echo a value from -16 (less likely) to -1 into /proc/"),
		    pid, WORDS("/oom_adj of its next run; -17 exempts it, and then another is next."));
	else
		SAY(p, WORDS("To spare "), spared(p), WORDS(": oom_score_adj "), SIGNED(p->value), WORDS(or_less(p)),
		    WORDS(" in /proc/PID/oom_score_adj"), WORDS(where_else(p)), WORDS("; then "), next_one(p),
		    WORDS(" is next."));
}

/* A user's own manager may not go below the value that it was given itself. */
static bool needs_root(const struct proposal *p)
{
	return is_user_unit(p) && p->value < 0;
}

/* Kubernetes gives all containers of a pod the adjustment of its QoS class: among them it chooses nobody. */
static void spare_pod(const struct proposal *p)
{
	if (is_one_cgroup(p))
		return;
	SAY(p, WORDS("Kubernetes sets oom_score_adj by QoS class"), WORDS(p->w.qos_class.p != NULL ? " (here " : ""),
	    NAME(p->w.qos_class), WORDS(p->w.qos_class.p != NULL ? ")" : ""),
	    WORDS(": requests equal to limits make the pod Guaranteed, and it is taken last."));
}

static void propose_spare(const struct proposal *p)
{
	if (p->owner == OWNER_CONTAINER || p->owner == OWNER_POD || p->owner == OWNER_NODE)
		spare_pod(p);
	else if (p->owner == OWNER_UNIT && !about_is_oom_adj(p->d) && str_ends(p->unit, STR(".service")) &&
	         !needs_root(p) && !is_one_cgroup(p))
		SAY(p, WORDS("To spare "), spared(p), WORDS(": "), WORDS(systemctl(p)), WORDS(" edit "),
		    WORDS(quote(p)), NAME(p->unit), WORDS(quote(p)), WORDS(", [Service] OOMScoreAdjust="),
		    SIGNED(p->value), WORDS(or_less(p)), WORDS("; then "), next_one(p), WORDS(" is next."));
	else
		spare_process(p);
}

/* --- group kills, throttling --- */

/* OOMPolicy= is a service's; of slices and other cgroups the kernel's own switch. */
static void propose_group(const struct proposal *p)
{
	if (p->owner == OWNER_UNIT && str_ends(p->unit, STR(".service")))
		unit_setting(p, WORDS("If one process may die alone: "), "OOMPolicy=", WORDS("continue"), ".");
	else if (p->owner == OWNER_CONTAINER || p->owner == OWNER_POD)
		SAY(p,
		    WORDS("If one process may die alone: singleProcessOOMKill: true in kubelet's configuration (1.32+)."));
	else
		SAY(p, WORDS("If one process may die alone: write 0 to memory.oom.group of "), NAME(p->path),
		    WORDS("."));
}

static void propose_high(const struct proposal *p)
{
	if (p->owner == OWNER_UNIT)
		unit_setting(p, WORDS("Slow it down before the limit: "), "MemoryHigh= under ", now(p), ".");
	else
		SAY(p, WORDS("Set memory.high of "), p->path.p != NULL ? NAME(p->path) : WORDS("the cgroup"),
		    WORDS(" under "), now(p),
		    WORDS(", and watch its memory.pressure: it was squeezed before the kill."));
}

void proposal_add(struct diagnosis *d, struct finding *f, enum proposal_what what, strv path, int64_t value)
{
	static void (*const proposals[])(const struct proposal *p) = {
		[PROPOSAL_LIMIT] = propose_limit, [PROPOSAL_TASKS] = propose_tasks, [PROPOSAL_SPARE] = propose_spare,
		[PROPOSAL_GROUP] = propose_group, [PROPOSAL_CAP] = propose_cap,     [PROPOSAL_HIGH] = propose_high,
	};
	struct proposal p = {.d = d, .f = f, .path = path, .value = value};

	p.owner = owner_of(&p, what == PROPOSAL_LIMIT || what == PROPOSAL_HIGH || what == PROPOSAL_GROUP);
	proposals[what](&p);
}
