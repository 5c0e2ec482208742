/*
 * The text format of Prometheus, for node_exporter's textfile collector: what these logs hold, as counters. A kill is
 * counted under its labels; the number of series is bounded, further ones are counted together as "(other)".
 */
#include <stdlib.h>

#include "reports/render/digest.h"
#include "reports/render/promlabel.h"
#include "reports/report.h"
#include "reports/text/digits.h"

enum { METRICS_MAX = 1000, LABEL_MAX = 256, N_LABELS = 8 };

static const char *const labels[N_LABELS] = {"hostname", "scope",   "constraint",   "cgroup",
                                             "unit",     "pod_uid", "container_id", "comm"};

struct metric {
	uint64_t hash, kills;
	int64_t last_us;
	char *labels; /* "{hostname=..}" */
};

struct prometheus {
	struct metric *items; /* METRICS_MAX + 1: the last is "(other)" */
	size_t n;
};

static int begin(struct oomlog_report *r)
{
	struct prometheus *p = r->state;

	p->items = calloc(METRICS_MAX + 1, sizeof(*p->items));
	return p->items != NULL ? OOMLOG_OK : OOMLOG_E_NOMEM;
}

static void release(struct oomlog_report *r)
{
	struct prometheus *p = r->state;

	for (size_t i = 0; p->items != NULL && i <= METRICS_MAX; i++)
		free(p->items[i].labels);
	free(p->items);
}

static void write_labels(struct text *t, const strv values[N_LABELS])
{
	text_init(t);
	text_add(t, "{");
	for (size_t i = 0; i < N_LABELS; i++)
		promlabel_add(t, labels[i], values[i], LABEL_MAX);
	text_add(t, "}");
}

static struct metric *find(struct prometheus *p, const struct text *t)
{
	uint64_t hash = tally_hash(0, text_str(t));

	for (size_t i = 0; i < p->n; i++)
		if (p->items[i].hash == hash && str_eq(str_of(p->items[i].labels), text_str(t)))
			return &p->items[i];
	return NULL;
}

static struct metric *open_series(struct prometheus *p, const struct text *t, size_t at)
{
	struct metric *s = &p->items[at];

	s->labels = malloc(t->n + 1);
	if (s->labels == NULL)
		return NULL;
	memcpy(s->labels, t->buf, t->n);
	s->labels[t->n] = '\0';
	s->hash = tally_hash(0, text_str(t));
	s->last_us = OOMLOG_ABSENT;
	return s;
}

static struct metric *series_of(struct prometheus *p, struct text *t)
{
	static const strv other = {"(other)", 7};
	const strv others[N_LABELS] = {other, other, other, other, other, other, other, other};
	struct metric *s = find(p, t);

	if (s != NULL)
		return s;
	if (p->n < METRICS_MAX) {
		s = open_series(p, t, p->n);
		p->n += s != NULL;
		return s;
	}
	if (p->items[METRICS_MAX].labels != NULL)
		return &p->items[METRICS_MAX];
	write_labels(t, others);
	return open_series(p, t, METRICS_MAX);
}

static int event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	const struct oomlog_victim *v;
	int64_t at = oomlog_event_time(ev)->realtime_us;
	struct digest a;
	struct text t;

	(void)amends;
	digest_event(&a, ev, &r->diagnosis);
	for (size_t i = 0; (v = oomlog_event_victim(ev, i)) != NULL; i++) {
		strv cgroup = a.task_memcg.p != NULL ? a.task_memcg : a.memcg_path;
		const strv values[N_LABELS] = {oomlog_event_origin(ev)->host,
		                               str_of(scope_name(a.scope)),
		                               oomlog_event_constraint(ev),
		                               cgroup,
		                               a.workload.unit,
		                               a.workload.pod_uid,
		                               a.workload.container_id,
		                               v->comm};
		struct metric *s;

		write_labels(&t, values);
		s = series_of(r->state, &t);
		if (s == NULL)
			return OOMLOG_E_NOMEM;
		s->kills++;
		if (at != OOMLOG_ABSENT && (s->last_us == OOMLOG_ABSENT || at > s->last_us))
			s->last_us = at;
	}
	return r->out.status;
}

