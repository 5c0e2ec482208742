/* Reads the inputs that the settings name, and hands what they hold to somebody: the reports of analyze, or check. */
#ifndef OOMLOG_TOOLS_ANALYSIS_H
#define OOMLOG_TOOLS_ANALYSIS_H

#include "options.h"

/*
 * All are called with `user`. Events have passed the filters and were not met before; nobody else holds them, so that
 * they may be changed (redact.h).
 */
struct consumer {
	/* The first input is open. several_inputs: copies may turn up. 0, or an exit status after saying why. */
	int (*open)(void *user, bool several_inputs);
	void (*event)(void *user, struct oomlog_event *ev);
	/* The same event in another input; `first` is the number of the one that event() was given, from 0. */
	void (*copy)(void *user, uint64_t first, struct oomlog_event *copy);
	/* What a log that has ended covers; may be NULL. */
	void (*coverage)(void *user, const struct oomlog_coverage *coverage);
	void (*input)(void *user, const struct oomlog_input *input);
	/* Nothing more is of use: reading may stop. */
	bool (*is_dead)(void *user);
};

/*
 * EXIT_ALL_READ; EXIT_INPUT when some input could not be read; or what open() returned. *ret_finished: the end was
 * reached, what was found is all there is.
 */
int analysis_run(const struct settings *s, const struct consumer *consumer, void *user, bool *ret_finished);

#endif
