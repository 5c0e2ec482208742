/* The pieces of a growing log that was rotated: where one that was read in part is now, and which comes after it. */
#ifndef OOMLOG_TOOLS_ROTATED_H
#define OOMLOG_TOOLS_ROTATED_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Bytes before a place, by which it is known again, and how many suffice in another file. "Killed process 4242 (java)
 * total-vm:.., .. oom_score_adj:0": the ends of two such lines are often the same, their pids are within these bytes.
 */
enum { ROTATED_TAIL = 192, ROTATED_ENOUGH = 64 };

struct rotated_place {
	dev_t device;
	ino_t inode;
	off_t offset;
	char tail[ROTATED_TAIL];
	size_t n_tail; /* 0: not known */
};

/* The bytes before the place's offset in this file. */
void rotated_keep_tail(struct rotated_place *place, int fd);
/* The file reaches to the offset, and has these bytes before it. */
bool rotated_fits(const struct rotated_place *place, int fd);
/* The piece of folder/base that it is the place of: renamed, or copied before it was emptied. A descriptor; -1: gone. */
int rotated_find(const char *folder, const char *base, const struct rotated_place *place);
/* The oldest piece that was written after the one of this descriptor; -1: none. */
int rotated_next(const char *folder, const char *base, int fd);

#endif
