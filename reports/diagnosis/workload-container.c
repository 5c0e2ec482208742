#include "reports/diagnosis/workload-walk.h"

enum { ID_DIGITS = 64, SHORT_ID_DIGITS = 12 };

/* --- Kubernetes --- */

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

/* What stood above, "/docker/<id>" of kind, "/lxc/<name>", is where its node runs. */
static void take_over(struct walk *walk)
{
	struct workload *w = walk->w;

	if (!walk->kubepods)
		w->manager = w->runtime = w->container_id = STR_NONE;
	walk->kubepods = true;
	workload_set_manager(w, STR("kubernetes"));
	w->level = WORKLOAD_SLICE;
}

/* A pod's container may make cgroups of any name, also such as another pod has. */
static bool in_pods_container(const struct walk *walk)
{
	return walk->kubepods && walk->w->container_id.p != NULL;
}

/* "kubepods", "kubepods.slice", "kubepods-burstable.slice", "kubelet-kubepods-besteffort-pod12_ab.slice" */
static bool kubernetes_slice(struct walk *walk, strv part)
{
	size_t at = str_find(part, STR("kubepods"));
	strv rest;

	if (in_pods_container(walk) || at == SIZE_MAX || (at > 0 && part.p[at - 1] != '-'))
		return false;
	rest = workload_without(str_from(part, at + strlen("kubepods")), STR(".slice"));
	if (rest.n > 0 && rest.p[0] != '-')
		return false;
	take_over(walk);
	if (skip_byte(&rest, '-') && kubernetes_qos(walk, &rest))
		skip_byte(&rest, '-');
	if (workload_cut(&rest, STR("pod")))
		kubernetes_pod(walk, rest);
	return true;
}

/* Below it, with the cgroupfs driver: "burstable", "pod6f1c..", then the container's id alone. */
bool workload_kubernetes_part(struct walk *walk)
{
	strv rest = walk->part;

	if (kubernetes_slice(walk, walk->part))
		return true;
	if (!walk->kubepods || in_pods_container(walk))
		return false;
	if (kubernetes_qos(walk, &rest) && rest.n == 0) {
		walk->w->level = WORKLOAD_SLICE;
		return true;
	}
	rest = walk->part;
	if (walk->w->pod_uid.p == NULL && workload_cut(&rest, STR("pod"))) {
		kubernetes_pod(walk, rest);
		return true;
	}
	return false;
}

/* --- containers --- */

struct runtime {
	strv prefix, manager, runtime;
};

#define ROW(prefix, manager, runtime)                                         \
	{                                                                     \
		{prefix, sizeof(prefix) - 1}, {manager, sizeof(manager) - 1}, \
		{                                                             \
			runtime, sizeof(runtime) - 1                          \
		}                                                             \
	}

/* A scope "<prefix>-<id>.scope"; longer prefixes first. Kubernetes stays the manager where it is one. */
static const struct runtime runtimes[] = {
	ROW("cri-containerd", "containerd", "containerd"),
	ROW("nerdctl", "containerd", "containerd"),
	ROW("crio-conmon", "cri-o", "cri-o"),
	ROW("crio", "cri-o", "cri-o"),
	ROW("libpod-conmon", "podman", "podman"),
	ROW("libpod-payload", "podman", "podman"),
	ROW("libpod", "podman", "podman"),
	ROW("docker", "docker", "docker"),
	ROW("buildah", "podman", "podman"),
};

/* A cgroup that a runtime makes its containers' in: "<parent>/<id>". */
static const struct runtime parents[] = {
	ROW("mesos", "mesos", "mesos"),
	ROW("hadoop-yarn", "yarn", "yarn"),
	ROW("garden", "garden", "garden"),
	ROW("buildkit", "buildkit", "buildkit"),
	ROW("actions_job", "github-actions", "docker"),
	ROW("k8s.io", "containerd", "containerd"),
};

static bool runtime_scope(struct walk *walk, strv part, char separator)
{
	for (size_t i = 0; i < sizeof(runtimes) / sizeof(runtimes[0]); i++) {
		strv id = workload_without(part, STR(".scope"));

		if (!skip_literal(&id, runtimes[i].prefix) || !skip_byte(&id, separator) || !workload_is_hex(id))
			continue;
		workload_set_container(walk, runtimes[i].manager, runtimes[i].runtime, id);
		return true;
	}
	return false;
}

