#include "reports/diagnosis/workload.h"

/*
 * The path is walked from its root; each part may add to what is known and decides the level of the walk so far.
 * Deeper parts win (a unit inside a container), but the manager is the outermost that says more than "systemd".
 */
struct walk {
	struct workload *w;
	strv part;     /* the one looked at */
	strv before;   /* the one above it */
	bool kubepods; /* below a kubepods cgroup */
	bool slurm, lxc, nomad;
};

static const char *const level_names[] = {
	NULL, "container", "pod", "service", "scope", "slice", "session", "user", "machine", "job", "step",
};

const char *workload_level_name(enum workload_level level)
{
	return (size_t)level < sizeof(level_names) / sizeof(level_names[0]) ? level_names[level] : NULL;
}

/* --- names --- */

static bool hex_digit(char c, unsigned *ret)
{
	if (c >= '0' && c <= '9')
		*ret = (unsigned)(c - '0');
	else if (c >= 'a' && c <= 'f')
		*ret = (unsigned)(c - 'a' + 10);
	else
		return false;
	return true;
}

static bool is_hex(strv s)
{
	unsigned digit;

	for (size_t i = 0; i < s.n; i++)
		if (!hex_digit(s.p[i], &digit))
			return false;
	return s.n > 0;
}

/* Undoes systemd's "\x2d"; a name that does not fit into the storage stays as it is. */
static strv unescape(struct workload *w, strv s)
{
	char *start = w->storage + w->used, *p = start;
	unsigned high, low;

	if (str_find_byte(s, '\\') == SIZE_MAX || s.n > sizeof(w->storage) - w->used)
		return s;
	for (size_t i = 0; i < s.n; i++) {
		if (s.n - i >= 4 && s.p[i] == '\\' && s.p[i + 1] == 'x' && hex_digit(s.p[i + 2], &high) &&
		    hex_digit(s.p[i + 3], &low)) {
			*p++ = (char)(high << 4 | low);
			i += 3;
		} else {
			*p++ = s.p[i];
		}
	}
	w->used += (size_t)(p - start);
	return (strv){start, (size_t)(p - start)};
}

/* In slice names '-' separates levels, so kubelet writes a pod's uid with '_'. */
static strv pod_uid(struct workload *w, strv s)
{
	char *start = w->storage + w->used;

	if (str_find_byte(s, '_') == SIZE_MAX || s.n > sizeof(w->storage) - w->used)
		return s;
	for (size_t i = 0; i < s.n; i++)
		start[i] = s.p[i] == '_' ? '-' : s.p[i];
	w->used += s.n;
	return (strv){start, s.n};
}

static strv without_suffix(strv s, strv suffix)
{
	return str_ends(s, suffix) ? str_upto(s, s.n - suffix.n) : s;
}

static bool cut_prefix(strv *s, strv prefix)
{
	return s->n > prefix.n && skip_literal(s, prefix);
}

static void set_manager(struct workload *w, strv manager)
{
	if (w->manager.p == NULL || str_eq(w->manager, STR("systemd")))
		w->manager = manager;
}

static void set_container(struct walk *walk, strv manager, strv runtime, strv id)
{
	struct workload *w = walk->w;

	if (manager.p != NULL)
		set_manager(w, manager);
	w->runtime = runtime;
	w->container_id = id;
	w->level = WORKLOAD_CONTAINER;
}

/* --- Kubernetes --- */

static void kubernetes_pod(struct walk *walk, strv uid)
{
	struct workload *w = walk->w;

	w->pod_uid = pod_uid(w, uid);
	if (w->qos_class.p == NULL)
		w->qos_class = STR("Guaranteed");
	w->level = WORKLOAD_POD;
}

static bool kubernetes_qos(struct walk *walk, strv *rest)
{
	if (skip_literal(rest, STR("burstable")))
		walk->w->qos_class = STR("Burstable");
	else if (skip_literal(rest, STR("besteffort")))
		walk->w->qos_class = STR("BestEffort");
	else
		return false;
	return true;
}

