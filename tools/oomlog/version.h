/* --version: what this build is made of, and what it finds on this machine. */
#ifndef OOMLOG_TOOLS_VERSION_H
#define OOMLOG_TOOLS_VERSION_H

#include <stdio.h>

void version_print(FILE *f);

#endif
