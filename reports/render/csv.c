/*
 * RFC 4180, with a header: a row for each victim; an event without one has a row with these columns empty. A text that
 * a spreadsheet would take for a formula ("=cmd|..") gets a "'" before it, as OWASP advises.
 */
#include "reports/diagnosis/measure.h"
#include "reports/render/digest.h"
#include "reports/report.h"
#include "reports/text/digits.h"
#include "reports/text/rfc3339.h"

static const char header[] =
	"event_id,kind,outcome,complete,time,monotonic_us,host,boot_id,input,line,scope,memcg_path,task_memcg,manager,unit,"
	"pod_uid,container_id,trigger_comm,trigger_pid,order,role,victim_pid,victim_comm,victim_uid,held_bytes,"
	"anon_rss_bytes,file_rss_bytes,shmem_rss_bytes,total_vm_bytes,pgtables_bytes,oom_score_adj,summary\n";

struct row {
	struct out *out;
	bool first;
};

static void separate(struct row *r)
{
	if (!r->first)
		out_byte(r->out, ',');
	r->first = false;
}

static bool is_formula(strv s)
{
	return s.n > 0 && strchr("=+-@", s.p[0]) != NULL;
}

/* Words of ours, or made safe by text_name(). */
static void quoted(struct row *r, strv s)
{
	separate(r);
	if (s.n == 0)
		return;
	out_byte(r->out, '"');
	if (is_formula(s))
		out_byte(r->out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			out_byte(r->out, '"');
		out_byte(r->out, s.p[i]);
	}
	out_byte(r->out, '"');
}

static void name(struct row *r, strv s)
{
	struct text t;

	text_init(&t);
	text_name(&t, s);
	quoted(r, text_str(&t));
}

static void word(struct row *r, const char *s)
{
	separate(r);
	out_str(r->out, str_of(s));
}

static void u64(struct row *r, uint64_t value)
{
	char digits[DIGITS_MAX];

	separate(r);
	if (value != OOMLOG_ABSENT_U)
		out_bytes(r->out, digits, (size_t)(digits_u64(digits, value) - digits));
}

static void i64(struct row *r, int64_t value)
{
	struct text t;

	separate(r);
	text_init(&t);
	if (value != OOMLOG_ABSENT)
		text_i64(&t, value);
	out_str(r->out, text_str(&t));
}

static void when(struct row *r, const struct oomlog_time *t)
{
	char stamp[RFC3339_MAX];

	separate(r);
	if (t->realtime_us != OOMLOG_ABSENT && rfc3339_can(t->realtime_us))
		out_bytes(r->out, stamp, (size_t)(rfc3339_write(stamp, t->realtime_us, true) - stamp));
	i64(r, t->monotonic_us);
}

static void event_columns(struct row *r, const struct oomlog_event *ev, const struct digest *a)
{
	const struct oomlog_origin *o = oomlog_event_origin(ev);
	const struct oomlog_trigger *t = oomlog_event_trigger(ev);

	word(r, oomlog_event_id(ev));
	word(r, oomlog_kind_name(oomlog_event_kind(ev)));
	word(r, digest_outcome(ev));
	word(r, oomlog_event_missing(ev) == 0 ? "true" : "false");
	when(r, oomlog_event_time(ev));
	name(r, o->host);
	name(r, o->boot_id);
	name(r, o->input);
	u64(r, o->first_line);
	word(r, scope_name(a->scope));
	name(r, a->memcg_path);
	name(r, a->task_memcg);
	name(r, a->workload.manager);
	name(r, a->workload.unit);
	name(r, a->workload.pod_uid);
	name(r, a->workload.container_id);
	name(r, t != NULL ? t->comm : STR_NONE);
	i64(r, t != NULL ? t->pid : OOMLOG_ABSENT);
	i64(r, t != NULL ? t->order : OOMLOG_ABSENT);
}

static void victim_columns(struct row *r, const struct oomlog_event *ev, const struct oomlog_victim *v)
{
	word(r, oomlog_role_name(v->role));
	i64(r, v->pid);
	name(r, v->comm);
	i64(r, v->uid);
	u64(r, measure_held(ev, v));
	u64(r, v->anon_rss_bytes);
	u64(r, v->file_rss_bytes);
	u64(r, v->shmem_rss_bytes);
	u64(r, v->total_vm_bytes);
	u64(r, v->pgtables_bytes);
	i64(r, v->oom_score_adj);
}

enum { VICTIM_COLUMNS = 11 };

static int begin(struct oomlog_report *r)
{
	out_str(&r->out, STR(header));
	return r->out.status;
}

static int event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	size_t n = oomlog_event_victims(ev);
	struct digest a;

	(void)amends;
	digest_event(&a, ev, &r->diagnosis);
	for (size_t i = 0; i < (n > 0 ? n : 1); i++) {
		const struct oomlog_victim *v = oomlog_event_victim(ev, i);
		struct row row = {&r->out, true};

		event_columns(&row, ev, &a);
		if (v != NULL)
			victim_columns(&row, ev, v);
		for (size_t k = 0; v == NULL && k < VICTIM_COLUMNS; k++)
			separate(&row);
		quoted(&row, text_str(&a.sentence));
		out_byte(&r->out, '\n');
	}
	return r->out.status;
}

const struct reporter reporter_csv = {.name = "csv", .state_size = 1, .begin = begin, .event = event};
