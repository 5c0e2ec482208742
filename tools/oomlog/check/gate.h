/* The gate: events come in, findings by the policy come out. */
#ifndef OOMLOG_CHECK_GATE_H
#define OOMLOG_CHECK_GATE_H

#include "analysis.h"
#include "check/command.h"
#include "check/mark.h"
#include "check/seen.h"
#include "check/verdict.h"

struct gate {
	const struct settings *settings;
	struct verdict verdict;
	struct allowances allowances;
	const struct command *command; /* NULL: none was run */
	struct seen *seen;             /* NULL: no --cursor-file */
	bool has_mark;
	struct mark mark, now;                              /* the window begins at `mark` */
	struct redactor *redactor;                          /* NULL: names stay as they are */
	uint64_t oom_kills_of_command, oom_kills_of_others; /* in the window */
};

extern const struct consumer gate_consumer;

/* What is said about the whole once everything was read. */
void gate_finish(struct gate *g, bool could_read);

#endif
