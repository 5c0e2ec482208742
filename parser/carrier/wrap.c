#include "carrier/wrap.h"

#include "carrier/held.h"
#include "carrier/stamp.h"

/* "2026-11-21T01:34:44.123456789Z stderr F text"; 'P': the message goes on in the next line */
static bool cri(struct parse *p, strv s, struct span *span)
{
	struct decoder *d = p->d;
	bool partial;

	if (!skip_literal(&s, STR("stdout ")) && !skip_literal(&s, STR("stderr ")))
		return false;
	if (s.n == 0 || (s.p[0] != 'F' && s.p[0] != 'P') || (s.n > 1 && s.p[1] != ' ' && s.p[1] != ':'))
		return false;
	partial = s.p[0] == 'P';
	while (s.n > 0 && s.p[0] != ' ')
		s = str_from(s, 1);
	skip_byte(&s, ' ');
	p->text = s;
	p->id = CARRIER_CRI;
	if (p->probe || p->joined)
		return true;
	if (partial) {
		decode_hold(p, HELD_CRI, 0, s, span);
	} else if (held_has(&d->held, HELD_CRI, 0)) {
		p->text = held_take(&d->held, s, span);
		p->joined = true;
	}
	return true;
}

/* "2026-11-21T01:34:44.123456Z 00O text": stream number and its kind; '+' says that the line before goes on */
static bool gitlab(struct parse *p, strv s)
{
	if (s.n < 4 || !is_digit(s.p[0]) || (s.p[2] != 'O' && s.p[2] != 'E') || (s.p[3] != ' ' && s.p[3] != '+'))
		return false;
	p->text = str_from(s, 4);
	p->id = CARRIER_GITLAB;
	return true;
}

/* "2023-12-05T10:00:00.127Z In(05) vcpu-5 - Guest: <6>[39000000.123456] text" */
static bool vmware(struct parse *p, strv s)
{
	size_t at;

	if (!skip_literal(&s, STR("In(")) && !skip_literal(&s, STR("Wa(")) && !skip_literal(&s, STR("Er(")))
		return false;
	at = str_find(str_upto(s, 64), STR(" - Guest: "));
	if (at == SIZE_MAX)
		return false;
	p->text = str_from(s, at + sizeof(" - Guest: ") - 1);
	p->id = CARRIER_VMWARE;
	return true;
}

/* GitHub Actions print seven digits of a second, nobody else does. */
static bool stamped(struct parse *p, struct span *span)
{
	struct stamp w = {.zone = NO_ZONE};
	strv s = p->text;
	int digits;

	if (!stamp_iso(&s, &w, &digits) || digits < 0 || w.zone == NO_ZONE || !skip_byte(&s, ' '))
		return false;
	if (digits == 7) {
		p->text = s;
		p->id = CARRIER_GITHUB;
	} else if (!cri(p, s, span) && !vmware(p, s) && !gitlab(p, s)) {
		return false;
	}
	p->r.wall = w;
	return true;
}

bool wrap_iso_stamp(struct parse *p)
{
	struct stamp w = {.zone = NO_ZONE};
	strv s = p->text;
	int digits;

	if (s.n < 20 || !is_digit(s.p[0]) || !stamp_iso(&s, &w, &digits) || digits < 0 || !skip_byte(&s, ' '))
		return false;
	/* A stamp without a zone is common in programs' own logs: there the kernel's must follow. */
	if (w.zone == NO_ZONE && (s.n == 0 || (s.p[0] != '[' && s.p[0] != '<')))
		return false;
	p->r.wall = w;
	p->text = s;
	p->id = CARRIER_ISO_STAMP;
	return true;
}

/* "[2026-11-21T01:34:44.123Z] text": Jenkins's pipelines */
static bool in_brackets(struct parse *p)
{
	struct stamp w = {.zone = NO_ZONE};
	strv s = str_from(p->text, 1);
	int digits;

	if (!is_digit(s.p[0]) || s.p[4] != '-' || !stamp_iso(&s, &w, &digits) || !skip_literal(&s, STR("] ")))
		return false;
	p->r.wall = w;
	p->text = s;
	p->id = CARRIER_ISO_STAMP;
	return true;
}

/* "00177 Mem-Info:": a test harness counts seconds. The kernel prints no number with zeros before it. */
static bool counter(struct parse *p)
{
	strv s = p->text;

	if (s.n < 7 || s.p[0] != '0' || s.p[5] != ' ')
		return false;
	for (size_t i = 1; i < 5; i++)
		if (!is_digit(s.p[i]))
			return false;
	p->text = str_from(s, 6);
	return true;
}

/* "section_start:1560896352:step_script\r": GitLab's fold marks; the text behind the '\r' shares their line */
static bool section_mark(struct parse *p)
{
	size_t end;

	if (!str_starts(p->text, STR("section_start:")) && !str_starts(p->text, STR("section_end:")))
		return false;
	end = str_find_byte(p->text, '\r');
	p->text = end == SIZE_MAX ? str_from(p->text, p->text.n) : str_from(p->text, end + 1);
	return true;
}

/* "[pod/node-logger-x7k2p/main] text": kubectl logs --prefix; --timestamps come behind it */
static bool pod_prefix(struct parse *p)
{
	strv s = p->text;
	size_t end;

	if (!skip_literal(&s, STR("[pod/")))
		return false;
	end = str_find(str_upto(s, 512), STR("] "));
	if (end == SIZE_MAX || str_find_byte(str_upto(s, end), ' ') != SIZE_MAX)
		return false;
	p->text = str_from(s, end + 2);
	return true;
}

/* "Warning  OOMKilling  2m  kernel-monitor, n1  Memory cgroup out of memory: Kill process ..": kubectl's columns */
static bool kubernetes_event(struct parse *p)
{
	static const strv begins[] = {{"Memory cgroup out of memory:", 28}, {"Out of memory:", 14}};
	strv s = p->text;

	if (!skip_literal(&s, STR("Warning")) || skip_blanks(&s) == 0 || !skip_literal(&s, STR("OOMKilling")) ||
	    skip_blanks(&s) == 0)
		return false;
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++) {
		size_t at = str_find(str_upto(s, 256), begins[i]);

		if (at != SIZE_MAX) {
			p->text = str_from(s, at);
			p->id = CARRIER_K8S_EVENT;
			return true;
		}
	}
	return false;
}

bool wrap_strip(struct parse *p, struct span *span)
{
	if (p->text.n < 7)
		return false;
	if (is_digit(p->text.p[0]))
		return p->text.p[4] == '-' ? stamped(p, span) : counter(p);
	switch (p->text.p[0]) {
	case '[':
		return in_brackets(p) || pod_prefix(p);
	case 'W':
		return kubernetes_event(p);
	case 's':
		return section_mark(p);
	default:
		return false;
	}
}
