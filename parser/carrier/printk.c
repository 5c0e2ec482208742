#include "carrier/printk.h"

#include "carrier/priority.h"
#include "carrier/stamp.h"

/* Longer brackets are no time stamp; "[Wednesday in some language ..]" is below. */
enum {
	MOST_BRACKET = 80,
	LEAST_STAMP = sizeof("[    1.000000] ") - 1, /* printk's "[%5lu.%06lu] " */
	MOST_VENDOR = 40                             /* cpu, comm and pid of the writer */
};

/* Up to nine digits behind the point, six of them kept. */
static size_t fraction_us(strv s, int64_t *ret_us)
{
	static const int32_t scale[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
	int32_t value = 0;
	size_t n = 0, extra = 0;

	for (; n < s.n && n < 6 && is_digit(s.p[n]); n++)
		value = value * 10 + (s.p[n] - '0');
	while (n + extra < s.n && extra < 3 && is_digit(s.p[n + extra]))
		extra++;
	*ret_us = (int64_t)value * scale[n];
	return n + extra;
}

/* "12.345678" */
static bool seconds(strv *s, int64_t *ret_us)
{
	int64_t whole = 0, part;
	size_t n = 0, digits;

	/* 12 digits of seconds are 30000 years */
	for (; n < s->n && n < 12 && is_digit(s->p[n]); n++)
		whole = whole * 10 + (s->p[n] - '0');
	if (n == 0 || n >= s->n || s->p[n] != '.')
		return false;
	digits = fraction_us(str_from(*s, n + 1), &part);
	if (digits == 0)
		return false;
	*ret_us = whole * 1000000 + part;
	*s = str_from(*s, n + 1 + digits);
	return true;
}

/* The rest of dmesg -d's bracket: " <    0.000123>]"; journalctl's short-delta has a blank before '>'. */
static bool delta(strv *s)
{
	strv rest = *s;
	int64_t us;

	skip_blanks(&rest);
	if (!skip_byte(&rest, '<'))
		return false;
	skip_blanks(&rest);
	if (!seconds(&rest, &us))
		return false;
	skip_blanks(&rest);
	if (!skip_byte(&rest, '>'))
		return false;
	skip_blanks(&rest);
	*s = rest;
	return true;
}

/* "[   12.345678]", "[   12.345678 <    0.000123>]" */
static bool monotonic(strv *s, struct parse *p)
{
	strv rest = *s;
	int64_t us;

	skip_blanks(&rest);
	if (!seconds(&rest, &us))
		return false;
	if (skip_byte(&rest, ']')) {
		p->id = CARRIER_DMESG;
	} else if (delta(&rest) && skip_byte(&rest, ']')) {
		p->id = CARRIER_DMESG_DELTA;
	} else {
		return false;
	}
	p->r.mono_us = us;
	*s = rest;
	return true;
}

/* The absolute time that the deltas of dmesg -e count from has no seconds: they stay within its minute. */
static struct stamp relative_now(const struct decoder *d)
{
	struct stamp w = d->relative;
	int64_t us = d->relative_us < 59999999 ? d->relative_us : 59999999;

	if (w.mon != 0) {
		w.sec = (int8_t)(us / 1000000);
		w.usec = (int32_t)(us % 1000000);
	}
	return w;
}

/* "[  +0.000123]", "[  -0.000001]": since the line before */
static bool relative(strv *s, struct parse *p)
{
	strv rest = *s;
	int64_t us;
	bool negative;

	skip_blanks(&rest);
	negative = skip_byte(&rest, '-');
	if ((!negative && !skip_byte(&rest, '+')) || !seconds(&rest, &us) || !skip_byte(&rest, ']'))
		return false;
	*s = rest;
	p->id = CARRIER_DMESG_RELTIME;
	if (p->probe)
		return true;
	p->d->relative_us += negative ? -us : us;
	if (p->d->relative_us < 0 || p->d->relative_us > INT64_C(3600000000))
		p->d->relative_us = 0;
	p->r.wall = relative_now(p->d);
	p->d->needs_all = true;
	return true;
}

/* "[Nov21 01:34]", "[Nov 1 01:34]", "[3月25 18:00]": a new minute of dmesg -e */
static bool minute(strv *s, struct parse *p)
{
	struct stamp w = {.zone = NO_ZONE};
	size_t close = str_find_byte(str_upto(*s, MOST_BRACKET), ']'), n;
	strv inner, hours, word;
	uint64_t hour, min, day;

	if (close == SIZE_MAX || close < 9 || s->p[close - 6] != ' ' || s->p[close - 3] != ':')
		return false;
	inner = str_upto(*s, close - 6);
	hours = (strv){s->p + close - 5, 5};
	if (!parse_u64(&hours, &hour) || !skip_byte(&hours, ':') || !str_to_u64(hours, &min) || hour > 23 || min > 59)
		return false;
	for (n = inner.n; n > 0 && is_digit(inner.p[n - 1]);)
		n--;
	if (n == inner.n || inner.n - n > 2 || !str_to_u64(str_from(inner, n), &day) || day < 1 || day > 31)
		return false;
	word = str_trim(str_upto(inner, n));
	if (word.n == 0 || !stamp_month_word(&word, &w) || word.n > 0)
		return false;
	w.day = (int8_t)day;
	w.hour = (int8_t)hour;
	w.min = (int8_t)min;
	p->r.wall = w;
	p->id = CARRIER_DMESG_RELTIME;
	if (!p->probe) {
		p->d->relative = w;
		p->d->relative_us = 0;
		p->d->needs_all = true;
	}
	*s = str_from(*s, close + 1);
	return true;
}

/* crash's "log -T" names the zone before the year; only the first two mean the same everywhere. */
static void zone_word(strv *s, struct stamp *w)
{
	strv rest = *s, word;

	if (!parse_word(&rest, &word) || word.n < 3 || word.n > 5)
		return;
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] < 'A' || word.p[i] > 'Z')
			return;
	if (str_eq(word, STR("UTC")) || str_eq(word, STR("GMT")))
		w->zone = 0;
	skip_byte(&rest, ' ');
	*s = rest;
}

