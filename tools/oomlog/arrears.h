/*
 * The files of journals of several machines, and how far each has been read. What a machine sends late lies behind that,
 * however old it is. It outlives the process in the cursor file, a line for each file:
 *
 *	place	journal file 0a1b..	1a7
 */
#ifndef OOMLOG_TOOLS_ARREARS_H
#define OOMLOG_TOOLS_ARREARS_H

#include "cursor.h"
#include "source/journal-header.h"
#include "source/journal.h"

struct arrears_file {
	unsigned char id[JOURNAL_ID], seqnum_id[JOURNAL_ID];
	uint64_t read;    /* entries up to this number were read, or are nobody's concern */
	uint64_t seen;    /* the last one's when it was looked at last: it may have been on its way to the index then */
	uint64_t clean;   /* as `read`, when no event was open */
	uint64_t settled; /* the same, and all events had been handed over */
	uint64_t realtime_us; /* of `seen`; 0: not known */
	char *path;           /* where entries may be read that are late; else NULL */
	unsigned look;        /* the last in which it was there */
};

struct arrears {
	struct arrears_file *files;
	size_t n, at; /* those from `at` on may be late */
	unsigned look;
	uint64_t before_us; /* what is older than this is late */
	bool fresh;         /* a file that was not met before is known to be new */
	bool told;          /* of one that found no room */
};

void arrears_free(struct arrears *a);
/* Where reading begins: all that there is now counts as read, but for what the cursor of the last run (or NULL) tells. */
void arrears_begin(struct arrears *a, const struct journal_options *opt, const struct cursor *last);
/* Begins again from where no event was open. */
void arrears_again(struct arrears *a);
/* Looks which files have got entries that are older than that, when all that was seen before has been read. */
void arrears_look(struct arrears *a, const struct journal_options *opt, int64_t before_us, bool event_is_open);
/* The next of them; NULL: no more. */
struct arrears_file *arrears_next(struct arrears *a);
/* The cursor of the first entry that may not have been read. */
void arrears_place(const struct arrears_file *file, char *ret, size_t size);
/* All events were handed over. */
void arrears_settle(struct arrears *a);
void arrears_save(struct arrears *a, struct cursor *c);

#endif
