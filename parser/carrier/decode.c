#include "carrier/decoder.h"

#include "carrier/android.h"
#include "carrier/cell.h"
#include "carrier/cisco.h"
#include "carrier/escape.h"
#include "carrier/front.h"
#include "carrier/held.h"
#include "carrier/kmsg.h"
#include "carrier/label.h"
#include "carrier/list.h"
#include "carrier/listing.h"
#include "carrier/logfmt.h"
#include "carrier/object.h"
#include "carrier/origin.h"
#include "carrier/parts.h"
#include "carrier/printk.h"
#include "carrier/quote.h"
#include "carrier/same.h"
#include "carrier/syslog.h"
#include "carrier/talos.h"
#include "carrier/tick.h"
#include "carrier/wash.h"
#include "carrier/wrap.h"
#include "carrier/yaml.h"

enum {
	MOST_WRAPS = 8,  /* stamps around stamps */
	LEAST_INDENT = 4 /* of a continuation line: kernel text may begin with a few blanks of its own */
};

void decode_begin(struct decoder *d, struct parse *p, strv text)
{
	*p = (struct parse){.d = d, .text = text, .base = text.p, .id = CARRIER_BARE};
	record_init(&p->r);
}

static bool cached_origin(struct parse *p)
{
	const struct origin_cache *c = &p->d->origin;

	bool same;

	if (p->wrapped || p->probe || !origin_match(p->d, &p->text, &same))
		return false;
	p->r = c->r;
	p->id = c->id;
	p->narrower = c->narrower;
	return true;
}

/* Host and writer, from whichever carrier names them in its one line. */
static bool origin(struct parse *p)
{
	strv from = p->text;

	if (!syslog_prefix(p)) {
		p->clock_at = p->clock_end = 0;
		if (!android_logcat(p) && !cisco_prefix(p))
			return false;
	}
	if (!p->probe)
		origin_keep(p, from);
	return true;
}

static bool strip_json(struct parse *p, struct span *span)
{
	strv s = p->text;

	/* json-seq: a record separator; json-sse: "data: " */
	if (s.n > 0 && (s.p[0] == '\x1e' || s.p[0] == 'd')) {
		if (!skip_byte(&s, '\x1e') && !skip_literal(&s, STR("data: ")))
			return false;
	}
	if (s.n > 2 && s.p[0] == ',' && s.p[1] == '{')
		s = str_from(s, 1); /* a list with its commas in front */
	if (s.n < 2 || (s.p[0] != '{' && !list_looks(s)))
		return false;
	if (p->probe)
		return true;
	p->text = s;
	if (s.p[0] == '{' && object_strip(p, span))
		return true;
	list_walk(p, span);
	/* An object without a message is no text, and no rest of one. */
	if (!p->dropped && s.p[0] == '{' && s.n > 2)
		p->dropped = object_is_whole(s);
	return p->dropped;
}

/* NOLINTBEGIN(misc-no-recursion): a message's lines are decoded for themselves, once: `splitting` */

/* Has a line behind the first a prefix of its own? */
static bool is_several(struct decoder *d, strv text)
{
	for (size_t end; (end = str_find_byte(text, '\n')) != SIZE_MAX;) {
		text = str_from(text, end + 1);
		if (decode_is_prefix(d, text))
			return true;
	}
	return false;
}

/*
 * A service took several lines for one message, or a whole console: each has its own prefix. What a program printed as
 * one message has not.
 */
static void split_lines(struct parse *p, const struct span *span)
{
	bool outer = p->d->splitting;

	if (p->d->nested || !is_several(p->d, p->text))
		return;
	p->d->splitting = p->d->nested = true; /* messages within messages are not taken apart further */
	while (p->status >= 0 && p->text.n > 0) {
		size_t end = str_find_byte(p->text, '\n');
		strv one = str_upto(p->text, end);

		while (one.n > 0 && one.p[one.n - 1] == '\r')
			one.n--;
		p->status = decode_text(p->d, one, span);
		p->text = end != SIZE_MAX ? str_from(p->text, end + 1) : STR_NONE;
	}
	p->d->splitting = outer;
	p->d->nested = false;
	p->dropped = true;
}

/* What only passed the text on may have taken it from a terminal or a page. */
static void behind_json(struct parse *p, const struct span *span)
{
	if (p->id != CARRIER_DOCKER_JSON && p->id != CARRIER_SERVICE_JSON)
		return;
	if (!p->dropped)
		split_lines(p, span);
	if (!p->dropped)
		p->text = wash_line(p->d, p->text);
}

