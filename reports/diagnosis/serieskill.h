/* One kill, as the parts of a series note it: its time, who was there, sizes. */
#ifndef REPORTS_DIAGNOSIS_SERIESKILL_H
#define REPORTS_DIAGNOSIS_SERIESKILL_H

#include "reports/diagnosis/series.h"

/* What one kill says, for the two series it belongs to. */
struct kill {
	const struct oomlog_event *ev;
	const struct oomlog_victim *victim; /* the first: one event is one kill, whatever shared its memory */
	const struct oomlog_counter *counter;
	uint64_t host, boot, path;
	uint64_t held_bytes, ram_percent;
	bool memsw, both;
	int version;
};

/* The kill's time by the series' clock; absent: it cannot be compared. */
int64_t series_time_of(struct series *s, const struct kill *k);
/* INT64_MAX where it goes back, or does not fit. */
int64_t series_distance(int64_t from, int64_t to);
/* Inputs may come in any order of time; behind the first thinning only later kills find their place. */
void series_note_time(struct series *s, int64_t at, uint64_t held);
void series_note_recent(struct series *s, int64_t at);

void series_remember_tasks(struct series *s, const struct kill *k);
/* Whether the victim was started since the kill before: then it lived no longer than since that. */
void series_note_age(struct series *s, const struct kill *k, int64_t since);

void series_extend_size(uint64_t *least, uint64_t *most, uint64_t size);
void series_note_limit(struct series *s, const struct kill *k);

#endif
