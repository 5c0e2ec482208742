#include "check/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/diagnosis/headline.h"
#include "reports/render/digest.h"
#include "reports/render/jsonevent.h"

const char *level_name(enum level level)
{
	static const char *const names[LEVELS] = {"error", "warning", "allowed"};

	return names[level];
}

const char *remark_name(enum remark_kind kind)
{
	static const char *const names[] = {"unreadable_input", "gap",     "half_report", "empty_input",   "allowance",
	                                    "undated",          "command", "limit",       "not_understood"};

	return names[kind];
}

int verdict_init(struct verdict *v)
{
	*v = (struct verdict){0};
	spool_init(&v->events);
	text_init(&v->answer);
	v->remarks = calloc(REMARKS_MAX, sizeof(*v->remarks));
	return v->remarks != NULL ? OOMLOG_OK : OOMLOG_E_NOMEM;
}

static void release_finding(struct issue *f)
{
	free(f->title);
	free(f->sentence);
	free(f->more);
	free(f->input);
	free(f->host);
}

void verdict_release(struct verdict *v)
{
	for (size_t i = 0; i < v->n_findings; i++)
		release_finding(&v->findings[i]);
	for (size_t i = 0; i < v->n_remarks; i++)
		free(v->remarks[i].text);
	free(v->findings);
	free(v->remarks);
	free(v->mentioned);
	spool_release(&v->events);
}

/* --- findings --- */

static char *keep(struct verdict *v, const struct text *t)
{
	char *copy = malloc(t->n + 1);

	if (copy == NULL) {
		v->nomem = true;
		return NULL;
	}
	memcpy(copy, t->buf, t->n);
	copy[t->n] = '\0';
	return copy;
}

static char *keep_name(struct verdict *v, strv name)
{
	struct text t;

	text_init(&t);
	text_name(&t, name);
	return keep(v, &t);
}

/* Who died; else who asked for memory. */
static char *title_of(struct verdict *v, const struct oomlog_event *ev)
{
	const struct oomlog_victim *victim = oomlog_event_victim(ev, 0);
	const struct oomlog_trigger *trigger = oomlog_event_trigger(ev);
	struct text t;

	text_init(&t);
	text_add(&t, policy_class_title(policy_class_of(ev)));
	if (victim != NULL) {
		text_add(&t, ": ");
		headline_process(&t, victim->comm, victim->pid, OOMLOG_ABSENT);
	} else if (trigger != NULL) {
		text_add(&t, ", asked by ");
		headline_process(&t, trigger->comm, trigger->pid, OOMLOG_ABSENT);
	}
	return keep(v, &t);
}

