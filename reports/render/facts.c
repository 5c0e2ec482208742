#include "reports/render/facts.h"

#include "formats/gfp.h"
#include "reports/diagnosis/headline.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/workload.h"

void facts_gap(struct text *t)
{
	if (t->n > 0)
		text_add(t, "   ");
}

static void number(struct text *t, const char *name, int64_t value)
{
	if (value == OOMLOG_ABSENT)
		return;
	facts_gap(t);
	text_add(t, name);
	text_add(t, " ");
	text_i64(t, value);
}

static void named(struct text *t, const char *name, strv value)
{
	if (value.p == NULL)
		return;
	facts_gap(t);
	text_add(t, name);
	text_add(t, " ");
	text_name(t, value);
}

static void process(struct text *t, strv comm, int64_t pid)
{
	if (comm.p != NULL)
		text_name(t, comm);
	else
		text_add(t, "?");
	if (pid == OOMLOG_ABSENT)
		return;
	text_add(t, "[");
	text_i64(t, pid);
	text_add(t, "]");
}

/* --- victims --- */

static void rss_part(struct text *t, uint64_t bytes, const char *what, bool *first)
{
	if (bytes == OOMLOG_ABSENT_U || (bytes == 0 && !*first))
		return;
	if (*first)
		facts_gap(t);
	else
		text_add(t, " + ");
	*first = false;
	text_size(t, bytes);
	text_add(t, what);
}

/* "anon-rss:52516kB, file-rss:4kB, shmem-rss:564kB" */
static void rss(struct text *t, const struct oomlog_event *ev, const struct oomlog_victim *v)
{
	bool first = true;

	rss_part(t, v->anon_rss_bytes, " anon", &first);
	rss_part(t, v->file_rss_bytes, " file", &first);
	rss_part(t, v->shmem_rss_bytes, " shared", &first);
	if (v->pgtables_bytes != OOMLOG_ABSENT_U) {
		facts_gap(t);
		text_add(t, "page tables ");
		text_size(t, measure_page_tables(ev, v));
	}
}

/* "oom_reaper: reaped process 4242 (stress), now anon-rss:0kB, .." / "oom_reaper: unable to reap pid:4242 (stress)" */
static void reaped(struct text *t, const struct oomlog_victim *v)
{
	uint64_t left =
		measure_add(measure_add(v->reaped.anon_rss_bytes, v->reaped.file_rss_bytes), v->reaped.shmem_rss_bytes);

	if (!v->reaped.seen)
		return;
	facts_gap(t);
	if (v->reaped.failed) {
		text_add(t, "could not be reaped");
		return;
	}
	text_add(t, "reaped");
	if (left != OOMLOG_ABSENT_U && left > 0) {
		text_add(t, ", ");
		text_size(t, left);
		text_add(t, " were left");
	}
}

/* The first one with all that is known; the others, who may be many, in short. */
static void victim(struct draw *d, const struct oomlog_event *ev, const struct oomlog_victim *v, bool first)
{
	static const char *const roles[] = {NULL, "as a child of the chosen one", "as it shares the memory",
	                                    "with its group"};
	uint64_t held = measure_held(ev, v);
	struct text t;

	text_init(&t);
	process(&t, v->comm, v->pid);
	number(&t, "uid", v->uid);
	if (first) {
		rss(&t, ev, v);
		number(&t, "oom_score_adj", v->oom_score_adj);
	} else if (held != OOMLOG_ABSENT_U) {
		facts_gap(&t);
		text_size(&t, held);
	}
	if (roles[v->role] != NULL) {
		facts_gap(&t);
		text_add(&t, roles[v->role]);
	}
	reaped(&t, v);
	draw_fact(d, first ? "killed" : "", text_str(&t));
}

static void victims(struct draw *d, const struct oomlog_event *ev, unsigned top)
{
	size_t n = oomlog_event_victims(ev), shown = n <= top || top == 0 ? n : top;
	struct text t;

	for (size_t i = 0; i < shown; i++)
		victim(d, ev, oomlog_event_victim(ev, i), i == 0);
	if (shown == n)
		return;
	text_init(&t);
	text_add(&t, "and ");
	text_u64(&t, n - shown);
	text_add(&t, " more");
	draw_fact(d, "", text_str(&t));
}

static void chosen(struct draw *d, const struct oomlog_event *ev)
{
	const struct oomlog_chosen *c = oomlog_event_chosen(ev);
	struct text t;

	if (oomlog_event_allocating_task(ev)) {
		draw_fact(d, "chosen", STR("nobody: vm.oom_kill_allocating_task is set, who asked is killed"));
		return;
	}
	if (c == NULL)
		return;
	text_init(&t);
	process(&t, c->comm, c->pid);
	number(&t, "score", c->score);
	draw_fact(d, "chosen", text_str(&t));
}

/* --- the request --- */

/* The names that the log prints, else those that its number has in the kernels it may come from. */
static void flags(struct text *t, const struct oomlog_event *ev)
{
	struct gfp_request r;
	char names[512];

	if (!gfp_decode(ev, &r))
		return;
	if (r.from == GFP_FROM_NAMES) {
		if (r.printed.n > 0) {
			facts_gap(t);
			text_name(t, r.printed);
		}
		return;
	}
	gfp_format(&r, names, sizeof(names));
	facts_gap(t);
	text_add(t, "gfp_mask ");
	text_hex(t, r.mask);
	if (names[0] != '\0') {
		text_add(t, r.n_others > 0 ? ", perhaps " : ", that is ");
		text_add(t, names);
	}
}