/* "[Sat Nov 21 01:34:44 2026]", "[Di Aug 19 03:00:03 2025]", "[四 3月 25 18:00:12 2021]", with or without a delta */
static bool ctime_words(strv *s, struct parse *p)
{
	struct stamp w = {.zone = NO_ZONE};
	strv rest = *s, weekday;
	int digits;

	if (!parse_word(&rest, &weekday) || weekday.n > 20 || skip_blanks(&rest) == 0 || rest.n == 0 ||
	    !stamp_month_word(&rest, &w) || skip_blanks(&rest) == 0 || !stamp_day(&rest, &w) ||
	    !skip_byte(&rest, ' ') || !stamp_clock(&rest, &w, &digits) || !skip_byte(&rest, ' '))
		return false;
	zone_word(&rest, &w);
	if (!stamp_year(&rest, &w))
		return false;
	delta(&rest);
	if (!skip_byte(&rest, ']'))
		return false;
	if (w.mon == 0)
		w = (struct stamp){.zone = NO_ZONE};
	p->r.wall = w;
	p->id = CARRIER_DMESG_CTIME;
	*s = rest;
	return true;
}

/* The bracket in front, whatever kind of time it holds; with the blank behind it. */
static bool bracket(struct parse *p)
{
	strv s = str_from(p->text, 1);
	size_t at = 0;
	char c;

	while (at < s.n && s.p[at] == ' ')
		at++;
	if (at >= s.n)
		return false;
	c = s.p[at];
	if (is_digit(c)) {
		/* "[四 3月 ..": no; but "[3月25 18:00]" */
		if (!monotonic(&s, p) && !minute(&s, p))
			return false;
	} else if (c == '+' || c == '-') {
		if (!relative(&s, p))
			return false;
	} else if (!ctime_words(&s, p) && !minute(&s, p)) {
		return false;
	}
	skip_byte(&s, ' ');
	p->text = s;
	return true;
}

/* "2026-11-21T01:34:44,123456+00:00 text": only dmesg has a comma there. */
static bool iso_comma(struct parse *p)
{
	strv s = p->text;
	struct stamp w = {.zone = NO_ZONE};
	int digits;

	if (!stamp_iso(&s, &w, &digits) || digits >= 0 || w.zone == NO_ZONE || !skip_byte(&s, ' '))
		return false;
	p->r.wall = w;
	p->id = CARRIER_DMESG_ISO;
	p->text = s;
	return true;
}

/*
 * "<4>[   12.345678] text": facility * 8 + level. False friend: "<41> 5f 5d c3" is the rest of a "Code:" line; what
 * dmesg -r marks as a program's has no blank behind it.
 */
static bool level_mark(struct parse *p)
{
	strv s = str_from(p->text, 1);
	uint64_t value;

	if (s.n < 2 || !parse_u64(&s, &value) || value > 191 || !skip_byte(&s, '>'))
		return false;
	if (p->text.p[2] != '>' && s.n > 0 && s.p[0] == ' ')
		return false;
	p->r.level = (int8_t)(value & 7);
	record_facility(&p->r, value >> 3);
	p->id = CARRIER_DMESG_RAW;
	p->text = s;
	return true;
}

