/* How complete the report is, and where in which input it stands. */
#include "reports/render/facts.h"

void facts_missing(struct text *t, const struct oomlog_event *ev, const char *separator)
{
	static const struct {
		enum oomlog_part part;
		const char *name;
	} parts[] = {
		{OOMLOG_PART_TRIGGER, "trigger"}, {OOMLOG_PART_MEMORY, "memory"}, {OOMLOG_PART_MEMCG, "memcg"},
		{OOMLOG_PART_TASKS, "tasks"},     {OOMLOG_PART_KILL, "kill"},
	};
	bool first = true;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (!(oomlog_event_missing(ev) & parts[i].part))
			continue;
		if (!first)
			text_add(t, separator);
		first = false;
		text_add(t, parts[i].name);
	}
}

static void damage(struct text *t, const struct oomlog_damage *d)
{
	static const char *const one[] = {"message lost", "line cut", "place with foreign lines between its own",
	                                  "part left out by a limit of oomlog", "line not understood"};
	static const char *const many[] = {"messages lost", "lines cut", "places with foreign lines between its own",
	                                   "parts left out by limits of oomlog", "lines not understood"};

	facts_gap(t);
	if (d->count == OOMLOG_ABSENT_U || d->count == 0)
		text_add(t, one[d->what]);
	else
		text_count(t, d->count, one[d->what], many[d->what]);
	if (d->line == OOMLOG_ABSENT_U || d->line == 0)
		return;
	text_add(t, " (line ");
	text_u64(t, d->line);
	text_add(t, ")");
}

static void origin(struct text *t, const struct oomlog_origin *o)
{
	if (o->input.p == NULL || o->first_line == OOMLOG_ABSENT_U || o->first_line == 0)
		return;
	facts_gap(t);
	text_name(t, o->input);
	text_add(t, ":");
	text_u64(t, o->first_line);
	if (o->last_line != o->first_line && o->last_line != OOMLOG_ABSENT_U) {
		text_add(t, "-");
		text_u64(t, o->last_line);
	}
}

void facts_completeness(struct draw *d, const struct oomlog_event *ev)
{
	const struct oomlog_damage *dmg;
	struct text t;

	text_init(&t);
	if (oomlog_event_missing(ev) != 0) {
		text_add(&t, "missing: ");
		facts_missing(&t, ev, ", ");
	}
	for (size_t i = 0; (dmg = oomlog_event_damage(ev, i)) != NULL; i++)
		damage(&t, dmg);
	if (oomlog_event_origin(ev)->distrusted) {
		facts_gap(&t);
		text_add(&t, "written by a program, not by the kernel");
	}
	origin(&t, oomlog_event_origin(ev));
	draw_fact(d, "log", text_str(&t));
}
