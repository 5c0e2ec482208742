/* UTF-16 (a log saved by a Windows editor, PowerShell's '>') becomes UTF-8, as it streams by. */
#ifndef OOMLOG_CARRIER_UTF16_H
#define OOMLOG_CARRIER_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum utf16_order { UTF16_NONE, UTF16_LITTLE, UTF16_BIG };

struct utf16 {
	enum utf16_order order;
	bool begun; /* it is decided */
	bool half;  /* one byte of a unit is kept */
	unsigned char byte;
	uint16_t high; /* first half of a surrogate pair, 0: none */
};

void utf16_init(struct utf16 *u);
/* Bytes of an input from which it is decided, if not from fewer. */
enum { UTF16_HEAD = 8 };
/* Could these first bytes, fewer than UTF16_HEAD, still turn out to be UTF-16's? Then ask again when there are more. */
bool utf16_undecided(const void *data, size_t n);
/*
 * Looks at the first bytes of an input. Returns whether they are UTF-16's: then the input must go through
 * utf16_decode(), a mark included. Without a byte order mark every other byte of the first UTF16_HEAD has to be NUL, and
 * those between be plain text's.
 */
bool utf16_detect(struct utf16 *u, const void *data, size_t n);
/*
 * Turns as much of data as fits into out; returns the bytes put there, *ret_taken: the bytes used. `room` must be at
 * least 8. What is no character becomes U+FFFD.
 */
size_t utf16_decode(struct utf16 *u, const void *data, size_t n, size_t *ret_taken, char *out, size_t room);

#endif
