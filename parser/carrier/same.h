/*
 * The short way through the decoder: a line of the form of the line before. A dense log is made of these, and what is
 * left to do is to compare the host part, read the stamp and see that nothing in the text needs undoing.
 */
#ifndef OOMLOG_CARRIER_SAME_H
#define OOMLOG_CARRIER_SAME_H

#include "carrier/decoder.h"

/* *ret_taken: the line was one, and its record went to the sink. */
int same_line(struct decoder *d, const struct line *line, bool *ret_taken);
/* A record was decoded the long way; `width` as in decoder.last_width. */
void same_note(struct decoder *d, const struct parse *p, size_t width);

#endif
