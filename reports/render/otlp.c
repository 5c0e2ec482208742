/*
 * OpenTelemetry's log records in OTLP's JSON, a line an event, as its file exporter writes and its collector reads them:
 * https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/. 64-bit integers are strings there. Attributes have
 * the names of the semantic conventions where these have one, else "oomlog.".
 */
#include "reports/diagnosis/measure.h"
#include "reports/render/digest.h"
#include "reports/render/jsonw.h"
#include "reports/report.h"
#include "reports/text/digits.h"

enum { SEVERITY_WARN = 13, SEVERITY_ERROR = 17, SEVERITY_FATAL = 21, US_TO_NS = 1000 };

/* --- values --- */

static void text_value(struct jsonw *j, const char *key, strv value)
{
	if (value.p == NULL)
		return;
	jsonw_open(j, '{');
	jsonw_member_words(j, "key", key);
	jsonw_open_member(j, "value", '{');
	jsonw_key(j, "stringValue");
	jsonw_str(j, value);
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

static void words_value(struct jsonw *j, const char *key, const char *value)
{
	text_value(j, key, str_of(value));
}

static void number(struct jsonw *j, const char *key, const struct text *digits)
{
	jsonw_open(j, '{');
	jsonw_member_words(j, "key", key);
	jsonw_open_member(j, "value", '{');
	jsonw_key(j, "intValue");
	jsonw_str(j, text_str(digits));
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

static void i64_value(struct jsonw *j, const char *key, int64_t value)
{
	struct text digits;

	if (value == OOMLOG_ABSENT)
		return;
	text_init(&digits);
	text_i64(&digits, value);
	number(j, key, &digits);
}

static void u64_value(struct jsonw *j, const char *key, uint64_t value)
{
	if (value != OOMLOG_ABSENT_U && value <= INT64_MAX)
		i64_value(j, key, (int64_t)value);
}

static void bool_value(struct jsonw *j, const char *key, bool value)
{
	jsonw_open(j, '{');
	jsonw_member_words(j, "key", key);
	jsonw_open_member(j, "value", '{');
	jsonw_member_boolean(j, "boolValue", value);
	jsonw_close(j, '}');
	jsonw_close(j, '}');
}

/* --- the record --- */

static void resource(struct jsonw *j, const struct oomlog_event *ev)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);

	jsonw_open_member(j, "resource", '{');
	jsonw_open_member(j, "attributes", '[');
	text_value(j, "host.name", oomlog_event_origin(ev)->host);
	words_value(j, "os.type", "linux");
	text_value(j, "os.version", k != NULL ? k->release : STR_NONE);
	jsonw_close(j, ']');
	jsonw_close(j, '}');
}

static void nanoseconds(struct jsonw *j, const char *name, int64_t realtime_us)
{
	struct text digits;

	if (realtime_us < 0 || realtime_us > INT64_MAX / US_TO_NS)
		return;
	text_init(&digits);
	text_i64(&digits, realtime_us * US_TO_NS);
	jsonw_key_of(j, name);
	jsonw_str(j, text_str(&digits));
}

static void severity(struct jsonw *j, const struct oomlog_event *ev)
{
	bool failure = oomlog_event_kind(ev) == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE;
	bool panic = oomlog_event_kind(ev) == OOMLOG_KIND_OOM && oomlog_event_outcome(ev) == OOMLOG_OUTCOME_PANIC;

	jsonw_member_u64(j, "severityNumber", panic ? SEVERITY_FATAL : failure ? SEVERITY_WARN : SEVERITY_ERROR);
	jsonw_member_words(j, "severityText", panic ? "FATAL" : failure ? "WARN" : "ERROR");
}

static void victim(struct jsonw *j, const struct oomlog_event *ev)
{
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);

	u64_value(j, "oomlog.victims", oomlog_event_victims(ev));
	if (v == NULL)
		return;
	i64_value(j, "process.pid", v->pid);
	text_value(j, "process.executable.name", v->comm);
	i64_value(j, "process.user.id", v->uid);
	u64_value(j, "oomlog.victim.held_bytes", measure_held(ev, v));
	u64_value(j, "oomlog.victim.anon_rss_bytes", v->anon_rss_bytes);
	u64_value(j, "oomlog.victim.file_rss_bytes", v->file_rss_bytes);
	u64_value(j, "oomlog.victim.shmem_rss_bytes", v->shmem_rss_bytes);
	i64_value(j, "oomlog.victim.oom_score_adj", v->oom_score_adj);
}

