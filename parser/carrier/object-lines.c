/* An object that is spread over lines, as json-pretty, dmesg -J and log services print it: gathered until it is whole. */
#include "carrier/cell.h"
#include "carrier/object.h"

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

/* What comes next stands for itself. */
static void leave_object(struct decoder *d)
{
	d->json = (struct json_state){.seen = true};
}

/* The messages are the items of a list within one object around all of them: false, the line is one more of the object. */
static bool enters_list(struct decoder *d, const struct line *line, strv s, bool *ret_taken)
{
	if (str_eq(s, STR("\"dmesg\": ["))) {
		leave_object(d); /* dmesg -J */
	} else if (d->json.list && str_eq(s, STR("{"))) {
		leave_object(d); /* "events": [, "hits": [: a log service */
		open_object(d, line);
	} else if (d->json.list && cell_is_message(d, s)) {
		leave_object(d); /* "stdout_lines": [, Ansible: each line is a string */
		*ret_taken = false;
		return true;
	} else {
		return false;
	}
	d->needs_all = true;
	return true;
}

int object_line(struct decoder *d, const struct line *line, bool *ret_taken)
{
	strv s = str_trim(line->text);
	size_t end;

	*ret_taken = true;
	if (!d->json.active) {
		if (str_eq(s, STR("{")) || (opens(s) && d->json.seen))
			open_object(d, line);
		else
			*ret_taken = d->json.seen && is_punctuation(s);
		return 0;
	}
	if (enters_list(d, line, s, ret_taken))
		return 0;
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
