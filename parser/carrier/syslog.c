#include "carrier/syslog.h"

#include "carrier/stamp.h"
#include "carrier/words.h"

enum { MOST_NAME = 128 }; /* of a host or a program */

static const char *const facilities[] = {"kern",   "user",     "mail",    "daemon", "auth",     "syslog",
                                         "lpr",    "news",     "uucp",    "cron",   "authpriv", "ftp",
                                         "ntp",    "security", "console", "cron",   "local0",   "local1",
                                         "local2", "local3",   "local4",  "local5", "local6",   "local7"};

static const struct {
	const char *name;
	int8_t level;
} severities[] = {{"emerg", 0}, {"panic", 0},   {"alert", 1},  {"crit", 2}, {"err", 3},  {"error", 3},
                  {"warn", 4},  {"warning", 4}, {"notice", 5}, {"info", 6}, {"debug", 7}};

size_t syslog_facility(strv name)
{
	for (size_t i = 0; i < sizeof(facilities) / sizeof(*facilities); i++)
		if (str_eq(name, str_of(facilities[i])))
			return i;
	return SIZE_MAX;
}

int8_t syslog_severity(strv name)
{
	for (size_t i = 0; i < sizeof(severities) / sizeof(*severities); i++)
		if (str_eq(name, str_of(severities[i].name)))
			return severities[i].level;
	return -1;
}

bool syslog_priority_names(strv word, struct record *r)
{
	size_t dot = str_find_byte(word, '.');
	size_t facility;
	int8_t level;

	if (dot == SIZE_MAX)
		return false;
	facility = syslog_facility(str_upto(word, dot));
	level = syslog_severity(str_from(word, dot + 1));
	if (facility == SIZE_MAX || level < 0)
		return false;
	r->level = level;
	record_facility(r, facility);
	return true;
}

/* "<4>", "<12>"; *ret = facility * 8 + severity */
static bool priority(strv *s, uint64_t *ret)
{
	strv rest = *s;

	if (!skip_byte(&rest, '<') || !parse_u64(&rest, ret) || *ret > 191 || !skip_byte(&rest, '>'))
		return false;
	*s = rest;
	return true;
}

/* "kernel:", "systemd[1]:", "kernel[0]:"; without the blank behind it. *ret_pid: 0 where there is none */
static bool tag_of(strv *s, strv *ret, uint64_t *ret_pid)
{
	strv rest = *s;
	size_t n = 0;

	while (n < rest.n && n < MOST_NAME && word_is_name_byte(rest.p[n]))
		n++;
	if (n == 0)
		return false;
	*ret = str_upto(rest, n);
	*ret_pid = 0;
	rest = str_from(rest, n);
	if (skip_byte(&rest, '[') && (!parse_u64(&rest, ret_pid) || !skip_byte(&rest, ']')))
		return false;
	if (!skip_byte(&rest, ':'))
		return false;
	if (rest.n > 0 && rest.p[0] != ' ' && rest.p[0] != '[')
		return false;
	*s = rest;
	return true;
}

/*
 * Some loggers write no tag at all: "Nov 16 06:00:00 host oom-killer: gfp_mask=0xd0". These words begin lines of an
 * OOM report; in an input whose kernel lines do have the tag, they are a program's name like any other.
 */
static bool is_kernel_word(const struct decoder *d, strv word)
{
	static const char *const words[] = {"oom-killer", "Mem-Info", "DMA", "DMA32", "Normal", "HighMem", "Movable"};

	if (d->kernel_tag)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_eq(word, str_of(words[i])))
			return true;
	return false;
}

/* "kernel[12]:" is a program that calls itself so: the kernel has no pid, or 0. */
static void set_writer(struct parse *p, strv tag, uint64_t pid)
{
	p->r.tag = tag;
	if (!str_eq(tag, STR("kernel")) || pid != 0) {
		p->r.trust = TRUST_PROGRAM;
		/* journalctl leaves a missing identifier out of the indent of later lines */
		if (str_eq(tag, STR("unknown")))
			p->narrower = sizeof(" unknown") - 1;
		return;
	}
	if (p->r.trust != TRUST_PROGRAM)
		p->r.trust = TRUST_KERNEL;
	if (!p->probe)
		p->d->kernel_tag = true;
}

/*
 * "Nov 21 01:34:44 [    7.442518] text": ts(1), a terminal program or a serial console server put its own clock in
 * front, and there is no host. A host's name is no bracket with a number in it.
 */
static bool begins_with_kernel_stamp(strv s)
{
	uint64_t number;

	if (!skip_byte(&s, '['))
		return false;
	skip_blanks(&s);
	return parse_u64(&s, &number) && skip_byte(&s, '.') && parse_u64(&s, &number) && skip_byte(&s, ']');
}

/* "kern.warn kernel: text", or the severity alone: "warning kernel: text", F5's BIG-IP */
static void skip_priority(struct parse *p, strv *s)
{
	strv rest = *s, word, tag;
	uint64_t pid;

	if (!parse_word(&rest, &word) || !skip_byte(&rest, ' '))
		return;
	if (!syslog_priority_names(word, &p->r)) {
		if (syslog_severity(word) < 0 || !tag_of(&(strv){rest.p, rest.n}, &tag, &pid))
			return;
		p->r.level = syslog_severity(word);
	}
	*s = rest;
}

/*
 * "host user.warn kernel: [   12.345678] text": busybox's klogd asks for facility kern, which is 0, and glibc's openlog()
 * takes a 0 for nothing said. So it is not known who wrote it.
 */
