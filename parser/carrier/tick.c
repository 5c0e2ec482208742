/* Back ticks, by which a chat or a text in Markdown marks what is a log's. */
#include "carrier/tick.h"

#include "carrier/label.h"

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

bool tick_strip(struct parse *p)
{
	bool last = str_ends(str_trim_right(p->text), STR("`"));

	if (last && ticked(p))
		return true;
	if (last || str_starts(p->text, STR("`")))
		skip_fence(p);
	return false;
}
