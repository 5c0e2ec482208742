/* Why this process, and who else with other adjustments. */
#include "reports/diagnosis/headline.h"
#include "reports/render/explain.h"

static void part(struct text *t, const char *name, int64_t pages, bool *first)
{
	if (pages == 0)
		return;
	text_add(t, *first ? "" : pages < 0 ? " - " : " + ");
	if (*first && pages < 0)
		text_add(t, "-");
	*first = false;
	text_add(t, name);
	text_add(t, " ");
	text_u64(t, pages < 0 ? 0 - (uint64_t)pages : (uint64_t)pages);
}

/* "13308 points: rss 13271 + page tables 37" */
static void points(struct text *t, const struct selection *s, const struct selection_candidate *c)
{
	bool first = true;

	text_i64(t, c->points);
	text_add(t, c->points == 1 ? " point" : " points");
	if (c->rss_pages == 0 && c->swap_pages == 0 && c->table_pages == 0)
		return;
	/* up to 3.6 a share, of which the table has not all that counts */
	text_add(t, s->formula == SELECTION_THOUSANDTHS ? " in 1000 of RAM and swap (" : " (");
	part(t, "rss", c->rss_pages, &first);
	part(t, "swap", c->swap_pages, &first);
	part(t, "page tables", c->table_pages, &first);
	part(t, "oom_score_adj", c->adj_points, &first);
	text_add(t, s->formula == SELECTION_THOUSANDTHS && c->adj_points == 0 ? " pages)" : ")");
}

static void process(struct text *t, const struct oomlog_task *task)
{
	headline_process(t, task->comm, task->pid, OOMLOG_ABSENT);
}

static void exempt(struct text *t, const struct selection *s)
{
	if (s->exempt_tasks == 0)
		return;
	text_add(t, "; ");
	text_count(t, s->exempt_tasks, "process is exempt", "processes are exempt");
	if (s->n_exempt > 0) {
		text_add(t, s->exempt_tasks == 1 ? ": " : ", the biggest is ");
		process(t, s->exempt[0].task);
	}
}

/* In a log with holes, or of which somebody left parts out, the table may be no more than a row. */
static bool is_whole(const struct oomlog_event *ev)
{
	return oomlog_event_missing(ev) == 0 && oomlog_event_damages(ev) == 0;
}

static void second(struct text *t, const struct oomlog_event *ev, const struct selection *s)
{
	if (s->candidates == 1) {
		text_add(t, is_whole(ev) ? ", the only candidate" : ", the only candidate in this log");
	} else if (s->n_top > 1 && s->margin_pages != OOMLOG_ABSENT) {
		text_add(t, s->margin_pages == 0 ? ", as many as " : ", ");
		if (s->margin_pages != 0) {
			text_i64(t, s->margin_pages);
			text_add(t, " more than the next, ");
		}
		process(t, s->top[1].task);
	}
}

/* Where swap or further nodes may have counted, adjustments are told at the least that they weighed. */
static void least(struct text *t, const struct diagnosis *dg, const struct selection *s)
{
	bool adjusted = s->top[0].adj != 0 || s->victim.adj != 0 || (s->n_top > 1 && s->top[1].adj != 0);

	if (s->totalpages == s->totalpages_most || s->totalpages == OOMLOG_ABSENT_U || !adjusted || s->n_top < 2)
		return;
	text_add(t,
	         dg->scope == SCOPE_MEMCG ? "; oom_score_adj is counted by the limit without swap"
	                                  : "; oom_score_adj is counted by the allowed nodes alone");
}

static void differs(struct text *t, const struct selection *s)
{
	text_add(t, s->tie ? "by the table it was level with the first: " : "by the table ");
	process(t, s->top[0].task);
	text_add(t, " came first with ");
	points(t, s, &s->top[0]);
	if (s->victim.task != NULL) {
		text_add(t, ", the victim had ");
		points(t, s, &s->victim);
		text_add(t, ", rank ");
		text_u64(t, s->victim.rank);
	}
	for (size_t i = 0; i < s->n_differs; i++) {
		text_add(t, i == 0 ? "; possible: " : "; or ");
		text_add(t, s->differs_because[i]);
	}
}

void explain_choice(struct draw *d, const struct diagnosis *dg)
{
	const struct selection *s = &dg->selection;
	struct text t;

	if (oomlog_event_kind(dg->ev) != OOMLOG_KIND_OOM || s->uncomputable != NULL || s->n_top == 0 ||
	    oomlog_event_victim(dg->ev, 0) == NULL)
		return;
	text_init(&t);
	if (s->agrees) {
		points(&t, s, &s->top[0]);
		second(&t, dg->ev, s);
	} else {
		differs(&t, s);
	}
	least(&t, dg, s);
	exempt(&t, s);
	draw_fact(d, "why it", text_str(&t));
}

void explain_what_if(struct draw *d, const struct diagnosis *dg)
{
	const struct selection *s = &dg->what_if;
	struct text t;

	if (!dg->has_what_if || oomlog_event_kind(dg->ev) != OOMLOG_KIND_OOM)
		return;
	text_init(&t);
	if (s->uncomputable != NULL) {
		text_add(&t, "cannot be computed: ");
		text_add(&t, s->uncomputable);
	} else if (s->changed == 0) {
		text_add(&t, "no such process is in the task table");
	} else if (s->n_top == 0) {
		text_add(&t, "no process could have been chosen");
	} else {
		process(&t, s->top[0].task);
		text_add(&t, " would have been chosen with ");
		points(&t, s, &s->top[0]);
		second(&t, dg->ev, s);
		exempt(&t, s);
	}
	draw_fact(d, "what if", text_str(&t));
}
