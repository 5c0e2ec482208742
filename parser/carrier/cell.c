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

enum {
	MOST_CELLS = 32,
	MOST_YAML = 32 /* lines of a document behind its message */
};

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

/* "```[   12.345678] Mem-Info:", ".. file-rss:0kB```": a chat's fence that shares its line with the text */
static void skip_fence(struct parse *p)
{
	strv s = p->text, fence = STR("```");

	if (skip_literal(&s, fence) && decode_is_prefix(p->d, s))
		p->text = s;
	s = p->text;
	/* not behind a name, which may be anything: the last line of a report has figures */
	if (str_ends(s, fence) && str_find(s, STR("-rss:")) != SIZE_MAX)
		p->text.n -= fence.n;
}

/* "- ", "* ", "1. ", "12) ": of a list in a text */
static strv behind_bullet(strv s)
{
	strv rest = s = str_trim_left(s);
	uint64_t number;

	if (skip_literal(&rest, STR("- ")) || skip_literal(&rest, STR("* ")) ||
	    skip_literal(&rest, STR("\xE2\x80\xA2 ")) ||
	    (parse_u64(&rest, &number) && (skip_literal(&rest, STR(". ")) || skip_literal(&rest, STR(") ")))))
		return str_trim_left(rest);
	return s;
}

/*
 * "- `Out of memory: Killed process 5 (x) total-vm:..`": a text in which each line is marked as a log's. Who writes about
 * such lines has words around them, or does not give them whole.
 */
static bool ticked(struct parse *p)
{
	strv s = behind_bullet(str_trim_right(p->text));

	if (!skip_byte(&s, '`') || s.n < 2 || str_find_byte(s, '`') != s.n - 1)
		return false;
	s.n--;
	if (!p->d->ticked && !label_is_whole(s) && (!decode_is_prefix(p->d, s) || !label_may_open(s)))
		return false;
	p->d->ticked = true;
	p->text = s;
	return true;
}

/* "textPayload:": a name in YAML, without blanks around it; *s is then behind its colon. */
static bool yaml_key(strv *s)
{
	strv rest = str_trim_left(*s);
	size_t n = 0;

	while (n < rest.n &&
	       (rest.p[n] == '_' || (rest.p[n] >= 'a' && rest.p[n] <= 'z') || (rest.p[n] >= 'A' && rest.p[n] <= 'Z')))
		n++;
	if (n == 0 || n == rest.n || rest.p[n] != ':' || (n + 1 < rest.n && rest.p[n + 1] != ' '))
		return false;
	*s = str_trim_left(str_from(rest, n + 1));
	return true;
}

/* rsyslog's RSYSLOG_DebugFormat, beside "msg: '[   12.345678] text'": the same text twice more */
static bool is_debug_line(strv s)
{
	return str_starts(s, STR("escaped msg: '")) || str_starts(s, STR("inputname: ")) ||
		str_starts(s, STR("syslogtag '")) || str_starts(s, STR("Debug line with all properties:")) ||
		(s.n > 2 && s.p[0] == '$' && s.p[2] == ':');
}

/*
 * "- "[   12.345678] text"", "textPayload: '[   12.345678] text'": YAML, as gcloud prints it. Near such a line the other
 * names of the document are nothing of the kernel's.
 */
static bool yaml(struct parse *p)
{
	strv s = p->text, text;
	bool key = yaml_key(&s);

	if (!key) {
		s = str_trim_left(s);
		skip_literal(&s, STR("- "));
	}
	if (s.p != p->text.p && inside(s, &text) && decode_is_prefix(p->d, text)) {
		p->text = s.p[0] == '"' ? unescaped(p->d, text) : text;
		if (key)
			p->d->yaml_left = MOST_YAML;
		return true;
	}
	if (p->d->yaml_left == 0 || (!key && !is_debug_line(p->text) && !str_eq(p->text, STR("---"))))
		return false;
	p->d->yaml_left--;
	p->dropped = is_debug_line(p->text) || !decode_is_prefix(p->d, p->text);
	return p->dropped;
}

static bool begins_with_pair(strv s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != '=' && !is_blank(s.p[n]))
		n++;
	return n > 0 && n < s.n && s.p[n] == '=';
}

/* "time=2026-11-21T01:34:44Z level=warn msg="[   12.345678] text" host=h": logfmt */
static bool logfmt(struct parse *p)
{
	static const strv keys[] = {{" msg=\"", 6}, {" message=\"", 10}};

	if (!begins_with_pair(p->text))
		return false;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		size_t at = str_find(p->text, keys[i]), n = 0;
		strv s;

		if (at == SIZE_MAX)
			continue;
		s = str_from(p->text, at + keys[i].n);
		while (n < s.n && s.p[n] != '"')
			n += s.p[n] == '\\' ? 2 : 1;
		if (n >= s.n || !decode_is_prefix(p->d, str_upto(s, n)) || decode_is_prefix(p->d, p->text))
			continue;
		p->text = unescaped(p->d, str_upto(s, n));
		return true;
	}
	return false;
}

bool cell_strip(struct parse *p)
{
	strv text = str_trim_right(p->text);
	char last = text.n > 0 ? text.p[text.n - 1] : '\0';

	if (text.n == 0)
		return false;
	if (last == '`' && ticked(p))
		return true;
	if (last == '`' || p->text.p[0] == '`')
		skip_fence(p);
	if (logfmt(p))
		return true;
	if ((last == '"' || last == '\'' || p->d->yaml_left > 0) && yaml(p))
		return true;
	if ((last == '"' || last == '\'' || last == ',') && inside(p->text, &text) && decode_is_prefix(p->d, text)) {
		p->text = str_find(text, STR("\"\"")) != SIZE_MAX ? undoubled(p->d, text) : unescaped(p->d, text);
		if (str_ends(p->text, STR("\n")))
			p->text.n--; /* of a source file: "text\n" */
		return true;
	}
	return may_be_row(p) && row(p);
}
