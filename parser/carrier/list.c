/*
 * "[{"host":"h","message":"[   12.345678] Mem-Info:"},{..}]", "{"events":[{"timestamp":1,"message":".."},..]}" (CloudWatch),
 * "{"data":{"result":[{"stream":{..},"values":[["1795227479971553000","Mem-Info:"],..]}]}}" (Loki), "["a line","a line"]".
 * An item that is an object with a message is one; so is a string, and the last string of a list in a list.
 */
#include "carrier/list.h"

#include "carrier/json.h"
#include "carrier/object.h"

enum { MOST_LISTS = 12 }; /* one within the other */

bool list_looks(strv s)
{
	if (s.n < 4 || s.p[0] != '[')
		return false;
	s = str_trim_left(str_from(s, 1));
	return s.n > 2 &&
		(s.p[0] == '"' || (s.p[0] == '{' && s.p[1] == '"') ||
	         (s.p[0] == '[' && (s.p[1] == '"' || s.p[1] == '{')));
}

/* NOLINTBEGIN(misc-no-recursion): at most MOST_LISTS deep, and a message is decoded for itself, once: `splitting` */

static void walk_list(struct parse *p, const struct span *span, strv items, unsigned depth);

/* What is not the message may have a list of them. */
static void walk_object(struct parse *p, const struct span *span, strv text, unsigned depth)
{
	struct json_reader r;
	struct json_member m;

	if (depth == 0 || !json_open(&r, text))
		return;
	while (p->status >= 0 && json_next(&r, &m) > 0) {
		if (m.type == JSON_BYTES)
			walk_list(p, span, m.value, depth - 1);
		else if (m.type == JSON_OTHER && m.value.n > 0 && m.value.p[-1] == '{')
			walk_object(p, span, (strv){m.value.p - 1, m.value.n + 2}, depth - 1);
	}
}

/* A record of its own; what it had copied is not needed behind it. */
static void message(struct parse *p, const struct span *span, strv text)
{
	struct textbuf *b = &p->d->scratch;
	size_t n = b->n;

	p->status = decode_text(p->d, text, span);
	p->dropped = true;
	b->n = n;
	b->cut = false;
}

/* A string is a message where a known prefix begins it, or where it stands behind its time: ["1795227479971553000","text"] */
static void string(struct parse *p, const struct span *span, const struct json_member *m, bool timed)
{
	size_t n = p->d->scratch.n;
	strv text = json_text(&p->d->scratch, m);

	if (timed || decode_is_prefix(p->d, text))
		message(p, span, text);
	p->d->scratch.n = n;
}

static bool is_number(strv s)
{
	uint64_t number;

	return str_to_u64(s, &number);
}

static void walk_item(struct parse *p, const struct span *span, const struct json_member *m, bool timed, unsigned depth)
{
	strv whole = {m->value.p - 1, m->value.n + 2};

	if (m->type == JSON_STRING) {
		string(p, span, m, timed);
	} else if (m->type == JSON_BYTES) {
		walk_list(p, span, m->value, depth);
	} else if (m->type == JSON_OTHER && m->value.n > 0 && m->value.p[-1] == '{') {
		if (object_has_message(p->d, whole))
			message(p, span, whole);
		else
			walk_object(p, span, whole, depth);
	}
}

static void walk_list(struct parse *p, const struct span *span, strv items, unsigned depth)
{
	struct json_member m, before = {.type = JSON_OTHER};
	struct json_reader r = {.rest = items, .first = true};

	if (depth == 0)
		return;
	while (p->status >= 0 && json_next_item(&r, &m)) {
		walk_item(p, span, &m, before.type == JSON_STRING && is_number(before.value), depth - 1);
		before = m;
	}
}

void list_walk(struct parse *p, const struct span *span)
{
	strv s = p->text;
	size_t n = p->d->scratch.n;

	if (p->d->splitting)
		return;
	p->d->splitting = true;
	if (s.p[0] == '[')
		walk_list(p, span, str_from(s, 1), MOST_LISTS);
	else
		walk_object(p, span, s, MOST_LISTS);
	p->d->splitting = false;
	p->d->scratch.n = n;
}

/* NOLINTEND(misc-no-recursion) */
