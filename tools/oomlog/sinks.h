/* The reports that one run writes: --format with --output, and each --report. All get the same events. */
#ifndef OOMLOG_TOOLS_SINKS_H
#define OOMLOG_TOOLS_SINKS_H

#include "options.h"

struct sinks;

/* several_inputs: copies may turn up (report.h). 0, or an exit status after saying why. */
int sinks_new(struct sinks **ret, const struct settings *s, bool several_inputs);
/* Removes what is not finished. NULL-safe; returns NULL. */
struct sinks *sinks_free(struct sinks *s);

void sinks_event(struct sinks *s, const struct oomlog_event *ev);
void sinks_copy(struct sinks *s, uint64_t first, const struct oomlog_event *copy);
/* Before the sinks_input() of the log's last piece. */
void sinks_coverage(struct sinks *s, const struct oomlog_coverage *coverage);
void sinks_input(struct sinks *s, const struct oomlog_input *input);
/* Nobody reads any more, or nothing can be written any more. */
bool sinks_are_dead(const struct sinks *s);
/* Writes the ends; 0, or an exit status: some report could not be written. */
int sinks_finish(struct sinks *s);

#endif
