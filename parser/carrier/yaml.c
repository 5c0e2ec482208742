/* YAML, as gcloud prints log entries, and rsyslog's dump of a message, which is much like it. */
#include "carrier/yaml.h"

#include "carrier/cell.h"
#include "carrier/label.h"

enum { MOST_YAML = 32 /* lines of a document behind its message */ };

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

/* Near a line that may open a report, which is never passed over: what else is one does not depend on what was read. */
static bool in_document(const struct decoder *d, uint64_t line)
{
	return line <= d->yaml_until;
}

/*
 * "- "[   12.345678] text"", "textPayload: '[   12.345678] text'": YAML, as gcloud prints it. Near such a line the other
 * names of the document are nothing of the kernel's.
 */
bool yaml_strip(struct parse *p, uint64_t line)
{
	struct decoder *d = p->d;
	strv s = p->text, text;
	bool key = yaml_key(&s);

	if (!key) {
		s = str_trim_left(s);
		skip_literal(&s, STR("- "));
	}
	if (s.p != p->text.p && cell_inside(s, &text) && decode_is_prefix(d, text)) {
		p->text = s.p[0] == '"' ? cell_unescaped(d, text) : text;
		if (key && (in_document(d, line) || label_may_open(p->text)))
			d->yaml_until = line + MOST_YAML;
		return true;
	}
	if (!in_document(d, line) || (!key && !is_debug_line(p->text) && !str_eq(p->text, STR("---"))))
		return false;
	p->dropped = is_debug_line(p->text) || !decode_is_prefix(d, p->text);
	return p->dropped;
}
