/*
 * "    "[   12.345678] Mem-Info:",": a string of a JSON list, as Ansible prints a command's lines; in Python's own words
 * with ' for ".
 * ""2023-03-07T03:14:15.000+0000","web01","Mar  7 03:14:15 web01 kernel: Mem-Info:"": a row of a CSV file, as Splunk and
 * Kibana export it. The message is the cell that begins with a known prefix; a " within is written twice.
 */
#include "carrier/cell.h"

#include "carrier/json.h"

enum { MOST_CELLS = 32 };

/* Both ends of a string of a list, with the comma behind it; *ret: what stands between. */
static bool inside(strv s, strv *ret)
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

static strv unescaped(struct decoder *d, strv s)
{
	const struct json_member m = {.value = s, .type = JSON_STRING};

	return json_text(&d->scratch, &m);
}

bool cell_is_message(struct decoder *d, strv s)
{
	strv text;

	return inside(s, &text) && decode_is_prefix(d, text);
}

/* The cell that begins at s: up to a '"' that is not doubled. */
static bool cell(strv s, strv *ret)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '"')
			continue;
		if (i + 1 == s.n || s.p[i + 1] == ',') {
			*ret = str_upto(s, i);
			return true;
		}
		if (s.p[i + 1] != '"')
			return false;
		i++;
	}
	return false;
}

static strv undoubled(struct decoder *d, strv s)
{
	struct textbuf *b = &d->scratch;
	size_t begin = b->n, at;

	if (str_find_byte(s, '"') == SIZE_MAX)
		return s;
	while ((at = str_find_byte(s, '"')) != SIZE_MAX) {
		textbuf_add(b, str_upto(s, at + 1));
		s = str_from(s, at + 2);
	}
	textbuf_add(b, s);
	return textbuf_since(b, begin);
}

/* The cells from the left; one without marks is skipped. */
static bool row(struct parse *p)
{
	strv s = p->text, text;

	for (int i = 0; i < MOST_CELLS; i++) {
		if (i > 0 || s.p[0] != '"') {
			size_t at = str_find(s, STR(",\""));

			if (at == SIZE_MAX)
				return false;
			s = str_from(s, at + 1);
		}
		s = str_from(s, 1);
		if (decode_is_prefix(p->d, s) && cell(s, &text)) {
			p->text = undoubled(p->d, text);
			return true;
		}
	}
	return false;
}

/* "```[   12.345678] Mem-Info:", ".. file-rss:0kB```": a chat's fence that shares its line with the text */
static void skip_fence(struct parse *p)
{
	strv s = p->text, fence = STR("```");

	if (skip_literal(&s, fence) && decode_is_prefix(p->d, s))
		p->text = s;
	s = p->text;
	if (str_ends(s, fence) && s.n > fence.n && (is_digit(s.p[s.n - 4]) || s.p[s.n - 4] == 'B'))
		p->text.n -= fence.n;
}

bool cell_strip(struct parse *p)
{
	strv text = str_trim_right(p->text);
	char last = text.n > 0 ? text.p[text.n - 1] : '\0';

	if (last == '`' || p->text.p[0] == '`')
		skip_fence(p);
	if (last != '"' && last != '\'' && last != ',')
		return false;
	if (inside(p->text, &text) && decode_is_prefix(p->d, text)) {
		p->text = str_find(text, STR("\"\"")) != SIZE_MAX ? undoubled(p->d, text) : unescaped(p->d, text);
		return true;
	}
	return last == '"' && p->text.n > 2 && row(p);
}
