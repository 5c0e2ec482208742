#include "carrier/syslog.h"

#include "carrier/priority.h"
#include "carrier/stamp.h"
#include "carrier/words.h"
#include "carrier/writer.h"

/* The clock, and where it stands: the next line's prefix will probably differ there alone. */
static bool clock_of(struct parse *p, strv *s, struct stamp *w, int *ret_digits)
{
	size_t at = (size_t)(s->p - p->text.p);

	if (!stamp_clock(s, w, ret_digits))
		return false;
	p->clock_at = at;
	p->clock_end = (size_t)(s->p - p->text.p);
	return true;
}

/* The same for a date and a clock, ISO 8601. */
static bool iso_of(struct parse *p, strv *s, struct stamp *w, int *ret_digits)
{
	size_t at = (size_t)(s->p - p->text.p) + sizeof("2026-11-21T") - 1;

	if (!stamp_iso(s, w, ret_digits))
		return false;
	p->clock_at = at;
	p->clock_end = at + 8 + (*ret_digits != 0 ? 1 + (size_t)(*ret_digits < 0 ? -*ret_digits : *ret_digits) : 0);
	return true;
}

/* "Nov 21 01:34:44 host kernel: text", "Nov 21 01:34:44.123456 ..", "Nov 21 2026 01:34:44 .."; '<4>' may stand before */
static bool rfc3164(struct parse *p, strv s)
{
	struct stamp w = {.zone = NO_ZONE};
	int digits;

	if (!stamp_month(&s, &w) || !skip_byte(&s, ' ') || !stamp_day(&s, &w) || !skip_byte(&s, ' '))
		return false;
	if (stamp_year(&s, &w) && !skip_byte(&s, ' '))
		return false;
	if (!clock_of(p, &s, &w, &digits) || !skip_byte(&s, ' ') || s.n == 0)
		return false;
	if (s.p[0] == ' ' && str_find(str_upto(s, WRITER_MOST_NAME), STR(" kernel: ")) != SIZE_MAX)
		s = str_trim_left(s); /* Junos writes two blanks */
	if (writer_is_kernel_stamp(s))
		p->text = s;
	else if (!writer_with_host(p, s))
		return false;
	p->r.wall = w;
	p->id = digits > 3 ? CARRIER_JOURNAL_SHORT : CARRIER_SYSLOG;
	return true;
}

/*
 * "Mär 07 03:14:15 host kernel: text": journalctl in the language of the shell that ran it. A word that a known month
 * begins like is not enough: there has to be a tag.
 */
static bool rfc3164_local(struct parse *p)
{
	enum { MOST_MONTH = 12, CLOCK = sizeof(" 07 ") - 1 };
	size_t at = str_find_byte(str_upto(p->text, MOST_MONTH), ' ');
	struct stamp w = {.zone = NO_ZONE};
	strv s = p->text;
	int digits;

	if (at == SIZE_MAX || s.n < at + CLOCK + sizeof("03:14:15 h") || s.p[at + CLOCK + 2] != ':')
		return false;
	if (!stamp_month_word(&s, &w) || w.mon == 0 || !skip_byte(&s, ' ') || !stamp_day(&s, &w) ||
	    !skip_byte(&s, ' ') || !clock_of(p, &s, &w, &digits) || !skip_byte(&s, ' ') ||
	    !writer_with_host_and_tag(p, s))
		return false;
	p->r.wall = w;
	p->id = digits > 3 ? CARRIER_JOURNAL_SHORT : CARRIER_SYSLOG;
	return true;
}

/* One field of RFC 5424; "-" is none. */
static bool field5424(strv *s, strv *ret)
{
	if (!parse_word(s, ret))
		return false;
	if (str_eq(*ret, STR("-")))
		*ret = STR_NONE;
	return skip_byte(s, ' ') || s->n == 0;
}

/* "-" or "[id name=\"value\" ..][..]", where a value may hold "\]" and "\"" */
static bool structured_data(strv *s)
{
	bool quoted = false, open = false;
	size_t i = 0;

	if (skip_byte(s, '-'))
		return true;
	for (; i < s->n; i++) {
		char c = s->p[i];

		if (quoted && c == '\\')
			i++;
		else if (open && c == '"')
			quoted = !quoted;
		else if (!open && c == '[')
			open = true;
		else if (open && !quoted && c == ']')
			open = false;
		else if (!open)
			break;
	}
	if (open || i == 0 || i > s->n)
		return false;
	*s = str_from(*s, i);
	return true;
}

