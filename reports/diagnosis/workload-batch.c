#include "reports/diagnosis/workload-walk.h"

/* "/slurm/uid_1000/job_42/step_0/task_0", "/system.slice/slurmstepd.scope/job_42/step_batch/user/task_0" */
static bool slurm_part(struct walk *walk)
{
	strv rest = walk->part;
	struct workload *w = walk->w;

	if (str_eq(rest, STR("slurm")) || str_starts(rest, STR("slurm_")) || str_ends(rest, STR("slurmstepd.scope"))) {
		walk->slurm = true;
		workload_set_manager(w, STR("slurm"));
		return false;
	}
	if (!walk->slurm)
		return false;
	if (workload_cut(&rest, STR("uid_"))) {
		workload_set_uid(w, rest);
		w->level = WORKLOAD_USER;
	} else if (workload_cut(&rest, STR("job_"))) {
		w->job_id = rest;
		w->level = WORKLOAD_JOB;
	} else if (workload_cut(&rest, STR("step_"))) {
		w->step_id = rest;
		w->level = WORKLOAD_STEP;
	} else {
		/* "task_0", "user", "slurm": inside of the step */
		return w->level == WORKLOAD_STEP;
	}
	return true;
}

/* "/nomad.slice/share.slice/<allocation>.<task>.scope", "/nomad/<allocation>.<task>" */
static bool nomad_part(struct walk *walk)
{
	strv id = walk->part;

	if (str_eq(id, STR("nomad.slice"))) {
		walk->nomad = true;
		workload_set_manager(walk->w, STR("nomad"));
		return false;
	}
	if (walk->nomad && str_ends(id, STR(".scope"))) {
		walk->nomad = false;
		workload_set_name(walk, STR("nomad"), workload_without(id, STR(".scope")), WORKLOAD_CONTAINER);
		return true;
	}
	if (!str_eq(walk->before, STR("nomad")) || walk->w->container_id.p != NULL)
		return false;
	workload_set_container(walk, STR("nomad"), STR_NONE, id);
	return true;
}

/* "/pbs_jobs.service/jobid/123.server", "/pbspro.slice/pbspro-123.server.slice", "/pbspro/123.server" */
static bool pbs_part(struct walk *walk)
{
	strv job = walk->part;

	if (str_starts(job, STR("pbs_jobs.s")) || str_starts(job, STR("pbspro.s")) || str_eq(job, STR("pbspro"))) {
		walk->pbs = true;
		workload_set_manager(walk->w, STR("pbs"));
		return false;
	}
	if (!walk->pbs || str_eq(job, STR("jobid")))
		return false;
	walk->pbs = false;
	if (workload_cut(&job, STR("pbspro-")))
		job = workload_without(job, STR(".slice"));
	walk->w->job_id = workload_unescape(walk->w, job);
	walk->w->level = WORKLOAD_JOB;
	return true;
}

/* "/htcondor/condor_var_lib_condor_execute_slot1_2@node7": the slot, with the scratch folder before it */
static bool condor_part(struct walk *walk)
{
	size_t at = str_find(walk->part, STR("_execute_"));

	if (!str_starts(walk->part, STR("condor_")) || at == SIZE_MAX)
		return false;
	workload_set_manager(walk->w, STR("htcondor"));
	walk->w->job_id = str_from(walk->part, at + strlen("_execute_"));
	walk->w->level = WORKLOAD_JOB;
	return true;
}

/* "/lsf/<cluster>/job.123.4567.1700000000" */
static bool lsf_part(struct walk *walk)
{
	strv rest = walk->part, id;
	size_t dot;

	if (str_eq(rest, STR("lsf"))) {
		workload_set_manager(walk->w, STR("lsf"));
		return true;
	}
	if (!str_eq(walk->w->manager, STR("lsf")) || !workload_cut(&rest, STR("job.")))
		return false;
	dot = str_find_byte(rest, '.');
	id = str_upto(rest, dot);
	walk->w->job_id = id;
	walk->w->level = WORKLOAD_JOB;
	return true;
}

bool workload_batch_part(struct walk *walk)
{
	return slurm_part(walk) || nomad_part(walk) || pbs_part(walk) || condor_part(walk) || lsf_part(walk);
}

/* Android: "/uid_10123/pid_4567", "/apps/uid_10123/pid_4567", "/system/uid_1000/pid_700" */
bool workload_android_part(struct walk *walk)
{
	strv rest = walk->part;
	uint64_t number;
	bool pid = str_eq(walk->w->manager, STR("android")) && skip_literal(&rest, STR("pid_"));

	if (!pid && !skip_literal(&rest, STR("uid_")))
		return false;
	if (!str_to_u64(rest, &number) || (!pid && walk->w->manager.p != NULL))
		return false;
	workload_set_manager(walk->w, STR("android"));
	if (!pid)
		workload_set_uid(walk->w, rest);
	walk->w->level = WORKLOAD_USER;
	return true;
}
