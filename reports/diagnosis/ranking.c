#include "reports/diagnosis/ranking.h"

/* a would be chosen before the other. Rows are items of one array. */
static bool is_before(const struct badness *b, const struct selection_candidate *a,
                      const struct selection_candidate *other)
{
	if (a->points != other->points)
		return a->points > other->points;
	return b->later_wins ? a->task > other->task : a->task < other->task;
}

bool ranking_is_process(const struct oomlog_task *t, const struct oomlog_task *prev)
{
	return prev == NULL || t->tgid == OOMLOG_ABSENT || t->tgid != prev->tgid;
}

/* Two reports that lie in each other may have given one table two rows of a process. */
static bool is_in(const struct selection_candidate *list, size_t n, const struct oomlog_task *t)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].task->pid == t->pid)
			return true;
	return false;
}

static void insert(struct selection_candidate *list, size_t at, size_t *n, size_t most, struct selection_candidate c)
{
	if (at == most)
		return;
	*n += *n < most;
	for (size_t i = *n - 1; i > at; i--)
		list[i] = list[i - 1];
	list[at] = c;
}

/* A set of pids that may have others: nearly every row is told apart from the first ones by that. */
static uint64_t bit_of(const struct oomlog_task *t)
{
	return UINT64_C(1) << (uint64_t)t->pid % 64;
}

static uint64_t add_top(const struct badness *b, struct selection *ret, struct selection_candidate c)
{
	size_t at = ret->n_top;
	uint64_t pids = 0;

	while (at > 0 && is_before(b, &c, &ret->top[at - 1]))
		at--;
	insert(ret->top, at, &ret->n_top, SELECTION_TOP, c);
	for (size_t i = 0; i < ret->n_top; i++)
		pids |= bit_of(ret->top[i].task);
	return pids;
}

static int64_t use(const struct selection_candidate *c)
{
	return c->rss_pages + c->swap_pages + c->table_pages;
}

static void add_exempt(struct selection *ret, const struct selection_candidate *c)
{
	size_t at = ret->n_exempt;
	uint64_t sum;

	ret->exempt_tasks++;
	if (!__builtin_add_overflow(ret->exempt_pages, (uint64_t)use(c), &sum))
		ret->exempt_pages = sum;
	while (at > 0 && use(c) > use(&ret->exempt[at - 1]))
		at--;
	insert(ret->exempt, at, &ret->n_exempt, SELECTION_EXEMPT,
	       (struct selection_candidate){.task = c->task,
	                                    .rss_pages = c->rss_pages,
	                                    .swap_pages = c->swap_pages,
	                                    .table_pages = c->table_pages});
}

/* *pids are those of ret->top. */
static inline void add_candidate(const struct badness *b, struct selection *ret, const struct selection_candidate *c,
                                 uint64_t *pids)
{
	if ((*pids & bit_of(c->task)) != 0 && is_in(ret->top, ret->n_top, c->task))
		return;
	ret->candidates++;
	if (ret->victim.task != NULL && is_before(b, c, &ret->victim))
		ret->victim.rank++;
	if (ret->n_top < SELECTION_TOP || is_before(b, c, &ret->top[SELECTION_TOP - 1]))
		*pids = add_top(b, ret, *c);
}

static void start(const struct badness *b, struct selection *ret)
{
	const struct oomlog_task *victim = ret->victim.task;

	if (victim == NULL)
		return;
	if (!badness_use(b, victim, &ret->victim))
		ret->victim = (struct selection_candidate){.task = victim};
	else
		badness_count(b, &ret->victim, badness_adj(b, victim));
	ret->victim.rank = 1;
}

static void finish(const struct badness *b, struct selection *ret, int64_t most)
{
	for (size_t i = 0; i < ret->n_top; i++)
		ret->top[i].rank = i + 1;
	ret->margin_pages = OOMLOG_ABSENT;
	if (ret->n_top > 1 && b->formula != SELECTION_THOUSANDTHS)
		ret->margin_pages = ret->top[0].points - ret->top[1].points;
	ret->adj_decided = ret->n_top > 0 && use(&ret->top[0]) < most;
}

void ranking_count(const struct oomlog_event *ev, const struct badness *b, struct selection *ret, struct rivals *rivals,
                   uint64_t *unread)
{
	const struct oomlog_task *t, *prev = NULL;
	struct selection_candidate c = {.rank = 0};
	uint64_t pids = 0;
	int64_t most = -1, adj;

	start(b, ret);
	*rivals = RIVALS_NONE;
	for (size_t i = 0; (t = oomlog_event_task(ev, i)) != NULL; prev = t, i++) {
		if (!ranking_is_process(t, prev))
			continue;
		ret->changed += badness_is_changed(b, t);
		if (!badness_use(b, t, &c)) {
			++*unread;
			continue;
		}
		if (t->pid != 1 && use(&c) > most) {
			most = use(&c);
			ret->without_adj = t;
		}
		adj = badness_adj(b, t);
		if (badness_is_exempt(t, adj)) {
			add_exempt(ret, &c);
			continue;
		}
		*unread += adj == OOMLOG_ABSENT;
		badness_count(b, &c, adj);
		add_candidate(b, ret, &c, &pids);
		if (ret->victim.task != NULL)
			rivals_add(rivals, b, ret->victim.task, &c);
	}
	finish(b, ret, most);
}

bool ranking_next(const struct oomlog_event *ev, const struct badness *b, size_t *at, struct selection_candidate *ret)
{
	const struct oomlog_task *t, *prev;

	for (; (t = oomlog_event_task(ev, *at)) != NULL; ++*at) {
		int64_t adj = badness_adj(b, t);

		prev = *at > 0 ? oomlog_event_task(ev, *at - 1) : NULL;
		if (!ranking_is_process(t, prev) || badness_is_exempt(t, adj) || !badness_use(b, t, ret))
			continue;
		badness_count(b, ret, adj);
		++*at;
		return true;
	}
	return false;
}
