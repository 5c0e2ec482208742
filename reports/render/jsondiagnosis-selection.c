/* `selection` and `what_if`: the kernel's choice. */
#include "reports/render/jsondiagnosis-parts.h"

static void candidate(struct jsonw *j, const struct selection_candidate *c)
{
	jsonw_open(j, '{');
	jsonw_member_i64(j, "pid", c->task->pid);
	jsonw_member_text(j, "comm", c->task->comm);
	jsonw_member_i64(j, "points", c->points);
	if (c->points_least != c->points)
		jsonw_member_i64(j, "points_least", c->points_least);
	if (c->rank > 0)
		jsonw_member_u64(j, "rank", c->rank);
	jsonw_member_i64(j, "rss_pages", c->rss_pages);
	jsonw_member_i64(j, "swap_pages", c->swap_pages);
	jsonw_member_i64(j, "table_pages", c->table_pages);
	jsonw_member_i64(j, "oom_score_adj", c->adj);
	jsonw_member_i64(j, "adj_points", c->adj_points);
	jsonw_close(j, '}');
}

static void candidates(struct jsonw *j, const struct selection *s)
{
	jsonw_open_member(j, "candidates", '[');
	for (size_t i = 0; i < s->n_top; i++)
		candidate(j, &s->top[i]);
	if (s->victim.task != NULL && s->victim.rank > s->n_top)
		candidate(j, &s->victim);
	jsonw_close(j, ']');
	jsonw_member_u64(j, "candidates_total", s->candidates);
}

static void exempt(struct jsonw *j, const struct selection *s)
{
	if (s->exempt_tasks == 0)
		return;
	jsonw_member_u64(j, "exempt_tasks", s->exempt_tasks);
	jsonw_member_u64(j, "exempt_pages", s->exempt_pages);
	jsonw_open_member(j, "exempt", '[');
	for (size_t i = 0; i < s->n_exempt; i++) {
		jsonw_open(j, '{');
		jsonw_member_i64(j, "pid", s->exempt[i].task->pid);
		jsonw_member_text(j, "comm", s->exempt[i].task->comm);
		jsonw_member_i64(j, "rss_pages", s->exempt[i].rss_pages);
		jsonw_member_i64(j, "swap_pages", s->exempt[i].swap_pages);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

static void totalpages(struct jsonw *j, const struct selection *s)
{
	if (s->totalpages == OOMLOG_ABSENT_U)
		return;
	jsonw_member_u64(j, "totalpages", s->totalpages);
	/* one number where the upper end is not known: a swap limit that is not printed */
	if (s->totalpages_most != s->totalpages) {
		jsonw_open_member(j, "totalpages_range", '[');
		jsonw_u64(j, s->totalpages);
		if (s->totalpages_most != OOMLOG_ABSENT_U)
			jsonw_u64(j, s->totalpages_most);
		jsonw_close(j, ']');
	}
	jsonw_member_words(j, "totalpages_from", s->totalpages_from);
}

static void computed(struct jsonw *j, const struct selection *s)
{
	totalpages(j, s);
	jsonw_member_u64(j, "page_size_bytes", s->page_bytes);
	jsonw_member_if(j, "page_size_assumed", s->page_assumed);
	candidates(j, s);
	if (s->victim.task != NULL)
		jsonw_member_u64(j, "victim_rank", s->victim.rank);
	jsonw_member_i64(j, "margin_pages", s->margin_pages);
	jsonw_member_if(j, "tie", s->tie);
	jsonw_member_if(j, "adj_decided", s->adj_decided);
	jsonw_member_i64(j, "adj_to_spare", s->adj_to_spare);
}

void jsondiagnosis_selection(struct jsonw *j, const char *name, const struct selection *s, bool real)
{
	jsonw_open_member_of(j, name, '{');
	jsonw_member_words(j, "formula", selection_formula_words(s->formula, s->n_top > 0 ? s->top[0].task : NULL));
	if (s->uncomputable == NULL)
		computed(j, s);
	exempt(j, s);
	jsonw_member_i64(j, "score_printed", s->score_printed);
	jsonw_member_i64(j, "score_computed", s->score_computed);
	if (s->uncomputable == NULL && real) {
		jsonw_member_boolean(j, "agrees", s->agrees);
		jsonw_member_list(j, "differs_because", s->differs_because, s->n_differs);
	}
	jsonw_member_words(j, "uncomputable", s->uncomputable);
	jsonw_close(j, '}');
}
