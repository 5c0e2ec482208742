/* Small files that are there as a whole, the old one or the new one, whatever happens meanwhile. */
#ifndef OOMLOG_TOOLS_WHOLEFILE_H
#define OOMLOG_TOOLS_WHOLEFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Whether its folder is there, and for us to write in: to be asked before hours of work. False after saying why. */
bool wholefile_has_place(const char *path);
/* Through PATH.new, and on disk when it returns. False after saying why. */
bool wholefile_write(const char *path, mode_t mode, const char *data, size_t n);
/* All of it, or false with errno. */
bool wholefile_put(int fd, const char *data, size_t n);

#endif
