#include "whatif.h"

#include "util/str.h"

enum { LEAST = -1000, MOST = 1000 };

/* "4242=-500", "java=0". The value stands behind the last '=': a name may have one. */
static bool parse(strv item, struct oomlog_what_if *ret)
{
	size_t at = str_rfind(item, STR("="));
	strv who = str_upto(item, at);
	uint64_t pid;

	if (at == SIZE_MAX || at == 0 || !str_to_i64(str_from(item, at + 1), &ret->adj))
		return false;
	*ret = (struct oomlog_what_if){.pid = OOMLOG_ABSENT, .comm = who, .adj = ret->adj};
	if (str_to_u64(who, &pid)) {
		if (pid == 0 || pid > INT32_MAX)
			return false;
		ret->pid = (int64_t)pid;
		ret->comm = STR_NONE;
	}
	return ret->adj >= LEAST && ret->adj <= MOST;
}

const char *what_if_add(struct what_if *w, const char *arg)
{
	strv rest = str_of(arg);

	for (;;) {
		size_t comma = str_find_byte(rest, ',');

		if (w->n == WHAT_IF_MOST)
			return "among the first 16 changes, which are the most";
		if (!parse(str_upto(rest, comma), &w->items[w->n]))
			return "PID=ADJ or NAME=ADJ, more behind commas, with ADJ from -1000 to 1000";
		w->n++;
		if (comma == SIZE_MAX)
			return NULL;
		rest = str_from(rest, comma + 1);
	}
}
