/* When the kills of a series were: occurrences, and points of time that stand for them. */
#include "reports/diagnosis/serieskill.h"
#include "reports/diagnosis/tally.h"
#include "reports/diagnosis/thresholds.h"

int64_t series_time_of(struct series *s, const struct kill *k)
{
	const struct oomlog_time *t = oomlog_event_time(k->ev);

	if (s->clock == SERIES_CLOCK_NONE && t->realtime_us != OOMLOG_ABSENT)
		s->clock = SERIES_CLOCK_REALTIME;
	else if (s->clock == SERIES_CLOCK_NONE && t->monotonic_us != OOMLOG_ABSENT)
		s->clock = SERIES_CLOCK_MONOTONIC;
	if (s->clock == SERIES_CLOCK_REALTIME)
		return t->realtime_us;
	/* Another boot's clock begins at 0 again; one that went back is another boot's too. */
	if (s->clock != SERIES_CLOCK_MONOTONIC || (s->kills > 0 && k->boot != s->boot) ||
	    (t->monotonic_us != OOMLOG_ABSENT && s->newest_us != OOMLOG_ABSENT && t->monotonic_us < s->newest_us))
		return OOMLOG_ABSENT;
	return t->monotonic_us;
}

int64_t series_distance(int64_t from, int64_t to)
{
	int64_t d;

	return to < from || __builtin_sub_overflow(to, from, &d) ? INT64_MAX : d;
}

static bool joins(struct series_point *p, int64_t at, uint64_t held)
{
	const int64_t burst_us = SERIES_BURST_S * 1000000;

	if (at < p->first_us ? series_distance(at, p->first_us) > burst_us
	                     : at > p->last_us && series_distance(p->last_us, at) > burst_us)
		return false;
	tally_span(&p->first_us, &p->last_us, at);
	if (held != OOMLOG_ABSENT_U && (p->held_bytes == OOMLOG_ABSENT_U || held > p->held_bytes))
		p->held_bytes = held;
	return true;
}

/* Every second point, so that the rest of the time finds room. */
static void thin_out(struct series *s)
{
	for (size_t i = 0; 2 * i < s->n_points; i++)
		s->points[i] = s->points[2 * i];
	s->n_points = (s->n_points + 1) / 2;
	s->stride *= 2;
}

static void insert(struct series *s, int64_t at, uint64_t held)
{
	size_t i = s->n_points;

	if (s->n_points == SERIES_POINTS) {
		thin_out(s);
		i = s->n_points;
	}
	while (i > 0 && s->points[i - 1].first_us > at)
		i--;
	memmove(&s->points[i + 1], &s->points[i], (s->n_points - i) * sizeof(s->points[0]));
	s->points[i] = (struct series_point){at, at, held};
	s->n_points++;
}

void series_note_time(struct series *s, int64_t at, uint64_t held)
{
	const int64_t burst_us = SERIES_BURST_S * 1000000;
	bool later = s->newest_us == OOMLOG_ABSENT || at >= s->newest_us;
	bool near = s->newest_us != OOMLOG_ABSENT && later && series_distance(s->newest_us, at) <= burst_us;

	for (size_t i = 0; i < s->n_points; i++)
		if (joins(&s->points[i], at, held)) {
			s->newest_us = later ? at : s->newest_us;
			return;
		}
	s->newest_us = later ? at : s->newest_us;
	if (near)
		return; /* of an occurrence that is no point */
	s->occurrences++;
	if (s->stride == 1 || (later && (s->occurrences - 1) % s->stride == 0))
		insert(s, at, held);
}

void series_note_recent(struct series *s, int64_t at)
{
	const uint64_t least = (uint64_t)REPEAT_LEAST_KILLS;

	s->recent[s->n_recent++ % SERIES_RECENT] = at;
	if (least >= 1 && least <= SERIES_RECENT && s->n_recent >= least) {
		int64_t before = s->recent[(s->n_recent - least) % SERIES_RECENT];

		s->dense |= series_distance(before, at) <= REPEAT_WINDOW_S * 1000000;
	}
}
