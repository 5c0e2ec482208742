#include "carrier/android.h"

#include "carrier/stamp.h"

/* "V", "D", "I", "W", "E", "F": the letter of a priority, as a level of syslog */
static bool priority_letter(char c, int8_t *ret)
{
	static const char letters[] = "VDIWEF";
	static const int8_t levels[] = {7, 7, 6, 4, 3, 2};
	const char *at = c != '\0' ? strchr(letters, c) : NULL;

	if (at == NULL)
		return false;
	*ret = levels[at - letters];
	return true;
}

/* The kernel has neither a tag nor a process. */
static void writer(struct parse *p, strv tag, uint64_t pid)
{
	bool kernel = pid == 0 && (tag.n == 0 || str_eq(tag, STR("kernel")));

	p->r.tag = kernel ? STR("kernel") : tag;
	p->r.trust = kernel ? TRUST_KERNEL : TRUST_PROGRAM;
	p->id = CARRIER_LOGCAT;
}

/* "I/lowmemorykiller(  123): text" */
static bool brief(struct parse *p)
{
	strv s = p->text, tag;
	size_t open;
	uint64_t pid;
	int8_t level;

	if (!priority_letter(s.p[0], &level) || s.p[1] != '/')
		return false;
	s = str_from(s, 2);
	open = str_find_byte(str_upto(s, 64), '(');
	if (open == SIZE_MAX)
		return false;
	tag = str_trim(str_upto(s, open));
	s = str_trim_left(str_from(s, open + 1));
	if (!parse_u64(&s, &pid) || !skip_literal(&s, STR("): ")))
		return false;
	writer(p, tag, pid);
	p->r.level = level;
	p->text = s;
	return true;
}

/* "11-21", with "2026-" before it when asked for */
static bool date(strv *s, struct stamp *w)
{
	uint64_t mon, day;
	strv rest = *s;

	if (rest.n > 5 && rest.p[4] == '-' && (!stamp_year(&rest, w) || !skip_byte(&rest, '-')))
		return false;
	if (rest.n < 6 || rest.p[2] != '-' || rest.p[5] != ' ' || !str_to_u64(str_upto(rest, 2), &mon) || mon < 1 ||
	    mon > 12 || !str_to_u64(str_upto(str_from(rest, 3), 2), &day) || day < 1 || day > 31)
		return false;
	w->mon = (int8_t)mon;
	w->day = (int8_t)day;
	*s = str_from(rest, 6);
	return true;
}

/* "01:34:44.123  root     0     0 W tag     : text"; the user is printed only with -v uid */
static bool thread_time(struct parse *p)
{
	struct stamp w = {.zone = NO_ZONE};
	strv s = p->text, word;
	uint64_t pid, tid;
	size_t colon;
	int digits;

	if (!date(&s, &w) || !stamp_clock(&s, &w, &digits) || digits < 3 || skip_blanks(&s) == 0)
		return false;
	if (s.n > 0 && !is_digit(s.p[0]) && (!parse_word(&s, &word) || skip_blanks(&s) == 0))
		return false;
	if (!parse_u64(&s, &pid) || skip_blanks(&s) == 0 || !parse_u64(&s, &tid) || skip_blanks(&s) == 0 || s.n < 3)
		return false;
	if (is_digit(s.p[0])) {
		pid = tid;
		if (!parse_u64(&s, &tid) || skip_blanks(&s) == 0 || s.n < 3)
			return false;
	}
	colon = str_find_byte(str_upto(s, 80), ':');
	if (!priority_letter(s.p[0], &p->r.level) || s.p[1] != ' ' || colon == SIZE_MAX)
		return false;
	writer(p, str_trim(str_upto(str_from(s, 1), colon - 1)), pid);
	s = str_from(s, colon + 1);
	skip_byte(&s, ' ');
	p->r.wall = w;
	p->text = s;
	return true;
}

bool android_long_head(struct parse *p)
{
	struct stamp w = {.zone = NO_ZONE};
	strv s = p->text;
	uint64_t id;
	int digits;

	if (!skip_literal(&s, STR("[ ")) || !date(&s, &w) || !stamp_clock(&s, &w, &digits) || digits < 3 ||
	    !str_ends(s, STR(" ]")) || skip_blanks(&s) == 0 || !parse_u64(&s, &id) || !skip_byte(&s, ':'))
		return false;
	skip_blanks(&s);
	if (!parse_u64(&s, &id) || !skip_byte(&s, ' ') || s.n < 3 || s.p[1] != '/')
		return false;
	p->id = CARRIER_LOGCAT;
	p->dropped = true;
	return true;
}

bool android_logcat(struct parse *p)
{
	if (p->text.n < 20)
		return false;
	if (is_digit(p->text.p[0]))
		return (p->text.p[2] == '-' || (p->text.p[4] == '-' && p->text.p[10] == ' ')) && thread_time(p);
	return p->text.p[1] == '/' && brief(p);
}
