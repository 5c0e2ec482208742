#include "carrier/kmsg.h"

#include "carrier/escape.h"
#include "carrier/held.h"

struct kmsg_header {
	uint64_t pri, seq, usec, fragment, total;
	strv caller;
	bool fragmented;
};

/* "caller=T4242", "ncfrag=0/1034" */
static void option(strv s, struct kmsg_header *h)
{
	if (skip_literal(&s, STR("caller="))) {
		h->caller = s;
	} else if (skip_literal(&s, STR("ncfrag="))) {
		h->fragmented = parse_u64(&s, &h->fragment) && skip_byte(&s, '/') && str_to_u64(s, &h->total);
	}
}

/* Newer netconsole may put the kernel's release first: "6.4.0,6,444,501151268,-;text" */
static void skip_release(strv *s)
{
	size_t comma = str_find_byte(str_upto(*s, 64), ','), dot = str_find_byte(str_upto(*s, 4), '.');

	if (comma != SIZE_MAX && dot != SIZE_MAX && dot < comma)
		*s = str_from(*s, comma + 1);
}

static bool header(strv *s, struct kmsg_header *h)
{
	strv rest = *s, options;
	size_t end;

	skip_release(&rest);
	if (!parse_u64(&rest, &h->pri) || h->pri > 2047 || !skip_byte(&rest, ',') || !parse_u64(&rest, &h->seq) ||
	    !skip_byte(&rest, ',') || !parse_u64(&rest, &h->usec) || h->usec > MOST_TIME || !skip_byte(&rest, ',') ||
	    rest.n < 2 || (rest.p[0] != '-' && rest.p[0] != 'c' && rest.p[0] != '+'))
		return false;
	rest = str_from(rest, 1); /* 'c': a piece of a line, '+' one more of it, KERN_CONT; told by the text itself */
	end = str_find_byte(str_upto(rest, 256), ';');
	if (end == SIZE_MAX)
		return false;
	options = str_upto(rest, end);
	while (skip_byte(&options, ',')) {
		size_t comma = str_find_byte(options, ',');

		option(str_upto(options, comma), h);
		options = str_from(options, comma < options.n ? comma : options.n);
	}
	if (options.n > 0)
		return false;
	*s = str_from(rest, end + 1);
	return true;
}

/* Sequence numbers without a gap belong to messages; where one is missing the ring was overwritten before it was read. */
static uint64_t lost_before(struct decoder *d, uint64_t seq)
{
	uint64_t lost = d->have_seq && seq > d->seq ? seq - d->seq - 1 : 0;

	d->have_seq = true;
	d->seq = seq;
	return lost;
}

/* A message too long for a datagram is sent in pieces: "..,ncfrag=0/1034;first", "..,ncfrag=968/1034;rest" */
static void fragment(struct parse *p, const struct kmsg_header *h, strv text, struct span *span)
{
	struct decoder *d = p->d;

	p->id = CARRIER_NETCONSOLE;
	if (h->fragment + text.n < h->total && !p->joined) {
		decode_hold(p, HELD_NETCONSOLE, h->seq, text, span);
	} else if (held_has(&d->held, HELD_NETCONSOLE, h->seq) && !p->joined) {
		p->text = held_take(&d->held, text, span);
		p->joined = true;
	}
}

bool kmsg_prefix(struct parse *p, struct span *span)
{
	struct kmsg_header h = {0};
	struct decoder *d = p->d;
	strv s = p->text;

	if (s.n < 7 || !is_digit(s.p[0]) || !header(&s, &h))
		return false;
	p->text = s;
	p->id = CARRIER_KMSG;
	p->whole = true;
	p->base = NULL;
	if (p->probe)
		return true;
	p->r.level = (int8_t)(h.pri & 7);
	record_facility(&p->r, h.pri >> 3);
	p->r.mono_us = (int64_t)h.usec;
	p->r.caller = h.caller;
	if (h.fragmented && h.total > 0)
		fragment(p, &h, s, span);
	if (p->dropped)
		return true;
	p->r.lost = lost_before(d, h.seq);
	p->text = escape_undo_kmsg(&d->scratch, p->text);
	d->needs_all = true;
	return true;
}

bool kmsg_dictionary(strv s)
{
	size_t n = 0;

	if (!skip_byte(&s, ' '))
		return false;
	while (n < s.n && ((s.p[n] >= 'A' && s.p[n] <= 'Z') || s.p[n] == '_' || (n > 0 && is_digit(s.p[n]))))
		n++;
	return n > 0 && n < s.n && s.p[n] == '=';
}
