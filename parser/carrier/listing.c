#include "carrier/listing.h"

#include "carrier/stamp.h"

enum {
	MOST_TRIED = 8,  /* places in a line's front where a file's name may end */
	MOST_COLUMN = 64 /* "web-1  | " */
};

/* The mark taken off, and whether the same kind stood on the line before. */
struct mark {
	strv rest;
	enum listing_kind kind;
	bool known;      /* as the line before had it */
	uint64_t number; /* of a numbered line; 0: none */
	size_t gap;      /* blanks behind it */
	struct stamp wall;
};

/* A listing goes on from the line before, or begins with the first. */
static bool goes_on(const struct listing *l, uint64_t number, uint64_t line)
{
	if (l->kind == LISTING_NONE)
		return number == 1 && line == 1;
	return l->kind == LISTING_NUMBER && line > l->line && number - l->number == line - l->line;
}

/*
 * "   123\ttext", "    123 text", "123:text", "123-text": cat -n, less -N, grep -n and its context. A number that goes
 * on from that of the line before proves itself.
 */
static bool numbered(const struct parse *p, uint64_t line, struct mark *ret)
{
	const struct listing *l = &p->d->listing;
	strv s = str_trim_left(p->text);
	uint64_t number;

	if (!parse_u64(&s, &number) || s.n == 0)
		return false;
	if (skip_literal(&s, STR(" | "))) {
		ret->rest = s;
		s = p->text;
	} else if (s.p[0] == ':' || s.p[0] == '-' || s.p[0] == '\t') {
		ret->rest = str_from(s, 1);
	} else if (s.p[0] == ' ') {
		/* two where a tab was turned into blanks; behind them a line may begin with its own */
		ret->gap = l->kind == LISTING_NUMBER ? l->gap : str_trim_left(s).p - s.p == 2 ? 2 : 1;
		ret->rest = str_from(s, ret->gap);
	} else {
		return false;
	}
	ret->kind = LISTING_NUMBER;
	ret->number = number;
	ret->known = goes_on(l, number, line) && (number != 1 || s.p[0] != ' ' || p->text.p[0] == ' ');
	return true;
}

/* "01:34:44 ", "01:34:44.123 ": the time of day alone */
static bool time_of_day(strv *s)
{
	struct stamp w = {.zone = NO_ZONE};
	int digits;

	return stamp_clock(s, &w, &digits);
}

/* "[2026-11-21 01:34:44] [   12.345678] text", "[01:34:44.123] ..", "01:34:44 ..": minicom, tio, Jenkins */
static bool clocked(const struct parse *p, struct mark *ret)
{
	struct stamp w = {.zone = NO_ZONE};
	strv s = p->text;
	bool bracket = skip_byte(&s, '[');
	int digits;

	if (!time_of_day(&s) && (!bracket || !stamp_iso(&s, &w, &digits)))
		return false;
	if ((bracket && !skip_byte(&s, ']')) || !skip_byte(&s, ' '))
		return false;
	ret->rest = s;
	ret->kind = LISTING_CLOCK;
	ret->known = p->d->listing.kind == LISTING_CLOCK || w.zone != NO_ZONE;
	ret->wall = w;
	return true;
}

/* "web-1  | text": docker compose */
static bool column(const struct parse *p, struct mark *ret)
{
	const struct listing *l = &p->d->listing;
	size_t bar = str_find(str_upto(p->text, MOST_COLUMN), STR(" | "));

	if (bar == SIZE_MAX || bar == 0)
		return false;
	if (str_find_byte(str_trim_right(str_upto(p->text, bar)), ' ') != SIZE_MAX)
		return false;
	ret->rest = str_from(p->text, bar + 3);
	ret->kind = LISTING_COLUMN;
	ret->known = l->kind == LISTING_COLUMN && str_eq((strv){l->name, l->n}, str_upto(p->text, bar));
	return true;
}

/* A path, a name with a suffix, or one that logs have. */
static bool may_be_file(strv name)
{
	static const strv names[] = {{"messages", 8}, {"syslog", 6},  {"kern", 4},  {"dmesg", 5},
	                             {"console", 7},  {"journal", 7}, {"debug", 5}, {"log", 3}};

	if (str_find_byte(name, '/') != SIZE_MAX || str_find_byte(name, '.') != SIZE_MAX)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_starts(name, names[i]))
			return true;
	return false;
}

/* Behind a file's name: ":123:text", "-123-text"; the rotated file's own "-20260101:text" */
static bool behind_number(strv s, strv *ret)
{
	uint64_t number;

	s = str_from(s, 1);
	if (!parse_u64(&s, &number) || (!skip_byte(&s, ':') && !skip_byte(&s, '-')))
		return false;
	*ret = s;
	return true;
}

/* "kern.log:123:text", "/var/log/messages-text": grep with several files, with -n, with -C */
static bool named(struct parse *p, struct mark *ret)
{
	struct listing *l = &p->d->listing;
	strv s = p->text, known = {l->name, l->n};
	unsigned tried = 0;

	ret->kind = LISTING_NAME;
	ret->known = l->kind == LISTING_NAME && skip_literal(&s, known) && s.n > 0 && (s.p[0] == ':' || s.p[0] == '-');
	if (ret->known) {
		ret->rest = str_from(s, 1);
		if (!decode_is_prefix(p->d, ret->rest))
			behind_number(s, &ret->rest);
		return true;
	}
	s = str_upto(p->text, sizeof(l->name));
	for (size_t at = 0; at < s.n && s.p[at] != ' ' && tried < MOST_TRIED; at++) {
		if ((s.p[at] != ':' && s.p[at] != '-') || !may_be_file(str_upto(s, at)))
			continue;
		tried++;
		ret->rest = str_from(p->text, at + 1);
		if (!decode_is_prefix(p->d, ret->rest) &&
		    (!behind_number(str_from(p->text, at), &ret->rest) || !decode_is_prefix(p->d, ret->rest)))
			continue;
		l->n = at;
		memcpy(l->name, s.p, at);
		return true;
	}
	return false;
}

static void keep(struct listing *l, const struct mark *mark, strv text, uint64_t line)
{
	l->kind = mark->kind;
	l->number = mark->number;
	l->gap = mark->gap;
	l->line = line;
	if (mark->kind == LISTING_COLUMN) {
		l->n = str_find(text, STR(" | "));
		memcpy(l->name, text.p, l->n);
	}
}

bool listing_strip(struct parse *p, uint64_t line)
{
	struct mark mark = {.wall = {.zone = NO_ZONE}};
	strv text = p->text;

	if (text.n == 0)
		return false;
	if (is_digit(text.p[0]) || is_blank(text.p[0]) || text.p[0] == '[') {
		if (!clocked(p, &mark) && !numbered(p, line, &mark))
			return false;
		if (!mark.known && !decode_is_prefix(p->d, mark.rest))
			return false;
	} else if (column(p, &mark)) {
		if (!mark.known && !decode_is_prefix(p->d, mark.rest))
			return false;
	} else if (!named(p, &mark)) {
		return false;
	}
	keep(&p->d->listing, &mark, text, line);
	if (mark.kind == LISTING_COLUMN)
		p->r.host = str_trim_right(str_upto(text, p->d->listing.n));
	p->text = mark.rest;
	p->base = mark.rest.p;
	if (mark.wall.year != 0) {
		p->r.wall = mark.wall;
		p->id = CARRIER_ISO_STAMP;
	}
	return true;
}
