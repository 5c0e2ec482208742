#include "carrier/object.h"

#include "carrier/entry.h"
#include "carrier/held.h"
#include "carrier/json.h"
#include "carrier/priority.h"
#include "carrier/stamp.h"

enum { MOST_OBJECTS = 9 }; /* of one line, one within the other */

/* Members of the objects that are not the journal's own. */
enum member {
	MEMBER_LOG,
	MEMBER_STREAM,
	MEMBER_MESSAGE,
	MEMBER_LINE,
	MEMBER_HOST,
	MEMBER_NODE,
	MEMBER_NAME,
	MEMBER_PROGRAM,
	MEMBER_FACILITY,
	MEMBER_SEVERITY,
	MEMBER_PRIORITY,
	MEMBER_TIME,
	MEMBER_CALLER,
	MEMBER_FIELD,
	MEMBER_VALUE,
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
	{{"textPayload", 11}, MEMBER_MESSAGE},  /* Google Cloud Logging */
	{{"_raw", 4}, MEMBER_MESSAGE},          /* Splunk */
	{{"full_message", 12}, MEMBER_MESSAGE}, /* GELF, with the next */
	{{"short_message", 13}, MEMBER_MESSAGE},
	{{"stringValue", 11}, MEMBER_MESSAGE}, /* OpenTelemetry: "body":{"stringValue":".."} */
	{{"body", 4}, MEMBER_MESSAGE},
	{{"Output", 6}, MEMBER_MESSAGE},         /* aws ec2 get-console-output */
	{{"contents", 8}, MEMBER_MESSAGE},       /* gcloud compute instances get-serial-port-output */
	{{"SyslogMessage", 13}, MEMBER_MESSAGE}, /* Azure Monitor, with the next three */
	{{"Computer", 8}, MEMBER_HOST},
	{{"ProcessName", 11}, MEMBER_PROGRAM},
	{{"Facility", 8}, MEMBER_FACILITY},
	{{"line", 4}, MEMBER_LINE}, /* Loki; elsewhere a number */
	{{"host", 4}, MEMBER_HOST},
	{{"hostname", 8}, MEMBER_HOST},
	{{"node_name", 9}, MEMBER_NODE},
	{{"instance_id", 11}, MEMBER_NODE},
	{{"name", 4}, MEMBER_NAME},
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
	{{"field", 5}, MEMBER_FIELD}, /* CloudWatch Insights: {"field":"@message","value":".."} */
	{{"value", 5}, MEMBER_VALUE},
};

/* What one object said: journal fields in `entry`, others in `member`. */
struct object {
	struct entry entry;
	struct json_member member[MEMBERS];
	bool has[MEMBERS];
};

/* A line's object and those within it: {"jsonPayload":{"MESSAGE":".."}}, {"_source":{"message":".."}} */
struct objects {
	struct {
		strv key, text;
	} item[MOST_OBJECTS]; /* the outer ones first: what stands deeper is about the message rather than the message */
	size_t n;
};

/* null, and objects in the place of a value, say nothing: journalctl leaves values over 4 kB out without --all */
static void note(struct decoder *d, struct object *o, const struct json_member *m)
{
	int field = entry_field(m->key);

	if (str_eq(m->key, STR("__CURSOR")))
		o->entry.any = true;
	if (m->type == JSON_OTHER)
		return;
	if (field >= 0)
		o->entry.field[field] = json_text(&d->scratch, m);
	for (size_t i = 0; field < 0 && i < sizeof(members) / sizeof(*members); i++) {
		enum member which = members[i].member;

		/* GELF's short one may be no more than its first words */
		if (str_eq(m->key, members[i].key) && (!o->has[which] || str_eq(m->key, STR("full_message")))) {
			o->member[which] = *m;
			o->has[which] = true;
		}
	}
}

