#include "reports/diagnosis/holder.h"

#include "reports/diagnosis/figures.h"
#include "reports/diagnosis/measure.h"
#include "reports/diagnosis/thresholds.h"

static bool killed_one_of(const struct oomlog_event *ev, strv group)
{
	const struct oomlog_victim *v;

	for (size_t i = 0; (v = oomlog_event_victim(ev, i)) != NULL; i++)
		if (v->comm.p != NULL && str_eq(groups_name(v->comm), group))
			return true;
	return false;
}

/* --- what is not a process' own --- */

struct category {
	const char *names[4];
	enum holder_kind kind;
	bool stays; /* no kill gives it back */
};

static const struct category machine_categories[] = {
	{{"hugetlb"}, HOLDER_HUGETLB, true},
	{{"slab_reclaimable", "slab_unreclaimable", "slab"}, HOLDER_SLAB, false},
	{{"pagetables", "sec_pagetables"}, HOLDER_PAGETABLES, true},
	{{"unevictable"}, HOLDER_UNEVICTABLE, true},
	{{"kernel_stack", "shadow_call_stack"}, HOLDER_KERNEL, true},
	{{"shmem"}, HOLDER_SHMEM, false},
	{{"file"}, HOLDER_FILE, false},
};

static const struct category memcg_categories[] = {
	{{"slab_reclaimable", "slab_unreclaimable", "slab"}, HOLDER_SLAB, true},
	{{"pagetables", "sec_pagetables"}, HOLDER_PAGETABLES, true},
	{{"sock"}, HOLDER_SOCKETS, true},
	{{"kernel_other", "kernel_stack", "percpu", "vmalloc"}, HOLDER_KERNEL, true},
	{{"hugetlb"}, HOLDER_HUGETLB, true},
	{{"shmem"}, HOLDER_SHMEM, false},
	{{"file"}, HOLDER_FILE, false},
};

/* The biggest of them, and of what no line accounts for. */
static struct category biggest_category(const struct figures *f, uint64_t *ret_bytes)
{
	const struct category *all = f->memcg ? memcg_categories : machine_categories;
	size_t n = f->memcg ? sizeof(memcg_categories) / sizeof(all[0]) : sizeof(machine_categories) / sizeof(all[0]);
	struct category best = {{NULL}, HOLDER_UNACCOUNTED, false};

	/* a cgroup's statistics lag behind what is charged, most of all when a victim exits: the rest is nobody's */
	*ret_bytes = f->b != NULL && !f->memcg ? f->b->rest_bytes : OOMLOG_ABSENT_U;
	for (size_t i = 0; f->b != NULL && i < n; i++) {
		uint64_t bytes = OOMLOG_ABSENT_U;

		for (size_t k = 0; k < 4 && all[i].names[k] != NULL; k++)
			bytes = measure_add(bytes, balance_item(f->b, all[i].names[k]));
		if (is_known(bytes) && (!is_known(*ret_bytes) || bytes > *ret_bytes)) {
			best = all[i];
			*ret_bytes = bytes;
		}
	}
	return best;
}

/* --- the verdict --- */

static uint64_t known_or_0(uint64_t value)
{
	return is_known(value) ? value : 0;
}

/* Then nothing is short by its size, and page cache is what the kernel keeps in unused memory. */
static bool is_mostly_free(const struct figures *f)
{
	return f->b != NULL && measure_reaches(balance_item(f->b, "free"), f->whole, HOLDER_SOME_PERCENT);
}

/* A process always grows into what is left, so that what stays whatever is killed is its peer when it is nearly as
 * big. Where no process and no group stands out it has to be half of what all of them have. */
static bool category_wins(const struct figures *f, const struct category *c, uint64_t bytes)
{
	uint64_t one = known_or_0(f->process), group = known_or_0(f->group);
	uint64_t rival = one > group ? one : group;

	if (!measure_reaches(bytes, f->whole, HOLDER_SOME_PERCENT) || (c->kind == HOLDER_FILE && is_mostly_free(f)))
		return false;
	if (!measure_reaches(rival, f->whole, HOLDER_SOME_PERCENT))
		return bytes >= known_or_0(f->anon) / 2;
	if (c->stays && !measure_reaches(one, f->whole, HOLDER_MAIN_PERCENT))
		return measure_reaches(bytes, rival, HOLDER_RIVAL_PERCENT);
	return bytes >= rival;
}

