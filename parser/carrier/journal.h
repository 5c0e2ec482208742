/* journalctl's forms that spread an entry over lines: export and verbose. */
#ifndef OOMLOG_CARRIER_JOURNAL_H
#define OOMLOG_CARRIER_JOURNAL_H

#include "carrier/decoder.h"

/*
 * Both take a line while an entry is open or when it opens one: *ret_taken; a finished entry goes to the sink.
 * Lines of the export form come as the input had them: a binary field may hold any bytes.
 */
int journal_export_line(struct decoder *d, const struct line *line, bool *ret_taken);
int journal_verbose_line(struct decoder *d, const struct line *line, bool *ret_taken);
/* The input ended, or went on in another form. */
int journal_flush(struct decoder *d);

#endif
