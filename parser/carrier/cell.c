/*
 * "    "[   12.345678] Mem-Info:",": a string of a JSON list, as Ansible prints a command's lines; in Python's own words
 * with ' for ".
 * ""2023-03-07T03:14:15.000+0000","web01","Mar  7 03:14:15 web01 kernel: Mem-Info:"": a row of a CSV file, as Splunk and
 * Kibana export it, cells with a comma or all of them in ". The message is the cell that begins with a known prefix, or
 * is one of the kernel's lines without any; a " within is written twice.
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

/* One cell from the front of a row and the mark behind it: "text with "" and ,", or what has neither. */
static bool cell(strv *s, char mark, strv *ret)
{
	size_t i = 1;

	if (s->n == 0 || s->p[0] != '"') {
		*ret = str_upto(*s, str_find_byte(*s, mark));
		*s = str_from(*s, ret->n + 1);
		return ret->n > 0 || s->n > 0;
	}
	for (; i < s->n; i++) {
		if (s->p[i] != '"')
			continue;
		if (i + 1 == s->n || s->p[i + 1] == mark)
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
	for (unsigned i = 0; i < MOST_CELLS && cell(&s, ',', &text); i++)
		if ((d->csv.column == 0 || d->csv.column == i + 1) && is_message(d, text)) {
			if (label_may_open(text))
				d->csv.column = i + 1;
			p->text = undoubled(d, text);
			return true;
		}
	return false;
}

/* All cells of a row; the one of column `column`, or (0) the one in quotation marks that is a whole line of the kernel's */
static bool bare_cell(strv s, char mark, unsigned *column, unsigned *ret_columns, strv *ret)
{
	unsigned n = 0;
	strv text;

	*ret = STR_NONE;
	for (bool quoted; s.n > 0 && n < MOST_CELLS; n++) {
		quoted = s.p[0] == '"';
		if (!cell(&s, mark, &text))
			return false;
		if (*column == n + 1 || (*column == 0 && quoted && label_is_whole(text))) {
			*column = n + 1;
			*ret = text;
		}
	}
	*ret_columns = n;
	return s.n == 0 && n > 1 && ret->p != NULL;
}

/*
 * "2026-11-21T01:34:44Z,web01,"java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, .."": the cell has nothing in
 * front of the kernel's text. Its commas are why it is in quotation marks; the rows of such a file have as many cells.
 */
static bool bare_row(struct parse *p)
{
	static const char marks[] = {',', ';', '\t'};
	struct csv *csv = &p->d->csv;
	unsigned columns;
	strv text;

	if (csv->bare > 0) {
		if (!bare_cell(p->text, csv->mark, &csv->bare, &columns, &text) || columns != csv->columns)
			return false;
		p->text = undoubled(p->d, text);
		return true;
	}
	for (size_t i = 0; i < sizeof(marks); i++) {
		unsigned column = 0;

		if (!bare_cell(p->text, marks[i], &column, &columns, &text))
			continue;
		*csv = (struct csv){.mark = marks[i], .columns = columns, .bare = column};
		p->text = undoubled(p->d, text);
		return true;
	}
	return false;
}

/* Nothing that is looked at in vain: a row has a quotation mark, or its column is known. */
static bool may_be_row(const struct parse *p)
{
	const struct csv *csv = &p->d->csv;
	strv s = p->text;

	if (strchr("[<{ \t", s.p[0]) != NULL)
		return false;
	if (csv->column > 0 || csv->bare > 0)
		return str_find_byte(s, csv->bare > 0 ? csv->mark : ',') != SIZE_MAX;
	if (s.p[0] == '"')
		return true;
	for (size_t at; (at = str_find_byte(s, '"')) != SIZE_MAX; s = str_from(s, at + 1))
		if (at > 0 && (s.p[at - 1] == ',' || s.p[at - 1] == ';' || s.p[at - 1] == '\t'))
			return true;
	return false;
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
	return p->text.n > 0 && (string(p) || (may_be_row(p) && (row(p) || bare_row(p))));
}
