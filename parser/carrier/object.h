/* JSON objects as carriers of lines: the journal's, rsyslog's templates, dmesg -J, docker's json-file. */
#ifndef OOMLOG_CARRIER_OBJECT_H
#define OOMLOG_CARRIER_OBJECT_H

#include "carrier/decoder.h"

/* Takes p->text when it is an object that holds a message; p->dropped: it belongs to a carrier, but has none. */
bool object_strip(struct parse *p, struct span *span);
/* Is this an object from its first byte to its last? */
bool object_is_whole(strv text);
/* Would it take this object, and is there more in it than a message's surroundings? */
bool object_has_message(struct decoder *d, strv text);
/* Pretty-printed objects are spread over lines. *ret_taken: this line is part of one. */
int object_line(struct decoder *d, const struct line *line, bool *ret_taken);

#endif
