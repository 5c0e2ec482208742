#include "carrier/object.h"

#include "carrier/cell.h"
#include "carrier/entry.h"
#include "carrier/held.h"
#include "carrier/json.h"
#include "carrier/stamp.h"
#include "carrier/syslog.h"

enum { MOST_INNER = 8 };

/* Members of the objects that are not the journal's own. */
enum member {
	MEMBER_LOG,
	MEMBER_STREAM,
	MEMBER_MESSAGE,
	MEMBER_LINE,
	MEMBER_HOST,
	MEMBER_PROGRAM,
	MEMBER_FACILITY,
	MEMBER_SEVERITY,
	MEMBER_PRIORITY,
	MEMBER_TIME,
	MEMBER_CALLER,
	MEMBERS,
};

static const struct {
	strv key;
	enum member member;
} members[] = {
	{{"log", 3}, MEMBER_LOG},
	{{"stream", 6}, MEMBER_STREAM},
	{{"message", 7}, MEMBER_MESSAGE},
	{{"msg", 3}, MEMBER_MESSAGE},
	{{"textPayload", 11}, MEMBER_MESSAGE},   /* Google Cloud Logging */
	{{"_raw", 4}, MEMBER_MESSAGE},           /* Splunk */
	{{"short_message", 13}, MEMBER_MESSAGE}, /* GELF */
	{{"SyslogMessage", 13}, MEMBER_MESSAGE}, /* Azure Monitor, with the next three */
	{{"Computer", 8}, MEMBER_HOST},
	{{"ProcessName", 11}, MEMBER_PROGRAM},
	{{"Facility", 8}, MEMBER_FACILITY},
	{{"line", 4}, MEMBER_LINE}, /* Loki; elsewhere a number */
	{{"host", 4}, MEMBER_HOST},
	{{"hostname", 8}, MEMBER_HOST},
	{{"program", 7}, MEMBER_PROGRAM},
	{{"programname", 11}, MEMBER_PROGRAM},
	{{"app-name", 8}, MEMBER_PROGRAM},
	{{"appname", 7}, MEMBER_PROGRAM},
	{{"ident", 5}, MEMBER_PROGRAM},
	{{"facility", 8}, MEMBER_FACILITY},
	{{"syslogfacility", 14}, MEMBER_FACILITY},
	{{"fac", 3}, MEMBER_FACILITY},
	{{"severity", 8}, MEMBER_SEVERITY},
	{{"syslogseverity", 14}, MEMBER_SEVERITY},
	{{"pri", 3}, MEMBER_PRIORITY},
	{{"@timestamp", 10}, MEMBER_TIME},
	{{"timereported", 12}, MEMBER_TIME},
	{{"timestamp", 9}, MEMBER_TIME},
	{{"time", 4}, MEMBER_TIME},
	{{"caller", 6}, MEMBER_CALLER},
};

/* What one object said: journal fields in `entry`, others in `member`. */
struct object {
	struct entry entry;
	struct json_member member[MEMBERS];
	bool has[MEMBERS];
	bool ended; /* with its '}' */
};