/* runc's name where it could not ask systemd: "kubepods-burstable-pod6f1c.slice:cri-containerd:0a1b" */
bool workload_colon_part(struct walk *walk)
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
		walk->w->slice = workload_unescape(walk->w, slice);
	return true;
}

/* Kata's sandbox: "/kubepods/besteffort/pod<uid>/kata_<id>", "/kata_overhead/<id>" */
static bool kata_part(struct walk *walk)
{
	strv id = walk->part;

	if (str_eq(id, STR("kata_overhead"))) {
		walk->w->runtime = STR("kata");
		return true;
	}
	if (!str_eq(walk->before, STR("kata_overhead")) && !workload_cut(&id, STR("kata_")))
		return false;
	if (!workload_is_hex(id))
		return false;
	workload_set_container(walk, STR("kata"), STR("kata"), id);
	return true;
}

/* "/ecs/<task>/<container>", "/ecstasks.slice/ecstasks-<task>.slice/docker-<id>.scope" */
static bool ecs_part(struct walk *walk)
{
	strv task = walk->part;
	struct workload *w = walk->w;

	if (str_eq(task, STR("ecs")) || str_eq(task, STR("ecstasks.slice"))) {
		walk->ecs = true;
		workload_set_manager(w, STR("ecs"));
		w->runtime = STR("docker");
		return true;
	}
	if (!walk->ecs)
		return false;
	if (str_eq(walk->before, STR("ecs")) || workload_cut(&task, STR("ecstasks-"))) {
		w->task = workload_without(task, STR(".slice"));
		w->level = WORKLOAD_POD;
	} else {
		walk->ecs = false;
		workload_set_container(walk, STR("ecs"), STR("docker"), walk->part);
	}
	return true;
}

/* "machine-libpod_pod_<id>.slice", "user-libpod_pod_<id>.slice"; with cgroupfs "/libpod_parent/<pod>/libpod-<id>" */
static bool podman_pod(struct walk *walk)
{
	size_t at = str_find(walk->part, STR("libpod_pod_"));
	strv id = at != SIZE_MAX ? str_from(walk->part, at + strlen("libpod_pod_")) : walk->part;

	if (at != SIZE_MAX ? !str_ends(id, STR(".slice")) : !str_eq(walk->before, STR("libpod_parent")))
		return false;
	id = workload_without(id, STR(".slice"));
	if (!workload_is_hex(id))
		return false;
	workload_set_manager(walk->w, STR("podman"));
	walk->w->pod_uid = id;
	walk->w->level = WORKLOAD_POD;
	return true;
}

static bool parent_part(struct walk *walk)
{
	for (size_t i = 0; i < sizeof(parents) / sizeof(parents[0]); i++)
		if (str_eq(walk->before, parents[i].prefix)) {
			workload_set_container(walk, parents[i].manager, parents[i].runtime, walk->part);
			return true;
		}
	return false;
}

/* "/docker/<id>", "/kubepods/burstable/pod<uid>/<id>" */
static bool plain_part(struct walk *walk)
{
	bool pod = walk->kubepods && walk->w->level == WORKLOAD_POD;

	if (str_eq(walk->part, STR("docker"))) {
		workload_set_manager(walk->w, STR("docker"));
		return true;
	}
	if (!workload_is_hex(walk->part))
		return false;
	if (str_eq(walk->before, STR("docker")))
		workload_set_container(walk, STR("docker"), STR("docker"), walk->part);
	else if (walk->part.n == ID_DIGITS || (pod && walk->part.n >= SHORT_ID_DIGITS))
		workload_set_container(walk, STR_NONE, walk->w->runtime, walk->part);
	else
		return false;
	return true;
}

bool workload_container_part(struct walk *walk)
{
	return runtime_scope(walk, walk->part, '-') || podman_pod(walk) || ecs_part(walk) || kata_part(walk) ||
		parent_part(walk) || plain_part(walk);
}
