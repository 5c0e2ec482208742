/* Words that a tool puts before every line of one source, and no other layer knows: pdsh, docker-compose, Jenkins, grep. */
#ifndef OOMLOG_CARRIER_LABEL_H
#define OOMLOG_CARRIER_LABEL_H

#include "carrier/decoder.h"

/* Takes the label off. */
bool label_strip(struct parse *p);
/* Has it words of a line that opens a report? Such a line is never passed over. */
bool label_may_open(strv s);

#endif
