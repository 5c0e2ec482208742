/* The public object's inside: bytes (feed.c) or records (parser.c) -> events, which wait in a queue. */
#ifndef OOMLOG_PARSER_H
#define OOMLOG_PARSER_H

#include <oomlog/oomlog.h>

#include "assemble/assembler.h"
#include "carrier/carrier.h"
#include "carrier/utf16.h"
#include "lines.h"
#include "quiet.h"

struct queued {
	struct oomlog_event *ev;
	struct queued *next;
};

struct oomlog_parser {
	struct oomlog_options opt;
	struct decoder *decoder;
	struct assembler *assembler;
	struct utf16 utf16;
	struct lines lines;
	struct quiet quiet;
	struct queued *first, **last;
	size_t n_queued;
	uint64_t gap_byte, gap_line; /* where the newest gap of a digest began */
	uint64_t bytes, idle_bytes;  /* idle_bytes: when oomlog_parser_idle() was last called */
	const char *record_carrier;  /* of the newest record that was fed; NULL: none was */
	char head[UTF16_HEAD];       /* first bytes of an input that may be UTF-16's, until it is known */
	size_t n_head;
	int error; /* sticky */
	bool finished;
	const char *errmsg;
};

/* Keeps the words of an error, and returns it; without memory nothing goes on. */
int parser_fail(struct oomlog_parser *p, int error);
/* The input has ended: its last line, and what the decoder holds back. */
int parser_flush(struct oomlog_parser *p);
/* The last lines are read whatever they say: their stamps tell how far the input goes. */
int parser_take_held(struct oomlog_parser *p);

#endif
