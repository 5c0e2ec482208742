/* What `oomlog analyze` without a name reads. */
#ifndef OOMLOG_TOOLS_LOCALINPUT_H
#define OOMLOG_TOOLS_LOCALINPUT_H

/* "-", or the first of this machine's kernel logs that can be read, which it then says. NULL after saying why not. */
const char *localinput_find(void);

#endif
