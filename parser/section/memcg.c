/*
 * The memory cgroup: "Memory cgroup stats for ..", all on one line (3.9 to 5.2), or a line for each key (5.3 on); and
 * whose limit it was.
 */
#include "section/section.h"

enum { LAST_CHILDREN = 16 };

/* One "rss_huge:0KB" at the end of s; cuts it off. */
static bool stat_at_end(strv *s, strv *ret_key, uint64_t *ret)
{
	strv rest = str_trim_right(*s), number;
	size_t at = rest.n, colon;
	bool kb = false;

	if (str_ends(rest, STR("KB"))) {
		kb = true;
		rest.n -= 2;
	}
	while (at > 0 && !is_blank(rest.p[at - 1]))
		at--;
	if (at == 0 || at > rest.n)
		return false;
	number = str_from(rest, at);
	colon = str_find_byte(number, ':');
	if (colon == SIZE_MAX || colon == 0)
		return false;
	*ret_key = str_upto(number, colon);
	if (!str_to_u64(str_from(number, colon + 1), ret) || (kb && __builtin_mul_overflow(*ret, 1024, ret)))
		return false;
	*s = str_upto(rest, at);
	return true;
}

/*
 * The block of the group that hit its limit comes first, those of its descendants behind it: "printed for the limited
 * group and each descendant", mem_cgroup_print_oom_info().
 */
static struct oomlog_fields *stats_of(struct oomlog_event *ev, strv path)
{
	struct oomlog_memcg *memcg = event_memcg(ev);
	struct oomlog_memcg_child *child;

	if (memcg == NULL)
		return NULL;
	if ((memcg->path.p != NULL && str_eq(memcg->path, path)) || (memcg->stat.n == 0 && memcg->children.n == 0)) {
		if (memcg->path.p == NULL && path.n > 0)
			memcg->path = arena_str(&ev->arena, path);
		return &memcg->stat;
	}
	/* a torn line comes again, whole, soon after its beginning; thousands of groups need not be looked through */
	for (size_t i = memcg->children.n, seen = 0; i-- > 0 && seen < LAST_CHILDREN; seen++)
		if (str_eq(memcg->children.items[i].path, path))
			return &memcg->children.items[i].stat;
	child = arena_push(&ev->arena, &memcg->children);
	if (child == NULL)
		return NULL;
	child->path = arena_str(&ev->arena, path);
	return &child->stat;
}

/* "/a: cache", "/a: cache:0KB rss:0KB mapped_file": what was cut behind a key's colon, and is no path */
static bool ends_in_key(strv path)
{
	size_t at = str_rfind(path, STR(" "));
	strv front = str_upto(path, at), key;
	uint64_t value;

	return at != SIZE_MAX &&
		(str_ends(path, STR(": cache")) || (str_ends(front, STR("KB")) && stat_at_end(&front, &key, &value)));
}

/* "Memory cgroup stats for /a b,c=d: cache:0KB rss:1048492KB": the path may hold anything, so it is cut from the end. */
bool stats_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_fields *stats;
	strv head = str_trim_right(text), key, path;
	uint64_t value;
	size_t n = 0;

	if (!str_starts(head, STR("Memory cgroup stats")))
		return false;
	while (stat_at_end(&head, &key, &value))
		n++;
	head = str_trim_right(head);
	if (!str_ends(head, STR(":")))
		return false;
	path = str_from(str_upto(head, head.n - 1), sizeof("Memory cgroup stats") - 1);
	/* "Memory cgroup stats for" / "/a": torn there, its blank lost */
	if (!skip_literal(&path, STR(" for ")))
		skip_literal(&path, STR(" for"));
	if (n == 0 && ends_in_key(path))
		return false;
	stats = stats_of(ev, path);
	if (stats == NULL)
		return true;
	stats->n = 0;
	for (strv rest = str_from(text, head.n); n > 0; n--) {
		strv word, number;
		size_t colon;
		bool kb;

		skip_blanks(&rest);
		if (!parse_word(&rest, &word))
			break;
		colon = str_find_byte(word, ':');
		number = str_from(word, colon + 1);
		kb = str_ends(number, STR("KB"));
		if (kb)
			number.n -= 2;
		if (str_to_u64(number, &value) && (!kb || !__builtin_mul_overflow(value, 1024, &value)))
			fields_add(&ev->arena, stats, arena_str(&ev->arena, str_upto(word, colon)), value);
	}
	return true;
}

bool stats_begun(strv text)
{
	size_t at = str_rfind(text, STR(": "));
	struct pair pair;

	if (at == SIZE_MAX)
		return true; /* still in the path */
	text = str_from(text, at + 1);
	while (pair_next(&text, &pair) > 0)
		;
	return str_find_byte(str_trim(text), ' ') == SIZE_MAX;
}

static bool stat_cut(strv text, strv *ret_key, uint64_t *ret)
{
	size_t n = 0;

	text = str_trim(text);
	while (n < text.n &&
	       ((text.p[n] >= 'a' && text.p[n] <= 'z') || text.p[n] == '_' || (n > 0 && is_digit(text.p[n]))))
		n++;
	if (n < 3 || n > 64 || n == text.n || text.p[n] != ' ')
		return false;
	*ret_key = str_upto(text, n);
	return str_to_u64(str_from(text, n + 1), ret);
}

bool is_stat(strv text)
{
	uint64_t value;
	strv key;

	return stat_cut(text, &key, &value);
}

bool stat_parse(struct oomlog_event *ev, strv text)
{
	struct oomlog_memcg *memcg = event_memcg(ev);
	uint64_t value;
	strv key;

	if (!stat_cut(text, &key, &value))
		return false;
	if (memcg != NULL)
		fields_add(&ev->arena, &memcg->stat, arena_str(&ev->arena, key), value);
	return true;
}

/* A cgroup's own path, or one below it. */
static bool lies_in(strv path, strv group)
{
	return str_starts(path, group) && (path.n == group.n || path.p[group.n] == '/' || str_eq(group, STR("/")));
}

/*
 * "Task in /a/b killed as a result of limit of /a": either path may hold these words. The task's group lies in the one
 * whose limit it was, which tells where the one ends; where that tells nothing, what the row has found stays.
 */
bool limit_parse(struct oomlog_event *ev, strv text)
{
	const strv between = STR(" killed as a result of limit of ");
	struct oomlog_memcg *memcg = event_memcg(ev);
	size_t from = 0, at;

	text = str_trim_right(text);
	if (memcg == NULL || !skip_literal(&text, STR("Task in ")))
		return false;
	while ((at = str_find(str_from(text, from), between)) != SIZE_MAX) {
		strv task = str_upto(text, from + at), limit = str_from(text, from + at + between.n);

		if (lies_in(task, limit)) {
			memcg->task_path = arena_str(&ev->arena, task);
			memcg->path = arena_str(&ev->arena, limit);
			return true;
		}
		from += at + 1;
	}
	return false;
}
