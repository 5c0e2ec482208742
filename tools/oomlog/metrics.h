/*
 * --textfile: counters for Prometheus' node exporter, in a file that is written anew and renamed. They are read back at
 * the start, and so never fall.
 */
#ifndef OOMLOG_TOOLS_METRICS_H
#define OOMLOG_TOOLS_METRICS_H

#include <oomlog/report.h>

enum {
	METRICS_SERIES = 256,  /* kills are told apart by so many sets of labels; all others are counted together */
	METRICS_LABELS = 1024, /* bytes of one set */
	METRICS_VALUE = 128,   /* bytes of one label's value */
};

struct metrics;

/* NULL after saying why. path lives on. */
struct metrics *metrics_new(const char *path);
struct metrics *metrics_free(struct metrics *m); /* NULL-safe; returns NULL */
void metrics_event(struct metrics *m, const struct oomlog_event *ev);
/* A second record of an event, of whose victims the first so many were counted. */
void metrics_victims(struct metrics *m, const struct oomlog_event *ev, uint64_t first);
void metrics_distrusted(struct metrics *m, uint64_t lines);
/* The whole file; what write() returns when it fails. */
int metrics_render(const struct metrics *m, oomlog_write_fn write, void *user);
/* An outbox_deliver_fn; user: the metrics. */
bool metrics_write(void *user, const char *data, size_t n);

#endif
