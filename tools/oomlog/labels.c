#include "labels.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reports/diagnosis/measure.h"
#include "reports/render/jsonw.h"

/* A label is a text, a number too. */
static void bytes_label(struct jsonw *j, const char *name, uint64_t bytes)
{
	char digits[24];

	if (bytes == OOMLOG_ABSENT_U)
		return;
	snprintf(digits, sizeof(digits), "%" PRIu64, bytes);
	jsonw_member_text_(j, name, strlen(name), str_of(digits));
}

/* Who died; else who asked for memory. */
static void process(struct jsonw *j, const struct oomlog_event *ev)
{
	const struct oomlog_victim *victim = oomlog_event_victim(ev, 0);
	const struct oomlog_trigger *trigger = oomlog_event_trigger(ev);

	if (victim != NULL) {
		jsonw_member_text(j, "process", victim->comm);
		bytes_label(j, "process_rss", measure_held(ev, victim));
	} else if (trigger != NULL) {
		jsonw_member_text(j, "process", trigger->comm);
	}
}

static const char *severity(const struct oomlog_event *ev)
{
	return oomlog_event_kind(ev) == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE ? "warning" : "critical";
}

int labels_write(const struct oomlog_event *ev, oomlog_write_fn write, void *user)
{
	const struct oomlog_memcg *memcg = oomlog_event_memcg(ev);
	struct out out;
	struct jsonw j = {.out = &out};
	int status = out_init(&out, write, user);

	if (status < 0)
		return status;
	out_literal(&out, ",\"labels\":");
	jsonw_open(&j, '{');
	jsonw_member_words(&j, "severity", severity(ev));
	jsonw_member_text(&j, "hostname", oomlog_event_origin(ev)->host);
	process(&j, ev);
	if (memcg != NULL) {
		jsonw_member_text(&j, "oom_memcg", memcg->path);
		jsonw_member_text(&j, "task_memcg", memcg->task_path);
	}
	jsonw_close(&j, '}');
	out_flush(&out);
	status = out.status;
	out_release(&out);
	return status;
}
