/*
 * --cursor-file: which events a check has told of, so that the next one tells of the new ones alone. By their content
 * and stamp, not by places in files: a rotated, compressed or copied log holds no news.
 */
#ifndef OOMLOG_CHECK_SEEN_H
#define OOMLOG_CHECK_SEEN_H

#include <stdbool.h>

#include <oomlog/event.h>

enum { SEEN_MAX = 65536 }; /* the newest that are remembered */

struct seen;

/* A file that is not there yet is empty; one that cannot be written is wrong usage. 0, or an exit status after saying why. */
int seen_read(struct seen **ret, const char *file);
struct seen *seen_free(struct seen *s);
/* Has a check before this one told of it? Remembers it. */
bool seen_before(struct seen *s, const struct oomlog_event *ev);
/* Once; without it the file stays as it was. 0, or an exit status after saying why. */
int seen_write(struct seen *s);

#endif
