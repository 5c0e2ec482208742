#include "reports/diagnosis/figures.h"

#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/scope.h"

static uint64_t at_most(uint64_t value, uint64_t limit)
{
	return is_known(value) && is_known(limit) && value > limit ? limit : value;
}

static uint64_t items(const struct balance *b, const char *const *names)
{
	uint64_t sum = OOMLOG_ABSENT_U;

	for (; b != NULL && *names != NULL; names++)
		sum = measure_add(sum, balance_item(b, *names));
	return sum;
}

#define ITEMS(b, ...) items(b, (const char *const[]){__VA_ARGS__, NULL})

/* --- processes --- */

static const struct oomlog_victim *victim_of(const struct oomlog_event *ev, int64_t pid)
{
	const struct oomlog_victim *v;

	for (size_t i = 0; (v = oomlog_event_victim(ev, i)) != NULL; i++)
		if (v->pid == pid && pid != OOMLOG_ABSENT)
			return v;
	return NULL;
}

/*
 * The kill line says what of its pages was anonymous; a table that only has rss says the most that they can be. Locked
 * pages are counted in both, and as unevictable: it cannot hold more of the rest than there is on the anon lists.
 */
static void biggest_process(struct figures *f)
{
	const struct oomlog_task *t = f->g.biggest;
	const struct oomlog_victim *v = figures_killed(f);
	uint64_t rss = t != NULL ? f->g.biggest_bytes : OOMLOG_ABSENT_U;
	bool exact = f->g.split && t != NULL;

	if (!exact && v != NULL && is_known(v->anon_rss_bytes)) {
		rss = v->anon_rss_bytes;
		exact = true;
	}
	f->process = at_most(rss, f->anon);
	f->shown = exact ? rss : f->process;
	f->least = exact ? f->process : 0;
	if (!exact && is_known(rss) && is_known(f->shared))
		f->least = balance_without(rss, f->shared);
}

/* Where rss adds up to more than there is of anonymous memory, pages that are shared were counted for each process:
 * the group gets its part of what there is. */
static void biggest_group(struct figures *f)
{
	uint64_t scaled;

	f->group = f->g.group.tasks > 0 ? f->g.group.bytes : OOMLOG_ABSENT_U;
	if (f->g.split || !is_known(f->group) || !is_known(f->anon) || !is_known(f->g.rss_sum_bytes))
		return;
	f->group_estimated = true;
	if (f->g.rss_sum_bytes <= f->anon || f->g.rss_sum_bytes == 0)
		return;
	if (__builtin_mul_overflow(f->group, f->anon, &scaled))
		f->group = f->group / f->g.rss_sum_bytes > 0 ? f->anon : at_most(f->group, f->anon);
	else
		f->group = scaled / f->g.rss_sum_bytes;
}

const struct oomlog_victim *figures_killed(const struct figures *f)
{
	return f->g.biggest != NULL ? victim_of(f->ev, f->g.biggest->pid) : oomlog_event_victim(f->ev, 0);
}

/* The table lost the victim's row, and the kill line says that it was larger than all the others: the rows tell of none. */
static void without_lesser_rows(struct figures *f)
{
	const struct oomlog_victim *v = oomlog_event_victim(f->ev, 0);
	uint64_t held = v != NULL ? measure_held(f->ev, v) : OOMLOG_ABSENT_U;

	if (f->g.biggest == NULL || !measure_rows_may_lack(f->ev) || !is_known(held) ||
	    measure_task(f->ev, v->pid) != NULL)
		return;
	if (!is_known(f->g.biggest_bytes) || held > f->g.biggest_bytes)
		f->g.biggest = NULL;
}

void figures_of_event(const struct oomlog_event *ev, const struct balance *b, struct figures *f)
{
	const struct oomlog_memcg *m = oomlog_event_memcg(ev);

	*f = (struct figures){.ev = ev, .b = b, .memcg = scope_of_event(ev) == SCOPE_MEMCG};
	groups_of_event(f->ev, &f->g);
	without_lesser_rows(f);
	f->anon = ITEMS(f->b, "anon", "anon_and_shmem", "lru");
	f->shared = ITEMS(f->b, "shmem", "file", "unevictable");
	f->whole = OOMLOG_ABSENT_U;
	f->whole_told = true;
	if (f->b != NULL) {
		f->whole_told = is_known(f->b->total_bytes);
		f->whole = f->whole_told ? f->b->total_bytes : f->b->known_bytes;
	}
	if (f->b == NULL && m != NULL && is_known(m->memory.limit_bytes) &&
	    !measure_is_unlimited(m->memory.limit_bytes))
		f->whole = m->memory.limit_bytes;
	biggest_process(f);
	biggest_group(f);
}
