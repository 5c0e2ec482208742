/* What a command that reads logs is to read: what its options and names say, or else what this machine has. */
#ifndef OOMLOG_TOOLS_LOCALINPUT_H
#define OOMLOG_TOOLS_LOCALINPUT_H

#include <stdint.h>

#include "options.h"
#include "source/source.h"

/*
 * Puts the journal, the names and /dev/kmsg that `s` asks for into `in`. Without any: standard input if it was put there
 * for us, else the first of this machine's kernel logs that can be read, which it then says.
 * OOMLOG_OK; OOMLOG_E_NOMEM; OOMLOG_E_IO after saying why nothing can be read. s lives until inputs_free().
 */
int localinput_add(struct inputs *in, const struct settings *s);
/* When this kernel's clock was 0, as wall clock: its own log tells nothing else. */
int64_t localinput_boot_us(void);
/* This boot's id, with its dashes; "" where it cannot be read. */
void localinput_boot_id(char *ret, size_t size);

#endif
