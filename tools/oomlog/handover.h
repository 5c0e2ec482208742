/* Where `oomlog follow` hands its events to: a report on standard output or in a file, and the other receivers. */
#ifndef OOMLOG_TOOLS_HANDOVER_H
#define OOMLOG_TOOLS_HANDOVER_H

#include <oomlog/oomlog.h>

#include "options.h"

/* Receivers: the report, --to-journal, --textfile, and each --exec and --webhook. */
enum { HANDOVER_MAX = 16 };

struct handover;
struct helper;

/* wake: an eventfd that is told of each delivery. helper: NULL, or what runs programs and speaks to the network.
 * NULL after saying why. */
struct handover *handover_new(const struct settings *s, struct helper *helper, int wake);
/* To every receiver; number: grows from event to event. amends: a second record of an event, of which the first told so
 * many victims (or more than there are: not known). Never waits. */
void handover_event(struct handover *h, uint64_t number, const struct oomlog_event *ev, bool amends, uint64_t victims);
/* Lines of programs that were not believed, since the last call. */
void handover_distrusted(struct handover *h, uint64_t lines);
/* All events up to this number are with all receivers, or lost to them. */
uint64_t handover_done(struct handover *h);
/* Nobody reads standard output any more, and there is no other receiver. */
bool handover_is_dead(const struct handover *h);
/* SIGHUP: opens files anew. */
void handover_reopen(struct handover *h);
/* What could not be delivered since the last call, in words on stderr; all: also what could. */
void handover_tell(struct handover *h, bool all);
/* Waits a little for what is under way. False: some receiver hangs, and the process has to end without cleaning up. */
bool handover_finish(struct handover *h);
struct handover *handover_free(struct handover *h); /* NULL-safe; returns NULL */

#endif
