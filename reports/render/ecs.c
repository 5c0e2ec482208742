/*
 * The Elastic Common Schema: a document an event, one a line. What has no name in it stands below "oomlog". A log without
 * wall clock gives no "@timestamp": who takes such documents in has to set one.
 */
#include "reports/diagnosis/measure.h"
#include "reports/render/digest.h"
#include "reports/render/jsonw.h"
#include "reports/report.h"

static const char ecs_version[] = "8.11.0";

/* A field of ECS, which has none beside it for bytes that are no UTF-8: those stand as \xNN. Our own have. */
static void field(struct jsonw *j, const char *name, strv s)
{
	if (s.p == NULL)
		return;
	jsonw_key_of(j, name);
	jsonw_str(j, s);
}

static int begin(struct oomlog_report *r)
{
	return r->out.status;
}

static const char *action(const struct oomlog_event *ev)
{
	switch (oomlog_event_kind(ev)) {
	case OOMLOG_KIND_PAGE_ALLOCATION_FAILURE:
		return "page-allocation-failure";
	case OOMLOG_KIND_LOW_MEMORY_KILLER:
		return "low-memory-kill";
	case OOMLOG_KIND_USERSPACE_KILL:
		return "userspace-kill";
	case OOMLOG_KIND_OOM:
		break;
	}
	return oomlog_event_outcome(ev) == OOMLOG_OUTCOME_KILLED ? "oom-kill" : "oom";
}

/* The allowed values: https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category */
static void event_object(struct jsonw *j, const struct oomlog_event *ev)
{
	bool killed = oomlog_event_victims(ev) > 0;

	jsonw_open_member(j, "event", '{');
	jsonw_member_words(j, "kind", "event");
	jsonw_open_member(j, "category", '[');
	jsonw_str(j, STR("host"));
	if (killed)
		jsonw_str(j, STR("process"));
	jsonw_close(j, ']');
	jsonw_open_member(j, "type", '[');
	jsonw_str(j, killed ? STR("end") : STR("info"));
	jsonw_close(j, ']');
	jsonw_member_words(j, "action", action(ev));
	jsonw_member_words(j, "module", "oomlog");
	jsonw_member_words(j, "dataset", "oomlog.event");
	jsonw_member_words(j, "provider", oomlog_event_kind(ev) == OOMLOG_KIND_USERSPACE_KILL ? NULL : "kernel");
	jsonw_key(j, "id");
	jsonw_id(j, digest_occurrence(ev));
	jsonw_close(j, '}');
}

static void process(struct jsonw *j, const struct oomlog_event *ev)
{
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);

	if (v == NULL)
		return;
	jsonw_open_member(j, "process", '{');
	jsonw_member_i64(j, "pid", v->pid);
	field(j, "name", v->comm);
	jsonw_close(j, '}');
	if (v->uid == OOMLOG_ABSENT)
		return;
	struct text id;

	text_init(&id);
	text_i64(&id, v->uid);
	jsonw_open_member(j, "user", '{');
	field(j, "id", text_str(&id));
	jsonw_close(j, '}');
}

static void host(struct jsonw *j, const struct oomlog_event *ev)
{
	const struct oomlog_origin *o = oomlog_event_origin(ev);
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);

	jsonw_open_member(j, "host", '{');
	field(j, "name", o->host);
	field(j, "hostname", o->host);
	if (o->boot_id.p != NULL) {
		jsonw_open_member(j, "boot", '{');
		field(j, "id", o->boot_id);
		jsonw_close(j, '}');
	}
	jsonw_open_member(j, "os", '{');
	jsonw_member_words(j, "type", "linux");
	field(j, "kernel", k != NULL ? k->release : STR_NONE);
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

static void workload(struct jsonw *j, const struct workload *w)
{
	bool kubernetes = str_eq(w->manager, STR("kubernetes"));

	if (w->container_id.p != NULL) {
		jsonw_open_member(j, "container", '{');
		field(j, "id", w->container_id);
		field(j, "runtime", w->runtime);
		jsonw_close(j, '}');
	}
	if (!kubernetes)
		return;
	jsonw_open_member(j, "orchestrator", '{');
	jsonw_member_words(j, "type", "kubernetes");
	if (w->pod_uid.p != NULL) {
		jsonw_open_member(j, "resource", '{');
		jsonw_member_words(j, "type", "pod");
		field(j, "id", w->pod_uid);
		jsonw_close(j, '}');
	}
	jsonw_close(j, '}');
}

static void log_object(struct jsonw *j, const struct oomlog_event *ev)
{
	const struct oomlog_origin *o = oomlog_event_origin(ev);

	jsonw_open_member(j, "log", '{');
	jsonw_member_u64(j, "offset", o->first_byte);
	jsonw_open_member(j, "file", '{');
	field(j, "path", o->input);
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

static void own(struct jsonw *j, const struct oomlog_event *ev, const struct digest *a, bool amends)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);

	jsonw_open_member(j, "oomlog", '{');
	jsonw_member_words(j, "id", oomlog_event_id(ev));
	jsonw_member_words(j, "kind", oomlog_kind_name(oomlog_event_kind(ev)));
	jsonw_member_words(j, "outcome", digest_outcome(ev));
	jsonw_member_words(j, "scope", scope_name(a->scope));
	jsonw_member_words(j, "cause", a->cause);
	jsonw_member_boolean(j, "complete", oomlog_event_missing(ev) == 0);
	if (v != NULL)
		jsonw_member_text(j, "comm", v->comm);
	jsonw_member_u64(j, "victims", oomlog_event_victims(ev));
	jsonw_member_u64(j, "held_bytes", v != NULL ? measure_held(ev, v) : OOMLOG_ABSENT_U);
	jsonw_member_i64(j, "oom_score_adj", v != NULL ? v->oom_score_adj : OOMLOG_ABSENT);
	jsonw_member_text(j, "memcg_path", a->memcg_path);
	jsonw_member_text(j, "task_memcg", a->task_memcg);
	jsonw_member_u64(j, "limit_bytes", m != NULL ? m->memory.limit_bytes : OOMLOG_ABSENT_U);
	jsonw_member_text(j, "unit", a->workload.unit);
	jsonw_member_text(j, "manager", a->workload.manager);
	jsonw_member_i64(j, "monotonic_us", oomlog_event_time(ev)->monotonic_us);
	jsonw_member_if(j, "amends", amends);
	jsonw_close(j, '}');
}

static int event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	struct jsonw j = {.out = &r->out};
	struct digest a;

	digest_event(&a, ev, &r->diagnosis);
	jsonw_open(&j, '{');
	jsonw_member_time(&j, "@timestamp", oomlog_event_time(ev)->realtime_us);
	jsonw_open_member(&j, "ecs", '{');
	jsonw_member_words(&j, "version", ecs_version);
	jsonw_close(&j, '}');
	field(&j, "message", text_str(&a.sentence));
	event_object(&j, ev);
	process(&j, ev);
	host(&j, ev);
	workload(&j, &a.workload);
	log_object(&j, ev);
	own(&j, ev, &a, amends);
	jsonw_close(&j, '}');
	out_byte(&r->out, '\n');
	return r->out.status;
}

const struct reporter reporter_ecs = {.name = "ecs", .state_size = 1, .amends = true, .begin = begin, .event = event};