/* "<4>1 2026-11-21T01:34:44.123Z host kernel - - - [  123.45] text" */
static bool rfc5424(struct parse *p, strv s)
{
	struct stamp w = {.zone = NO_ZONE};
	strv host, app, procid, skipped;
	uint64_t pid;
	int digits;

	if (!skip_literal(&s, STR("1 ")))
		return false;
	if (!skip_literal(&s, STR("- ")) && (!iso_of(p, &s, &w, &digits) || !skip_byte(&s, ' ')))
		return false;
	if (!field5424(&s, &host) || !field5424(&s, &app) || !field5424(&s, &procid) || !field5424(&s, &skipped) ||
	    !structured_data(&s))
		return false;
	if (skip_byte(&s, ' '))
		skip_literal(&s, STR("\xEF\xBB\xBF"));
	p->r.wall = w;
	p->r.host = host;
	if (app.p != NULL)
		writer_set(p, app, str_to_u64(procid, &pid) ? pid : 0);
	p->id = CARRIER_SYSLOG_RFC5424;
	p->text = s;
	return true;
}

static bool with_priority(struct parse *p)
{
	struct record before = p->r;
	strv s = p->text;
	uint64_t pri;

	if (!priority_number(&s, &pri))
		return false;
	p->r.level = (int8_t)(pri & 7);
	record_facility(&p->r, pri >> 3);
	if (rfc5424(p, s))
		return true;
	if (rfc3164(p, s)) {
		p->id = CARRIER_SYSLOG;
		return true;
	}
	p->r = before;
	return false;
}

/*
 * "2026-11-21T01:34:44.123456+00:00 host kernel: text" (rsyslog), "2026-11-21T01:34:44+0000 host .." (journalctl).
 * The seven digits of GitHub's stamps and a comma (dmesg) are not this layer's.
 */
static bool iso(struct parse *p)
{
	struct stamp w = {.zone = NO_ZONE};
	strv s = p->text, word;
	int digits;
	bool colon;

	if (!iso_of(p, &s, &w, &digits) || digits < 0 || digits == 7 || digits > 6 || s.n == 0)
		return false;
	colon = s.p[-1] == 'Z' || s.p[-3] == ':';
	if (!skip_byte(&s, ' '))
		return false;
	if (!writer_with_host_and_tag(p, s)) {
		/* "2026-11-21T01:34:44Z host [   12.345678] text": rsyslog's netconsole input, which has no tag */
		if (!parse_word(&s, &word) || word.n > WRITER_MOST_NAME || word.p[0] == '[' || !skip_byte(&s, ' ') ||
		    !writer_is_kernel_stamp(s))
			return false;
		if (word_is_host(word))
			p->r.host = word;
		p->text = s;
	}
	p->r.wall = w;
	p->id = colon ? CARRIER_SYSLOG_ISO : CARRIER_JOURNAL_ISO;
	return true;
}

/* "1795227479.971553 host kernel: text" */
static bool short_unix(struct parse *p)
{
	strv s = p->text;
	uint64_t whole, part;

	if (!parse_u64(&s, &whole) || whole > UINT64_C(100000000000) || !skip_byte(&s, '.') || s.n < 7 || s.p[6] != ' ')
		return false;
	if (!str_to_u64(str_upto(s, 6), &part) || !writer_with_host_and_tag(p, str_from(s, 7)))
		return false;
	p->r.real_us = (int64_t)(whole * 1000000 + part);
	p->id = CARRIER_JOURNAL_UNIX;
	return true;
}

/* The zone's name as systemd prints it: "UTC", "CEST", "+08"; only the first has a meaning everywhere. */
static bool zone_name(strv *s, struct stamp *w)
{
	strv rest = *s, word;

	if (!parse_word(&rest, &word) || word.n > 6)
		return false;
	if (str_eq(word, STR("UTC")) || str_eq(word, STR("GMT"))) {
		w->zone = 0;
	} else if (!stamp_zone(&word, w)) {
		for (size_t i = 0; i < word.n; i++)
			if (word.p[i] < 'A' || word.p[i] > 'Z')
				return false;
	}
	*s = rest;
	return true;
}

/* "Sat 2026-11-21 01:34:44 UTC host kernel: text" (journalctl), "Tue Jul 25 05:00:34 2023 kern.warn kernel: text" */
static bool weekday(struct parse *p)
{
	struct stamp w = {.zone = NO_ZONE};
	strv s = p->text, word;
	int digits;

	if (!stamp_weekday(&s) || !skip_byte(&s, ' '))
		return false;
	if (iso_of(p, &s, &w, &digits)) {
		if (!skip_byte(&s, ' ') || !zone_name(&s, &w) || !skip_byte(&s, ' ') || !writer_with_host(p, s))
			return false;
		p->id = CARRIER_JOURNAL_FULL;
	} else {
		if (!stamp_month(&s, &w) || !skip_byte(&s, ' ') || !stamp_day(&s, &w) || !skip_byte(&s, ' ') ||
		    !clock_of(p, &s, &w, &digits) || !skip_byte(&s, ' ') || !stamp_year(&s, &w) || !skip_byte(&s, ' '))
			return false;
		if (!parse_word(&(strv){s.p, s.n}, &word) || !priority_names(word, &p->r))
			return false;
		writer_take(p, s);
		p->id = CARRIER_LOGREAD;
	}
	p->r.wall = w;
	return true;
}