static void trigger(struct draw *d, const struct oomlog_event *ev)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);
	struct text t;

	if (tr == NULL)
		return;
	text_init(&t);
	/* a call trace alone does not tell whose it is */
	if (tr->comm.p != NULL || tr->pid != OOMLOG_ABSENT)
		process(&t, tr->comm, tr->pid);
	if (!tr->manual && tr->order != OOMLOG_ABSENT && tr->order >= 0) {
		facts_gap(&t);
		headline_request(&t, ev);
	}
	flags(&t, ev);
	number(&t, "oom_adj", tr->oom_adj);
	number(&t, "oom_score_adj", tr->oom_score_adj);
	draw_fact(d, "asked by", text_str(&t));
	text_init(&t);
	named(&t, "cpuset", tr->cpuset);
	named(&t, "memory nodes", tr->mems_allowed);
	if (scope_of_event(ev) == SCOPE_MEMORY_POLICY)
		named(&t, "nodemask", tr->nodemask);
	draw_fact(d, "allowed", text_str(&t));
}

/* --- the cgroup --- */

static void counter(struct text *t, const char *name, const struct oomlog_counter *c)
{
	if (c->limit_bytes == OOMLOG_ABSENT_U || measure_is_unlimited(c->limit_bytes))
		return;
	facts_gap(t);
	text_add(t, name);
	text_add(t, " ");
	if (c->usage_bytes != OOMLOG_ABSENT_U) {
		text_size(t, c->usage_bytes);
		text_add(t, " of ");
	}
	text_size(t, c->limit_bytes);
	if (c->failcnt != OOMLOG_ABSENT_U && c->failcnt > 0) {
		text_add(t, " (at its limit ");
		text_u64(t, c->failcnt);
		text_add(t, c->failcnt == 1 ? " time)" : " times)");
	}
}

static void limits(struct draw *d, const struct oomlog_memcg *m)
{
	struct text t;

	text_init(&t);
	counter(&t, "memory", &m->memory);
	counter(&t, "memory+swap", &m->memsw);
	counter(&t, "swap", &m->swap);
	counter(&t, "kernel memory", &m->kmem);
	draw_fact(d, "limits", text_str(&t));
}

static void cgroup(struct draw *d, const char *label, strv path)
{
	struct text t;

	/* A task of the root cgroup is in none that has a limit or a name. */
	if (path.p == NULL || str_eq(path, STR("/")))
		return;
	text_init(&t);
	text_name(&t, path);
	draw_fact(d, label, text_str(&t));
}

static void memcg(struct draw *d, const struct oomlog_event *ev)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	if (m == NULL)
		return;
	limits(d, m);
	cgroup(d, "limit of", m->path);
	if (m->task_path.p != NULL && !str_eq(m->task_path, m->path))
		cgroup(d, m->path.p != NULL ? "victim in" : "cgroup", m->task_path);
	if (m->oom_group.p != NULL && !str_eq(m->oom_group, m->path))
		cgroup(d, "group kill", m->oom_group);
}

static void workload(struct draw *d, const struct oomlog_event *ev)
{
	struct workload w;
	struct text t;

	if (!workload_of_event(ev, &w))
		return;
	text_init(&t);
	named(&t, "pod", w.pod_uid);
	named(&t, "container", w.container_id.p != NULL ? workload_short_id(w.container_id) : w.name);
	if (w.container_id.p != NULL && w.runtime.p != NULL)
		named(&t, "of", w.runtime);
	else if (!str_eq(w.manager, STR("systemd")))
		named(&t, "of", w.manager);
	named(&t, "QoS", w.qos_class);
	if (w.container_id.p == NULL)
		named(&t, "unit", w.unit.p != NULL ? w.unit : w.slice);
	named(&t, "session", w.session);
	number(&t, "user", w.user_uid);
	named(&t, "job", w.job_id);
	named(&t, "step", w.step_id);
	draw_fact(d, "workload", text_str(&t));
}

/* --- other killers, systemd --- */

static void killer(struct draw *d, const struct oomlog_killer *k)
{
	struct text t;

	if (k == NULL)
		return;
	text_init(&t);
	if (k->name.p != NULL)
		text_name(&t, k->name);
	named(&t, "with", k->signal);
	number(&t, "adj", k->adj);
	number(&t, "down to adj", k->min_adj);
	if (k->requester_comm.p != NULL) {
		facts_gap(&t);
		text_add(&t, "for ");
		process(&t, k->requester_comm, k->requester_pid);
	}
	if (k->cache_bytes != OOMLOG_ABSENT_U) {
		facts_gap(&t);
		text_add(&t, "cache ");
		text_size(&t, k->cache_bytes);
	}
	if (k->cache_limit_bytes != OOMLOG_ABSENT_U) {
		text_add(&t, " below ");
		text_size(&t, k->cache_limit_bytes);
	}
	draw_fact(d, "killer", text_str(&t));
	cgroup(d, "cgroup", k->cgroup);
}

static void systemd(struct draw *d, const struct oomlog_systemd *s)
{
	struct text t;

	if (s == NULL)
		return;
	text_init(&t);
	named(&t, "unit", s->unit);
	named(&t, "result", s->result);
	draw_fact(d, "systemd", text_str(&t));
}

void facts_write(struct draw *d, const struct oomlog_event *ev, unsigned top)
{
	victims(d, ev, top);
	chosen(d, ev);
	killer(d, oomlog_event_killer(ev));
	trigger(d, ev);
	workload(d, ev);
	memcg(d, ev);
	systemd(d, oomlog_event_systemd(ev));
}