/* dmesg's stamp, or journalctl's that looks like it */
static bool printk(struct parse *p)
{
	strv from = p->text;

	if (!printk_prefix(p))
		return false;
	if ((p->id == CARRIER_DMESG || p->id == CARRIER_DMESG_DELTA) && (p->d->stages & STAGE_ORIGIN) != 0 &&
	    p->r.caller.p == NULL && syslog_monotonic_host(p) && !p->probe)
		origin_keep(p, from);
	return true;
}

/*
 * "Sep  5 10:11:13 relay Sep  5 10:11:12 host kernel: text": a syslog daemon passed on a line that has its own header, and
 * wrote no tag. What a program writes has one.
 */
static void behind_relay(struct parse *p)
{
	struct parse inner = *p;

	if (p->r.tag.p != NULL || p->text.n == 0 || !syslog_prefix(&inner) || !str_eq(inner.r.tag, STR("kernel")))
		return;
	inner.clock_at = inner.clock_end = 0;
	*p = inner;
}

/* "host kernel: [   12.345678] text": what is left behind the host and the writer */
static bool behind_origin(struct parse *p)
{
	behind_relay(p);
	if (p->text.n > 0 && p->text.p[0] == '%')
		cisco_mnemonic(p);
	if (p->text.n > 0 && (p->text.p[0] == 'l' || p->text.p[0] == 'm'))
		syslog_repeat(p);
	if ((p->r.flags & RECORD_REPEATED) == 0)
		printk_prefix(p);
	return true;
}

/* All that stands around a message; false: nothing. */
static bool strip(struct parse *p, struct span *span)
{
	unsigned stages = p->d->stages;
	bool any = false;

	if (p->text.n == 0)
		return false;
	/* The two densest forms of all; a task's row is no other, either. */
	if (p->text.p[0] == '[' && (stages & STAGE_PRINTK) != 0) {
		if (printk(p))
			return true;
		if (p->text.n > 1 && p->text.p[1] == ' ')
			return p->text.n > 4 && p->text.p[4] == '-' && android_long_head(p);
	}
	if ((stages & STAGE_ORIGIN) != 0 && cached_origin(p))
		return behind_origin(p);
	for (unsigned i = 0; i < MOST_WRAPS && p->text.n > 0 && !p->dropped && !p->whole; i++) {
		bool more = false;

		if ((stages & STAGE_KMSG) != 0 && kmsg_prefix(p, span))
			return true;
		if ((stages & STAGE_WRAP) != 0)
			more = wrap_strip(p, span);
		if (!more && (stages & STAGE_JSON) != 0 && strip_json(p, span)) {
			more = true;
			if (p->id == CARRIER_SYSLOG_JSON)
				return printk_prefix(p) || true;
			behind_json(p, span);
		}
		if (!more && (stages & STAGE_ORIGIN) != 0 && origin(p))
			return behind_origin(p);
		if (!more && (stages & STAGE_PRINTK) != 0 && printk(p))
			return true;
		if (!more && (stages & STAGE_WRAP) != 0)
			more = wrap_iso_stamp(p) || talos_strip(p) || (p->id != CARRIER_SERVICE_JSON && label_strip(p));
		if (!more)
			break;
		any = true;
		p->wrapped = true;
		p->base = p->text.p;
	}
	return any;
}

bool decode_is_prefix(struct decoder *d, strv text)
{
	struct span span = {0};
	struct parse p;

	decode_begin(d, &p, text);
	p.probe = true;
	return strip(&p, &span) && p.id != CARRIER_KERNEL_TAG;
}

/* "-- Boot 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --", "-- Reboot --"; other lines of this kind are journalctl's remarks */
static bool separator(struct parse *p)
{
	strv s = p->text, id;

	if (!skip_literal(&s, STR("-- ")) || !str_ends(s, STR(" --")))
		return false;
	if (skip_literal(&s, STR("Boot ")) && parse_word(&s, &id)) {
		p->r.flags |= RECORD_BOOT;
		p->r.boot = id;
	} else if (str_eq(s, STR("Reboot --"))) {
		p->r.flags |= RECORD_BOOT;
	} else if (str_find(s, STR("begin")) == SIZE_MAX && !str_starts(s, STR("No entries"))) {
		return false;
	} else {
		p->dropped = true;
	}
	p->id = CARRIER_JOURNAL_SHORT;
	p->text = str_from(p->text, p->text.n);
	p->base = NULL;
	p->whole = true;
	return true;
}

