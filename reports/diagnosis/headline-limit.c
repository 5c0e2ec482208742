/* "nginx.service hit its memory limit of 24.0 MiB": whose limit, as the subject of a sentence. */
#include "reports/diagnosis/about.h"
#include "reports/diagnosis/headline-parts.h"
#include "reports/diagnosis/measure.h"

static void container(struct text *t, const struct workload *w)
{
	if (str_eq(w->manager, STR("kubernetes"))) {
		text_add(t, "A Kubernetes container");
		return;
	}
	text_add(t, "The ");
	text_name(t, w->manager);
	text_add(t, " container ");
	if (w->name.p != NULL)
		text_name(t, w->name);
	else
		text_name(t, workload_short_id(w->container_id));
}

static void pod(struct text *t, const struct workload *w)
{
	if (str_eq(w->manager, STR("kubernetes"))) {
		text_add(t, "A Kubernetes pod as a whole");
		return;
	}
	text_add(t, "The ");
	text_name(t, w->manager);
	text_add(t, w->task.p != NULL ? " task " : " pod ");
	text_name(t, workload_short_id(w->task.p != NULL ? w->task : w->pod_uid));
	text_add(t, " as a whole");
}

static void user_or_session(struct text *t, const struct workload *w)
{
	text_add(t, w->level == WORKLOAD_SESSION ? "Session " : "User ");
	if (w->level == WORKLOAD_SESSION) {
		text_name(t, w->session);
		text_add(t, " of user ");
	}
	if (w->user_uid != OOMLOG_ABSENT)
		text_i64(t, w->user_uid);
	else
		text_add(t, "?");
}

static void batch(struct text *t, const struct workload *w)
{
	if (str_eq(w->manager, STR("slurm")))
		text_add(t, "Slurm");
	else
		text_name(t, w->manager);
	text_add(t, " job ");
	text_name(t, w->job_id);
	if (w->level == WORKLOAD_STEP) {
		text_add(t, ", step ");
		text_name(t, w->step_id);
	}
}

static void cgroup(struct text *t, strv path)
{
	text_add(t, path.p != NULL ? "The cgroup " : "A cgroup");
	if (path.p != NULL)
		text_name(t, path);
}

/* The one whose limit it was, as the subject of a sentence. */
static void limit_owner(struct text *t, strv path)
{
	struct workload w;

	if (path.p == NULL || !workload_of_path(path, &w)) {
		cgroup(t, path);
		return;
	}
	switch (w.level) {
	case WORKLOAD_CONTAINER:
		container(t, &w);
		break;
	case WORKLOAD_POD:
		pod(t, &w);
		break;
	case WORKLOAD_SERVICE:
	case WORKLOAD_SCOPE:
		text_name(t, w.unit);
		break;
	case WORKLOAD_SLICE:
		text_add(t, "The slice ");
		text_name(t, w.slice);
		break;
	case WORKLOAD_SESSION:
	case WORKLOAD_USER:
		user_or_session(t, &w);
		break;
	case WORKLOAD_MACHINE:
		text_add(t, "The machine ");
		text_name(t, w.name);
		break;
	case WORKLOAD_JOB:
	case WORKLOAD_STEP:
		batch(t, &w);
		break;
	default:
		cgroup(t, path);
		break;
	}
}

static void limit(struct text *t, const struct oomlog_memcg *m)
{
	const struct oomlog_counter *c = about_hit(m);

	text_add(t, c == &m->memsw ? " hit its memory+swap limit" : " hit its memory limit");
	if (c->limit_bytes != OOMLOG_ABSENT_U && !measure_is_unlimited(c->limit_bytes)) {
		text_add(t, " of ");
		text_size(t, c->limit_bytes);
	}
}

void headline_limit(struct text *t, const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	if (m == NULL) {
		text_add(t, "A cgroup hit its memory limit");
		return;
	}
	limit_owner(t, m->path);
	limit(t, m);
}
