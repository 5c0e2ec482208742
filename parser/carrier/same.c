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
	enum { MOST_BLANKS = 4, MICROSECONDS = 6, MOST_SECONDS = INT32_MAX };
	strv rest = str_from(*s, 1), part;
	uint64_t word, seconds, us;
	size_t blanks;

	if (s->n == 0 || s->p[0] != '[' || !word_load(rest, &word) || (blanks = word_blanks(word)) > MOST_BLANKS)
		return false;
	rest = str_from(rest, blanks);
	if (!word_parse_u64(&rest, &seconds) || seconds > MOST_SECONDS || rest.n == 0 || rest.p[0] != '.')
		return false;
	part = str_from(rest, 1);
	if (!word_load(part, &word) || word_number(word, &us) != MICROSECONDS || part.p[MICROSECONDS] != ']' ||
	    part.p[MICROSECONDS + 1] != ' ')
		return false;
	*ret_us = (int64_t)(seconds * 1000000 + us);
	*s = str_from(part, MICROSECONDS + 2);
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

int same_line(struct decoder *d, const struct line *line, bool *ret_taken)
{
	const struct same_form *f = &d->same;
	struct record *r = &d->last;
	strv s = line->text;
	int64_t us = NO_TIME;

	*ret_taken = false;
	if (!f->on || line->cut || s.n == 0 || strchr("]`\r", s.p[s.n - 1]) != NULL || d->held.active ||
	    d->soft.active || (f->origin && !origin_match(d, &s)) || (f->bracket && !stamp(&s, &us)) ||
	    is_special(s, f->origin) || wash_look(s) != 0)
		return 0;
	*ret_taken = true;
	r->mono_us = us;
	if (f->origin)
		r->wall = d->origin.r.wall;
	r->text = s;
	r->carrier = carriers[f->id].name;
	r->line = r->last_line = line->number;
	r->first_byte = line->offset;
	r->last_byte = line->end;
	r->flags = RECORD_STAMPED | RECORD_SAME;
	d->last_width = (size_t)(s.p - line->text.p) - (f->origin ? d->origin.narrower : 0);
	if (r->trust != TRUST_PROGRAM)
		d->count[f->id]++;
	return d->sink(d->ctx, r);
}
