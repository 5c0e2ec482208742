#include "carrier/utf16.h"

#include "util/str.h"

enum { MOST_OUT = 7 }; /* of one unit: U+FFFD for a lone half before it, and itself */

#define REPLACEMENT 0xFFFDu

void utf16_init(struct utf16 *u)
{
	*u = (struct utf16){.order = UTF16_NONE};
}

static bool is_text(unsigned char c)
{
	return (c >= ' ' && c < 0x7F) || c == '\t' || c == '\r' || c == '\n';
}

/* "[\0 \0 \0 \0": plain letters, each with an empty byte behind (first_empty 1) or before it (0) */
static bool alternates(const unsigned char *p, size_t n, size_t first_empty)
{
	for (size_t i = 0; i < n; i++)
		if (i % 2 == first_empty ? p[i] != 0 : !is_text(p[i]))
			return false;
	return true;
}

bool utf16_undecided(const void *data, size_t n)
{
	const unsigned char *p = data;

	return n < UTF16_HEAD && (n == 0 || (n == 1 && p[0] >= 0xFE) || alternates(p, n, 1) || alternates(p, n, 0));
}

bool utf16_detect(struct utf16 *u, const void *data, size_t n)
{
	const unsigned char *p = data;

	if (u->begun || utf16_undecided(data, n))
		return u->order != UTF16_NONE;
	u->begun = true;
	if (n < 2)
		return false;
	if (p[0] == 0xFF && p[1] == 0xFE)
		u->order = UTF16_LITTLE;
	else if (p[0] == 0xFE && p[1] == 0xFF)
		u->order = UTF16_BIG;
	else if (n >= UTF16_HEAD && alternates(p, UTF16_HEAD, 1))
		u->order = UTF16_LITTLE;
	else if (n >= UTF16_HEAD && alternates(p, UTF16_HEAD, 0))
		u->order = UTF16_BIG;
	return u->order != UTF16_NONE;
}

static size_t unit(struct utf16 *u, uint16_t c, char *out)
{
	bool is_low = c >= 0xDC00 && c < 0xE000;
	uint16_t high = u->high;
	size_t n = 0;

	u->high = 0;
	if (high != 0 && is_low)
		return utf8_encode(0x10000u + ((uint32_t)(high - 0xD800) << 10) + (uint32_t)(c - 0xDC00), out);
	if (high != 0)
		n = utf8_encode(REPLACEMENT, out);
	if (c >= 0xD800 && c < 0xDC00) {
		u->high = c;
		return n;
	}
	if (c == 0xFEFF) /* the mark, also where files were joined */
		return n;
	return n + utf8_encode(is_low ? REPLACEMENT : c, out + n);
}

size_t utf16_decode(struct utf16 *u, const void *data, size_t n, size_t *ret_taken, char *out, size_t room)
{
	const unsigned char *p = data;
	size_t used = 0, i = 0;

	for (; i < n && room - used >= MOST_OUT; i++) {
		if (!u->half) {
			u->byte = p[i];
			u->half = true;
			continue;
		}
		u->half = false;
		used += unit(u, (uint16_t)(u->order == UTF16_BIG ? u->byte << 8 | p[i] : p[i] << 8 | u->byte),
		             out + used);
	}
	*ret_taken = i;
	return used;
}
