/*
 * --mark and --since-mark: where the log of this machine ended at one time, so that a check can begin there. Held in
 * three ways, since logs tell the time in different ones: wall clock, boot, and the stamp of the kernel's newest line.
 */
#ifndef OOMLOG_CHECK_MARK_H
#define OOMLOG_CHECK_MARK_H

#include <stdbool.h>

#include <oomlog/event.h>

enum { BOOT_ID_MAX = 64 };

struct mark {
	int64_t realtime_us;
	int64_t kernel_us; /* no line of the kernel that was written later has a smaller stamp */
	char boot_id[BOOT_ID_MAX];
};

enum mark_side { MARK_BEFORE, MARK_BEHIND, MARK_UNKNOWN };

void mark_now(struct mark *ret);
/* 0, or an exit status after saying why. */
int mark_write(const struct mark *m, const char *file);
int mark_read(struct mark *ret, const char *file);
/* Where the event lies; unknown without a clock that both know. now: for logs that do not name their boot. */
enum mark_side mark_compare(const struct mark *m, const struct mark *now, const struct oomlog_event *ev);

#endif