static bool level_name(strv word, int8_t *ret)
{
	static const char *const names[] = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq(word, str_of(names[i]))) {
			*ret = (int8_t)i;
			return true;
		}
	return false;
}

/* "kern  :warn  : text", dmesg -x: two names, padded to 6 and with colons */
static bool decoded_names(struct parse *p)
{
	strv s = p->text;
	size_t first = str_find_byte(str_upto(s, 12), ':'), second;
	strv facility, level;

	if (first == SIZE_MAX || first < 6)
		return false;
	facility = str_trim_right(str_upto(s, first));
	s = str_from(s, first + 1);
	second = str_find_byte(str_upto(s, 10), ':');
	if (second == SIZE_MAX || second < 6 || str_find_byte(facility, ' ') != SIZE_MAX)
		return false;
	level = str_trim_right(str_upto(s, second));
	s = str_from(s, second + 1);
	if (!level_name(level, &p->r.level) || !skip_byte(&s, ' '))
		return false;
	record_facility(&p->r, priority_facility(facility));
	p->id = CARRIER_DMESG_DECODED;
	p->text = s;
	return true;
}

/*
 * "[T12] invoked oom-killer: ..", "[C1]: page allocation failure: ..": a process may be named so. The name that such a
 * line begins with would be missing; an empty one leaves a blank.
 */
static bool lacks_comm(strv text)
{
	return str_starts(text, STR("invoked oom-killer: ")) || str_starts(text, STR("cpuset="));
}

/* "[ T1234] ", "[    C0] ": printk's caller, a task or a CPU; dmesg puts a blank before it, both put one behind it */
static bool caller(struct parse *p)
{
	strv s = p->text, rest;
	size_t n = 1;

	if (!skip_byte(&s, '['))
		return false;
	s = str_trim_left(s);
	if (s.n < 3 || (s.p[0] != 'T' && s.p[0] != 'C') || !is_digit(s.p[1]))
		return false;
	while (n < s.n && is_digit(s.p[n]))
		n++;
	if (n >= s.n || s.p[n] != ']' || n > 12)
		return false;
	rest = str_from(s, n + 1);
	if (rest.n > 0 && (!skip_byte(&rest, ' ') || lacks_comm(rest)))
		return false;
	p->r.caller = str_upto(s, n);
	p->text = rest;
	return true;
}

/* What a vendor's mark says of the writer: "[4: binder:500_5:27000] " has cpu, comm and pid, "(2)[1234:comm]" the last two. */
struct vendor_mark {
	strv rest, comm;
	bool certain; /* longer than a comm */
};

/* "[4: binder:500_5:27000]", Samsung: "[%1d:%15s:%5d]" */
static bool three_words(strv inner, strv *ret_comm)
{
	size_t colon = str_rfind(inner, STR(":"));
	uint64_t cpu, pid;
	strv s = inner;

	if (colon == SIZE_MAX || !parse_u64(&s, &cpu) || cpu > 999 || s.n == 0 || s.p[0] != ':' ||
	    s.p >= inner.p + colon || !str_to_u64(str_trim(str_from(inner, colon + 1)), &pid))
		return false;
	*ret_comm = str_trim((strv){s.p + 1, (size_t)(inner.p + colon - s.p - 1)});
	return true;
}

/* "[1234:comm]", MTK */
static bool two_words(strv inner, strv *ret_comm)
{
	uint64_t pid;

	if (!parse_u64(&inner, &pid) || !skip_byte(&inner, ':'))
		return false;
	*ret_comm = inner;
	return true;
}

/* " (2)[1234:comm]", "-(0)[..", ".(1)[..": MTK tells whether interrupts were off; "I[..": Samsung, within one */
static bool bracket_mark(strv s, struct vendor_mark *ret)
{
	strv from = s, inner;
	size_t close;

	if (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '-' || s.p[0] == '.' || s.p[0] == 'I'))
		s = str_from(s, 1);
	if (s.n > 3 && s.p[0] == '(' && (is_digit(s.p[1]) || (s.p[1] >= 'a' && s.p[1] <= 'f')) && s.p[2] == ')')
		s = str_from(s, 3);
	if (!skip_byte(&s, '['))
		return false;
	close = str_find_byte(str_upto(s, MOST_VENDOR), ']');
	if (close == SIZE_MAX)
		return false;
	inner = str_upto(s, close);
	if (!three_words(inner, &ret->comm) && !two_words(inner, &ret->comm))
		return false;
	if (ret->comm.n == 0 || ret->comm.n > 15)
		return false;
	ret->rest = str_from(s, close + 1);
	skip_byte(&ret->rest, ' ');
	ret->certain = (size_t)(ret->rest.p - from.p) > 15;
	return true;
}

