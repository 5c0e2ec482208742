/*
 * "node-7: java invoked oom-killer: gfp_mask=..", "2026-11-21 01:34:44,123 - console - INFO - java invoked ..": where does
 * the name of the process begin? "php-fpm: pool w invoked oom-killer: .." has no label. The lines behind it begin with
 * words of the kernel's own: "node-7: CPU: 0 PID: 1 ..". Only "node-7: java cpuset=/ mems_allowed=0" tells no more.
 */
#include "carrier/front.h"

static const strv trigger = {" invoked oom-killer: gfp_mask=0x", 32};

bool front_may_begin(strv s)
{
	size_t at = str_find(str_upto(s, FRONT_LINE), trigger);

	if (at == SIZE_MAX)
		return false;
	s = str_upto(s, at);
	return str_find_byte(s, ':') != SIZE_MAX || str_find_byte(s, '|') != SIZE_MAX ||
		str_find_byte(s, '\t') != SIZE_MAX || str_find_byte(s, ' ') != SIZE_MAX;
}

bool front_hold(struct front *f, const struct line *line)
{
	if (line->text.n > FRONT_LINE || line->cut || f->n == FRONT_LINES)
		return false;
	memcpy(f->bytes[f->n], line->text.p, line->text.n);
	f->lines[f->n] = *line;
	f->lines[f->n].text = (strv){f->bytes[f->n], line->text.n};
	f->n++;
	return true;
}

bool front_is_open(const struct front *f, strv next)
{
	return f->n < FRONT_LINES && str_find(next, STR(" cpuset=")) != SIZE_MAX &&
		str_find(next, STR(" mems_allowed=")) != SIZE_MAX && next.n <= FRONT_LINE;
}

/* Words that the second or third line of a report begins with, and no name of a process is likely to end before. */
static bool begins_line(strv s)
{
	static const strv words[] = {{"CPU: ", 5},
	                             {"Pid: ", 5},
	                             {"Call Trace:", 11},
	                             {"Call trace:", 11},
	                             {"COMPACTION is", 13},
	                             {"Mem-Info:", 9},
	                             {"Mem-info:", 9},
	                             {"oom-kill:constraint=", 20},
	                             {"Out of memory: Kill", 19},
	                             {"Memory cgroup out of memory: Kill", 33}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_starts(s, words[i]))
			return true;
	return false;
}

/* Two lines of one source: digits may differ, as in a clock. *ret: where both have come to, in `a`. */
static bool step(strv a, strv b, size_t *i, size_t *k)
{
	if (*i >= a.n || *k >= b.n || is_digit(a.p[*i]) != is_digit(b.p[*k]))
		return false;
	if (!is_digit(a.p[*i]))
		return a.p[(*i)++] == b.p[(*k)++];
	while (*i < a.n && is_digit(a.p[*i]))
		++*i;
	while (*k < b.n && is_digit(b.p[*k]))
		++*k;
	return true;
}

size_t front_label(const struct front *f, strv next)
{
	strv first = f->lines[0].text;
	size_t most = str_find(first, trigger), i = 0, k = 0;

	while (i < most && step(first, next, &i, &k))
		if (i < most && begins_line(str_from(next, k)))
			return i;
	return 0;
}