/* The group, but for one process that holds the main part alone, or nearly as much as a group it is not in. */
static bool group_wins(const struct figures *f)
{
	bool inside = f->g.biggest != NULL && str_eq(groups_name(f->g.biggest->comm), f->g.group.name);

	if (!measure_reaches(f->group, f->whole, HOLDER_SOME_PERCENT) ||
	    measure_reaches(f->process, f->whole, HOLDER_MAIN_PERCENT))
		return false;
	return inside || !measure_reaches(known_or_0(f->process), f->group, HOLDER_RIVAL_PERCENT);
}

/* "Unreclaimable slab info:", where it is printed: its biggest cache, if that stands out. */
static strv biggest_cache(const struct figures *f, uint64_t slab_bytes)
{
	const struct oomlog_memory *m = oomlog_event_memory(f->ev);
	const struct oomlog_slab *best = m != NULL ? measure_largest_slab(m) : NULL;

	return best != NULL && measure_reaches(best->total_bytes, slab_bytes, HOLDER_SOME_PERCENT) ? best->name
												   : STR_NONE;
}

static void category_verdict(const struct figures *f, const struct category *c, uint64_t bytes, struct holder *ret)
{
	ret->kind = c->kind;
	ret->bytes = bytes;
	ret->likely = !measure_reaches(bytes, f->whole, HOLDER_MAIN_PERCENT);
	if (c->kind == HOLDER_SLAB)
		ret->name = biggest_cache(f, bytes);
}

static void group_verdict(const struct figures *f, struct holder *ret)
{
	ret->kind = HOLDER_GROUP;
	ret->name = f->g.group.name;
	ret->numbered = f->g.group.numbered;
	ret->tasks = f->g.group.tasks;
	ret->bytes = f->group;
	ret->was_killed = killed_one_of(f->ev, f->g.group.name);
	ret->likely = f->group_estimated || !measure_reaches(f->group, f->whole, HOLDER_MAIN_PERCENT);
}

static void process_verdict(const struct figures *f, struct holder *ret)
{
	const struct oomlog_task *t = f->g.biggest;
	const struct oomlog_victim *v = figures_killed(f);

	ret->kind = HOLDER_PROCESS;
	ret->task = t;
	ret->name = t != NULL ? t->comm : v->comm;
	ret->was_killed = v != NULL;
	ret->bytes = f->shown;
	/* Kernels that do not count them for a cgroup do not charge them to it either. */
	if (!f->memcg || (f->b != NULL && is_known(balance_item(f->b, "pagetables"))))
		ret->bytes = measure_add(ret->bytes,
		                         t != NULL ? groups_pagetables(t, f->g.page_size_bytes) : v->pgtables_bytes);
	ret->likely = f->g.page_size_guessed || !measure_reaches(f->least, f->whole, HOLDER_MAIN_PERCENT);
}

/*
 * "Kill process 249 (tiny-anon) score 64019 or a child" of 2.6.35 and older, which print no sizes and mostly no table:
 * a score over 1000 is made of the pages of its address space. If those are enough to hold the most of what all
 * processes have, the victim may be the one.
 */
enum { SCORE_OF_1000 = 1000 };

static bool score_verdict(const struct figures *f, struct holder *ret)
{
	const struct oomlog_chosen *c = oomlog_event_chosen(f->ev);
	uint64_t anon = is_known(f->anon) ? f->anon : f->whole;

	if (c == NULL || c->comm.p == NULL || c->score == OOMLOG_ABSENT || c->score <= SCORE_OF_1000 ||
	    f->g.tasks > 0 || (is_known(f->anon) && !measure_reaches(anon, f->whole, HOLDER_MAIN_PERCENT)) ||
	    !measure_reaches(measure_pages(f->ev, (uint64_t)c->score), anon, HOLDER_MAIN_PERCENT))
		return false;
	ret->kind = HOLDER_PROCESS;
	ret->name = c->comm;
	ret->was_killed = oomlog_event_victims(f->ev) > 0;
	ret->likely = ret->by_score = true;
	return true;
}

