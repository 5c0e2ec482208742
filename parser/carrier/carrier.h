/*
 * Carriers: how kernel lines were wrapped on their way to us. A decoder takes the lines of one input and hands out
 * records. It keys on what each line says, so that one input may switch from one form to another.
 *
 * Most carriers put a prefix before the text of each line. These are layers, stripped outside-in until none matches
 * (a CRI stamp around a syslog stamp around a dmesg stamp). A few spread a record over several lines (export, verbose,
 * json-pretty, kmsg dictionaries, CRI partial lines, netconsole fragments) and keep a bounded state here.
 */
#ifndef OOMLOG_CARRIER_CARRIER_H
#define OOMLOG_CARRIER_CARRIER_H

#include "carrier/record.h"

struct line {
	strv text;            /* without its newline (and without a '\r' before it) */
	uint64_t number;      /* 1-based */
	uint64_t offset, end; /* bytes in the input, `end` behind the newline */
	bool cut;             /* longer than the limit: the rest was dropped */
	bool unterminated;    /* the input ended without a newline */
};

/* Takes one record; the views in it may be used until it returns. A negative status ends the decoding. */
typedef int (*record_sink)(void *ctx, const struct record *r);

struct decoder;

/* One row of `--from=list`. */
struct carrier {
	const char *name;
	const char *what;   /* one line for people */
	const char *sample; /* one real line */
};

extern const struct carrier carriers[];
extern const size_t n_carriers;

/* from: a name of carriers[], or NULL to detect. OOMLOG_E_INVALID for an unknown name. */
int decoder_new(struct decoder **ret, const char *from, size_t max_line, record_sink sink, void *ctx);
struct decoder *decoder_free(struct decoder *d);
/* A new input begins: forget what was detected. */
void decoder_reset(struct decoder *d);
int decoder_line(struct decoder *d, const struct line *line);
/* Hands out what is still held back; at the end of the input and after a quiet time. */
int decoder_flush(struct decoder *d);
/* A record has come another way: the next line is not compared with the one before. */
void decoder_apart(struct decoder *d);
/*
 * Rows of a task table, one behind the other, without a record for each. Nothing is pending that the next line could
 * concern, and the newest one's form is known; the line is of that form; and what the record of the newest of `n` is.
 */
bool decoder_is_steady(const struct decoder *d);
bool decoder_row(struct decoder *d, strv line, struct table_row *ret);
const struct record *decoder_rows_end(struct decoder *d, const struct line *line, const struct table_row *row,
                                      size_t n);
/* True while a line's meaning depends on the lines around it: no line may be left out then. */
bool decoder_needs_all(const struct decoder *d);
/* What this input was found to be, for `inputs[].carrier`; NULL when nothing was recognised yet. */
const char *decoder_carrier(const struct decoder *d);

#endif
