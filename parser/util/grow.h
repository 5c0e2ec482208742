/* A buffer that grows with what it has to hold. */
#ifndef OOMLOG_UTIL_GROW_H
#define OOMLOG_UTIL_GROW_H

#include <stdbool.h>
#include <stdlib.h>

/* Room for n bytes, n being within a limit of the caller's. False: no memory, and nothing has changed. */
static inline bool grow(char **p, size_t *cap, size_t n)
{
	size_t more = *cap > 0 ? *cap : 256;
	char *grown;

	if (n <= *cap)
		return true;
	while (more < n)
		more *= 2;
	grown = realloc(*p, more);
	if (grown == NULL)
		return false;
	*p = grown;
	*cap = more;
	return true;
}

#endif