static void note(struct decoder *d, struct object *o, const struct json_member *m)
{
	int field = entry_field(m->key);

	if (field >= 0) {
		/* null: journalctl leaves values over 4 kB out without --all */
		if (m->type != JSON_OTHER)
			o->entry.field[field] = json_text(&d->scratch, m);
		return;
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (str_eq(m->key, members[i].key)) {
			enum member which = members[i].member;

			/* of another service's own: "log":{"file":..}, "host":{"name":..} */
			if (m->type != JSON_OTHER && !o->has[which]) {
				o->member[which] = *m;
				o->has[which] = true;
			}
			return;
		}
	if (str_eq(m->key, STR("__CURSOR")))
		o->entry.any = true;
}

static bool read_object(struct decoder *d, strv s, struct object *ret)
{
	struct json_reader r;
	struct json_member m;
	int more;

	*ret = (struct object){0};
	if (!json_open(&r, s))
		return false;
	while ((more = json_next(&r, &m)) > 0)
		note(d, ret, &m);
	ret->ended = more == 0;
	return true;
}

/* "4.183217": seconds with at most six digits behind the point */
static int64_t microseconds(strv s)
{
	uint64_t whole, part = 0;
	int64_t scale = 1000000;

	if (!parse_u64(&s, &whole) || whole > INT64_MAX / 2000000)
		return NO_TIME;
	if (skip_byte(&s, '.')) {
		s = str_upto(s, 6);
		for (size_t i = 0; i < s.n; i++)
			scale /= 10;
		if (!str_to_u64(s, &part))
			return NO_TIME;
	}
	return (int64_t)whole * 1000000 + (int64_t)part * scale;
}

static strv text_of(struct decoder *d, const struct object *o, enum member which)
{
	return o->has[which] ? json_text(&d->scratch, &o->member[which]) : STR_NONE;
}

static void wall_of(struct parse *p, const struct object *o)
{
	struct stamp w = {.zone = NO_ZONE};
	strv s = text_of(p->d, o, MEMBER_TIME);
	int digits;

	if (s.p != NULL && stamp_iso(&s, &w, &digits))
		p->r.wall = w;
}

/*
 * {"log":"text\n","stream":"stdout","time":".."}; without the newline the next object goes on with it. Shippers drop the
 * stream and the time, and the newline of what then is a whole line: {"log":"text"}
 */
static bool docker(struct parse *p, const struct object *o, struct span *span)
{
	struct decoder *d = p->d;
	strv text;

	if (!o->has[MEMBER_LOG] || o->member[MEMBER_LOG].type != JSON_STRING)
		return false;
	text = text_of(d, o, MEMBER_LOG);
	wall_of(p, o);
	p->id = CARRIER_DOCKER_JSON;
	p->wrapped = true;
	if (text.n > 0 && text.p[text.n - 1] == '\n') {
		text.n--;
		if (text.n > 0 && text.p[text.n - 1] == '\r')
			text.n--;
		p->text = held_has(&d->held, HELD_DOCKER, 0) && !p->joined ? held_take(&d->held, text, span) : text;
		p->joined = true;
	} else if (p->joined || (!o->has[MEMBER_STREAM] && !o->has[MEMBER_TIME])) {
		p->text = text;
	} else {
		decode_hold(p, HELD_DOCKER, 0, text, span);
	}
	return true;
}

/* {"pri":4,"time":123.456789,"caller":"T1","msg":".."}; with -x "fac":"kern","pri":"warn" */
static bool dmesg(struct parse *p, const struct object *o)
{
	struct decoder *d = p->d;
	strv whole;
	uint64_t pri;

	if (!o->has[MEMBER_MESSAGE] || !o->has[MEMBER_PRIORITY] || o->has[MEMBER_HOST] ||
	    (o->has[MEMBER_TIME] && o->member[MEMBER_TIME].type != JSON_NUMBER))
		return false;
	p->text = text_of(d, o, MEMBER_MESSAGE);
	p->whole = true;
	p->id = CARRIER_DMESG_JSON;
	whole = text_of(d, o, MEMBER_PRIORITY);
	if (str_to_u64(whole, &pri)) {
		p->r.level = (int8_t)(pri & 7);
		record_facility(&p->r, pri >> 3);
	}
	if (o->has[MEMBER_FACILITY])
		record_facility(&p->r, syslog_facility(text_of(d, o, MEMBER_FACILITY)));
	p->r.caller = text_of(d, o, MEMBER_CALLER);
	if (o->has[MEMBER_TIME])
		p->r.mono_us = microseconds(o->member[MEMBER_TIME].value);
	return true;
}

static void rsyslog_priority(struct parse *p, const struct object *o)
{
	strv facility = text_of(p->d, o, MEMBER_FACILITY), severity = text_of(p->d, o, MEMBER_SEVERITY);
	uint64_t number;

	if (facility.p != NULL)
		record_facility(&p->r, str_to_u64(facility, &number) ? number : syslog_facility(facility));
	if (severity.p != NULL && str_to_u64(severity, &number) && number < 8)
		p->r.level = (int8_t)number;
}

/* {"@timestamp":"..", "host":"h", "severity":"4", "facility":"kern", "program":"kernel", "message":"[    4.18] text"} */
static bool rsyslog(struct parse *p, const struct object *o)
{
	struct decoder *d = p->d;
	enum member which = o->has[MEMBER_MESSAGE] ? MEMBER_MESSAGE : MEMBER_LINE;
	strv tag;

	if (!o->has[which] || o->member[which].type != JSON_STRING)
		return false;
	p->text = text_of(d, o, which);
	/* A service that only passed the line on names no program, and the line has its own prefixes. */
	p->id = o->has[MEMBER_PROGRAM] || o->has[MEMBER_FACILITY] ? CARRIER_SYSLOG_JSON : CARRIER_SERVICE_JSON;
	p->r.host = text_of(d, o, MEMBER_HOST);
	wall_of(p, o);
	rsyslog_priority(p, o);
	tag = text_of(d, o, MEMBER_PROGRAM);
	if (tag.p == NULL)
		return true;
	p->r.tag = tag;
	if (!str_eq(tag, STR("kernel")))
		p->r.trust = TRUST_PROGRAM;
	else if (p->r.trust == TRUST_UNKNOWN)
		p->r.trust = TRUST_KERNEL;
	return true;
}

/* Objects within the object: {"jsonPayload":{"MESSAGE":".."}}, {"_source":{"message":".."}}, {"result":{"_raw":".."}} */
struct inner {
	struct {
		strv key, object;
	} item[MOST_INNER];
	size_t n;
};

static void find_inner(strv s, struct inner *ret)
{
	struct json_reader r;
	struct json_member m;

	if (!json_open(&r, s))
		return;
	while (ret->n < MOST_INNER && json_next(&r, &m) > 0)
		if (m.type == JSON_OTHER && m.value.p[-1] == '{')
			ret->item[ret->n].key = m.key,
			ret->item[ret->n++].object = (strv){m.value.p - 1, m.value.n + 2};
}

/* "host":{"name":"h"}, "labels":{"host":"h"}, "resource":{"labels":{"node_name":"h"}}: whose line it is */
static void inner_host(struct parse *p, strv object)
{
	static const strv names[] = {{"hostname", 8}, {"host", 4}, {"node_name", 9}, {"instance_id", 11}};
	struct inner inner = {.n = 0};
	struct json_reader r;
	struct json_member m;

	find_inner(object, &inner);
	for (size_t i = 0; i < inner.n; i++) {
		bool host = str_eq(inner.item[i].key, STR("host"));

		if (!json_open(&r, inner.item[i].object))
			continue;
		while (json_next(&r, &m) > 0)
			for (size_t k = 0; m.type == JSON_STRING && k < sizeof(names) / sizeof(*names); k++)
				if (str_eq(m.key, names[k]) || (host && str_eq(m.key, STR("name")))) {
					p->r.host = json_text(&p->d->scratch, &m);
					return;
				}
		find_inner(inner.item[i].object, &inner);
	}
}

static bool message_of(struct parse *p, const struct object *o, struct span *span)
{
	if (!entry_record(&o->entry, p))
		return docker(p, o, span) || dmesg(p, o) || rsyslog(p, o);
	p->id = CARRIER_JOURNAL_JSON;
	return true;
}

/* The outer ones first: what stands deeper is about the message rather than the message. */
static bool inner_message(struct parse *p, struct span *span)
{
	struct inner inner = {.n = 0};
	struct stamp wall = p->r.wall;

	find_inner(p->text, &inner);
	for (size_t i = 0; i < inner.n; i++) {
		struct object o;

		if (read_object(p->d, inner.item[i].object, &o) && message_of(p, &o, span)) {
			if (p->r.wall.mon == 0)
				p->r.wall = wall;
			return true;
		}
		find_inner(inner.item[i].object, &inner);
	}
	return false;
}

/* An entry of the journal's without a message */
static bool is_empty_entry(struct parse *p, const struct object *o)
{
	if (!o->entry.any)
		return false;
	p->id = CARRIER_JOURNAL_JSON;
	p->dropped = true;
	return true;
}

bool object_strip(struct parse *p, struct span *span)
{
	const strv object = p->text;
	struct object o;

	if (!read_object(p->d, p->text, &o) || (!o.ended && !span->cut))
		return false;
	p->base = NULL;
	if (!message_of(p, &o, span)) {
		wall_of(p, &o);
		if (!inner_message(p, span))
			return is_empty_entry(p, &o);
	}
	if (p->id == CARRIER_SERVICE_JSON && p->r.host.n == 0)
		inner_host(p, object);
	return true;
}
/* Follows one line's brackets; *ret_end: offset behind the '}' that closes the object, if it is here. */
static bool closes(struct json_state *j, strv s, size_t *ret_end)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (j->escaped) {
			j->escaped = false;
		} else if (c == '\\') {
			j->escaped = j->in_string;
		} else if (c == '"') {
			j->in_string = !j->in_string;
		} else if (!j->in_string && (c == '{' || c == '[')) {
			j->depth++;
		} else if (!j->in_string && (c == '}' || c == ']') && --j->depth == 0) {
			*ret_end = i + 1;
			return true;
		}
	}
	return false;
}