/* One event that occurs twice (two hosts, two times) is two findings to those who compare yesterday's with today's. */
static void fingerprint(struct issue *f, const struct oomlog_event *ev)
{
	uint64_t hash = digest_occurrence(ev);

	for (size_t i = 0; i < 16; i++)
		f->fingerprint[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
	f->fingerprint[16] = '\0';
	memcpy(f->id, oomlog_event_id(ev), sizeof(f->id));
}

static void keep_json(struct verdict *v, struct issue *f, const struct oomlog_event *ev)
{
	struct out out;
	struct jsonw j = {.out = &out};
	struct jsonevent how = {.diagnosis = &v->diagnosis};

	if (!v->want_json)
		return;
	f->json_at = v->events.size;
	if (out_init(&out, spool_write, &v->events) < 0) {
		v->nomem = true;
		return;
	}
	jsonevent_write(&j, ev, &how);
	out_flush(&out);
	if (out.status < 0)
		v->nomem = true;
	out_release(&out);
	f->json_len = v->events.size - f->json_at;
}

static struct issue *push(struct verdict *v)
{
	struct issue *items;
	size_t cap = v->cap_findings == 0 ? 64 : 2 * v->cap_findings;

	if (v->n_findings == FINDINGS_MAX) {
		v->unlisted++;
		return NULL;
	}
	if (v->n_findings == v->cap_findings) {
		items = realloc(v->findings, cap * sizeof(*items));
		if (items == NULL) {
			v->nomem = true;
			return NULL;
		}
		v->findings = items;
		v->cap_findings = cap;
	}
	return &v->findings[v->n_findings++];
}

void verdict_add(struct verdict *v, const struct oomlog_event *ev, enum level level, const struct allowance *a)
{
	const struct oomlog_origin *origin = oomlog_event_origin(ev);
	struct issue *f = push(v);
	struct text t;

	v->counts[level]++;
	if (f == NULL)
		return;
	*f = (struct issue){.level = level, .class = policy_class_of(ev), .allowance = a};
	f->realtime_us = oomlog_event_time(ev)->realtime_us;
	f->monotonic_us = oomlog_event_time(ev)->monotonic_us;
	f->first_line = origin->first_line;
	f->last_line = origin->last_line;
	f->complete = oomlog_event_missing(ev) == 0;
	diagnosis_of_event(&v->diagnosis, ev, NULL, 0);
	f->title = title_of(v, ev);
	text_init(&t);
	headline_write(&t, &v->diagnosis);
	f->sentence = keep(v, &t);
	text_init(&t);
	headline_more(&t, &v->diagnosis);
	f->more = keep(v, &t);
	f->input = keep_name(v, origin->input);
	f->host = origin->host.p != NULL ? keep_name(v, origin->host) : NULL;
	fingerprint(f, ev);
	keep_json(v, f, ev);
	/* What is half there is not shown. */
	if (v->nomem)
		release_finding(&v->findings[--v->n_findings]);
}

void verdict_remark(struct verdict *v, enum remark_kind kind, enum level level, const char *format, ...)
{
	va_list args;
	char *words, *text;

	va_start(args, format);
	if (vasprintf(&words, format, args) < 0)
		words = NULL;
	va_end(args);
	text = words != NULL ? keep_name(v, str_of(words)) : NULL;
	free(words);
	if (level == LEVEL_ERROR)
		v->failed = true;
	if (v->n_remarks == REMARKS_MAX || text == NULL) {
		v->unremarked++;
		free(text);
		return;
	}
	v->remarks[v->n_remarks++] = (struct remark){kind, level, text};
}

/* --- the answer --- */

/* "2 OOM kills, 1 panic on OOM" */
static void count_classes(struct text *t, const struct verdict *v, enum level level)
{
	uint64_t n[POLICY_CLASSES] = {0}, listed = 0;

	for (size_t i = 0; i < v->n_findings; i++)
		if (v->findings[i].level == level) {
			n[v->findings[i].class]++;
			listed++;
		}
	for (unsigned c = 0, first = 1; c < POLICY_CLASSES; c++) {
		if (n[c] == 0)
			continue;
		text_add(t, first ? "" : ", ");
		text_u64(t, n[c]);
		text_add(t, " ");
		text_add(t, policy_class_noun((enum policy_class)c, n[c] > 1));
		first = 0;
	}
	if (v->counts[level] > listed) {
		text_add(t, listed > 0 ? ", " : "");
		text_u64(t, v->counts[level] - listed);
		text_add(t, " more");
	}
}

static void add_count(struct text *t, uint64_t n, const char *what)
{
	if (n == 0)
		return;
	text_add(t, "; ");
	text_u64(t, n);
	text_add(t, what);
}

static void count_remarks(struct text *t, const struct verdict *v)
{
	uint64_t failing = 0;

	for (size_t i = 0; i < v->n_remarks; i++)
		failing += v->remarks[i].level == LEVEL_ERROR;
	if (failing > 0) {
		text_add(t, v->counts[LEVEL_ERROR] > 0 ? "; " : "");
		text_add(t, "the log is not complete");
	}
}

/* As many as --max lets pass are told as warnings. */
static void apply_max(struct verdict *v)
{
	if (v->counts[LEVEL_ERROR] == 0)
		return;
	if (v->counts[LEVEL_ERROR] > v->max) {
		v->failed = true;
		return;
	}
	for (size_t i = 0; i < v->n_findings; i++)
		if (v->findings[i].level == LEVEL_ERROR)
			v->findings[i].level = LEVEL_WARNING;
	v->counts[LEVEL_WARNING] += v->counts[LEVEL_ERROR];
	v->counts[LEVEL_ERROR] = 0;
}

void verdict_settle(struct verdict *v)
{
	struct text *t = &v->answer;

	apply_max(v);
	text_init(t);
	if (v->failed) {
		text_add(t, "failed: ");
		count_classes(t, v, LEVEL_ERROR);
		count_remarks(t, v);
	} else if (v->failed_inputs > 0) {
		text_add(t, "not known: nothing that fails was found, but not all could be read");
	} else if (v->counts[LEVEL_WARNING] + v->counts[LEVEL_ALLOWED] > 0) {
		text_add(t, "passed");
	} else {
		text_add(t, "passed: no OOM");
	}
	if (v->counts[LEVEL_WARNING] > 0) {
		text_add(t, "; with a warning: ");
		count_classes(t, v, LEVEL_WARNING);
	}
	add_count(t, v->counts[LEVEL_ALLOWED], " allowed");
}
