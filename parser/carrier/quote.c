#include "carrier/quote.h"

enum { MOST_REPLIES = 16 };

/* "> ", ">> ", "> > ", ">+": one reply; blanks or a '+' before a further '>' belong to it */
static bool reply(strv *s)
{
	strv rest = *s;

	if (!skip_byte(&rest, '>'))
		return false;
	skip_byte(&rest, '+');
	if (!skip_byte(&rest, ' '))
		skip_literal(&rest, STR("\xC2\xA0"));
	*s = rest;
	return true;
}

/* Of a comment, a diff or a listing; with the blanks around it. */
static bool listing(strv *s)
{
	static const strv marks[] = {{"// ", 3}, {"//", 2}, {"* ", 2}, {"# ", 2},
	                             {"#", 1},   {"| ", 2}, {"+", 1},  {"- ", 2}};
	strv rest = *s;
	bool any = skip_blanks(&rest) > 0;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (skip_literal(&rest, marks[i])) {
			any = true;
			skip_blanks(&rest);
			break;
		}
	if (any)
		*s = rest;
	return any;
}

static bool may_be_mark(strv s)
{
	if (s.n == 0)
		return false;
	switch (s.p[0]) {
	case '>':
	case ' ':
	case '\t':
	case '|':
	case '#':
	case '/':
	case '*':
	case '+':
	case '-':
		return true;
	default:
		return false;
	}
}

static void keep_mark(struct decoder *d, strv mark)
{
	d->mark_n = mark.n < sizeof(d->mark) ? mark.n : 0;
	memcpy(d->mark, mark.p, d->mark_n);
}

void quote_strip(struct parse *p, bool (*is_prefix)(struct decoder *d, strv text))
{
	struct decoder *d = p->d;
	strv s = p->text, rest;

	if (!may_be_mark(s))
		return;
	for (unsigned i = 0; i < MOST_REPLIES && reply(&s); i++)
		;
	p->text = s;
	if (d->mark_n > 0 && skip_literal(&s, (strv){d->mark, d->mark_n})) {
		p->text = s;
		return;
	}
	rest = s;
	if (!listing(&rest) || rest.n == 0 || !is_prefix(d, rest))
		return;
	keep_mark(d, str_upto(s, s.n - rest.n));
	p->text = rest;
}
