/*
 * Records in, events out. Takes hosts, boots and callers apart, keeps an open event for each, and closes it with its
 * kill, at the next report of the same context, after a quiet time, or at the end of the input.
 */
#ifndef OOMLOG_ASSEMBLE_ASSEMBLER_H
#define OOMLOG_ASSEMBLE_ASSEMBLER_H

#include <oomlog/oomlog.h>

#include "carrier/record.h"
#include "model/event.h"

/* Takes over the reference. */
typedef void (*event_sink)(void *ctx, struct oomlog_event *ev);

struct assembler;

int assembler_new(struct assembler **ret, const struct oomlog_options *opt, event_sink sink, void *ctx);
struct assembler *assembler_free(struct assembler *a);

/*
 * Origin of the events that begin from now on; the name is copied. newest_us: see oomlog_options. Unless `continues`
 * nothing may be open: assembler_finish() comes before.
 */
int assembler_input(struct assembler *a, const char *name, int64_t newest_us, bool continues);
int assembler_record(struct assembler *a, const struct record *r);
/*
 * The newest record was a row of a task table, and the next line may be one more. assembler_row() adds it, or says that it
 * has to be given as a record, and has changed nothing; assembler_rows_end() is told of the newest of n such rows before
 * anything else comes.
 */
bool assembler_has_table(const struct assembler *a);
bool assembler_row(struct assembler *a, const struct table_row *row, uint64_t line);
void assembler_rows_end(struct assembler *a, const struct record *r, size_t n);
/* Closes all that is open. */
int assembler_finish(struct assembler *a);
/* A record that says nothing of an event, and was not looked at. */
void assembler_pass(struct assembler *a, uint64_t line, int64_t real_us);
/* Closes what has got no line for longer than the limits, by the clock that now_us is of. */
void assembler_expire(struct assembler *a, int64_t now_us);
/* A report is open whose end was not read. */
bool assembler_is_inside(const struct assembler *a);
/* Where the oldest open event begins, or NULL. */
const struct oomlog_origin *assembler_oldest(const struct assembler *a);

/* True while an event is open or the last lines could be the beginning of one: every line counts then. */
bool assembler_needs_all(const struct assembler *a);
/* Adds its counts to the caller's. */
void assembler_get_stats(const struct assembler *a, struct oomlog_stats *stats);
void assembler_reset_stats(struct assembler *a);

/* What has been read of each host and boot, with all pieces of the log; NULL behind the end. */
const struct oomlog_coverage *cover_at(struct assembler *a, size_t i);
/* Quiet lines were not looked at. */
void cover_passed_over(struct assembler *a);

#endif
