#include "reports/render/brief.h"

#include "reports/diagnosis/measure.h"
#include "reports/render/facts.h"
#include "reports/text/rfc3339.h"

static void word(struct text *t, strv s)
{
	if (s.p == NULL || s.n == 0)
		text_add(t, "-");
	else
		text_word(t, s);
}

/* "51.8MiB" */
static void size(struct text *t, uint64_t bytes)
{
	struct text spaced;

	text_init(&spaced);
	text_size(&spaced, bytes);
	for (size_t i = 0; i < spaced.n; i++)
		if (spaced.buf[i] != ' ')
			text_add_str(t, (strv){spaced.buf + i, 1});
}

static void name(struct text *t, const char *key)
{
	text_add(t, " ");
	text_add(t, key);
	text_add(t, "=");
}

static void member(struct text *t, const char *key, strv value)
{
	if (value.p == NULL)
		return;
	name(t, key);
	word(t, value);
}

static void member_size(struct text *t, const char *key, uint64_t bytes)
{
	if (bytes == OOMLOG_ABSENT_U || measure_is_unlimited(bytes))
		return;
	name(t, key);
	size(t, bytes);
}

static void process(struct text *t, strv comm, int64_t pid)
{
	word(t, comm);
	if (pid == OOMLOG_ABSENT)
		return;
	text_add(t, "[");
	text_i64(t, pid);
	text_add(t, "]");
}

static void when(struct text *t, const struct oomlog_time *time)
{
	if (time->realtime_us != OOMLOG_ABSENT && rfc3339_can(time->realtime_us)) {
		text_time(t, time->realtime_us, 'T');
	} else if (time->monotonic_us != OOMLOG_ABSENT) {
		struct text seconds;

		text_init(&seconds);
		text_seconds(&seconds, time->monotonic_us);
		text_add(t, "+");
		text_add_str(t, str_upto(text_str(&seconds), seconds.n - strlen(" s")));
		text_add(t, "s");
	} else {
		text_add(t, "-");
	}
}

static const char *outcome(const struct oomlog_event *ev)
{
	enum oomlog_kind kind = oomlog_event_kind(ev);

	if (kind == OOMLOG_KIND_OOM)
		return oomlog_outcome_name(oomlog_event_outcome(ev));
	return kind == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE ? "page_allocation_failure" : "killed";
}

/* The one the line is about: killed, chosen, or (of a failed allocation) the one who asked. */
static void who(struct text *t, const struct oomlog_event *ev)
{
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);
	const struct oomlog_chosen *c = oomlog_event_chosen(ev);
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);
	uint64_t held = v != NULL ? measure_held(ev, v) : OOMLOG_ABSENT_U;

	if (v != NULL)
		process(t, v->comm, v->pid);
	else if (c != NULL)
		process(t, c->comm, c->pid);
	else if (tr != NULL && oomlog_event_kind(ev) == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE)
		process(t, tr->comm, tr->pid);
	else
		text_add(t, "-");
	text_add(t, " ");
	if (held != OOMLOG_ABSENT_U)
		size(t, held);
	else
		text_add(t, "-");
	if (oomlog_event_victims(ev) > 1) {
		name(t, "more");
		text_u64(t, oomlog_event_victims(ev) - 1);
	}
}

static void where(struct text *t, const struct diagnosis *dg)
{
	const struct oomlog_event *ev = dg->ev;
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);
	const struct oomlog_killer *k = oomlog_event_killer(ev);
	const struct oomlog_systemd *systemd = oomlog_event_systemd(ev);
	const struct workload *w = &dg->workload;

	if (m != NULL)
		member_size(t, "limit", m->memory.limit_bytes);
	if (!dg->has_workload) {
		strv path = m == NULL ? STR_NONE : m->task_path.p != NULL ? m->task_path : m->path;

		if (!str_eq(path, STR("/")))
			member(t, "cgroup", path);
		if (path.p == NULL && systemd != NULL)
			member(t, "unit", systemd->unit);
		return;
	}
	member(t, "pod", w->pod_uid);
	member(t, "container", w->container_id.p != NULL ? workload_short_id(w->container_id) : w->name);
	if (w->container_id.p == NULL)
		member(t, "unit", w->unit.p != NULL ? w->unit : w->slice);
	member(t, "job", w->job_id);
	member(t, "step", w->step_id);
	if (k != NULL)
		member(t, "killer", k->name);
}

/* "cause=process holder=memeater:59%" */
static void why(struct text *t, const struct diagnosis *dg)
{
	const struct holder *h = &dg->holder;
	struct text percent;

	if (dg->cause == CAUSE_UNKNOWN)
		return;
	member(t, "cause", str_of(cause_name(dg->cause)));
	if (h->kind == HOLDER_UNKNOWN || h->kind == HOLDER_NONE || h->bytes == OOMLOG_ABSENT_U)
		return;
	member(t, "holder", h->name.p != NULL ? h->name : str_of(holder_kind_name(h->kind)));
	if (h->of_bytes == OOMLOG_ABSENT_U || h->of_bytes == 0 || h->bytes > h->of_bytes)
		return;
	text_init(&percent);
	text_percent(&percent, h->bytes, h->of_bytes);
	text_add(t, ":");
	text_add_str(t, str_upto(text_str(&percent), percent.n - strlen(" %")));
	text_add(t, "%");
}

static void request(struct text *t, const struct oomlog_event *ev)
{
	const struct oomlog_trigger *tr = oomlog_event_trigger(ev);

	if (tr == NULL)
		return;
	if (oomlog_event_kind(ev) == OOMLOG_KIND_OOM && tr->comm.p != NULL) {
		name(t, "asked");
		process(t, tr->comm, tr->pid);
	}
	if (tr->order != OOMLOG_ABSENT && tr->order > 0) {
		name(t, "order");
		text_i64(t, tr->order);
	}
	if (tr->manual)
		member(t, "by", STR("sysrq"));
}

static void completeness(struct text *t, const struct oomlog_event *ev)
{
	if (oomlog_event_missing(ev) == 0)
		return;
	name(t, "missing");
	facts_missing(t, ev, ",");
}

void brief_write(struct draw *d, const struct diagnosis *dg)
{
	const struct oomlog_event *ev = dg->ev;
	struct text t;

	text_init(&t);
	when(&t, oomlog_event_time(ev));
	text_add(&t, " ");
	word(&t, oomlog_event_origin(ev)->host);
	text_add(&t, " ");
	text_add(&t, scope_word(dg->scope));
	text_add(&t, " ");
	text_add(&t, outcome(ev));
	text_add(&t, " ");
	who(&t, ev);
	where(&t, dg);
	why(&t, dg);
	request(&t, ev);
	completeness(&t, ev);
	draw_row(d, DRAW_PLAIN, text_str(&t));
}
