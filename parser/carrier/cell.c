/*
 * "    "[   12.345678] Mem-Info:",": a string of a JSON list, as Ansible prints a command's lines; in Python's own words
 * with ' for ".
 * ""2023-03-07T03:14:15.000+0000","web01","Mar  7 03:14:15 web01 kernel: Mem-Info:"": a row of a CSV file, as Splunk and
 * Kibana export it, cells with a comma or all of them in ". The message is the cell that begins with a known prefix; a "
 * within is written twice.
 */
#include "carrier/cell.h"

#include "carrier/json.h"
#include "carrier/label.h"

enum { MOST_CELLS = 32 };

bool cell_inside(strv s, strv *ret)
{
	char mark;

	s = str_trim(s);
	skip_byte(&s, 'u'); /* Python 2: u'text' */
	if (s.n > 0 && s.p[s.n - 1] == ',')
		s.n--;
	if (s.n < 2 || (s.p[0] != '"' && s.p[0] != '\''))
		return false;
	mark = s.p[0];
	if (s.p[s.n - 1] != mark)
		return false;
	*ret = (strv){s.p + 1, s.n - 2};
	return true;
}

strv cell_unescaped(struct decoder *d, strv s)
{
	const struct json_member m = {.value = s, .type = JSON_STRING};

	return json_text(&d->scratch, &m);
}

bool cell_is_message(struct decoder *d, strv s)
{
	strv text;

	return cell_inside(s, &text) && decode_is_prefix(d, text);
}

/* One cell from the front of a row and the comma behind it: "text with "" and ,", or what has neither. */
static bool cell(strv *s, strv *ret)
{
	size_t i = 1;

	if (s->n == 0 || s->p[0] != '"') {
		*ret = str_upto(*s, str_find_byte(*s, ','));
		*s = str_from(*s, ret->n + 1);
		return ret->n > 0 || s->n > 0;
	}
	for (; i < s->n; i++) {
		if (s->p[i] != '"')
			continue;
		if (i + 1 == s->n || s->p[i + 1] == ',')
			break;
		if (s->p[++i] != '"')
			return false;
	}
	if (i >= s->n)
		return false;
	*ret = (strv){s->p + 1, i - 1};
	*s = str_from(*s, i + 2);
	return true;
}

static strv undoubled(struct decoder *d, strv s)
{
	struct textbuf *b = &d->scratch;
	size_t begin = b->n, at;

	if (str_find(s, STR("\"\"")) == SIZE_MAX)
		return s;
	while ((at = str_find_byte(s, '"')) != SIZE_MAX) {
		textbuf_add(b, str_upto(s, at + 1));
		s = str_from(s, at + 2);
	}
	textbuf_add(b, s);
	return textbuf_since(b, begin);
}

static bool is_message(struct decoder *d, strv s)
{
	if (s.n == 0 || s.p[0] == '{' || s.p[0] == '\x1e' || str_starts(s, STR("data: {")))
		return false; /* an object has commas of its own */
	return decode_is_prefix(d, s) || str_starts(s, STR("kernel: "));
}

/* The column is learned from a line that may open a report, which is never passed over. */
static bool row(struct parse *p)
{
	struct decoder *d = p->d;
	strv s = p->text, text;

	/* a log's own line: "Nov 21 01:34:44 host kernel: Killed process 5 (a,"b) .." */
	if (s.p[0] != '"' && is_message(d, s))
		return false;
	for (unsigned i = 0; i < MOST_CELLS && cell(&s, &text); i++)
		if ((d->csv_column == 0 || d->csv_column == i + 1) && is_message(d, text)) {
			if (label_may_open(text))
				d->csv_column = i + 1;
			p->text = undoubled(d, text);
			return true;
		}
	return false;
}

/* Nothing that is looked at in vain: a row has a quotation mark, or its column is known. */
static bool may_be_row(const struct parse *p)
{
	strv s = p->text;

	if (strchr("[<{ \t", s.p[0]) != NULL)
		return false;
	if (p->d->csv_column > 0)
		return str_find_byte(s, ',') != SIZE_MAX;
	return str_find_byte(s, '"') != SIZE_MAX && (s.p[0] == '"' || str_find(s, STR(",\"")) != SIZE_MAX);
}

/* One string, alone on its line */
static bool string(struct parse *p)
{
	strv text;

	if (!cell_inside(p->text, &text) || !decode_is_prefix(p->d, text))
		return false;
	p->text = str_find(text, STR("\"\"")) != SIZE_MAX ? undoubled(p->d, text) : cell_unescaped(p->d, text);
	if (str_ends(p->text, STR("\n")))
		p->text.n--; /* of a source file: "text\n" */
	return true;
}

bool cell_strip(struct parse *p)
{
	return p->text.n > 0 && (string(p) || (may_be_row(p) && row(p)));
}
