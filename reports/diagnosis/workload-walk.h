/*
 * Inside of workload.c: a path is walked from its root; each part may add to what is known and decides the level of
 * the walk so far. Deeper parts win (a unit inside a container), but the manager is the outermost that says more than
 * "systemd"; only Kubernetes takes over whatever its node runs in.
 */
#ifndef REPORTS_DIAGNOSIS_WORKLOAD_WALK_H
#define REPORTS_DIAGNOSIS_WORKLOAD_WALK_H

#include "reports/diagnosis/workload.h"

struct walk {
	struct workload *w;
	strv part;     /* the one looked at */
	strv before;   /* the one above it */
	bool kubepods; /* below a kubepods cgroup */
	bool slurm, lxc, nomad, ecs, pbs;
};

/* Undoes systemd's "\x2d"; a name that does not fit into the storage stays as it is. */
strv workload_unescape(struct workload *w, strv s);
strv workload_without(strv s, strv suffix);
/* Takes a prefix off that something follows. */
bool workload_cut(strv *s, strv prefix);

void workload_set_manager(struct workload *w, strv manager);
void workload_set_uid(struct workload *w, strv digits);
/* manager none: stays as it is */
void workload_set_container(struct walk *walk, strv manager, strv runtime, strv id);
void workload_set_name(struct walk *walk, strv manager, strv name, enum workload_level level);

/* Each true when it knew the part. */
bool workload_colon_part(struct walk *walk);
bool workload_kubernetes_part(struct walk *walk);
bool workload_container_part(struct walk *walk);
bool workload_lxc_part(struct walk *walk);
bool workload_machine_part(struct walk *walk);
bool workload_batch_part(struct walk *walk);
bool workload_android_part(struct walk *walk);
/* Units and slices: every one of the path, whatever else it is; the level only if nothing else said. */
void workload_unit_part(struct walk *walk, bool known);

#endif
