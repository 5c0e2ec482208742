/* "host kernel: text": which host a line is of, and who wrote it. */
#ifndef OOMLOG_CARRIER_WRITER_H
#define OOMLOG_CARRIER_WRITER_H

#include "carrier/decoder.h"

enum { WRITER_MOST_NAME = 128 }; /* of a host or a program */

/* "kernel[12]:" is a program that calls itself so: the kernel has no pid, or 0. */
void writer_set(struct parse *p, strv tag, uint64_t pid);
/* What follows the host: "kern.warn kernel: text", "kernel: text", or the text itself. */
void writer_take(struct parse *p, strv s);
/* "host kernel: text", "kernel: text" (--no-hostname) */
bool writer_with_host(struct parse *p, strv s);
/* "host kernel: text" where nothing but a tag makes it certain that there is a host at all */
bool writer_with_host_and_tag(struct parse *p, strv s);
/*
 * "Nov 21 01:34:44 [    7.442518] text": ts(1), a terminal program or a serial console server put its own clock in
 * front, and there is no host. A host's name is no bracket with a number in it.
 */
bool writer_is_kernel_stamp(strv s);

#endif
