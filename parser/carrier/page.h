/* A log saved as a web page: tags at the ends of its lines, and pages without any line ends but "<br>". */
#ifndef OOMLOG_CARRIER_PAGE_H
#define OOMLOG_CARRIER_PAGE_H

#include "carrier/decoder.h"

/* Could the line have tags at its ends? Most lines can be seen not to. */
static inline bool page_looks(strv s)
{
	return s.n > 2 && (s.p[s.n - 1] == '>' || (s.p[0] == '<' && (s.p[1] > '9' || s.p[1] == '/' || s.p[1] == '!')));
}

/*
 * Without the tags at its ends, once the input has shown that it is a page: a process may be named "<br>". Entities are
 * left (wash.h): a "&lt;br&gt;" is a name's.
 */
strv page_strip(struct decoder *d, strv s);

/*
 * A long line may be many: takes the next of them off *rest. False: nothing is left. Where they end is known from
 * page_is_run().
 */
bool page_next(strv *rest, strv *ret);
/* A line so long that no kernel printed it, and with line ends in it that are none of ours: "<br>", a lone '\r'. */
bool page_is_run(strv s);
enum { PAGE_LEAST_RUN = 2048 }; /* bytes; longer than any line but a joined record's */

#endif
