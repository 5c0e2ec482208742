#include "reports/diagnosis/machine.h"

#include "reports/diagnosis/tally.h"

static bool is_nameless(const struct oomlog_origin *o)
{
	return o->host.p == NULL && o->boot_id.p == NULL;
}

uint64_t machine_of_event(const struct oomlog_event *ev)
{
	const struct oomlog_origin *o = oomlog_event_origin(ev);

	return is_nameless(o) ? tally_hash(1, o->input) : tally_hash(0, o->host);
}

uint64_t machine_boot_of_event(const struct oomlog_event *ev)
{
	const struct oomlog_origin *o = oomlog_event_origin(ev);
	uint64_t hash = tally_hash(tally_hash(0, o->host), o->boot_id);

	return is_nameless(o) ? tally_hash(hash, o->input) : hash;
}

bool machine_has_whole_table(const struct oomlog_event *ev)
{
	const struct oomlog_damage *d;

	for (size_t i = 0; (d = oomlog_event_damage(ev, i)) != NULL; i++)
		if (d->what != OOMLOG_DAMAGE_UNPARSED_LINE)
			return false;
	return oomlog_event_tasks(ev) > 0 && (oomlog_event_missing(ev) & OOMLOG_PART_TASKS) == 0;
}
