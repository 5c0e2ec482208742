#include "reports/diagnosis/workload-walk.h"

static bool hex_digit(char c, unsigned *ret)
{
	if (c >= '0' && c <= '9')
		*ret = (unsigned)(c - '0');
	else if (c >= 'a' && c <= 'f')
		*ret = (unsigned)(c - 'a' + 10);
	else
		return false;
	return true;
}

bool workload_is_hex(strv s)
{
	unsigned digit;

	for (size_t i = 0; i < s.n; i++)
		if (!hex_digit(s.p[i], &digit))
			return false;
	return s.n > 0;
}

strv workload_unescape(struct workload *w, strv s)
{
	char *start = w->storage + w->used, *p = start;
	unsigned high, low;

	if (str_find_byte(s, '\\') == SIZE_MAX || s.n > sizeof(w->storage) - w->used)
		return s;
	for (size_t i = 0; i < s.n; i++) {
		if (s.n - i >= 4 && s.p[i] == '\\' && s.p[i + 1] == 'x' && hex_digit(s.p[i + 2], &high) &&
		    hex_digit(s.p[i + 3], &low)) {
			*p++ = (char)(high << 4 | low);
			i += 3;
		} else {
			*p++ = s.p[i];
		}
	}
	w->used += (size_t)(p - start);
	return (strv){start, (size_t)(p - start)};
}

strv workload_without(strv s, strv suffix)
{
	return str_ends(s, suffix) ? str_upto(s, s.n - suffix.n) : s;
}

bool workload_cut(strv *s, strv prefix)
{
	return s->n > prefix.n && skip_literal(s, prefix);
}

void workload_set_manager(struct workload *w, strv manager)
{
	if (w->manager.p == NULL || str_eq(w->manager, STR("systemd")))
		w->manager = manager;
}

void workload_set_container(struct walk *walk, strv manager, strv runtime, strv id)
{
	struct workload *w = walk->w;

	w->level = WORKLOAD_CONTAINER;
	w->nested = w->container_id.p != NULL;
	/* What stands below a pod's container was named by those who run in it. */
	if (w->nested && walk->kubepods)
		return;
	if (manager.p != NULL)
		workload_set_manager(w, manager);
	w->runtime = runtime;
	w->container_id = id;
}

void workload_set_uid(struct workload *w, strv digits)
{
	int64_t uid;

	if (str_to_i64(digits, &uid) && uid >= 0)
		w->user_uid = uid;
}

void workload_set_name(struct walk *walk, strv manager, strv name, enum workload_level level)
{
	workload_set_manager(walk->w, manager);
	if (walk->w->name.p == NULL)
		walk->w->name = workload_unescape(walk->w, name);
	walk->w->level = level;
}