/* "Panic#1 Part7": the first line of a file that pstore kept */
static bool pstore_header(struct parse *p)
{
	uint64_t number;
	strv dump;

	if (!parts_is_head(p->text, &dump, &number))
		return false;
	p->d->pstore = true;
	p->dropped = true;
	return true;
}

/*
 * dmesg and journalctl print later lines of a message without a prefix, as far to the right as the first began:
 *	[  187.123456] active_anon:10 inactive_anon:20 isolated_anon:0
 *	                active_file:0 inactive_file:1 isolated_file:0
 */
static bool continuation(struct parse *p)
{
	const strv host = p->r.host;
	const struct decoder *d = p->d;
	size_t n = 0;

	if (d->last_width < LEAST_INDENT || p->text.n < d->last_width || p->text.p[0] != ' ' || p->whole)
		return false;
	while (n < d->last_width && p->text.p[n] == ' ')
		n++;
	if (n < d->last_width)
		return false;
	p->r = d->last;
	if (p->r.host.n == 0)
		p->r.host = host; /* what stands before each line */
	p->r.flags = (p->r.flags | RECORD_CONTINUES) & ~(unsigned)RECORD_SAME;
	p->r.lost = 0;
	p->r.repeat = 0;
	p->id = d->last_id;
	p->text = str_from(p->text, n);
	return true;
}

/* The newest stamped record, for the lines that continue it. */
static void keep_last(struct decoder *d, const struct parse *p, size_t width)
{
	size_t n = p->r.caller.n < sizeof(d->last_caller) ? p->r.caller.n : sizeof(d->last_caller);

	d->last_width = width;
	d->last_id = p->id;
	if (width == 0)
		return;
	d->last = p->r;
	if (d->origin.n == 0) {
		/* What was not kept goes away with the line. */
		d->last.host = d->last.tag = STR_NONE;
	}
	if (p->r.caller.p != NULL) {
		memcpy(d->last_caller, p->r.caller.p, n);
		d->last.caller = (strv){d->last_caller, n};
	}
}

/* The prefix's own names for what cannot be told from it alone. */
static enum carrier_id final_id(const struct parse *p)
{
	if (p->d->pstore && (p->id == CARRIER_DMESG || p->id == CARRIER_DMESG_RAW))
		return CARRIER_PSTORE;
	/* journald takes printk's stamp off, syslog daemons leave it. */
	if (p->id == CARRIER_SYSLOG && p->r.trust == TRUST_KERNEL && p->r.mono_us == NO_TIME && p->r.level < 0)
		return CARRIER_JOURNAL_SHORT;
	return p->id;
}

static strv unescaped(const struct parse *p)
{
	switch (p->id) {
	case CARRIER_SYSLOG:
	case CARRIER_SYSLOG_ISO:
	case CARRIER_SYSLOG_RFC5424:
		return escape_undo_octal(&p->d->scratch, p->text);
	case CARRIER_BARE:
		/* the rest of a record that somebody wrapped: "// 6,2302,533604004,-;lowmemorykiller: Killing 'x' (2600)," */
		if (p->d->last_id == CARRIER_KMSG)
			return escape_undo_kmsg(&p->d->scratch, p->text);
		return escape_undo_dmesg(&p->d->scratch, p->text);
	default:
		return carrier_is_dmesg(p->id) ? escape_undo_dmesg(&p->d->scratch, p->text) : p->text;
	}
}

/* "[81B blob data]": journalctl prints this in place of a message that is not plain text, unless asked for --all. */
static bool is_blob(strv s)
{
	return s.n > 12 && s.p[0] == '[' && str_ends(s, STR(" blob data]"));
}

int decode_emit(struct decoder *d, struct parse *p, const struct span *span)
{
	struct record *r = &p->r;

	if (!p->whole && !p->plain)
		p->text = unescaped(p);
	p->id = final_id(p);
	r->text = p->text;
	r->carrier = carriers[p->id].name;
	r->line = span->line;
	r->last_line = span->last_line;
	r->first_byte = span->first_byte;
	r->last_byte = span->last_byte;
	if (p->id != CARRIER_BARE)
		r->flags |= RECORD_STAMPED;
	if (p->id == CARRIER_SERVICE_JSON)
		r->flags |= RECORD_FIELD;
	if (span->cut || d->scratch.cut || is_blob(r->text))
		r->flags |= RECORD_CUT;
	if (r->trust != TRUST_PROGRAM)
		d->count[p->id]++;
	return d->sink(d->ctx, r);
}

