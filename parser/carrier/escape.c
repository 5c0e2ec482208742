#include "carrier/escape.h"

/* The byte that "\xNN" at the front stands for, or -1. */
static int hex_escape(strv s)
{
	int high, low;

	if (s.n < 4 || s.p[0] != '\\' || s.p[1] != 'x')
		return -1;
	high = hex_value(s.p[2]);
	low = hex_value(s.p[3]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* What dmesg prints as "\xNN" (safe_fwrite()): neither a newline nor a tab, which isspace() holds for. */
static bool is_unprintable(int byte)
{
	return (byte < ' ' && (byte < '\t' || byte > '\r')) || byte >= 0x7f;
}

static strv undo_hex(struct textbuf *b, strv s, bool all)
{
	size_t begin = b->n, at;

	if (str_find_byte(s, '\\') == SIZE_MAX)
		return s;
	while ((at = str_find_byte(s, '\\')) != SIZE_MAX) {
		int byte = hex_escape(str_from(s, at));
		bool escape = byte >= 0 && (all || is_unprintable(byte));

		textbuf_add(b, str_upto(s, at));
		textbuf_byte(b, escape ? (char)byte : '\\');
		s = str_from(s, at + (escape ? 4 : 1));
	}
	textbuf_add(b, s);
	return textbuf_since(b, begin);
}

strv escape_undo_kmsg(struct textbuf *b, strv s)
{
	return undo_hex(b, s, true);
}

strv escape_undo_dmesg(struct textbuf *b, strv s)
{
	return undo_hex(b, s, false);
}

/* "#012": 0 to 31 */
static int octal_escape(strv s)
{
	if (s.n < 4 || s.p[1] != '0' || s.p[2] < '0' || s.p[2] > '3' || s.p[3] < '0' || s.p[3] > '7')
		return -1;
	return (s.p[2] - '0') * 8 + (s.p[3] - '0');
}

strv escape_undo_octal(struct textbuf *b, strv s)
{
	size_t begin = b->n, at;

	if (str_find_byte(s, '#') == SIZE_MAX)
		return s;
	while ((at = str_find_byte(s, '#')) != SIZE_MAX) {
		int byte = octal_escape(str_from(s, at));

		textbuf_add(b, str_upto(s, at));
		textbuf_byte(b, byte >= 0 ? (char)byte : '#');
		s = str_from(s, at + (byte >= 0 ? 4 : 1));
	}
	textbuf_add(b, s);
	return textbuf_since(b, begin);
}
