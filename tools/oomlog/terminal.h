/* What the terminal can show. */
#ifndef OOMLOG_TOOLS_TERMINAL_H
#define OOMLOG_TOOLS_TERMINAL_H

#include "options.h"

/* fd: where the report goes. */
bool terminal_has_color(enum color wanted, int fd);
bool terminal_is_ascii(void);
unsigned terminal_width(int fd);

#endif