static bool decode_prefix(struct parse *p, struct span *span)
{
	if (p->text.n > 0 && p->text.p[0] == '-' && separator(p))
		return true;
	if (p->text.n > 0 && p->text.p[p->text.n - 1] <= '9' && pstore_header(p))
		return true;
	return strip(p, span);
}

/* A line with a prefix of its own: the next ones may be of its form, or continue it. */
static int decode_stamped(struct decoder *d, struct parse *p, const struct span *span)
{
	size_t width = p->base != NULL && p->id != CARRIER_BARE ? (size_t)(p->text.p - p->base) : 0;
	int status;

	width = width > p->narrower ? width - p->narrower : 0;
	if ((p->r.flags & RECORD_REPEATED) == 0)
		keep_last(d, p, width);
	status = decode_emit(d, p, span);
	same_note(d, p, width);
	return status;
}

/* "kern.log:123:[   12.345678] text": the prefix stands behind what a program that shows logs put there. */
static bool behind_listing(struct parse *p, struct span *span)
{
	if ((p->d->stages & STAGE_QUOTE) == 0 || !listing_strip(p, span->line))
		return false;
	return decode_prefix(p, span) || p->id != CARRIER_BARE;
}

/* A line that only the next one can tell about; not one that was put together of others. */
static bool waits(struct decoder *d, strv text)
{
	if (d->front.decided || d->splitting || (d->stages & STAGE_WRAP) == 0 || !front_may_begin(text))
		return false;
	d->front.wanted = true;
	return true;
}

/* What a tool or a person made of the whole line: one cell, one string, one value of it is the log's. */
static bool unwrap(struct parse *p, uint64_t line)
{
	return tick_strip(p) || logfmt_strip(p) || yaml_strip(p, line) || cell_strip(p);
}

static int decode_parse(struct decoder *d, struct parse *p, struct span *span)
{
	/* Half of the lines of a report are such; what looks like one is no quotation. */
	if (d->mark_n == 0 && continuation(p))
		return decode_emit(d, p, span);
	d->same.on = false;
	if ((d->stages & STAGE_QUOTE) != 0 && !unwrap(p, span->line))
		quote_strip(p);
	if (p->dropped)
		return 0;
	p->base = p->text.p;
	if (!decode_prefix(p, span) && !behind_listing(p, span)) {
		bool continues = continuation(p);

		if (!continues && p->text.n == 0)
			return 0;
		if (!continues && waits(d, p->text))
			return 0;
		return decode_emit(d, p, span);
	}
	if (p->status < 0 || p->dropped)
		return p->status;
	if (d->mark_n > 0 && memchr(d->mark, '|', d->mark_n) != NULL)
		skip_literal(&p->text, STR("| ")); /* a table: "| [   12.345678] | text |" */
	/* "2026-11-21T01:34:44.1234567Z                 active_file:0": the indent is behind the courier's stamp */
	if (carrier_is_courier(p->id) && continuation(p))
		return decode_emit(d, p, span);
	return decode_stamped(d, p, span);
}

int decode_text(struct decoder *d, strv text, const struct span *at)
{
	struct span span = *at;
	struct parse p;

	decode_begin(d, &p, text);
	return decode_parse(d, &p, &span);
}

/* NOLINTEND(misc-no-recursion) */

int decode_plain(struct decoder *d, strv text, const struct span *at)
{
	struct span span = *at;
	struct parse p;

	decode_begin(d, &p, text);
	p.plain = true;
	return decode_parse(d, &p, &span);
}

int decode_pieces(struct decoder *d, struct held *h)
{
	struct span span = h->span;
	struct parse p;

	if (!h->active)
		return 0;
	h->active = false;
	span.cut = true;
	decode_begin(d, &p, textbuf_since(&h->text, 0));
	p.joined = true;
	return decode_parse(d, &p, &span);
}

void decode_hold(struct parse *p, unsigned kind, uint64_t key, strv text, const struct span *span)
{
	struct decoder *d = p->d;

	if (!held_has(&d->held, kind, key))
		p->status = decode_pieces(d, &d->held);
	held_add(&d->held, kind, key, text, span);
	d->needs_all = true;
	p->dropped = true;
}