/* --- the end --- */

static void head(struct out *o, const char *name, const char *type, const char *help)
{
	struct text t;

	text_init(&t);
	text_add(&t, "# HELP ");
	text_add(&t, name);
	text_add(&t, " ");
	text_add(&t, help);
	text_add(&t, "\n# TYPE ");
	text_add(&t, name);
	text_add(&t, " ");
	text_add(&t, type);
	text_add(&t, "\n");
	out_str(o, text_str(&t));
}

static void sample(struct out *o, const char *name, const char *with, uint64_t value)
{
	char digits[DIGITS_MAX];

	out_str(o, str_of(name));
	out_str(o, str_of(with));
	out_byte(o, ' ');
	out_bytes(o, digits, (size_t)(digits_u64(digits, value) - digits));
	out_byte(o, '\n');
}

static void counter(struct out *o, const char *name, const char *help, uint64_t value)
{
	head(o, name, "counter", help);
	sample(o, name, "", value);
}

static void kills(struct out *o, const struct prometheus *p)
{
	static const char total[] = "oomlog_kills_total", last[] = "oomlog_last_kill_timestamp_seconds";

	head(o, total, "counter", "Processes killed for lack of memory.");
	for (size_t i = 0; i <= METRICS_MAX; i++)
		if (p->items[i].labels != NULL)
			sample(o, total, p->items[i].labels, p->items[i].kills);
	head(o, last, "gauge", "When the last of them was killed.");
	for (size_t i = 0; i <= METRICS_MAX; i++)
		if (p->items[i].labels != NULL && p->items[i].last_us != OOMLOG_ABSENT && p->items[i].last_us >= 0)
			sample(o, last, p->items[i].labels, (uint64_t)p->items[i].last_us / 1000000);
}

static void events(struct out *o, const struct tally *t)
{
	static const char name[] = "oomlog_events_total";
	struct text with;

	head(o, name, "counter", "Events by kind; those of the kernel's OOM killer also by outcome.");
	for (int i = 0; i < TALLY_OUTCOMES; i++) {
		text_init(&with);
		text_add(&with, "{kind=\"oom\",outcome=\"");
		text_add(&with, oomlog_outcome_name((enum oomlog_outcome)i));
		text_add(&with, "\"}");
		text_add_str(&with, (strv){"", 1});
		sample(o, name, with.buf, t->outcomes[i]);
	}
	for (int i = OOMLOG_KIND_OOM + 1; i < TALLY_KINDS; i++) {
		text_init(&with);
		text_add(&with, "{kind=\"");
		text_add(&with, oomlog_kind_name((enum oomlog_kind)i));
		text_add(&with, "\",outcome=\"\"}");
		text_add_str(&with, (strv){"", 1});
		sample(o, name, with.buf, t->kinds[i]);
	}
}

static int finish(struct oomlog_report *r)
{
	const struct tally *t = &r->tally;
	struct out *o = &r->out;

	kills(o, r->state);
	events(o, t);
	counter(o, "oomlog_incomplete_events_total", "Events whose report is not complete in the log.", t->incomplete);
	counter(o, "oomlog_lost_messages_total", "Messages that the logs say are missing.", t->lost);
	counter(o, "oomlog_log_gaps_total", "Places in the logs where messages are missing.", t->gaps);
	counter(o, "oomlog_distrusted_lines_total", "Lines like the kernel's that were written by programs.",
	        t->distrusted);
	counter(o, "oomlog_unparsed_lines_total", "Lines inside events that were not understood.", t->unparsed);
	counter(o, "oomlog_inputs_total", "Logs that were read.", t->inputs);
	counter(o, "oomlog_failed_inputs_total", "Logs that could not be read, or not to the end.", t->failed_inputs);
	return o->status;
}

const struct reporter reporter_prometheus = {
	.name = "prometheus",
	.state_size = sizeof(struct prometheus),
	.begin = begin,
	.event = event,
	.finish = finish,
	.release = release,
};
