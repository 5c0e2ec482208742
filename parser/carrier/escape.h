/* Escapes that a carrier put into a message. */
#ifndef OOMLOG_CARRIER_ESCAPE_H
#define OOMLOG_CARRIER_ESCAPE_H

#include "carrier/textbuf.h"

/* /dev/kmsg: "\x0a", for all that is not printable ASCII and for the backslash itself. */
strv escape_undo_kmsg(struct textbuf *b, strv s);
/*
 * dmesg: the same, but the backslash is left alone: undone only where it stands for what dmesg escapes. "\x0a" is no
 * such: a unit's name as systemd escapes it.
 */
strv escape_undo_dmesg(struct textbuf *b, strv s);
/* rsyslog: "#012", "#033": three octal digits, of control characters ("#100-Ubuntu" is a build's number) */
strv escape_undo_octal(struct textbuf *b, strv s);

#endif