/* "c0   1234 text": cpu and pid */
static bool cpu_mark(strv s, struct vendor_mark *ret)
{
	uint64_t number;

	if (!skip_byte(&s, 'c') || !parse_u64(&s, &number) || number > 999 || skip_blanks(&s) == 0 ||
	    !parse_u64(&s, &number) || !skip_byte(&s, ' '))
		return false;
	*ret = (struct vendor_mark){.rest = s, .comm = STR_NONE};
	return true;
}

/* Lines that begin with a comm: it could be named like a mark, where it has room for one. */
static bool may_begin_with_comm(strv text)
{
	enum { MOST_COMM = 15 };

	return str_find(text, STR(" invoked oom-killer: ")) <= MOST_COMM ||
		str_find(text, STR(": page allocation failure")) <= MOST_COMM ||
		str_find(text, STR(" cpuset=")) <= MOST_COMM;
}

/*
 * Vendors print cpu, comm and pid of the writer. A comm has at most 15 bytes and could look like this itself; a shorter
 * mark is certain where the text goes on with the same comm, where it cannot begin with one, or behind a line that had
 * such a mark.
 */
static bool vendor(struct parse *p, bool stamped)
{
	struct vendor_mark mark;
	bool marked;

	if (!bracket_mark(p->text, &mark) && !cpu_mark(p->text, &mark)) {
		if (!p->probe)
			p->d->vendor = false;
		return false;
	}
	if (!stamped && (!mark.certain || mark.comm.n == 0))
		return false;
	marked = mark.certain || p->d->vendor || !may_begin_with_comm(p->text) ||
		(mark.comm.n > 0 && str_starts(mark.rest, mark.comm));
	if (!marked)
		return false;
	if (!p->probe)
		p->d->vendor = true;
	p->text = mark.rest;
	return true;
}

/* A clock with fractions of a second is not dmesg's: "[Sat Nov 21 01:34:44.123 2026] " is a terminal program's. */
static void inner_stamp(struct parse *p)
{
	struct stamp outer = p->r.wall;
	enum carrier_id id = p->id;
	strv before = p->text;

	if (id != CARRIER_DMESG_CTIME || p->text.n < LEAST_STAMP || p->text.p[0] != '[')
		return;
	if (!bracket(p) || p->r.mono_us == NO_TIME || (size_t)(p->text.p - before.p) < LEAST_STAMP) {
		p->text = before;
		p->id = id;
	}
	p->r.wall = outer;
}

/* Two formats of time may be asked for: "2026-11-21T01:34:44,123456+00:00 [Sat Nov 21 01:34:44 2026] text" */
static bool time_stamp(struct parse *p)
{
	bool any = false;

	if (p->text.n > 20 && is_digit(p->text.p[0]) && iso_comma(p)) {
		struct stamp exact = p->r.wall;
		const char *second = p->text.p;

		any = true;
		if (p->text.n > 0 && p->text.p[0] == '[' && bracket(p)) {
			p->base = second;
			p->r.wall = exact;
			p->id = CARRIER_DMESG_ISO;
		}
		return any;
	}
	any = p->text.n > 4 && p->text.p[0] == '[' && bracket(p);
	if (any)
		inner_stamp(p);
	return any;
}

/* "[  123.456789]@3 text": Qualcomm's name for the CPU, where printk has a blank */
static void cpu_behind_stamp(struct parse *p)
{
	strv s = p->text;
	uint64_t cpu;

	if (p->text.n > 2 && p->text.p[-1] == ']' && skip_byte(&s, '@') && parse_u64(&s, &cpu) && skip_byte(&s, ' '))
		p->text = s;
}

bool printk_prefix(struct parse *p)
{
	enum carrier_id outer = p->id, level_id;
	bool any = false;

	if (p->text.n < 3)
		return false;
	p->id = CARRIER_BARE;
	if (p->text.p[0] == '<')
		any = level_mark(p);
	else if (p->text.p[0] >= 'a' && p->text.p[0] <= 'z' && carrier_is_courier(outer))
		any = decoded_names(p);
	level_id = p->id;
	any |= time_stamp(p);
	if (any && p->text.n > 3 && p->text.p[0] == '[')
		caller(p);
	else if (any && p->text.n > 2 && p->text.p[0] == '@')
		cpu_behind_stamp(p);
	if (p->text.n > 3 && strchr("[( -.Ic", p->text.p[0]) != NULL)
		any |= vendor(p, any);
	if (!any || !carrier_is_courier(outer))
		p->id = outer;
	else if (level_id != CARRIER_BARE)
		p->id = level_id;
	else if (p->id == CARRIER_BARE)
		p->id = CARRIER_DMESG;
	return any;
}
