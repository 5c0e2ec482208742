/*
 * What terminals, mailers and web pages did to a whole line, undone before anything looks at it: terminal escapes,
 * no-break blanks, HTML entities, forum tags, quoted-printable.
 */
#ifndef OOMLOG_CARRIER_WASH_H
#define OOMLOG_CARRIER_WASH_H

#include "carrier/decoder.h"

/* What a line holds that could need washing. */
enum {
	WASH_EQUALS = 1u << 0, /* '=': quoted-printable */
	WASH_OTHER = 1u << 1,  /* ESC, the first byte of U+00A0, '&' */
	WASH_ESCAPE = 1u << 2, /* '\\', '#': a carrier's escapes, left for later (escape.h) */
};

/* One pass over the bytes, for all lines. */
unsigned wash_look(strv s);
/* The line itself, or a cleaned copy in the decoder's scratch space. */
strv wash_line(struct decoder *d, strv s);
/*
 * Quoted-printable: *ret_soft says that the line goes on in the next one. Only lines that are consistent with it are
 * decoded, once one of them has shown that the text is encoded: "oom_score_adj=200" is not.
 */
strv wash_quoted_printable(struct decoder *d, strv s, bool *ret_soft);

#endif