/* Remembers the host of short-monotonic; the bytes it points to go away with the line. */
static void keep_host(struct decoder *d, strv host)
{
	size_t n = host.n < sizeof(d->host_bytes) ? host.n : sizeof(d->host_bytes);

	memcpy(d->host_bytes, host.p, n);
	d->monotonic_host = (strv){d->host_bytes, n};
}

/* " chatter[147]: text" */
static bool has_pid(strv s)
{
	size_t n;

	skip_byte(&s, ' ');
	n = str_find_byte(s, ' ');
	if (n == SIZE_MAX || n < 5 || s.p[n - 1] != ':' || s.p[n - 2] != ']')
		return false;
	for (n -= 3; n > 1 && is_digit(s.p[n]); n--)
		;
	return s.p[n] == '[' && is_digit(s.p[n + 1]);
}

/*
 * "[ 3500.084055] host kernel: text", journalctl -o short-monotonic: what printk_prefix() took for dmesg's stamp. Plain
 * dmesg looks the same when a message begins with such words ("[   12.3] node kernel: invoked oom-killer: .." from a
 * program of that name), so where the lines before had no host, two in a row must agree on one.
 */
bool syslog_monotonic_host(struct parse *p)
{
	struct decoder *d = p->d;
	strv rest = p->text, host;
	bool known, kernel, likely;
	size_t n = str_find_byte(rest, ' ');

	host = str_upto(rest, n);
	rest = str_from(rest, n);
	if (n == 0 || n > sizeof(d->host_bytes) || host.p[n - 1] == ':' || rest.n < 9 || rest.p[1] == ' ') {
		d->plain_monotonic |= !p->probe;
		return false;
	}
	kernel = str_starts(rest, STR(" kernel: "));
	known = str_eq(host, d->monotonic_host);
	if (p->probe)
		return known && kernel;
	/* "chatter[147]: ": a program with its pid makes a host likely enough to wait for the next line, too */
	likely = kernel || has_pid(rest);
	if (!known && likely)
		keep_host(d, host);
	if ((!known && (!kernel || d->plain_monotonic)) || !writer_with_host_and_tag(p, p->text)) {
		d->plain_monotonic = true;
		if (!likely)
			d->monotonic_host = STR_NONE;
		return false;
	}
	d->plain_monotonic = false;
	p->id = CARRIER_JOURNAL_MONOTONIC;
	return true;
}

/* "kernel: text", " kernel:[340000.123456] text" (a broadcast on terminals): nothing but the tag */
static bool only_tag(struct parse *p)
{
	strv s = p->text;
	bool broadcast = skip_byte(&s, ' ');

	if (!skip_literal(&s, STR("kernel:")) || s.n == 0 || s.p[0] != (broadcast ? '[' : ' '))
		return false;
	skip_byte(&s, ' ');
	p->r.tag = STR("kernel");
	p->id = CARRIER_KERNEL_TAG;
	p->text = s;
	return true;
}

bool syslog_prefix(struct parse *p)
{
	if (p->text.n < 8)
		return false;
	if (is_digit(p->text.p[0]))
		return p->text.p[4] == '-' || p->text.p[4] == '/' ? iso(p) : short_unix(p) || rfc3164_local(p);
	switch (p->text.p[0]) {
	case '<':
		return with_priority(p);
	case 'k':
	case ' ':
		return only_tag(p) || rfc3164_local(p);
	case 'A':
	case 'D':
	case 'F':
	case 'J':
	case 'M':
	case 'N':
	case 'O':
	case 'S':
	case 'T':
	case 'W':
		return (p->text.p[3] == ' ' && (rfc3164(p, p->text) || weekday(p))) || rfc3164_local(p);
	default:
		return rfc3164_local(p);
	}
}

/*
 * "last message repeated 3 times" (sysklogd, rsyslog): the one before it, N more times.
 * "message repeated 3 times: [ text]" (rsyslog): this one, N times.
 */
void syslog_repeat(struct parse *p)
{
	strv s = p->text;
	bool last = skip_literal(&s, STR("last "));
	uint64_t n;

	if (!skip_literal(&s, STR("message repeated ")) || !parse_u64(&s, &n) || !skip_literal(&s, STR(" time")))
		return;
	skip_byte(&s, 's');
	if (last) {
		if (s.n > 0)
			return;
		p->r.flags |= RECORD_REPEATED;
		p->text = s;
	} else {
		if (!skip_literal(&s, STR(": [")) || s.n == 0 || s.p[s.n - 1] != ']')
			return;
		s.n--;
		skip_byte(&s, ' ');
		p->text = s;
	}
	p->r.repeat = n;
}
