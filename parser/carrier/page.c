#include "carrier/page.h"

enum {
	MOST_TAG = 256,     /* bytes of one tag with its attributes */
	MOST_TAGS = 16,     /* at one end of a line */
	MOST_TAG_NAME = 10, /* "blockquote" */
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_tag_name(strv name)
{
	static const char *const names[] = {"a",     "b",  "blockquote", "body", "br",   "code", "dd",     "div",
	                                    "dl",    "dt", "em",         "font", "html", "i",    "kbd",    "li",
	                                    "mark",  "ol", "p",          "pre",  "samp", "span", "strong", "table",
	                                    "tbody", "td", "th",         "tr",   "tt",   "ul"};
	char word[MOST_TAG_NAME + 1];

	if (name.n == 0 || name.n > MOST_TAG_NAME)
		return false;
	for (size_t i = 0; i < name.n; i++)
		word[i] = lower(name.p[i]);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq((strv){word, name.n}, str_of(names[i])))
			return true;
	return false;
}

/* Length of "<td class=\"c\">", "</pre>", "<br />", "<!DOCTYPE html>" at the front, or 0. The kernel's are "<IRQ>", "<4>". */
static size_t tag(strv s)
{
	size_t close, n = 1;

	if (s.n < 3 || s.p[0] != '<')
		return 0;
	close = str_find_byte(str_upto(s, MOST_TAG), '>');
	if (close == SIZE_MAX)
		return 0;
	if (s.p[1] == '!')
		return close + 1;
	if (s.p[1] == '/')
		n++;
	for (size_t from = n;; n++) {
		char c = lower(s.p[n]);

		if (c < 'a' || c > 'z')
			return is_tag_name((strv){s.p + from, n - from}) && strchr(" />", s.p[n]) != NULL ? close + 1
													  : 0;
	}
}

/* Tags at the front, and the cell with a line's number: "<tr><td>12</td><td>text" */
static strv behind_tags(strv s)
{
	for (unsigned i = 0; i < MOST_TAGS; i++) {
		strv rest = str_trim_left(s), number = rest;
		uint64_t value;

		if (tag(rest) > 0)
			s = str_from(rest, tag(rest));
		else if (i > 0 && parse_u64(&number, &value) && str_starts(number, STR("</")) && tag(number) > 0)
			s = str_from(number, tag(number));
		else
			break;
	}
	return s;
}

static strv before_tags(strv s)
{
	for (unsigned i = 0; i < MOST_TAGS && s.n > 0 && s.p[s.n - 1] == '>'; i++) {
		size_t open = str_rfind(s, STR("<"));

		if (open == SIZE_MAX || tag(str_from(s, open)) != s.n - open)
			break;
		s = str_upto(s, open);
	}
	return s;
}

/* Lines of the kernel that do not end with a name, which could be "<br>". */
static bool ends_in_no_name(strv s)
{
	static const char *const words[] = {" invoked oom-killer: ", "Mem-Info:", "Killed process ",
	                                    "page allocation failure"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_find(s, str_of(words[i])) != SIZE_MAX)
			return true;
	return false;
}

strv page_strip(struct decoder *d, strv s)
{
	strv front = behind_tags(s), inner = before_tags(front);

	if (front.p != s.p || (inner.n < front.n && ends_in_no_name(inner)))
		d->page = true;
	return d->page ? inner : s;
}

/* Where the line in front ends, and where the next begins. */
static bool line_end(strv s, size_t *ret_end, size_t *ret_next)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\r') {
			*ret_end = i;
			*ret_next = i + 1;
			return true;
		}
		if (s.p[i] == '<' && i + 3 < s.n && lower(s.p[i + 1]) == 'b' && lower(s.p[i + 2]) == 'r' &&
		    tag(str_from(s, i)) > 0) {
			*ret_end = *ret_next = i + tag(str_from(s, i));
			return true;
		}
	}
	return false;
}

bool page_is_run(strv s)
{
	size_t end, next;

	return s.n >= PAGE_LEAST_RUN && s.p[0] != '{' && line_end(s, &end, &next) && next < s.n;
}

bool page_next(strv *rest, strv *ret)
{
	size_t end, next;

	if (rest->n == 0)
		return false;
	if (!line_end(*rest, &end, &next))
		end = next = rest->n;
	*ret = str_upto(*rest, end);
	*rest = str_from(*rest, next);
	return true;
}
