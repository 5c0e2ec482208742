/*
 * --to-journal: each event as an entry of the journal, with a MESSAGE_ID of its own (packaging/oomlog.catalog). It is
 * never read again: it has another _TRANSPORT than the kernel's entries.
 */
#ifndef OOMLOG_TOOLS_TOJOURNAL_H
#define OOMLOG_TOOLS_TOJOURNAL_H

#include <oomlog/report.h>

#define TOJOURNAL_MESSAGE_ID "cdd1ae385bf240629e7d9da3e1ff0504"

struct to_journal;

/* NULL after saying why. */
struct to_journal *to_journal_new(void);
struct to_journal *to_journal_free(struct to_journal *j); /* NULL-safe; returns NULL */
/* The entry's fields as a message for to_journal_send(). */
int to_journal_render(struct to_journal *j, const struct oomlog_event *ev, bool amends, oomlog_write_fn write,
                      void *user);
/* An outbox_deliver_fn. */
bool to_journal_send(void *user, const char *data, size_t n);

#endif
