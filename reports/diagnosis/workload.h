/*
 * Whose cgroup a path is: Kubernetes (both cgroup drivers), docker, podman, lxc, systemd units and user sessions,
 * libvirt, slurm and others name their cgroups by fixed grammars. A pure function of the path.
 */
#ifndef REPORTS_DIAGNOSIS_WORKLOAD_H
#define REPORTS_DIAGNOSIS_WORKLOAD_H

#include "util/str.h"

/* What one level of the hierarchy is. */
enum workload_level {
	WORKLOAD_UNKNOWN,
	WORKLOAD_CONTAINER,
	WORKLOAD_POD,
	WORKLOAD_SERVICE,
	WORKLOAD_SCOPE,
	WORKLOAD_SLICE,
	WORKLOAD_SESSION,
	WORKLOAD_USER,
	WORKLOAD_MACHINE, /* a virtual machine */
	WORKLOAD_JOB,
	WORKLOAD_STEP,
};

struct workload {
	strv manager, runtime, pod_uid, container_id, qos_class, name, unit, slice, session, job_id, step_id;
	strv app;         /* of a desktop's or snap's unit: "org.mozilla.firefox" */
	strv task;        /* of ECS: its containers together */
	strv limit_scope; /* of an event: the level whose limit was hit */
	int64_t user_uid;
	bool nested; /* a container in a container: who runs in the outer one chose the inner one's name */
	enum workload_level level; /* of the path's last part */
	/* Names whose escapes were undone ("\x2d", "_" for "-"); the views above may point in here: do not copy. */
	char storage[768];
	size_t used;
};

/* False: nothing is known of such a path. The views point into path. */
bool workload_of_path(strv path, struct workload *ret);
/* Of the task that was killed (or would have been); with limit_scope. */
bool workload_of_event(const struct oomlog_event *ev, struct workload *ret);
/* Digits and a to f alone, at least one. */
bool workload_is_hex(strv s);
/* An id of 64 hex digits is known to people by its first twelve. */
strv workload_short_id(strv id);
/* "container", "pod", .. or NULL */
const char *workload_level_name(enum workload_level level);

/* The text members in the order of the JSON object. */
enum { WORKLOAD_MEMBERS = 14 };
const char *workload_member_name(size_t i);
strv workload_member(const struct workload *w, size_t i);

#endif
