/* Which hand-cut line a text begins like: by its first bytes, since most of a report's lines are decided here. */
#include "section/section.h"

/* "Node 0 .." and "DMA ..": four lines begin alike and differ in what follows the zone. */
static enum line_kind node_or_zone(strv text)
{
	strv rest = text, zone;
	int64_t node;

	if (zone_head(&rest, &node, &zone)) {
		if (str_starts(rest, STR(" free:")))
			return LINE_ZONE;
		if (str_starts(rest, STR(": ")))
			return str_find(rest, STR("kB")) != SIZE_MAX ||
					str_eq(str_trim(str_from(rest, 2)), STR("empty"))
				? LINE_BUDDY
				: LINE_NONE;
		return LINE_NONE;
	}
	rest = text;
	if (!skip_literal(&rest, STR("Node ")))
		return LINE_NONE;
	skip_blanks(&rest);
	while (rest.n > 0 && is_digit(rest.p[0]))
		rest = str_from(rest, 1);
	if (str_starts(rest, STR(" hugepages_total=")))
		return LINE_HUGEPAGES;
	return str_starts(rest, STR(" active_anon:")) || str_starts(rest, STR(" active_file:")) ? LINE_NODE : LINE_NONE;
}

enum line_kind section_kind(strv text)
{
	if (text.n == 0)
		return LINE_NONE;
	switch (text.p[0]) {
	case '[':
		if (is_task(text))
			return LINE_TASK;
		if (is_columns(text))
			return LINE_COLUMNS;
		break;
	case 'D':
	case 'H':
	case 'M':
	case 'N':
		if (str_starts(text, STR("Memory cgroup stats")))
			return LINE_MEMCG_STATS;
		return node_or_zone(text);
	case 'l':
	case 'p':
		if (str_starts(text, STR("lowmem_reserve[]:")) || str_starts(text, STR("protections[]:")))
			return LINE_LOWMEM;
		break;
	default:
		break;
	}
	if (is_counters(text))
		return LINE_COUNTERS;
	return LINE_NONE;
}