static bool may_be_klogd(strv s)
{
	strv word;

	return parse_word(&s, &word) && str_starts(word, STR("user.")) && skip_literal(&s, STR(" kernel: ")) &&
		begins_with_kernel_stamp(s);
}

/* What follows the host: "kern.warn kernel: text", "kernel: text", or the text itself. */
static void writer(struct parse *p, strv s)
{
	bool klogd = may_be_klogd(s);
	strv rest, tag;
	uint64_t pid;

	skip_priority(p, &s);
	rest = s;
	if (tag_of(&rest, &tag, &pid) && !is_kernel_word(p->d, tag)) {
		set_writer(p, tag, pid);
		if (klogd)
			p->r.trust = TRUST_UNKNOWN;
		skip_byte(&rest, ' ');
		skip_literal(&rest, STR(": ")); /* "slot1/h warning kernel: : text", BIG-IP on a chassis */
		s = rest;
	}
	p->text = s;
}

/* The word between the host and "kernel:" is the host that a relay passed on, or says how grave it is. */
static void take_second(struct parse *p, strv word, strv behind)
{
	struct record named = p->r;

	if (syslog_priority_names(word_is_bracketed(word) ? (strv){word.p + 1, word.n - 2} : word, &named))
		p->r = named;
	else if (word_severity_in_capitals(word) >= 0)
		p->r.level = word_severity_in_capitals(word);
	else if (word_is_host(word))
		p->r.host = word;
	writer(p, behind);
}

/* "host kernel: text", "kernel: text" (--no-hostname) */
static bool host_and_writer(struct parse *p, strv s)
{
	strv rest = s, word, tag;
	uint64_t pid;

	if (tag_of(&rest, &word, &pid)) {
		writer(p, s);
		return true;
	}
	if (!parse_word(&s, &word) || word.n > MOST_NAME || (s.n > 0 && !skip_byte(&s, ' ')))
		return false;
	rest = s;
	if (syslog_priority_names(word, &p->r)) {
		writer(p, rest);
		return true;
	}
	/* ChromeOS: "2026-11-21T01:34:44.123456Z WARNING kernel: text" */
	if (word_severity_in_capitals(word) >= 0 && tag_of(&(strv){rest.p, rest.n}, &tag, &pid))
		p->r.level = word_severity_in_capitals(word);
	else if (word_is_host(word))
		p->r.host = word;
	writer(p, rest);
	if (p->r.tag.p == NULL && word_is_bracketed(word))
		set_writer(p, (strv){word.p + 1, word.n - 2}, 0);
	/* "10.0.0.7 host kernel: text", "CEST host kernel: text": a relay, or the zone, in front of the host */
	if (p->r.tag.p == NULL && parse_word(&rest, &word) && word.n <= MOST_NAME && str_starts(rest, STR(" kernel: ")))
		take_second(p, word, str_from(rest, 1));
	return true;
}

/* "host kernel: text" where nothing but a tag makes it certain that there is a host at all */
static bool host_and_tag(struct parse *p, strv s)
{
	struct record before = p->r;
	strv text = p->text;

	if (host_and_writer(p, s) && p->r.tag.p != NULL)
		return true;
	p->r = before;
	p->text = text;
	return false;
}

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
	if (s.p[0] == ' ' && str_find(str_upto(s, MOST_NAME), STR(" kernel: ")) != SIZE_MAX)
		s = str_trim_left(s); /* Junos writes two blanks */
	if (begins_with_kernel_stamp(s))
		p->text = s;
	else if (!host_and_writer(p, s))
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
	    !skip_byte(&s, ' ') || !clock_of(p, &s, &w, &digits) || !skip_byte(&s, ' ') || !host_and_tag(p, s))
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
		set_writer(p, app, str_to_u64(procid, &pid) ? pid : 0);
	p->id = CARRIER_SYSLOG_RFC5424;
	p->text = s;
	return true;
}

static bool with_priority(struct parse *p)
{
	struct record before = p->r;
	strv s = p->text;
	uint64_t pri;

	if (!priority(&s, &pri))
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
	if (!host_and_tag(p, s)) {
		/* "2026-11-21T01:34:44Z host [   12.345678] text": rsyslog's netconsole input, which has no tag */
		if (!parse_word(&s, &word) || word.n > MOST_NAME || word.p[0] == '[' || !skip_byte(&s, ' ') ||
		    !begins_with_kernel_stamp(s))
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
	if (!str_to_u64(str_upto(s, 6), &part) || !host_and_tag(p, str_from(s, 7)))
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
		if (!skip_byte(&s, ' ') || !zone_name(&s, &w) || !skip_byte(&s, ' ') || !host_and_writer(p, s))
			return false;
		p->id = CARRIER_JOURNAL_FULL;
	} else {
		if (!stamp_month(&s, &w) || !skip_byte(&s, ' ') || !stamp_day(&s, &w) || !skip_byte(&s, ' ') ||
		    !clock_of(p, &s, &w, &digits) || !skip_byte(&s, ' ') || !stamp_year(&s, &w) || !skip_byte(&s, ' '))
			return false;
		if (!parse_word(&(strv){s.p, s.n}, &word) || !syslog_priority_names(word, &p->r))
			return false;
		writer(p, s);
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
	if ((!known && (!kernel || d->plain_monotonic)) || !host_and_tag(p, p->text)) {
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
