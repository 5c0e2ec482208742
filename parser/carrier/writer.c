#include "carrier/writer.h"

#include "carrier/priority.h"
#include "carrier/words.h"

/* "kernel:", "systemd[1]:", "kernel[0]:"; without the blank behind it. *ret_pid: 0 where there is none */
static bool tag_of(strv *s, strv *ret, uint64_t *ret_pid)
{
	strv rest = *s;
	size_t n = 0;

	while (n < rest.n && n < WRITER_MOST_NAME && word_is_name_byte(rest.p[n]))
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

void writer_set(struct parse *p, strv tag, uint64_t pid)
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

bool writer_is_kernel_stamp(strv s)
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
	if (!priority_names(word, &p->r)) {
		if (priority_severity(word) < 0 || !tag_of(&(strv){rest.p, rest.n}, &tag, &pid))
			return;
		p->r.level = priority_severity(word);
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
		writer_is_kernel_stamp(s);
}

void writer_take(struct parse *p, strv s)
{
	bool klogd = may_be_klogd(s);
	strv rest, tag;
	uint64_t pid;

	skip_priority(p, &s);
	rest = s;
	if (tag_of(&rest, &tag, &pid) && !is_kernel_word(p->d, tag)) {
		writer_set(p, tag, pid);
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

	if (priority_names(word_is_bracketed(word) ? (strv){word.p + 1, word.n - 2} : word, &named))
		p->r = named;
	else if (word_severity_in_capitals(word) >= 0)
		p->r.level = word_severity_in_capitals(word);
	else if (word_is_host(word))
		p->r.host = word;
	writer_take(p, behind);
}

bool writer_with_host(struct parse *p, strv s)
{
	strv rest = s, word, tag;
	uint64_t pid;

	if (tag_of(&rest, &word, &pid)) {
		writer_take(p, s);
		return true;
	}
	if (!parse_word(&s, &word) || word.n > WRITER_MOST_NAME || (s.n > 0 && !skip_byte(&s, ' ')))
		return false;
	rest = s;
	if (priority_names(word, &p->r)) {
		writer_take(p, rest);
		return true;
	}
	/* ChromeOS: "2026-11-21T01:34:44.123456Z WARNING kernel: text" */
	if (word_severity_in_capitals(word) >= 0 && tag_of(&(strv){rest.p, rest.n}, &tag, &pid))
		p->r.level = word_severity_in_capitals(word);
	else if (word_is_host(word))
		p->r.host = word;
	writer_take(p, rest);
	if (p->r.tag.p == NULL && word_is_bracketed(word))
		writer_set(p, (strv){word.p + 1, word.n - 2}, 0);
	/* "10.0.0.7 host kernel: text", "CEST host kernel: text": a relay, or the zone, in front of the host */
	if (p->r.tag.p == NULL && parse_word(&rest, &word) && word.n <= WRITER_MOST_NAME &&
	    str_starts(rest, STR(" kernel: ")))
		take_second(p, word, str_from(rest, 1));
	return true;
}

bool writer_with_host_and_tag(struct parse *p, strv s)
{
	struct record before = p->r;
	strv text = p->text;

	if (writer_with_host(p, s) && p->r.tag.p != NULL)
		return true;
	p->r = before;
	p->text = text;
	return false;
}