enum { MOST_LOOKED_FOR = 64 }; /* of a group's victims */

/* A victim's row is lost: it, or another that is lost, may have held more than any row says. */
static bool lacks_victim(const struct oomlog_event *ev)
{
	const struct oomlog_victim *v;

	for (size_t i = 0; i < MOST_LOOKED_FOR && (v = oomlog_event_victim(ev, i)) != NULL; i++)
		if (v->role != OOMLOG_ROLE_SHARES_MEMORY && is_known(v->anon_rss_bytes) &&
		    measure_task(ev, v->pid) == NULL)
			return true;
	return false;
}

/* Nothing stands out, if the report shows all that could: the tasks, and what they and the rest have; and memory was
 * not mostly free. */
static bool is_told(const struct figures *f)
{
	return f->g.tasks > 0 && !measure_rows_may_lack(f->ev) && !lacks_victim(f->ev) && f->b != NULL &&
		is_known(f->b->rest_bytes) && !is_mostly_free(f);
}

/* The processes together, where the report has no table and no sizes of the victim. */
static bool is_anon(const struct figures *f)
{
	return !f->memcg && f->g.tasks == 0 && !is_known(f->process) &&
		measure_reaches(f->anon, f->whole, HOLDER_MAIN_PERCENT);
}

static void verdict(const struct figures *f, struct holder *ret)
{
	uint64_t bytes;
	struct category c = biggest_category(f, &bytes);

	if (category_wins(f, &c, bytes))
		category_verdict(f, &c, bytes, ret);
	else if (group_wins(f))
		group_verdict(f, ret);
	else if (measure_reaches(f->process, f->whole, HOLDER_SOME_PERCENT))
		process_verdict(f, ret);
	else if (is_told(f))
		ret->kind = HOLDER_NONE;
	else if (!score_verdict(f, ret) && is_anon(f)) {
		ret->kind = HOLDER_ANON;
		ret->bytes = f->anon;
	}
}

void holder_of_event(const struct oomlog_event *ev, const struct balance *b, struct holder *ret)
{
	struct figures f;

	figures_of_event(ev, b, &f);
	/* a share of what the report happens to tell would be none of the machine's */
	*ret = (struct holder){
		.kind = HOLDER_UNKNOWN, .bytes = OOMLOG_ABSENT_U, .of_bytes = f.whole_told ? f.whole : OOMLOG_ABSENT_U};
	ret->tasks_anon_bytes = f.g.anon_sum_bytes;
	ret->rss_sum_bytes = f.g.rss_sum_bytes;
	ret->biggest = f.g.biggest;
	ret->biggest_bytes = f.g.biggest != NULL ? f.shown : OOMLOG_ABSENT_U;
	verdict(&f, ret);
	ret->likely |= !f.whole_told && ret->kind != HOLDER_UNKNOWN;
}

const char *holder_kind_name(enum holder_kind kind)
{
	static const char *const names[] = {
		[HOLDER_UNKNOWN] = "unknown",
		[HOLDER_NONE] = "none",
		[HOLDER_ANON] = "anon",
		[HOLDER_PROCESS] = "process",
		[HOLDER_GROUP] = "processes",
		[HOLDER_SHMEM] = "shmem",
		[HOLDER_SLAB] = "slab",
		[HOLDER_PAGETABLES] = "page_tables",
		[HOLDER_KERNEL] = "kernel",
		[HOLDER_HUGETLB] = "hugepages",
		[HOLDER_UNEVICTABLE] = "unevictable",
		[HOLDER_FILE] = "page_cache",
		[HOLDER_SOCKETS] = "sockets",
		[HOLDER_UNACCOUNTED] = "unaccounted",
	};

	return names[kind];
}