static void open_object(struct decoder *d, const struct line *line)
{
	textbuf_clear(&d->fields);
	textbuf_byte(&d->fields, '{');
	d->json = (struct json_state){.active = true, .seen = d->json.seen, .depth = 1};
	d->json.span = (struct span){line->number, line->number, line->offset, line->end, line->cut};
}

/* Is this what stands between the objects of a list, or around them? */
static bool is_punctuation(strv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("{}[], \t", s.p[i]) == NULL || s.p[i] == '\0')
			return false;
	return s.n > 0;
}

static bool opens(strv s)
{
	return s.n > 0 && s.p[s.n - 1] == '{' && is_punctuation(s);
}

static int finish(struct decoder *d, const struct line *line, strv rest)
{
	struct span span = d->json.span;
	int status;

	d->json.active = false;
	d->json.seen = true;
	d->needs_all = true;
	span.last_line = line->number;
	span.last_byte = line->end;
	span.cut |= d->fields.cut;
	status = decode_text(d, textbuf_since(&d->fields, 0), &span);
	/* The text lay in the buffer that the next object is gathered in. */
	if (opens(rest))
		open_object(d, line);
	return status;
}

int object_line(struct decoder *d, const struct line *line, bool *ret_taken)
{
	strv s = str_trim(line->text);
	size_t end;

	*ret_taken = true;
	if (!d->json.active) {
		if (str_eq(s, STR("{")) || (opens(s) && d->json.seen)) {
			open_object(d, line);
			return 0;
		}
		*ret_taken = d->json.seen && is_punctuation(s);
		return 0;
	}
	if (str_eq(s, STR("\"dmesg\": ["))) {
		/* dmesg -J: one object around the list of all messages; they are taken one by one */
		d->json = (struct json_state){.seen = true};
		d->needs_all = true;
		return 0;
	}
	if (d->json.list && str_eq(s, STR("{"))) {
		/* "events": [, "hits": [: the same of a log service */
		open_object(d, line);
		d->json.seen = true;
		d->needs_all = true;
		return 0;
	}
	if (d->json.list && cell_is_message(d, s)) {
		/* "stdout_lines": [, Ansible: each line is a string */
		d->json = (struct json_state){.seen = true};
		*ret_taken = false;
		return 0;
	}
	d->json.list = s.n > 0 && s.p[s.n - 1] == '[';
	/* A '{' may also be just a line of its own: an object's next line begins with a name or ends it. */
	if (d->json.depth == 1 && !d->json.in_string && s.n > 0 && s.p[0] != '"' && s.p[0] != '}') {
		d->json.active = false;
		*ret_taken = false;
		return 0;
	}
	if (!closes(&d->json, s, &end)) {
		textbuf_add(&d->fields, s);
		return 0;
	}
	textbuf_add(&d->fields, str_upto(s, end));
	return finish(d, line, str_trim(str_from(s, end)));
}
