/* What every event begins with: what it is, how complete, where and when it was. */
#include "reports/render/jsonevent-parts.h"
#include "reports/render/jsonevent.h"

static void missing(struct jsonw *j, unsigned parts)
{
	static const struct {
		enum oomlog_part part;
		const char *name;
	} names[] = {
		{OOMLOG_PART_TRIGGER, "trigger"}, {OOMLOG_PART_MEMORY, "memory"}, {OOMLOG_PART_MEMCG, "memcg"},
		{OOMLOG_PART_TASKS, "tasks"},     {OOMLOG_PART_KILL, "kill"},
	};

	jsonw_member_boolean(j, "complete", parts == 0);
	if (parts == 0)
		return;
	jsonw_open_member(j, "missing", '[');
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (parts & names[i].part)
			jsonw_str(j, str_of(names[i].name));
	jsonw_close(j, ']');
}

static void damage(struct jsonw *j, const struct oomlog_event *ev)
{
	size_t n = oomlog_event_damages(ev);

	if (n == 0)
		return;
	jsonw_open_member(j, "damage", '[');
	for (size_t i = 0; i < n; i++) {
		const struct oomlog_damage *d = oomlog_event_damage(ev, i);

		jsonw_open(j, '{');
		jsonw_member_words(j, "what", oomlog_damage_name(d->what));
		jsonw_member_u64(j, "count", d->count);
		jsonw_member_u64(j, "line", d->line);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

static void trusted(struct jsonw *j, const void *of)
{
	if (!((const struct oomlog_origin *)of)->distrusted)
		return;
	jsonw_member_boolean(j, "trusted", false);
}

static const struct jsonmember origin[] = {
	JSONMEMBER(struct oomlog_origin, input),
	JSONMEMBER(struct oomlog_origin, carrier),
	JSONMEMBER(struct oomlog_origin, first_line),
	JSONMEMBER(struct oomlog_origin, last_line),
	JSONMEMBER(struct oomlog_origin, first_byte),
	JSONMEMBER(struct oomlog_origin, last_byte),
	JSONMEMBER(struct oomlog_origin, host),
	JSONMEMBER(struct oomlog_origin, boot_id),
	JSONMEMBER(struct oomlog_origin, transport),
	JSONMEMBER_BY_HAND("trusted", trusted),
	JSONMEMBER_END,
};

void jsonevent_origin(struct jsonw *j, const struct oomlog_event *ev)
{
	jsonmember_object(j, origin, oomlog_event_origin(ev));
}

void jsonevent_time(struct jsonw *j, const struct oomlog_time *t)
{
	static const char *const from[] = {NULL, "carrier", "carrier_year_inferred", "boot"};
	bool wall = jsonw_has_time(t->realtime_us);

	if (!wall && t->monotonic_us == OOMLOG_ABSENT && t->end_monotonic_us == OOMLOG_ABSENT)
		return;
	jsonw_open_member(j, "time", '{');
	jsonw_member_i64(j, "monotonic_us", t->monotonic_us);
	jsonw_member_time(j, "realtime", t->realtime_us);
	if (wall && (size_t)t->realtime_from < sizeof(from) / sizeof(from[0]))
		jsonw_member_words(j, "realtime_from", from[t->realtime_from]);
	jsonw_member_i64(j, "end_monotonic_us", t->end_monotonic_us);
	jsonw_member_time(j, "end_realtime", t->end_realtime_us);
	jsonw_close(j, '}');
}

void jsonevent_head(struct jsonw *j, const struct oomlog_event *ev)
{
	jsonw_member_words(j, "schema", "oomlog.event/1");
	jsonw_member_words(j, "id", oomlog_event_id(ev));
	jsonw_member_words(j, "kind", oomlog_kind_name(oomlog_event_kind(ev)));
	if (oomlog_event_kind(ev) == OOMLOG_KIND_OOM)
		jsonw_member_words(j, "outcome", oomlog_outcome_name(oomlog_event_outcome(ev)));
	missing(j, oomlog_event_missing(ev));
	damage(j, ev);
	jsonw_key(j, "origin");
	jsonevent_origin(j, ev);
}
