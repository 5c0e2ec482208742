/*
 * NX-OS:	2026 Nov 21 01:34:44 host %KERN-4-SYSTEM_MSG: [   12.345678] text - kernel
 * IOS XE:	*Nov 21 01:34:44.123: %IOSXE-4-PLATFORM: R0/0: kernel: text
 */
#include "carrier/cisco.h"

#include "carrier/stamp.h"

enum { MOST_HEAD = 160 }; /* bytes before a mnemonic */

/* "%KERN-4-SYSTEM_MSG: "; *ret: "KERN" */
static bool mnemonic(strv *s, strv *ret, uint64_t *ret_level)
{
	strv rest = *s;
	size_t n = 0;

	if (!skip_byte(&rest, '%'))
		return false;
	while (n < rest.n && n < MOST_HEAD &&
	       (rest.p[n] == '_' || is_digit(rest.p[n]) || (rest.p[n] >= 'A' && rest.p[n] <= 'Z')))
		n++;
	*ret = str_upto(rest, n);
	rest = str_from(rest, n);
	if (n == 0 || !skip_byte(&rest, '-') || !parse_u64(&rest, ret_level) || *ret_level > 7 ||
	    !skip_byte(&rest, '-'))
		return false;
	n = str_find(str_upto(rest, MOST_HEAD), STR(": "));
	if (n == SIZE_MAX || str_find_byte(str_upto(rest, n), ' ') != SIZE_MAX)
		return false;
	*s = str_from(rest, n + 2);
	return true;
}

/* "R0/0: kernel: text": where in the machine, and who */
static bool platform_kernel(strv *s)
{
	size_t at = str_find(str_upto(*s, MOST_HEAD), STR("kernel: "));

	if (at == SIZE_MAX || str_find_byte(str_upto(*s, at), '(') != SIZE_MAX)
		return false;
	*s = str_from(*s, at + sizeof("kernel: ") - 1);
	return true;
}

bool cisco_mnemonic(struct parse *p)
{
	strv s = p->text, facility;
	uint64_t level;

	if (!mnemonic(&s, &facility, &level))
		return false;
	if (str_eq(facility, STR("KERN"))) {
		if (str_ends(s, STR(" - kernel")))
			s.n -= sizeof(" - kernel") - 1;
	} else if (!platform_kernel(&s)) {
		p->r.trust = TRUST_PROGRAM;
	}
	if (p->r.trust != TRUST_PROGRAM) {
		p->r.trust = TRUST_KERNEL;
		p->r.tag = STR("kernel");
	}
	p->r.level = (int8_t)level;
	p->text = s;
	return true;
}

/* "*Nov 21 01:34:44.123 UTC": '*' and '.' say that the clock was not set right */
static bool clock_of(strv s, struct stamp *w)
{
	int digits;

	if (!skip_byte(&s, '*'))
		skip_byte(&s, '.');
	if (!stamp_month(&s, w) || !skip_byte(&s, ' ') || !stamp_day(&s, w) || !skip_byte(&s, ' '))
		return false;
	if (stamp_year(&s, w) && !skip_byte(&s, ' '))
		return false;
	if (!stamp_clock(&s, w, &digits))
		return false;
	if (str_eq(s, STR(" UTC")) || str_eq(s, STR(" GMT")))
		w->zone = 0;
	return s.n <= sizeof(" CEST") - 1;
}

bool cisco_prefix(struct parse *p)
{
	struct stamp w = {.zone = NO_ZONE};
	size_t end = str_find(str_upto(p->text, MOST_HEAD), STR(": %"));
	strv head, host = STR_NONE;
	size_t at;

	if (end == SIZE_MAX)
		return false;
	/* "<187>123: host: " before the clock: a number of the line, and who sent it */
	for (head = str_upto(p->text, end); (at = str_find(head, STR(": "))) != SIZE_MAX;
	     head = str_from(head, at + 2)) {
		uint64_t number;
		strv word = str_upto(head, at);

		if (skip_byte(&word, '<') && parse_u64(&word, &number))
			skip_byte(&word, '>');
		if (word.n > 0 && str_find_byte(word, ' ') == SIZE_MAX && !str_to_u64(word, &number))
			host = word;
	}
	if (!clock_of(head, &w))
		return false;
	p->r.wall = w;
	p->r.host = host;
	p->id = CARRIER_SYSLOG;
	p->text = str_from(p->text, end + 2);
	return cisco_mnemonic(p);
}
