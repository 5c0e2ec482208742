#include "reports/render/digest.h"

#include "reports/diagnosis/headline.h"
#include "reports/diagnosis/tally.h"

void digest_event(struct digest *a, const struct oomlog_event *ev, const struct diagnosis *d)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	a->scope = scope_of_event(ev);
	a->has_workload = workload_of_event(ev, &a->workload);
	if (!a->has_workload)
		workload_of_path(STR_NONE, &a->workload);
	a->cause = d->cause != CAUSE_UNKNOWN ? cause_name(d->cause) : NULL;
	a->memcg_path = m != NULL ? m->path : STR_NONE;
	a->task_memcg = m != NULL ? m->task_path : STR_NONE;
	text_init(&a->sentence);
	headline_write(&a->sentence, d);
}

uint64_t digest_occurrence(const struct oomlog_event *ev)
{
	const struct oomlog_time *time = oomlog_event_time(ev);
	const struct oomlog_origin *origin = oomlog_event_origin(ev);
	int64_t at = time->monotonic_us != OOMLOG_ABSENT ? time->monotonic_us : time->realtime_us;
	uint64_t hash = tally_hash(0, str_of(oomlog_event_id(ev)));

	hash = tally_hash(hash, origin->host);
	if (at != OOMLOG_ABSENT)
		return tally_hash(hash, (strv){(const char *)&at, sizeof(at)});
	return tally_hash(hash, (strv){(const char *)&origin->first_line, sizeof(origin->first_line)});
}

const char *digest_outcome(const struct oomlog_event *ev)
{
	enum oomlog_kind kind = oomlog_event_kind(ev);

	if (kind == OOMLOG_KIND_OOM)
		return oomlog_outcome_name(oomlog_event_outcome(ev));
	return kind == OOMLOG_KIND_PAGE_ALLOCATION_FAILURE ? "failed" : "killed";
}
