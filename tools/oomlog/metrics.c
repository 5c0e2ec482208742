#include "metrics.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/diagnosis/scope.h"
#include "reports/diagnosis/workload.h"
#include "reports/render/promlabel.h"
#include "reports/text/text.h"
#include "say.h"
#include "wholefile.h"

struct series {
	char labels[METRICS_LABELS]; /* "scope=\"memcg\",constraint=\"memcg\",.." */
	uint64_t count;
};

struct metrics {
	const char *path;
	struct series kills[METRICS_SERIES];
	size_t n_kills;
	uint64_t events, distrusted;
	int64_t last_kill_us; /* 0: none */
};

static const char kills_name[] = "oomlog_kills_total{";
static const char events_name[] = "oomlog_events_total ";
static const char distrusted_name[] = "oomlog_distrusted_lines_total ";
static const char last_name[] = "oomlog_last_kill_timestamp_seconds ";

static const char *const others =
	"scope=\"other\",constraint=\"other\",cgroup=\"other\",unit=\"other\",pod_uid=\"other\","
	"container_id=\"other\",comm=\"other\"";

static void count(struct metrics *m, const char *labels, uint64_t n)
{
	for (size_t i = 0; i < m->n_kills; i++)
		if (strcmp(m->kills[i].labels, labels) == 0) {
			m->kills[i].count += n;
			return;
		}
	/* The last place is for all that find none. */
	if (m->n_kills == METRICS_SERIES - 1)
		labels = others;
	if (m->n_kills == METRICS_SERIES) {
		m->kills[METRICS_SERIES - 1].count += n;
		return;
	}
	snprintf(m->kills[m->n_kills].labels, METRICS_LABELS, "%s", labels);
	m->kills[m->n_kills++].count = n;
}

/* --- reading back --- */

static void read_line(struct metrics *m, char *line)
{
	char *labels = line + strlen(kills_name), *end = strrchr(line, '}');
	double seconds;

	if (strncmp(line, kills_name, strlen(kills_name)) == 0 && end != NULL) {
		*end = '\0';
		if (strlen(labels) < METRICS_LABELS)
			count(m, labels, strtoull(end + 1, NULL, 10));
	} else if (strncmp(line, events_name, strlen(events_name)) == 0) {
		m->events = strtoull(line + strlen(events_name), NULL, 10);
	} else if (strncmp(line, distrusted_name, strlen(distrusted_name)) == 0) {
		m->distrusted = strtoull(line + strlen(distrusted_name), NULL, 10);
	} else if (strncmp(line, last_name, strlen(last_name)) == 0) {
		seconds = strtod(line + strlen(last_name), NULL);
		m->last_kill_us = seconds > 0 && seconds < 1e12 ? (int64_t)(seconds * 1e6) : 0;
	}
}

static bool read_back(struct metrics *m)
{
	FILE *f = fopen(m->path, "re");
	char line[METRICS_LABELS + 128];

	if (f == NULL) {
		if (errno != ENOENT)
			say("cannot read '%s': %s", m->path, strerror(errno));
		return errno == ENOENT;
	}
	while (fgets(line, sizeof(line), f) != NULL)
		read_line(m, line);
	fclose(f);
	return true;
}

struct metrics *metrics_new(const char *path)
{
	struct metrics *m = calloc(1, sizeof(*m));

	if (m == NULL) {
		say("out of memory");
		return NULL;
	}
	m->path = path;
	return read_back(m) ? m : metrics_free(m);
}

struct metrics *metrics_free(struct metrics *m)
{
	free(m);
	return NULL;
}

/* --- counting --- */

static void label(struct text *t, const char *name, strv value)
{
	promlabel_add(t, name, value, METRICS_VALUE);
}

static void count_kill(struct metrics *m, const struct oomlog_event *ev, strv comm)
{
	const struct oomlog_memcg *memcg = oomlog_event_memcg(ev);
	struct workload w = {.unit = STR_NONE};
	char labels[METRICS_LABELS];
	struct text t;
	bool known = workload_of_event(ev, &w);

	text_init(&t);
	label(&t, "scope", str_of(scope_name(scope_of_event(ev))));
	label(&t, "constraint", oomlog_event_constraint(ev));
	label(&t, "cgroup", memcg == NULL ? STR_NONE : memcg->task_path.p != NULL ? memcg->task_path : memcg->path);
	label(&t, "unit", known ? w.unit : STR_NONE);
	label(&t, "pod_uid", known ? w.pod_uid : STR_NONE);
	label(&t, "container_id", known ? w.container_id : STR_NONE);
	label(&t, "comm", comm);
	snprintf(labels, sizeof(labels), "%.*s", (int)t.n, t.buf);
	count(m, t.n < sizeof(labels) ? labels : others, 1);
}

void metrics_victims(struct metrics *m, const struct oomlog_event *ev, uint64_t first)
{
	for (uint64_t i = first; i < oomlog_event_victims(ev); i++)
		count_kill(m, ev, oomlog_event_victim(ev, (size_t)i)->comm);
}

void metrics_event(struct metrics *m, const struct oomlog_event *ev)
{
	int64_t at = oomlog_event_time(ev)->realtime_us;

	m->events++;
	if (oomlog_event_outcome(ev) != OOMLOG_OUTCOME_KILLED)
		return;
	metrics_victims(m, ev, 0);
	if (oomlog_event_victims(ev) == 0)
		count_kill(m, ev, STR_NONE);
	if (at != OOMLOG_ABSENT && at > m->last_kill_us)
		m->last_kill_us = at;
}

void metrics_distrusted(struct metrics *m, uint64_t lines)
{
	m->distrusted += lines;
}

/* --- writing --- */

static int put_head(oomlog_write_fn write, void *user, const char *name, const char *type, const char *help)
{
	char line[256];
	int n = snprintf(line, sizeof(line), "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);

	return write(user, line, (size_t)n);
}

static int put_value(oomlog_write_fn write, void *user, const char *name, uint64_t value)
{
	char line[128];
	int n = snprintf(line, sizeof(line), "%s%" PRIu64 "\n", name, value);

	return write(user, line, (size_t)n);
}

int metrics_render(const struct metrics *m, oomlog_write_fn write, void *user)
{
	char line[METRICS_LABELS + 64];
	int status = put_head(write, user, "oomlog_kills_total", "counter", "Processes that the OOM killer killed.");

	for (size_t i = 0; status == 0 && i < m->n_kills; i++) {
		int n = snprintf(line, sizeof(line), "%s%s} %" PRIu64 "\n", kills_name, m->kills[i].labels,
		                 m->kills[i].count);

		status = write(user, line, (size_t)n);
	}
	if (status == 0)
		status = put_head(write, user, "oomlog_events_total", "counter", "Events that were reported.");
	if (status == 0)
		status = put_value(write, user, events_name, m->events);
	if (status == 0)
		status = put_head(write, user, "oomlog_distrusted_lines_total", "counter",
		                  "Lines like an OOM report that a program wrote.");
	if (status == 0)
		status = put_value(write, user, distrusted_name, m->distrusted);
	if (status != 0 || m->last_kill_us == 0)
		return status;
	status = put_head(write, user, "oomlog_last_kill_timestamp_seconds", "gauge", "When the newest kill was.");
	return status == 0 ? put_value(write, user, last_name, (uint64_t)m->last_kill_us / 1000000) : status;
}

/* node_exporter, which may be another user, reads *.prom: not the temporary file. */
bool metrics_write(void *user, const char *data, size_t n)
{
	const struct metrics *m = user;

	return wholefile_write(m->path, 0644, data, n);
}
