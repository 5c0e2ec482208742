/* The labels of an event that is posted to a webhook, named as those are that people's alerts about OOM kills carry. */
#ifndef OOMLOG_TOOLS_LABELS_H
#define OOMLOG_TOOLS_LABELS_H

#include <oomlog/report.h>

/* `,"labels":{"process":"java",..}`; 0, or what `write` gave. */
int labels_write(const struct oomlog_event *ev, oomlog_write_fn write, void *user);

#endif
