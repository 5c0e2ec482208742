/*
 * Which rows of the table a text can be a line of: nearly all needles are ruled out by two neighbouring bytes that the
 * text does not have. Its pairs are noted once for the hundred needles.
 */
#ifndef OOMLOG_FORMATS_NEEDLES_H
#define OOMLOG_FORMATS_NEEDLES_H

#include "formats/formats.h"

enum { NEEDLE_PAIRS = 2048, NEEDLE_LOOKS = 4 };

struct needle {
	strv text;
	const struct format *row;
	uint16_t pairs[NEEDLE_LOOKS]; /* some of its pairs, over its whole length */
};

struct needles {
	uint8_t seen[NEEDLE_PAIRS]; /* by pair: the number of the newest text that has it */
	uint8_t now;                /* of the text at hand */
};

/* The needle of one row, as the table has it; made once. */
void needle_init(struct needle *needle, const struct format *row);

/* A text is at hand. */
void needles_look(struct needles *n, strv text);
/* Does it hold the needle, where its row wants it? */
bool needles_has(const struct needles *n, const struct needle *needle, strv text);

#endif
