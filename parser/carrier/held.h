/* A message that arrives in pieces, one a line: CRI's 'P' lines, docker's 16 kB blocks, netconsole's fragments. */
#ifndef OOMLOG_CARRIER_HELD_H
#define OOMLOG_CARRIER_HELD_H

#include "carrier/decoder.h"

enum { HELD_CRI = 1, HELD_DOCKER, HELD_NETCONSOLE, HELD_SOFT_BREAK };

/* Keeps one more piece. */
void held_add(struct held *h, unsigned kind, uint64_t key, strv text, const struct span *span);
/* Are pieces of this message held? */
bool held_has(const struct held *h, unsigned kind, uint64_t key);
/* The last piece is here: all of it, and where it began. Valid until the next held_add(). */
strv held_take(struct held *h, strv text, struct span *span);

#endif
