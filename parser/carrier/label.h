/* Words that a tool puts before every line of one source, and no other layer knows: pdsh, docker-compose, Jenkins, grep. */
#ifndef OOMLOG_CARRIER_LABEL_H
#define OOMLOG_CARRIER_LABEL_H

#include "carrier/decoder.h"

/* Is this a whole line of the kernel's, all by itself, and one that a report may begin with? */
bool label_is_whole(strv s);
/* Takes the label off. */
bool label_strip(struct parse *p);
/* What the lines from here on begin with; see front.h. */
void label_learn(struct decoder *d, strv label);
/* Has it words of a line that opens a report? Such a line is never passed over. */
bool label_may_open(strv s);

#endif
