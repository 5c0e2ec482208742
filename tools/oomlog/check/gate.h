/* The gate: events come in, findings by the policy come out. */
#ifndef OOMLOG_CHECK_GATE_H
#define OOMLOG_CHECK_GATE_H

#include "analysis.h"
#include "check/command.h"
#include "check/mark.h"
#include "check/seen.h"
#include "check/verdict.h"
#include "check/waiting.h"

/* Two clocks of one machine and its logs may be so far apart. */
#define GATE_AHEAD_US INT64_C(2000000)

struct gate {
	const struct settings *settings;
	struct verdict verdict;
	struct allowances allowances;
	const struct command *command; /* NULL: none was run */
	struct seen *seen;             /* NULL: no --cursor-file */
	struct waiting waiting;        /* --lines: events of the input that is read */
	bool has_events;               /* in what was read, also outside of the window */
	bool has_mark;
	struct mark mark, now;                              /* the window begins at `mark` */
	struct redactor *redactor;                          /* NULL: names stay as they are */
	uint64_t oom_kills_of_command, oom_kills_of_others; /* in the window */
	uint64_t yet_to_come;                               /* events in it */
};

extern const struct consumer gate_consumer;

/* Events that were not judged because reading broke off. */
void gate_release(struct gate *g);

/* What is said about the whole once everything was read. */
void gate_finish(struct gate *g, bool could_read);

#endif
