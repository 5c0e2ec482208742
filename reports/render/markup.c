#include "reports/render/markup.h"

#include "reports/text/utf8.h"

static const char *html_escape(char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* U+FFFE and U+FFFF */
static bool is_not_xml(strv s)
{
	return s.n >= 3 && (unsigned char)s.p[0] == 0xef && (unsigned char)s.p[1] == 0xbf &&
		(unsigned char)s.p[2] >= 0xbe;
}

void markup_html(struct out *o, strv words)
{
	for (; words.n > 0; words = str_from(words, 1)) {
		const char *escape = html_escape(words.p[0]);

		if (escape != NULL) {
			out_str(o, str_of(escape));
		} else if (is_not_xml(words)) {
			out_byte(o, '?');
			words = str_from(words, 2);
		} else {
			out_byte(o, words.p[0]);
		}
	}
}

/* Every ASCII punctuation mark may be escaped by '\'; GitHub looks for "@name" and "://" behind that. */
void markup_markdown(struct out *o, strv words)
{
	for (; words.n > 0; words = str_from(words, 1)) {
		char c = words.p[0];
		const char *escape = html_escape(c);

		if (c == '@')
			out_literal(o, "&#64;");
		else if (str_starts(words, STR("://")))
			out_literal(o, "&#58;");
		else if (escape != NULL && c != '\'' && c != '"')
			out_str(o, str_of(escape));
		else if (strchr("\\`*_{}[]#|~!$", c) != NULL) {
			out_byte(o, '\\');
			out_byte(o, c);
		} else {
			out_byte(o, c);
		}
	}
}
