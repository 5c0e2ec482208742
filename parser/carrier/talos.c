/*
 * "10.5.0.2: kern: warning: [2026-11-21T01:34:44.123456789Z]: text", "kern:    info: [..]: text": node, facility, severity
 * and a wall clock; the node is left out where there is one only.
 */
#include "carrier/talos.h"

#include "carrier/priority.h"
#include "carrier/stamp.h"

/* "word:" and the blanks behind it */
static bool part(strv *s, strv *ret)
{
	strv rest = *s;

	if (!parse_word(&rest, ret) || ret->n < 2 || ret->p[ret->n - 1] != ':' || skip_blanks(&rest) == 0)
		return false;
	ret->n--;
	*s = rest;
	return true;
}

bool talos_strip(struct parse *p)
{
	strv s = p->text, facility, severity, host = STR_NONE;
	struct stamp w = {.zone = NO_ZONE};
	int8_t level;
	int digits;

	if (!part(&s, &facility))
		return false;
	if (priority_facility(facility) == SIZE_MAX) {
		host = facility;
		if (!part(&s, &facility) || priority_facility(facility) == SIZE_MAX)
			return false;
	}
	if (!part(&s, &severity) || (level = priority_severity(severity)) < 0 || !skip_byte(&s, '[') ||
	    !stamp_iso(&s, &w, &digits) || !skip_literal(&s, STR("]: ")))
		return false;
	p->r.host = host;
	p->r.wall = w;
	p->r.level = level;
	record_facility(&p->r, priority_facility(facility));
	p->text = s;
	p->id = CARRIER_ISO_STAMP;
	return true;
}