/* "kubepods", "kubepods.slice", "kubepods-burstable.slice", "kubelet-kubepods-besteffort-pod12_ab.slice" */
static bool kubernetes_slice(struct walk *walk, strv part)
{
	size_t at = str_find(part, STR("kubepods"));
	strv rest;

	if (at == SIZE_MAX || (at > 0 && part.p[at - 1] != '-'))
		return false;
	rest = without_suffix(str_from(part, at + strlen("kubepods")), STR(".slice"));
	if (rest.n > 0 && rest.p[0] != '-')
		return false;
	walk->kubepods = true;
	set_manager(walk->w, STR("kubernetes"));
	walk->w->level = WORKLOAD_SLICE;
	if (skip_byte(&rest, '-') && kubernetes_qos(walk, &rest))
		skip_byte(&rest, '-');
	if (cut_prefix(&rest, STR("pod")))
		kubernetes_pod(walk, rest);
	return true;
}

/* Below it, with the cgroupfs driver: "burstable", "pod6f1c..", then the container's id alone. */
static bool kubernetes_part(struct walk *walk)
{
	strv rest = walk->part;

	if (kubernetes_slice(walk, walk->part))
		return true;
	if (!walk->kubepods)
		return false;
	if (kubernetes_qos(walk, &rest) && rest.n == 0) {
		walk->w->level = WORKLOAD_SLICE;
		return true;
	}
	rest = walk->part;
	if (walk->w->pod_uid.p == NULL && cut_prefix(&rest, STR("pod"))) {
		kubernetes_pod(walk, rest);
		return true;
	}
	return false;
}

/* --- containers --- */

struct runtime {
	strv prefix, manager, runtime;
};

/* A scope "<prefix><id>.scope"; longer prefixes first. Kubernetes stays the manager where it is one. */
static const struct runtime runtimes[] = {
	{{"cri-containerd", 14}, {"containerd", 10}, {"containerd", 10}},
	{{"nerdctl", 7}, {"containerd", 10}, {"containerd", 10}},
	{{"crio-conmon", 11}, {"cri-o", 5}, {"cri-o", 5}},
	{{"crio", 4}, {"cri-o", 5}, {"cri-o", 5}},
	{{"libpod-conmon", 13}, {"podman", 6}, {"podman", 6}},
	{{"libpod-payload", 14}, {"podman", 6}, {"podman", 6}},
	{{"libpod", 6}, {"podman", 6}, {"podman", 6}},
	{{"docker", 6}, {"docker", 6}, {"docker", 6}},
};

static bool runtime_scope(struct walk *walk, strv part, char separator)
{
	for (size_t i = 0; i < sizeof(runtimes) / sizeof(runtimes[0]); i++) {
		strv id = without_suffix(part, STR(".scope"));

		if (!skip_literal(&id, runtimes[i].prefix) || !skip_byte(&id, separator) || !is_hex(id))
			continue;
		set_container(walk, runtimes[i].manager, runtimes[i].runtime, id);
		return true;
	}
	return false;
}

/* runc's name where it could not ask systemd: "kubepods-burstable-pod6f1c.slice:cri-containerd:0a1b" */
static bool colon_part(struct walk *walk)
{
	size_t colon = str_find_byte(walk->part, ':');
	strv slice;

	if (colon == SIZE_MAX)
		return false;
	slice = str_upto(walk->part, colon);
	kubernetes_slice(walk, slice);
	if (!runtime_scope(walk, str_from(walk->part, colon + 1), ':'))
		return false;
	if (str_ends(slice, STR(".slice")))
		walk->w->slice = unescape(walk->w, slice);
	return true;
}

