#include "carrier/wash.h"

#define ESC '\x1b'

/* Sixteen bytes at once, in the compiler's own words for any machine. */
typedef unsigned char bytes16 __attribute__((vector_size(16)));
typedef unsigned long long words2 __attribute__((vector_size(16)));

static bool any_set(bytes16 v)
{
	words2 w = (words2)v;

	return (w[0] | w[1]) != 0;
}

static unsigned look_at_byte(char c)
{
	if (c == '=')
		return WASH_EQUALS;
	if (c == '\\' || c == '#')
		return WASH_ESCAPE;
	return c == ESC || c == '\xC2' || c == '&' ? WASH_OTHER : 0;
}

static unsigned look_at_short(strv s)
{
	unsigned found = 0;

	for (size_t i = 0; i < s.n; i++)
		found |= look_at_byte(s.p[i]);
	return found;
}

unsigned wash_look(strv s)
{
	bytes16 equals = {0}, other = {0}, escape = {0}, v;

	if (s.n < sizeof(v))
		return look_at_short(s);
	for (size_t i = 0; i < s.n; i += sizeof(v)) {
		/* The last bytes are looked at together with some before them. */
		memcpy(&v, s.p + (i + sizeof(v) <= s.n ? i : s.n - sizeof(v)), sizeof(v));
		equals |= (bytes16)(v == '=');
		escape |= (bytes16)(v == '\\') | (bytes16)(v == '#');
		other |= (bytes16)(v == ESC) | (bytes16)(v == 0xC2) | (bytes16)(v == '&');
	}
	return (any_set(equals) ? WASH_EQUALS : 0) | (any_set(other) ? WASH_OTHER : 0) |
		(any_set(escape) ? WASH_ESCAPE : 0);
}

/*
 * Length of the terminal escape at the front: CSI "ESC [ .. letter", a string "ESC ] .. BEL" (OSC; "ESC _ .." is APC, in
 * which Buildkite stamps its lines), or two bytes; *ret_last: its last byte
 */
static size_t terminal_escape(strv s, char *ret_last)
{
	size_t n = 2;

	*ret_last = '\0';
	if (s.n < 2)
		return s.n;
	if (s.p[1] == '[') {
		while (n < s.n && (unsigned char)s.p[n] >= 0x20 && (unsigned char)s.p[n] < 0x40)
			n++;
		if (n == s.n)
			return n;
		*ret_last = s.p[n];
		return n + 1;
	}
	if (s.p[1] == ']' || s.p[1] == '_' || s.p[1] == 'P') {
		while (n < s.n && s.p[n] != '\a' && s.p[n] != ESC)
			n++;
		if (n < s.n && s.p[n] == ESC)
			return n + 2 < s.n ? n + 2 : s.n;
		return n < s.n ? n + 1 : n;
	}
	/* "ESC ( B": choice of a character set */
	return (s.p[1] == '(' || s.p[1] == ')') && s.n > 2 ? 3 : 2;
}

/*
 * Escapes within a text may be a hostile comm's own ("e\x1b[31mred\x1b[0m", "e\x1b[2Jx" are in our captures), which must
 * be kept. A colouring dmesg, journalctl or pager begins its lines or texts with one; grep puts "ESC [K" behind each.
 */
static bool escapes_are_the_carriers(struct decoder *d, strv s)
{
	size_t at = str_find_byte(s, ESC), n;
	char last;

	/* behind printk's stamp it may be a comm's: not where the last colour is taken back at the very end, too */
	if (at != SIZE_MAX && at > 1 && s.p[at - 1] == ' ' && s.p[at - 2] == ']' &&
	    (str_ends(s, STR("\x1b[0m")) || str_ends(s, STR("\x1b[m"))))
		return true;
	if (at == 0 || (at > 1 && at < 64 && s.p[at - 1] == ' ' && s.p[at - 2] == ':'))
		d->escapes = true;
	for (; at != SIZE_MAX && !d->escapes; at = str_find_byte(s, ESC)) {
		s = str_from(s, at);
		n = terminal_escape(s, &last);
		if (last == 'K')
			return true;
		s = str_from(s, n);
	}
	return d->escapes;
}

static strv strip_escapes(struct decoder *d, strv s)
{
	struct textbuf *b = &d->scratch;
	size_t begin = b->n, at;
	char last;

	if (!escapes_are_the_carriers(d, s))
		return s;
	while ((at = str_find_byte(s, ESC)) != SIZE_MAX) {
		textbuf_add(b, str_upto(s, at));
		s = str_from(s, at);
		s = str_from(s, terminal_escape(s, &last));
	}
	textbuf_add(b, s);
	return textbuf_since(b, begin);
}

/* U+00A0 stands for every second of several blanks in text that went through a web page. */
static strv plain_blanks(struct decoder *d, strv s)
{
	static const strv nbsp = {"\xC2\xA0", 2};
	struct textbuf *b = &d->scratch;
	size_t begin = b->n, at;

	if (str_find(s, nbsp) == SIZE_MAX)
		return s;
	while ((at = str_find(s, nbsp)) != SIZE_MAX) {
		textbuf_add(b, str_upto(s, at));
		textbuf_byte(b, ' ');
		s = str_from(s, at + 2);
	}
	textbuf_add(b, s);
	return textbuf_since(b, begin);
}

