/* Finds the logs below a directory. */
#ifndef OOMLOG_SOURCE_WALK_H
#define OOMLOG_SOURCE_WALK_H

#include "source/pathlist.h"

struct walk_found {
	struct pathlist logs;     /* in the order to read them; with the errors met */
	struct pathlist journals; /* binary ones, those of one folder together */
};

/* OOMLOG_E_NOMEM; what was found until then is to be released all the same. */
int walk_directory(struct walk_found *ret, const char *path);

#endif
