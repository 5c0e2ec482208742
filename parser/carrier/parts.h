/*
 * Parts of a dump that pstore kept, one behind the other in one file. The kernel writes the newest first, so that
 * "Oops#1 Part1" holds the end; cat puts them in that order. They are held until the last has come, and read from the
 * oldest on.
 */
#ifndef OOMLOG_CARRIER_PARTS_H
#define OOMLOG_CARRIER_PARTS_H

#include "lines.h"
#include "util/str.h"

enum {
	PARTS_MAX = 128,          /* of one dump */
	PARTS_BYTES = 256 * 1024, /* of all its lines; what comes then is read as it stands */
};

struct parts {
	char *lines; /* each a struct line and its bytes; NULL: nothing was ever held */
	size_t n;
	size_t begin[PARTS_MAX]; /* of each part held */
	size_t at;               /* of the line to be read next, while `reading` */
	bool reading;
	size_t n_parts; /* 0: nothing is held */
	char dump[16];  /* "Oops#1" */
	size_t dump_n;
	uint64_t number; /* of the newest part, held or not */
};

/* "Panic#1 Part7": the first line of a part. *ret_dump: "Panic#1" */
bool parts_is_head(strv s, strv *ret_dump, uint64_t *ret_number);

/* Most lines can be seen to have nothing to do with parts. */
static inline bool parts_looks(const struct parts *p, strv s)
{
	return p->n_parts > 0 || (s.n >= 11 && s.n < 40 && is_digit(s.p[s.n - 1]) && s.p[0] >= 'A');
}

enum parts_step {
	PARTS_PASS, /* it is to be read now */
	PARTS_HELD,
	PARTS_NOMEM,
	PARTS_FIRST, /* what is held is to be read before it: parts_next() until it says no; then ask again */
};
enum parts_step parts_take(struct parts *p, const struct line *line);
/* The next of the held lines, in the order to be read in. False: there is none left. */
bool parts_next(struct parts *p, struct line *ret);
void parts_release(struct parts *p);

#endif
