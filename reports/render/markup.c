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

/*
 * GitHub and GitLab make links of "www.x.org", "://", "a@b.org", "@name" (who is told of it) and "#12" in what is shown,
 * after escapes are gone: only a comment between, which shows nothing, keeps them apart.
 */
static unsigned before_comment(strv words)
{
	if (words.p[0] == '@' || (words.p[0] == '#' && words.n > 1 && is_digit(words.p[1])))
		return 1;
	if (str_starts(words, STR("://")))
		return 1;
	return str_starts(words, STR("www.")) ? 3 : 0;
}

/* Every ASCII punctuation mark may be escaped by '\'. */
static void markdown_byte(struct out *o, char c)
{
	const char *escape = html_escape(c);

	if (escape != NULL && c != '\'' && c != '"') {
		out_str(o, str_of(escape));
		return;
	}
	if (strchr("\\`*_{}[]#|~!$", c) != NULL)
		out_byte(o, '\\');
	out_byte(o, c);
}

void markup_markdown(struct out *o, strv words)
{
	unsigned until_comment = 0;

	for (; words.n > 0; words = str_from(words, 1)) {
		if (until_comment == 0)
			until_comment = before_comment(words);
		markdown_byte(o, words.p[0]);
		if (until_comment > 0 && --until_comment == 0)
			out_literal(o, "<!-- -->");
	}
}
