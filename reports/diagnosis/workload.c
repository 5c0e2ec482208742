#include "reports/diagnosis/workload-walk.h"

static const char *const level_names[] = {
	NULL, "container", "pod", "service", "scope", "slice", "session", "user", "machine", "job", "step",
};

const char *workload_level_name(enum workload_level level)
{
	return (size_t)level < sizeof(level_names) / sizeof(level_names[0]) ? level_names[level] : NULL;
}

/* --- the walk --- */

static void look_at(struct walk *walk)
{
	bool known = workload_colon_part(walk) || workload_kubernetes_part(walk) || workload_lxc_part(walk) ||
		workload_container_part(walk) || workload_machine_part(walk) || workload_batch_part(walk) ||
		workload_android_part(walk);

	workload_unit_part(walk, known);
}

/* "1:name=systemd:/system.slice/x.service", "memory:/docker/..": /proc/PID/cgroup's line as programs print it. */
static strv without_hierarchy(strv path)
{
	size_t at = str_find(path, STR(":/"));

	return at != SIZE_MAX && at < str_find_byte(path, '/') ? str_from(path, at + 1) : path;
}

bool workload_of_path(strv path, struct workload *ret)
{
	struct walk walk = {.w = ret};

	ret->manager = ret->runtime = ret->pod_uid = ret->container_id = ret->qos_class = ret->name = STR_NONE;
	ret->unit = ret->slice = ret->session = ret->job_id = ret->step_id = ret->limit_scope = STR_NONE;
	ret->app = ret->task = STR_NONE;
	ret->user_uid = OOMLOG_ABSENT;
	ret->nested = false;
	ret->level = WORKLOAD_UNKNOWN;
	ret->used = 0;
	path = without_hierarchy(path);
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
	{"app", offsetof(struct workload, app)},
	{"task", offsetof(struct workload, task)},
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
