/*
 * Kubernetes: a List of core/v1 Events about the node, with the reasons that are in use: "OOMKilling" as
 * node-problem-detector writes it, "SystemOOM" as kubelet does. The kernel knows of a pod by its uid only: "related".
 */
#include "reports/render/digest.h"
#include "reports/render/jsonw.h"
#include "reports/report.h"

/* A node's name in an object's name: DNS-1123, 253 characters with what follows it. */
enum { NODE_NAME_MAX = 200 };

struct list {
	bool comma;
};

static int begin(struct oomlog_report *r)
{
	out_literal(&r->out, "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[");
	return r->out.status;
}

static int finish(struct oomlog_report *r)
{
	out_literal(&r->out, "\n]}\n");
	return r->out.status;
}

static const char *reason(const struct oomlog_event *ev, enum scope scope)
{
	switch (oomlog_event_kind(ev)) {
	case OOMLOG_KIND_PAGE_ALLOCATION_FAILURE:
		return "PageAllocationFailure";
	case OOMLOG_KIND_LOW_MEMORY_KILLER:
		return "LowMemoryKilling";
	case OOMLOG_KIND_USERSPACE_KILL:
		return "UserspaceOOMKilling";
	case OOMLOG_KIND_OOM:
		break;
	}
	return scope == SCOPE_MACHINE ? "SystemOOM" : "OOMKilling";
}

/* "node1.00c0ffee00c0ffee": lower case, letters, digits, '-' and '.'; it begins with a letter or digit. */
static void object_name(struct jsonw *j, const struct oomlog_event *ev)
{
	strv host = str_upto(oomlog_event_origin(ev)->host, NODE_NAME_MAX);
	uint64_t hash = digest_occurrence(ev);
	bool usable = false;
	struct text t;

	text_init(&t);
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i] >= 'A' && host.p[i] <= 'Z' ? (char)(host.p[i] - 'A' + 'a') : host.p[i];
		bool plain = (c >= 'a' && c <= 'z') || is_digit(c);

		usable |= plain;
		if (plain || (c == '-' && usable))
			text_add_str(&t, (strv){&c, 1});
	}
	while (t.n > 0 && t.buf[t.n - 1] == '-')
		t.n--;
	text_add(&t, t.n > 0 ? "." : "oomlog.");
	for (int shift = 60; shift >= 0; shift -= 4)
		text_add_str(&t, (strv){&"0123456789abcdef"[hash >> shift & 15], 1});
	jsonw_member_text(j, "name", text_str(&t));
}

/* kubelet's own words, which people search for. */
static void message(struct jsonw *j, const struct oomlog_event *ev, const struct digest *a)
{
	const struct oomlog_victim *v = oomlog_event_victim(ev, 0);
	struct text t;

	text_init(&t);
	if (a->scope == SCOPE_MACHINE && oomlog_event_kind(ev) == OOMLOG_KIND_OOM && v != NULL && v->comm.p != NULL &&
	    v->pid != OOMLOG_ABSENT) {
		text_add(&t, "System OOM encountered, victim process: ");
		text_name(&t, v->comm);
		text_add(&t, ", pid: ");
		text_i64(&t, v->pid);
		text_add(&t, ". ");
	}
	text_add_str(&t, text_str(&a->sentence));
	/* The API server takes 1024 bytes. */
	jsonw_member_text(j, "message", str_upto(text_str(&t), text_fit(text_str(&t), 1000, &(size_t){0})));
}

static void reference(struct jsonw *j, const char *member, const char *kind, strv name, strv uid)
{
	jsonw_open_member_of(j, member, '{');
	jsonw_member_words(j, "kind", kind);
	jsonw_member_words(j, "apiVersion", "v1");
	jsonw_member_text(j, "name", name);
	jsonw_member_text(j, "uid", uid);
	jsonw_close(j, '}');
}

static void times(struct jsonw *j, int64_t first_us, int64_t last_us)
{
	enum { SECOND = 1000000 };

	if (first_us == OOMLOG_ABSENT)
		return;
	if (last_us == OOMLOG_ABSENT || last_us < first_us)
		last_us = first_us;
	/* whole seconds: metav1.Time knows no fraction */
	jsonw_member_time(j, "firstTimestamp", first_us - (first_us % SECOND + SECOND) % SECOND);
	jsonw_member_time(j, "lastTimestamp", last_us - (last_us % SECOND + SECOND) % SECOND);
}

static int event(struct oomlog_report *r, const struct oomlog_event *ev, bool amends)
{
	struct list *list = r->state;
	struct jsonw j = {.out = &r->out, .comma = list->comma};
	strv host = oomlog_event_origin(ev)->host;
	struct digest a;

	(void)amends;
	digest_event(&a, ev, &r->diagnosis);
	jsonw_separate(&j);
	out_byte(&r->out, '\n');
	j.comma = false;
	jsonw_open(&j, '{');
	jsonw_member_words(&j, "apiVersion", "v1");
	jsonw_member_words(&j, "kind", "Event");
	jsonw_open_member(&j, "metadata", '{');
	object_name(&j, ev);
	jsonw_member_words(&j, "namespace", "default");
	jsonw_close(&j, '}');
	reference(&j, "involvedObject", "Node", host, host);
	if (a.workload.pod_uid.p != NULL)
		reference(&j, "related", "Pod", STR_NONE, a.workload.pod_uid);
	jsonw_member_words(&j, "type", "Warning");
	jsonw_member_words(&j, "reason", reason(ev, a.scope));
	message(&j, ev, &a);
	times(&j, oomlog_event_time(ev)->realtime_us, oomlog_event_time(ev)->end_realtime_us);
	jsonw_member_u64(&j, "count", 1);
	jsonw_open_member(&j, "source", '{');
	jsonw_member_words(&j, "component", "oomlog");
	jsonw_member_text(&j, "host", host);
	jsonw_close(&j, '}');
	jsonw_close(&j, '}');
	list->comma = true;
	return r->out.status;
}

const struct reporter reporter_k8s = {
	.name = "k8s-event",
	.state_size = sizeof(struct list),
	.begin = begin,
	.event = event,
	.finish = finish,
};