static void workload(struct jsonw *j, const struct digest *a)
{
	const struct workload *w = &a->workload;
	bool kubernetes = str_eq(w->manager, STR("kubernetes"));

	text_value(j, "k8s.pod.uid", w->pod_uid);
	if (kubernetes && w->container_id.p != NULL)
		words_value(j, "k8s.container.status.reason", "OOMKilled");
	text_value(j, "container.id", w->container_id);
	text_value(j, "container.runtime.name", w->container_id.p != NULL ? w->runtime : STR_NONE);
	text_value(j, "systemd.unit", w->unit);
	text_value(j, "oomlog.workload.manager", w->manager);
	text_value(j, "oomlog.workload.limit_scope", w->limit_scope);
}

static void attributes(struct jsonw *j, const struct oomlog_event *ev, const struct digest *a, bool amends)
{
	const struct oomlog_origin *o = oomlog_event_origin(ev);
	const struct oomlog_trigger *t = oomlog_event_trigger(ev);
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	words_value(j, "oomlog.event.id", oomlog_event_id(ev));
	words_value(j, "oomlog.kind", oomlog_kind_name(oomlog_event_kind(ev)));
	words_value(j, "oomlog.outcome", digest_outcome(ev));
	words_value(j, "oomlog.scope", scope_name(a->scope));
	bool_value(j, "oomlog.complete", oomlog_event_missing(ev) == 0);
	if (amends)
		bool_value(j, "oomlog.amends", true);
	if (a->cause != NULL)
		words_value(j, "oomlog.cause", a->cause);
	victim(j, ev);
	text_value(j, "oomlog.memcg.path", a->memcg_path);
	text_value(j, "oomlog.memcg.task_path", a->task_memcg);
	if (m != NULL)
		u64_value(j, "oomlog.memcg.limit_bytes", m->memory.limit_bytes);
	workload(j, a);
	if (t != NULL) {
		text_value(j, "oomlog.trigger.comm", t->comm);
		i64_value(j, "oomlog.trigger.pid", t->pid);
		i64_value(j, "oomlog.trigger.order", t->order);
	}
	text_value(j, "log.file.path", o->input);
	u64_value(j, "oomlog.first_line", o->first_line);
	text_value(j, "oomlog.boot_id", o->boot_id);
	i64_value(j, "oomlog.monotonic_us", oomlog_event_time(ev)->monotonic_us);
}

static void record(struct jsonw *j, const struct oomlog_event *ev, const struct diagnosis *d, bool amends)
{
	struct text name;
	struct digest a;

	digest_event(&a, ev, d);
	text_init(&name);
	text_add(&name, "oomlog.");
	text_add(&name, oomlog_kind_name(oomlog_event_kind(ev)));
	jsonw_open(j, '{');
	nanoseconds(j, "timeUnixNano", oomlog_event_time(ev)->realtime_us);
	severity(j, ev);
	jsonw_member_text(j, "eventName", text_str(&name));
	jsonw_open_member(j, "body", '{');
	jsonw_key(j, "stringValue");
	jsonw_str(j, text_str(&a.sentence));
	jsonw_close(j, '}');
	jsonw_open_member(j, "attributes", '[');
	attributes(j, ev, &a, amends);
	jsonw_close(j, ']');
	jsonw_close(j, '}');
}

static int begin(struct oomlog_report *r)
{
	return r->out.status;
}

static int event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	struct jsonw j = {.out = &r->out};

	out_literal(&r->out, "{\"resourceLogs\":[");
	jsonw_open(&j, '{');
	resource(&j, ev);
	out_literal(&r->out, ",\"scopeLogs\":[{\"scope\":{\"name\":\"oomlog\",\"version\":");
	j.comma = false;
	jsonw_str(&j, str_of(oomlog_version()));
	out_literal(&r->out, "},\"logRecords\":[");
	j.comma = false;
	record(&j, ev, &r->diagnosis, amends);
	out_literal(&r->out, "]}]}]}\n");
	return r->out.status;
}

const struct reporter reporter_otlp = {
	.name = "otlp-json", .state_size = 1, .amends = true, .begin = begin, .event = event};
