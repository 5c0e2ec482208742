#include "carrier/same.h"

#include "carrier/origin.h"
#include "carrier/wash.h"
#include "util/word.h"

void same_note(struct decoder *d, const struct parse *p, size_t width)
{
	struct same_form *f = &d->same;

	*f = (struct same_form){.id = p->id, .origin = p->r.tag.p != NULL, .bracket = p->r.mono_us != NO_TIME};
	if (width == 0 || p->wrapped || p->joined || d->mark_n > 0 || p->r.caller.p != NULL || p->r.repeat > 0)
		return;
	if (d->escapes || d->forum || d->page || d->quoted_printable || d->pstore)
		return;
	if (f->origin)
		f->on = d->origin.usable && p->id != CARRIER_JOURNAL_MONOTONIC;
	else
		f->on = p->id == CARRIER_DMESG && d->plain_monotonic && d->monotonic_host.n == 0;
}

/* "[   12.345678] ", as printk prints it and nothing else */
static bool stamp(strv *s, int64_t *ret_us)
{
	enum { MOST_BLANKS = 4, MICROSECONDS = 6, LONGEST = 1 + WORD_BYTES + 1 + MICROSECONDS + 2 };
	const char *p = s->p, *dot;
	uint64_t word, seconds, us;
	size_t blanks, digits;

	if (!WORD_IS_TEXT || s->n < LONGEST || p[0] != '[')
		return false;
	word = word_at(p + 1);
	blanks = word_blanks(word);
	if (blanks > MOST_BLANKS || (digits = word_number(word >> 8 * blanks, &seconds)) == 0)
		return false;
	dot = p + 1 + blanks + digits;
	if (dot[0] != '.' || word_number(word_at(dot + 1), &us) != MICROSECONDS || dot[1 + MICROSECONDS] != ']' ||
	    dot[2 + MICROSECONDS] != ' ')
		return false;
	*ret_us = (int64_t)(seconds * 1000000 + us);
	*s = str_from(*s, (size_t)(dot - p) + 3 + MICROSECONDS);
	return true;
}

/* "[    192]     0   192": a task's row, the one bracket that is no prefix for certain */
static bool is_row(strv s)
{
	size_t n = 1;

	while (n < s.n && s.p[n] == ' ')
		n++;
	while (n < s.n && is_digit(s.p[n]))
		n++;
	return n < s.n && s.p[n] == ']' && is_digit(s.p[n - 1]);
}

/* Could the text begin with one more prefix, or mean something of its own? */
static bool is_special(strv s, bool origin)
{
	size_t n;

	if (s.n == 0)
		return true;
	switch (s.p[0]) {
	case '[':
		return !is_row(s);
	case '<':
	case '(':
	case ' ': /* a vendor's mark */
	case '-':
	case '.':
	case 'I':
		if (s.p[0] == '<' || s.p[0] == '(' ||
		    (s.n > 2 && (s.p[1] == '(' || (s.p[1] == '[' && is_digit(s.p[2])))))
			return true;
		break;
	case 'c': /* "c0  124 text" */
		if (s.n > 1 && is_digit(s.p[1]))
			return true;
		break;
	case '%': /* Cisco's "%KERN-4-SYSTEM_MSG: text - kernel" */
		if (origin)
			return true;
		break;
	case 'l': /* "last message repeated" */
	case 'm':
		if (origin)
			return true;
		break;
	}
	if (origin)
		return false;
	/* "host kernel: " */
	n = str_find_byte(s, ' ');
	return n < s.n && n + 1 < s.n && s.p[n + 1] == 'k';
}

/* What stands before the text, as it did in the line before. */
static bool take_prefix(struct decoder *d, strv s, struct table_row *ret)
{
	const struct same_form *f = &d->same;
	bool same = true;

	ret->mono_us = NO_TIME;
	if ((f->origin && !origin_match(d, &s, &same)) || (f->bracket && !stamp(&s, &ret->mono_us)))
		return false;
	ret->text = s;
	ret->wall = same ? NULL : &d->origin.r.wall;
	return true;
}

static const struct record *note(struct decoder *d, const struct line *line, const struct table_row *row, size_t n)
{
	const struct same_form *f = &d->same;
	struct record *r = &d->last;

	r->mono_us = row->mono_us;
	if (f->origin)
		r->wall = d->origin.r.wall;
	r->text = row->text;
	r->carrier = carriers[f->id].name;
	r->line = r->last_line = line->number;
	r->first_byte = line->offset;
	r->last_byte = line->end;
	r->flags = RECORD_STAMPED | RECORD_SAME;
	d->last_width = (size_t)(row->text.p - line->text.p) - (f->origin ? d->origin.narrower : 0);
	if (r->trust != TRUST_PROGRAM)
		d->count[f->id] += n;
	return r;
}

int same_line(struct decoder *d, const struct line *line, bool *ret_taken)
{
	strv s = line->text;
	struct table_row row;

	*ret_taken = false;
	if (!d->same.on || line->cut || s.n == 0 || strchr("]`\r", s.p[s.n - 1]) != NULL || d->held.active ||
	    d->soft.active || !take_prefix(d, s, &row) || is_special(row.text, d->same.origin) ||
	    wash_look(row.text) != 0)
		return 0;
	*ret_taken = true;
	return d->sink(d->ctx, note(d, line, &row, 1));
}

bool decoder_is_steady(const struct decoder *d)
{
	return d->same.on && !d->cat && !d->held.active && !d->soft.active && d->front.n == 0 && d->parts.n_parts == 0;
}

bool decoder_row(struct decoder *d, strv line, struct table_row *ret)
{
	return take_prefix(d, line, ret);
}

const struct record *decoder_rows_end(struct decoder *d, const struct line *line, const struct table_row *row, size_t n)
{
	return note(d, line, row, n);
}
