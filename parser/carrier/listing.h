/*
 * What a program that shows a log puts in front of each line, and no carrier knows: a line's number (cat -n, less -N,
 * grep -n), the file's name (grep -H), a clock (minicom, Jenkins), a container's name (docker compose).
 */
#ifndef OOMLOG_CARRIER_LISTING_H
#define OOMLOG_CARRIER_LISTING_H

#include "carrier/decoder.h"

/*
 * Takes such a mark off a line that no carrier knows. It is one where a known prefix follows, or where the line before
 * had the same: "123:Mem-Info:" alone could be anything. True: there was one.
 */
bool listing_strip(struct parse *p, uint64_t line);

#endif
