#include "carrier/quote.h"

#include "carrier/label.h"

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
	static const strv marks[] = {{"// ", 3}, {"//", 2}, {"* ", 2}, {"# ", 2},           {"#", 1},
	                             {"| ", 2},  {"+", 1},  {"- ", 2}, {"\xE2\x80\xA2 ", 4}};
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
	case '\xE2': /* a bullet */
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

/* "3,591,248095206,-;text": never indented, since a blank in front makes it a line of the record before */
static bool kmsg_head(strv s)
{
	uint64_t number;

	return parse_u64(&s, &number) && skip_byte(&s, ',') && parse_u64(&s, &number) && skip_byte(&s, ',');
}

/* "# text  # noqa: E501": a comment may carry a word for a checker behind it; "| text |" is a table's cell. */
static strv without_remark(strv mark, strv text)
{
	size_t at = str_find_byte(mark, '#') != SIZE_MAX ? str_rfind(text, STR("  # ")) : SIZE_MAX;

	if (str_find_byte(mark, '|') != SIZE_MAX && str_ends(text, STR(" |")))
		return str_trim_right(str_upto(text, text.n - 1));

	return at != SIZE_MAX ? str_upto(text, at) : text;
}

void quote_strip(struct parse *p)
{
	struct decoder *d = p->d;
	strv s = p->text, rest, mark;

	if (!may_be_mark(s))
		return;
	for (unsigned i = 0; i < MOST_REPLIES && reply(&s); i++)
		;
	p->text = s;
	if (d->mark_n > 0 && skip_literal(&s, (strv){d->mark, d->mark_n})) {
		p->text = without_remark((strv){d->mark, d->mark_n}, s);
		return;
	}
	rest = s;
	if (!listing(&rest) || rest.n == 0)
		return;
	mark = str_upto(s, s.n - rest.n);
	/* "| java invoked oom-killer: ..": a column's edge stands before no text of its own */
	if (!decode_is_prefix(d, rest) && (str_find_byte(mark, '|') == SIZE_MAX || !label_is_whole(rest)))
		return;
	if (str_trim(mark).n == 0 && kmsg_head(rest))
		return;
	keep_mark(d, mark);
	p->text = without_remark(mark, rest);
}