/* Of {"field":"@message","value":".."} the value is the message; of {"field":"@timestamp",..} and the like nothing is. */
static void name_value(struct object *o)
{
	if (!o->has[MEMBER_FIELD] || !o->has[MEMBER_VALUE] || o->has[MEMBER_MESSAGE] ||
	    !str_eq(o->member[MEMBER_FIELD].value, STR("@message")))
		return;
	o->member[MEMBER_MESSAGE] = o->member[MEMBER_VALUE];
	o->has[MEMBER_MESSAGE] = true;
}

/* The i-th object; what lies within it is put behind the others. False: it does not end with its '}'. */
static bool read_object(struct decoder *d, struct objects *all, size_t i, struct object *ret)
{
	struct json_reader r;
	struct json_member m;
	int more;

	*ret = (struct object){0};
	json_open(&r, all->item[i].text);
	while ((more = json_next(&r, &m)) > 0) {
		note(d, ret, &m);
		if (m.type == JSON_OTHER && m.value.p[-1] == '{' && all->n < MOST_OBJECTS) {
			all->item[all->n].key = m.key;
			all->item[all->n++].text = (strv){m.value.p - 1, m.value.n + 2};
		}
	}
	name_value(ret);
	return more == 0;
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
		record_facility(&p->r, priority_facility(text_of(d, o, MEMBER_FACILITY)));
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
		record_facility(&p->r, str_to_u64(facility, &number) ? number : priority_facility(facility));
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

static bool message_of(struct parse *p, const struct object *o, struct span *span)
{
	if (!entry_record(&o->entry, p))
		return docker(p, o, span) || dmesg(p, o) || rsyslog(p, o);
	p->id = CARRIER_JOURNAL_JSON;
	return true;
}

/* "host":{"name":"h"}, "labels":{"host":"h"}, "resource":{"labels":{"node_name":"h"}}: whose line it is */
static strv host_of(struct decoder *d, const struct object *o, strv key)
{
	static const enum member names[] = {MEMBER_HOST, MEMBER_NODE, MEMBER_NAME};
	size_t n = str_eq(key, STR("host")) ? 3 : 2;

	for (size_t i = 0; i < n; i++)
		if (o->has[names[i]] && o->member[names[i]].type == JSON_STRING)
			return text_of(d, o, names[i]);
	return STR_NONE;
}

bool object_is_whole(strv text)
{
	struct json_reader r;
	struct json_member m;
	int more;

	if (!json_open(&r, text))
		return false;
	while ((more = json_next(&r, &m)) > 0)
		;
	skip_byte(&r.rest, ',');
	return more == 0 && str_trim(r.rest).n == 0;
}

bool object_has_message(struct decoder *d, strv text)
{
	struct objects all = {.item[0].text = text, .n = 1};
	size_t n = d->scratch.n;
	bool found = false;

	for (size_t i = 0; i < all.n && !found; i++) {
		struct object o;

		if (!read_object(d, &all, i, &o) && i == 0)
			break;
		found = o.entry.field[ENTRY_MESSAGE].p != NULL || o.has[MEMBER_MESSAGE] || o.has[MEMBER_LINE] ||
			o.has[MEMBER_LOG];
	}
	d->scratch.n = n;
	return found;
}

bool object_strip(struct parse *p, struct span *span)
{
	struct objects all = {.item[0].text = p->text, .n = 1};
	bool message = false, entry = false;
	strv host = STR_NONE;

	for (size_t i = 0; i < all.n && (!message || (p->id == CARRIER_SERVICE_JSON && host.n == 0)); i++) {
		struct object o;

		if (!read_object(p->d, &all, i, &o) && i == 0 && !span->cut)
			return false;
		if (i == 0)
			entry = o.entry.any;
		else if (host.n == 0)
			host = host_of(p->d, &o, all.item[i].key);
		if (!message)
			message = message_of(p, &o, span);
		if (!message && i == 0)
			wall_of(p, &o);
	}
	p->base = NULL;
	if (message && p->id == CARRIER_SERVICE_JSON && p->r.host.n == 0)
		p->r.host = host;
	if (!message && entry) { /* of the journal's, without a message */
		p->id = CARRIER_JOURNAL_JSON;
		p->dropped = true;
	}
	return message || entry;
}