/* "/docker/<id>", "/kubepods/burstable/pod<uid>/<id>", "/ecs/<task>/<id>", "/libpod_parent/libpod-<id>" */
static bool container_part(struct walk *walk)
{
	bool pod = walk->kubepods && walk->w->level == WORKLOAD_POD;

	if (str_eq(walk->part, STR("docker"))) {
		set_manager(walk->w, STR("docker"));
		return true;
	}
	if (str_eq(walk->part, STR("ecs")) || str_eq(walk->part, STR("ecstasks.slice"))) {
		set_manager(walk->w, STR("ecs"));
		walk->w->runtime = STR("docker");
		return true;
	}
	if (!is_hex(walk->part))
		return false;
	if (str_eq(walk->before, STR("docker")))
		set_container(walk, STR("docker"), STR("docker"), walk->part);
	else if (walk->part.n == 64 || (pod && walk->part.n >= 12))
		set_container(walk, STR_NONE, walk->w->runtime, walk->part);
	else
		return false;
	return true;
}

/* --- lxc, virtual machines --- */

static void set_name(struct walk *walk, strv manager, strv name, enum workload_level level)
{
	set_manager(walk->w, manager);
	if (walk->w->name.p == NULL)
		walk->w->name = unescape(walk->w, name);
	walk->w->level = level;
}

/* "lxc.payload.NAME", "lxc.monitor.NAME", "lxc.payload/NAME", "lxc/NAME" */
static bool lxc_part(struct walk *walk)
{
	strv name = walk->part;

	if (walk->lxc) {
		walk->lxc = false;
		set_name(walk, STR("lxc"), walk->part, WORKLOAD_CONTAINER);
		return true;
	}
	walk->lxc = str_eq(name, STR("lxc")) || str_eq(name, STR("lxc.payload")) || str_eq(name, STR("lxc.monitor"));
	if (walk->lxc)
		return true;
	if (!cut_prefix(&name, STR("lxc.payload.")) && !cut_prefix(&name, STR("lxc.monitor.")))
		return false;
	set_name(walk, STR("lxc"), name, WORKLOAD_CONTAINER);
	return true;
}

/* "machine-qemu\x2d3\x2dweb.scope": machined's name, "<driver>-<number>-<domain>" for libvirt */
static bool machine_scope(struct walk *walk)
{
	strv name = walk->part, domain;
	uint64_t number;

	if (!str_ends(name, STR(".scope")) || !cut_prefix(&name, STR("machine-")))
		return false;
	name = unescape(walk->w, without_suffix(name, STR(".scope")));
	domain = name;
	if ((skip_literal(&domain, STR("qemu-")) || skip_literal(&domain, STR("lxc-"))) &&
	    parse_u64(&domain, &number) && cut_prefix(&domain, STR("-")))
		set_name(walk, STR("libvirt"), domain, WORKLOAD_MACHINE);
	else
		set_name(walk, STR("systemd-machined"), name, WORKLOAD_MACHINE);
	return true;
}

/* "web.libvirt-qemu", "libvirt/qemu/web", Proxmox' "qemu.slice/101.scope", "systemd-nspawn@build.service" */
static bool machine_part(struct walk *walk)
{
	strv name = walk->part;

	if (machine_scope(walk))
		return true;
	if (str_ends(name, STR(".libvirt-qemu")) || str_ends(name, STR(".libvirt-lxc")))
		set_name(walk, STR("libvirt"), str_upto(name, str_rfind(name, STR(".libvirt-"))), WORKLOAD_MACHINE);
	else if (str_eq(walk->before, STR("qemu")) && walk->w->name.p == NULL)
		set_name(walk, STR("libvirt"), name, WORKLOAD_MACHINE);
	else if (str_eq(walk->before, STR("qemu.slice")) && str_ends(name, STR(".scope")))
		set_name(walk, STR("proxmox"), without_suffix(name, STR(".scope")), WORKLOAD_MACHINE);
	else if (str_ends(name, STR(".service")) && cut_prefix(&name, STR("systemd-nspawn@")))
		set_name(walk, STR("systemd-nspawn"), without_suffix(name, STR(".service")), WORKLOAD_CONTAINER);
	else
		return false;
	return true;
}

/* --- batch systems and schedulers --- */

