/* Counts over all events and inputs of a report, in fixed memory. */
#ifndef REPORTS_DIAGNOSIS_TALLY_H
#define REPORTS_DIAGNOSIS_TALLY_H

#include <oomlog/report.h>

#include "util/str.h"

enum { TALLY_NAMES = 64, TALLY_NAME_MAX = 64, TALLY_HOSTS = 256, TALLY_KINDS = 4, TALLY_OUTCOMES = 5 };

/* A name that was counted: the newest replaces the rarest when the table is full (space saving); `over` is how much
 * too high its count may be. */
struct tally_name {
	char name[TALLY_NAME_MAX];
	size_t len;
	uint64_t count, over;
};

struct tally {
	uint64_t events, victims, copies, incomplete;
	uint64_t kinds[TALLY_KINDS], outcomes[TALLY_OUTCOMES];
	int64_t first_us, last_us;
	struct tally_name names[TALLY_NAMES];
	size_t n_names;
	uint64_t hosts[TALLY_HOSTS]; /* hashes */
	size_t n_hosts;
	bool names_full, hosts_full;
	uint64_t inputs, failed_inputs, lines, lost, gaps, distrusted, unparsed, unplaced, memory_dumps, filtered;
	uint64_t mentions, mention_line; /* mention_line: the first of the first input that has some */
};

void tally_init(struct tally *t);
void tally_event(struct tally *t, const struct oomlog_event *ev);
void tally_input(struct tally *t, const struct oomlog_input *input);
/* The names most often killed, the first first; n at most TALLY_NAMES. Returns how many. */
size_t tally_most_killed(const struct tally *t, const struct tally_name **ret, size_t n);

uint64_t tally_hash(uint64_t seed, strv s);
/* Makes the span from *first to *last (OOMLOG_ABSENT: none yet) hold `at`; an absent one changes nothing. */
void tally_span(int64_t *first, int64_t *last, int64_t at);

#endif