static const struct {
	strv name;
	char c;
} entities[] = {
	{{"&lt;", 4}, '<'},   {{"&gt;", 4}, '>'},    {{"&amp;", 5}, '&'},  {{"&quot;", 6}, '"'},
	{{"&#39;", 5}, '\''}, {{"&apos;", 6}, '\''}, {{"&nbsp;", 6}, ' '}, {{"&#160;", 6}, ' '},
};

static strv plain_entities(struct decoder *d, strv s)
{
	struct textbuf *b = &d->scratch;
	size_t begin = b->n, at, i;

	while ((at = str_find_byte(s, '&')) != SIZE_MAX) {
		textbuf_add(b, str_upto(s, at));
		s = str_from(s, at);
		for (i = 0; i < sizeof(entities) / sizeof(*entities); i++)
			if (skip_literal(&s, entities[i].name)) {
				textbuf_byte(b, entities[i].c);
				break;
			}
		if (i == sizeof(entities) / sizeof(*entities)) {
			textbuf_byte(b, '&');
			s = str_from(s, 1);
		}
	}
	textbuf_add(b, s);
	return textbuf_since(b, begin);
}

/* Length of "[COLOR="Red"]", "[/COLOR]" at the front of s, or 0. */
static size_t forum_tag(strv s)
{
	static const strv names[] = {{"COLOR", 5}, {"SIZE", 4},      {"FONT", 4}, {"CODE", 4},
	                             {"code", 4},  {"HIGHLIGHT", 9}, {"quote", 5}};
	strv rest = s;

	if (!skip_byte(&rest, '['))
		return 0;
	skip_byte(&rest, '/');
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (skip_literal(&rest, names[i])) {
			size_t close = str_find_byte(str_upto(rest, 32), ']');

			return close == SIZE_MAX ? 0 : (size_t)(rest.p - s.p) + close + 1;
		}
	return 0;
}

static strv strip_forum_tags(struct decoder *d, strv s)
{
	struct textbuf *b = &d->scratch;
	size_t begin = b->n, at;

	while ((at = str_find_byte(s, '[')) != SIZE_MAX) {
		size_t n = forum_tag(str_from(s, at));

		textbuf_add(b, str_upto(s, n > 0 ? at : at + 1));
		s = str_from(s, at + (n > 0 ? n : 1));
	}
	textbuf_add(b, s);
	return textbuf_since(b, begin);
}

/* The first tag of an input is found at an end of its line: a pair stands around a whole text. */
static bool has_forum_tags(struct decoder *d, strv s)
{
	if (str_ends(s, STR("[/COLOR]")) || str_starts(s, STR("[COLOR")) || str_starts(s, STR("[code]")) ||
	    str_ends(s, STR("[/code]")))
		d->forum = true;
	return d->forum;
}

strv wash_line(struct decoder *d, strv s)
{
	if (s.n == 0)
		return s;
	if (str_find_byte(s, ESC) != SIZE_MAX)
		s = strip_escapes(d, s);
	else if (d->escapes && s.n > 0 && s.p[0] != ' ')
		d->escapes = false;
	if (str_find_byte(s, '\xC2') != SIZE_MAX)
		s = plain_blanks(d, s);
	if (str_find_byte(s, '&') != SIZE_MAX)
		s = plain_entities(d, s);
	if (has_forum_tags(d, s))
		s = strip_forum_tags(d, s);
	return s;
}

static int upper_hex(char c)
{
	if (is_digit(c))
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Every '=' is followed by two hex digits, or ends the line. */
static bool may_be_encoded(strv s, bool *ret_sure)
{
	size_t at;

	*ret_sure = false;
	while ((at = str_find_byte(s, '=')) != SIZE_MAX) {
		s = str_from(s, at + 1);
		if (s.n == 0)
			return true;
		if (s.n < 2 || upper_hex(s.p[0]) < 0 || upper_hex(s.p[1]) < 0)
			return false;
		if (str_starts(s, STR("3D")) || str_starts(s, STR("C2")) || str_starts(s, STR("E2")))
			*ret_sure = true;
	}
	return true;
}

/*
 * A soft break is needed only in lines as long as the encoding allows: 76 bytes. "0*2048kB 0*4096kB =" is a line that a
 * mailer broke; encoded, its mark would be "=3D".
 */
static bool ends_in_soft_break(const struct decoder *d, strv s)
{
	if (!d->quoted_printable && str_ends(s, STR("kB =")))
		return false;
	return s.n > 0 && s.p[s.n - 1] == '=' && (d->quoted_printable || (s.n >= 70 && s.n <= 78));
}

strv wash_quoted_printable(struct decoder *d, strv s, bool *ret_soft)
{
	struct textbuf *b = &d->scratch;
	size_t begin = b->n, at;
	bool sure;

	*ret_soft = false;
	if (!d->quoted_printable && str_find_byte(s, '=') == SIZE_MAX)
		return s;
	if (!may_be_encoded(s, &sure)) {
		d->quoted_printable = false;
		return s;
	}
	if (sure)
		d->quoted_printable = true;
	*ret_soft = ends_in_soft_break(d, s);
	if (*ret_soft) {
		d->quoted_printable = true;
		s.n--;
	}
	if (!d->quoted_printable)
		return s;
	while ((at = str_find_byte(s, '=')) != SIZE_MAX && at + 2 < s.n) {
		textbuf_add(b, str_upto(s, at));
		textbuf_byte(b, (char)((unsigned)upper_hex(s.p[at + 1]) << 4 | (unsigned)upper_hex(s.p[at + 2])));
		s = str_from(s, at + 3);
	}
	textbuf_add(b, s);
	return textbuf_since(b, begin);
}