static void set_uid(struct workload *w, strv digits)
{
	int64_t uid;

	if (str_to_i64(digits, &uid) && uid >= 0)
		w->user_uid = uid;
}

/* "/slurm/uid_1000/job_42/step_0/task_0", "/system.slice/slurmstepd.scope/job_42/step_batch/user/task_0" */
static bool slurm_part(struct walk *walk)
{
	strv rest = walk->part;
	struct workload *w = walk->w;

	if (str_eq(rest, STR("slurm")) || str_starts(rest, STR("slurm_")) || str_ends(rest, STR("slurmstepd.scope"))) {
		walk->slurm = true;
		set_manager(w, STR("slurm"));
		return false;
	}
	if (!walk->slurm)
		return false;
	if (cut_prefix(&rest, STR("uid_"))) {
		set_uid(w, rest);
		w->level = WORKLOAD_USER;
	} else if (cut_prefix(&rest, STR("job_"))) {
		w->job_id = rest;
		w->level = WORKLOAD_JOB;
	} else if (cut_prefix(&rest, STR("step_"))) {
		w->step_id = rest;
		w->level = WORKLOAD_STEP;
	} else {
		return false;
	}
	return true;
}

/* "/nomad.slice/share.slice/<allocation>.<task>.scope", "/mesos/<id>", "/hadoop-yarn/container_<id>", "/garden/<id>" */
static bool scheduler_part(struct walk *walk)
{
	static const struct runtime parents[] = {
		{{"mesos", 5}, {"mesos", 5}, {"mesos", 5}},
		{{"hadoop-yarn", 11}, {"yarn", 4}, {"yarn", 4}},
		{{"garden", 6}, {"garden", 6}, {"garden", 6}},
		{{"nomad", 5}, {"nomad", 5}, {NULL, 0}},
	};
	strv id = walk->part;

	if (str_eq(id, STR("nomad.slice"))) {
		walk->nomad = true;
		set_manager(walk->w, STR("nomad"));
		return false;
	}
	if (walk->nomad && str_ends(id, STR(".scope"))) {
		walk->nomad = false;
		set_name(walk, STR("nomad"), without_suffix(id, STR(".scope")), WORKLOAD_CONTAINER);
		return true;
	}
	for (size_t i = 0; i < sizeof(parents) / sizeof(parents[0]); i++)
		if (str_eq(walk->before, parents[i].prefix) && walk->w->container_id.p == NULL) {
			set_container(walk, parents[i].manager, parents[i].runtime, id);
			return true;
		}
	return false;
}

/* --- systemd --- */

/* "user-1000.slice", "user@1000.service", "session-3.scope" */
static void login_unit(struct workload *w, strv unit)
{
	strv rest = unit;

	if (str_ends(unit, STR(".slice")) && cut_prefix(&rest, STR("user-"))) {
		set_uid(w, without_suffix(rest, STR(".slice")));
		w->level = WORKLOAD_USER;
	} else if (str_ends(unit, STR(".service")) && cut_prefix(&rest, STR("user@"))) {
		set_uid(w, without_suffix(rest, STR(".service")));
		w->level = WORKLOAD_USER;
	} else if (str_ends(unit, STR(".scope")) && cut_prefix(&rest, STR("session-"))) {
		w->session = without_suffix(rest, STR(".scope"));
		w->level = WORKLOAD_SESSION;
	}
}

static bool is_unit(strv part)
{
	static const strv suffixes[] = {
		{".service", 8}, {".scope", 6}, {".socket", 7}, {".mount", 6}, {".swap", 5},
	};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (part.n > suffixes[i].n && str_ends(part, suffixes[i]))
			return true;
	return false;
}

