/* What kind of incident it is, and what a person is told of it. */
#include "reports/diagnosis/incident.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/thresholds.h"

enum { MOSTLY = 2 }; /* one of so many is most of them */

/* What is killed is another name nearly each time. Names without a place are at least one. */
static bool is_mixed(const struct incident *i)
{
	return i->n_victims > 1 && (i->n_victims + (i->other_victims > 0)) * MOSTLY >= i->acts;
}

enum incident_kind incident_kind(const struct incident *i)
{
	uint64_t follow = i->acts > 0 ? i->acts - 1 : 0;

	if (i->acts == 0)
		return INCIDENT_NO_KILL;
	if (i->acts == 1)
		return i->group_acts > 0 ? INCIDENT_GROUP_KILL : INCIDENT_SINGLE;
	/* the first of a name is no restart */
	if (i->restarts + 1 >= (uint64_t)STORM_LEAST_KILLS && i->restarts * MOSTLY >= follow)
		return INCIDENT_CRASH_LOOP;
	if (i->useless == follow && (is_mixed(i) || follow == 1))
		return INCIDENT_CASCADE;
	return i->acts >= (uint64_t)STORM_LEAST_KILLS ? INCIDENT_STORM : INCIDENT_REPEATED;
}

const char *incident_kind_name(enum incident_kind kind)
{
	static const char *const names[] = {NULL, "single", "group_kill", "crash_loop", "cascade", "storm", "repeated"};

	return names[kind];
}

static void victims(struct text *t, const struct incident *i)
{
	uint64_t more = i->other_victims;

	for (size_t k = 0; k < i->n_victims && k < INCIDENT_NAMED; k++) {
		text_add(t, k == 0 ? ": " : ", ");
		if (i->victims[k].len > 0)
			text_name(t, (strv){i->victims[k].comm, i->victims[k].len});
		else
			text_add(t, "without a name");
		if (i->victims[k].count > 1) {
			text_add(t, " ");
			text_u64(t, i->victims[k].count);
			text_add(t, " times");
		}
	}
	for (size_t k = INCIDENT_NAMED; k < i->n_victims; k++)
		more += i->victims[k].count;
	if (more > 0) {
		text_add(t, " and ");
		text_u64(t, more);
		text_add(t, " more");
	}
}

void incident_summary(struct text *t, const struct incident *i)
{
	bool wall = i->first_us != OOMLOG_ABSENT;
	int64_t first = wall ? i->first_us : i->first_mono_us, last = wall ? i->last_us : i->last_mono_us;

	if (i->kills > 0)
		text_count(t, i->kills, "kill", "kills");
	else
		text_count(t, i->events, "event without a kill", "events without a kill");
	if (i->events > 1 && first != OOMLOG_ABSENT && last > first) {
		text_add(t, " in ");
		text_seconds(t, last - first);
	}
	victims(t, i);
}

/* --- for the closing words --- */

static void heading(struct text *t, const struct incident *i)
{
	static const char *const names[] = {
		"Events without a kill", "One kill",     "Group kill", "Crash loop", "Cascade",
		"Storm of kills",        "Repeated kill"};

	text_add(t, names[incident_kind(i)]);
	text_add(t, ", ");
	incident_summary(t, i);
	text_add(t, ".");
}

static void first(struct text *t, const struct incident *i)
{
	if (i->acts < 2 || (i->first.len == 0 && i->first.pid == OOMLOG_ABSENT))
		return;
	text_add(t, " The first was ");
	if (i->first.len > 0)
		text_name(t, (strv){i->first.comm, i->first.len});
	else
		text_add(t, "process");
	if (i->first.pid != OOMLOG_ABSENT) {
		text_add(t, i->first.len > 0 ? " (pid " : " ");
		text_i64(t, i->first.pid);
		text_add(t, i->first.len > 0 ? ")" : "");
	}
	if (i->helped == INCIDENT_DID_NOT_HELP && i->next_us != OOMLOG_ABSENT) {
		text_add(t, "; its death did not help: ");
		text_seconds(t, i->next_us);
		text_add(t, " later a process was killed that had been there before");
	}
	text_add(t, ".");
}

static void restarted(struct text *t, const struct incident *i)
{
	if (i->restarts == 0)
		return;
	text_add(t, " ");
	text_count(t, i->restarts, "of those killed was", "of those killed were");
	text_add(t, " started since the first report, under a name that had been killed before.");
}

static void reaped(struct text *t, const struct incident *i)
{
	if (i->reap_failed > 0) {
		text_add(t, " The oom_reaper gave up on ");
		text_count(t, i->reap_failed, "of them.", "of them.");
	}
	if (i->reaped > 0 && i->freed_bytes != OOMLOG_ABSENT_U) {
		text_add(t, " The oom_reaper took ");
		text_size(t, i->freed_bytes);
		text_add(t, " back from ");
		text_u64(t, i->reaped);
		text_add(t, " of ");
		text_u64(t, i->kills);
		text_add(t, " victims.");
	}
}

void incident_words(struct text *t, const struct incident *i)
{
	heading(t, i);
	first(t, i);
	restarted(t, i);
	reaped(t, i);
}
