/* From a journal into a parser. */
#ifndef OOMLOG_TOOLS_RECORDS_H
#define OOMLOG_TOOLS_RECORDS_H

#include <oomlog/oomlog.h>

#include "source/journal.h"

enum records_step {
	RECORDS_END = 0,    /* no more for now */
	RECORDS_PASSED = 1, /* one entry that is of no interest */
	RECORDS_FED = 2,    /* one entry; drain the parser before the next */
};

/* One entry. A step, or a negative status: OOMLOG_E_IO is the journal's (journal_error()), all else the parser's. */
int records_step(struct journal *j, struct oomlog_parser *p);

#endif