/* Every unit and slice of the path has its name here too, whatever else it is; the level only if nothing else said. */
static void systemd_part(struct walk *walk, bool known)
{
	struct workload *w = walk->w;
	bool slice = walk->part.n > strlen(".slice") && str_ends(walk->part, STR(".slice"));
	enum workload_level level = w->level;

	if (!slice && !is_unit(walk->part)) {
		/* A cgroup below a unit is not the unit; what lies below a container or a machine is inside it. */
		if (!known && level != WORKLOAD_CONTAINER && level != WORKLOAD_MACHINE)
			w->level = WORKLOAD_UNKNOWN;
		return;
	}
	set_manager(w, STR("systemd"));
	if (slice) {
		w->slice = unescape(w, walk->part);
		w->unit = STR_NONE;
		w->level = WORKLOAD_SLICE;
	} else {
		w->unit = unescape(w, walk->part);
		w->level = str_ends(walk->part, STR(".scope")) ? WORKLOAD_SCOPE : WORKLOAD_SERVICE;
	}
	login_unit(w, walk->part);
	if (known)
		w->level = level;
}

/* --- the walk --- */

static void look_at(struct walk *walk)
{
	bool known = colon_part(walk) || kubernetes_part(walk) || runtime_scope(walk, walk->part, '-') ||
		lxc_part(walk) || container_part(walk) || machine_part(walk) || slurm_part(walk) ||
		scheduler_part(walk);

	systemd_part(walk, known);
}

bool workload_of_path(strv path, struct workload *ret)
{
	struct walk walk = {.w = ret};

	ret->manager = ret->runtime = ret->pod_uid = ret->container_id = ret->qos_class = ret->name = STR_NONE;
	ret->unit = ret->slice = ret->session = ret->job_id = ret->step_id = ret->limit_scope = STR_NONE;
	ret->user_uid = OOMLOG_ABSENT;
	ret->level = WORKLOAD_UNKNOWN;
	ret->used = 0;
	while (path.n > 0) {
		size_t slash = str_find_byte(path, '/');

		walk.part = str_upto(path, slash);
		path = slash == SIZE_MAX ? str_from(path, path.n) : str_from(path, slash + 1);
		if (walk.part.n == 0)
			continue;
		look_at(&walk);
		walk.before = walk.part;
	}
	return ret->manager.p != NULL;
}

strv workload_short_id(strv id)
{
	return id.n == 64 ? str_upto(id, 12) : id;
}

static strv task_path(const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);
	const struct oomlog_killer *k = oomlog_event_killer(ev);

	if (m != NULL && m->task_path.p != NULL)
		return m->task_path;
	if (m != NULL && m->path.p != NULL)
		return m->path;
	return k != NULL ? k->cgroup : STR_NONE;
}

/* The level whose limit it was: by the limit's own path, which may be a parent's. */
static enum workload_level limit_level(const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);
	struct workload limit;

	return m != NULL && m->path.p != NULL && workload_of_path(m->path, &limit) ? limit.level : WORKLOAD_UNKNOWN;
}

bool workload_of_event(const struct oomlog_event *ev, struct workload *ret)
{
	strv path = task_path(ev);

	if (path.p == NULL || !workload_of_path(path, ret))
		return false;
	ret->limit_scope = str_of(workload_level_name(limit_level(ev)));
	return true;
}

static const struct {
	const char *name;
	size_t offset;
} members[WORKLOAD_MEMBERS] = {
	{"manager", offsetof(struct workload, manager)},
	{"pod_uid", offsetof(struct workload, pod_uid)},
	{"container_id", offsetof(struct workload, container_id)},
	{"qos_class", offsetof(struct workload, qos_class)},
	{"runtime", offsetof(struct workload, runtime)},
	{"name", offsetof(struct workload, name)},
	{"unit", offsetof(struct workload, unit)},
	{"slice", offsetof(struct workload, slice)},
	{"session", offsetof(struct workload, session)},
	{"job_id", offsetof(struct workload, job_id)},
	{"step_id", offsetof(struct workload, step_id)},
	{"limit_scope", offsetof(struct workload, limit_scope)},
};

const char *workload_member_name(size_t i)
{
	return members[i].name;
}

strv workload_member(const struct workload *w, size_t i)
{
	return *(const strv *)(const void *)((const char *)w + members[i].offset);
}
