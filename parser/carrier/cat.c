#include "carrier/cat.h"

#include "carrier/label.h"

enum { CERTAIN = 3 }; /* first lines of an input that all end so */

/*
 * A name may end with '$', but neither the lines that may open a report nor a table's columns do: these tell, as do all
 * of the first lines. One without it ends the matter.
 */
void cat_note(struct decoder *d, strv s)
{
	if (s.n == 0)
		return;
	if (s.p[s.n - 1] != '$') {
		d->cat = false;
		d->cat_first = CERTAIN + 1;
		return;
	}
	if (d->cat_first < CERTAIN)
		d->cat |= ++d->cat_first == CERTAIN;
	if (!d->cat)
		d->cat = label_may_open(s) || (s.p[0] == '[' && str_ends(s, STR(" name$")));
	if (d->cat)
		d->same.on = false; /* whose lines are read as they stand */
}

/* "^M" is 13, "^?" 127; "M-" in front of either, or of a letter, sets the highest bit. */
static char byte_of(strv *s)
{
	unsigned char high = s->n > 2 && s->p[0] == 'M' && s->p[1] == '-' ? 0x80 : 0, c;

	if (high != 0)
		*s = str_from(*s, 2);
	c = (unsigned char)s->p[0];
	if (c == '^' && s->n > 1 && s->p[1] >= '?' && s->p[1] <= '_') {
		c = (unsigned char)(s->p[1] ^ 0x40);
		*s = str_from(*s, 1);
	}
	*s = str_from(*s, 1);
	return (char)(c | high);
}

strv cat_plain(struct decoder *d, strv s)
{
	struct textbuf *b = &d->scratch;
	size_t begin = b->n;

	if (!d->cat || s.n == 0 || s.p[s.n - 1] != '$')
		return s;
	s.n--;
	if (str_ends(s, STR("^M")))
		s.n -= 2;
	if (str_find_byte(s, '^') == SIZE_MAX && str_find(s, STR("M-")) == SIZE_MAX)
		return s;
	while (s.n > 0)
		textbuf_byte(b, byte_of(&s));
	return textbuf_since(b, begin);
}
