#include "reports/diagnosis/groups.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/thresholds.h"
#include "reports/text/shortname.h"

enum { GROUP_SLOTS = 256, GROUP_PROBES = 8 };

struct slot {
	struct shortname key; /* n 0: free */
	struct group group;
};

struct table {
	struct slot slots[GROUP_SLOTS];
};

strv groups_name(strv comm)
{
	size_t n = comm.n;

	while (n > 0 && is_digit(comm.p[n - 1]))
		n--;
	return n > 0 ? str_upto(comm, n) : comm;
}

static uint64_t in_bytes(uint64_t pages, uint64_t page_size)
{
	uint64_t bytes;

	if (pages == OOMLOG_ABSENT_U || page_size == OOMLOG_ABSENT_U ||
	    __builtin_mul_overflow(pages, page_size, &bytes))
		return OOMLOG_ABSENT_U;
	return bytes;
}

uint64_t groups_pagetables(const struct oomlog_task *t, uint64_t page_size_bytes)
{
	if (t->pgtables_bytes != OOMLOG_ABSENT_U)
		return t->pgtables_bytes;
	return in_bytes(measure_add(measure_add(t->nr_ptes, t->nr_pmds), t->nr_puds), page_size_bytes);
}

/*
 * Only free lists and kill lines show the page size; a cgroup's report without a kill has neither. Its tasks' pages
 * are mostly what is charged to it: the size with which they are, within a quarter.
 */
static uint64_t guessed_page_size(const struct oomlog_event *ev)
{
	static const uint64_t sizes[] = {4096, 16384, 65536};
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);
	const struct oomlog_task *t;
	uint64_t pages = 0;

	if (m == NULL || m->memory.usage_bytes == OOMLOG_ABSENT_U)
		return OOMLOG_ABSENT_U;
	for (size_t i = 0; (t = oomlog_event_task(ev, i)) != NULL; i++)
		pages = measure_add(pages, measure_rss_pages(t));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint64_t bytes = in_bytes(pages, sizes[i]);

		if (bytes != OOMLOG_ABSENT_U && bytes / 5 * 4 <= m->memory.usage_bytes &&
		    m->memory.usage_bytes / 5 * 4 <= bytes)
			return sizes[i];
	}
	return OOMLOG_ABSENT_U;
}

static void find_page_size(const struct oomlog_event *ev, struct groups *ret)
{
	const struct oomlog_kernel *k = oomlog_event_kernel(ev);

	ret->page_size_bytes = k != NULL ? k->page_size_bytes : OOMLOG_ABSENT_U;
	if (ret->page_size_bytes != OOMLOG_ABSENT_U)
		return;
	ret->page_size_bytes = guessed_page_size(ev);
	ret->page_size_guessed = ret->page_size_bytes != OOMLOG_ABSENT_U;
}

/* Where a name's group is or may be: its slot, a free one, or the smallest of those looked at, which gives way. What a
 * group loses in that way makes it smaller than it is, never bigger. */
static struct slot *find(struct table *t, const struct shortname *k, strv name)
{
	size_t at = shortname_hash(k) % GROUP_SLOTS;
	struct slot *least = &t->slots[at];

	for (size_t i = 0; i < GROUP_PROBES; i++) {
		struct slot *s = &t->slots[(at + i) % GROUP_SLOTS];

		if (s->key.n == 0 || shortname_eq(&s->key, s->group.name, k, name))
			return s;
		if (s->group.bytes < least->group.bytes)
			least = s;
	}
	least->key.n = 0;
	return least;
}

static struct group *count(struct table *t, const struct oomlog_task *task, uint64_t bytes)
{
	strv name = groups_name(task->comm);
	struct shortname key = shortname_of(name);
	struct slot *s = find(t, &key, name);
	struct group *g = &s->group;

	if (s->key.n == 0) {
		s->key = key;
		*g = (struct group){.name = name};
	}
	g->tasks++;
	g->bytes = measure_add(g->bytes, bytes);
	g->numbered |= name.n < task->comm.n;
	return g;
}

static bool is_group(const struct group *g)
{
	return g->tasks >= (uint64_t)(g->numbered ? GROUP_LEAST_NUMBERED : GROUP_LEAST_TASKS);
}

static void sums(const struct oomlog_task *t, struct groups *ret)
{
	uint64_t page = ret->page_size_bytes;

	ret->tasks++;
	ret->rss_sum_bytes = measure_add(ret->rss_sum_bytes, in_bytes(measure_rss_pages(t), page));
	if (t->rss_anon_pages == OOMLOG_ABSENT_U)
		return;
	ret->split = true;
	ret->anon_sum_bytes = measure_add(ret->anon_sum_bytes, in_bytes(t->rss_anon_pages, page));
	ret->anon_sum_bytes = measure_add(ret->anon_sum_bytes, groups_pagetables(t, page));
}

/* 2.6.38 and older print a row for each thread (do_each_thread()), one process' after another: one row speaks for all
 * of them. Newer ones print a thread that is not the leader in its process' only row. */
static bool is_same_process(const struct oomlog_task *t, const struct oomlog_task *before)
{
	return before != NULL && t->tgid != OOMLOG_ABSENT && t->tgid == before->tgid;
}

/* Of two that are level the one that was killed is the one to speak of. */
static bool is_bigger(const struct oomlog_event *ev, const struct oomlog_task *t, uint64_t bytes,
                      const struct groups *g)
{
	const struct oomlog_victim *v;

	if (g->biggest == NULL || bytes != g->biggest_bytes)
		return g->biggest == NULL || bytes > g->biggest_bytes;
	v = oomlog_event_victim(ev, 0);
	return v != NULL && v->pid == t->pid;
}

void groups_of_event(const struct oomlog_event *ev, struct groups *ret)
{
	struct table table;
	const struct oomlog_task *t, *before = NULL;

	for (size_t i = 0; i < GROUP_SLOTS; i++)
		table.slots[i].key.n = 0;
	*ret = (struct groups){
		.biggest_bytes = OOMLOG_ABSENT_U, .rss_sum_bytes = OOMLOG_ABSENT_U, .anon_sum_bytes = OOMLOG_ABSENT_U};
	find_page_size(ev, ret);
	for (size_t i = 0; (t = oomlog_event_task(ev, i)) != NULL; before = t, i++) {
		bool split = t->rss_anon_pages != OOMLOG_ABSENT_U;
		uint64_t bytes = in_bytes(split ? t->rss_anon_pages : measure_rss_pages(t), ret->page_size_bytes);
		const struct group *g;

		if (is_same_process(t, before) || bytes == OOMLOG_ABSENT_U)
			continue;
		sums(t, ret);
		if (is_bigger(ev, t, bytes, ret)) {
			ret->biggest = t;
			ret->biggest_bytes = bytes;
		}
		if (t->comm.n == 0)
			continue;
		g = count(&table, t, bytes);
		if (is_group(g) && g->bytes >= ret->group.bytes)
			ret->group = *g;
	}
}
