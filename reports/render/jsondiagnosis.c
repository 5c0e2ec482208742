#include "reports/render/jsondiagnosis.h"

#include "reports/diagnosis/measure.h"

static void member_boolean(struct jsonw *j, const char *name, bool value)
{
	jsonw_key_of(j, name);
	jsonw_boolean(j, value);
}

/* Only what is true is said. */
static void member_if(struct jsonw *j, const char *name, bool value)
{
	if (value)
		member_boolean(j, name, true);
}

static void words(struct jsonw *j, const char *name, const char *const *items, size_t n)
{
	if (n == 0)
		return;
	jsonw_key_of(j, name);
	jsonw_open(j, '[');
	for (size_t i = 0; i < n; i++)
		jsonw_str(j, str_of(items[i]));
	jsonw_close(j, ']');
}

static void sentences(struct jsonw *j, const char *name, const strv *items, size_t n)
{
	if (n == 0)
		return;
	jsonw_key_of(j, name);
	jsonw_open(j, '[');
	for (size_t i = 0; i < n; i++)
		jsonw_str(j, items[i]);
	jsonw_close(j, ']');
}

/* --- findings --- */

static void evidence(struct jsonw *j, const struct finding *f)
{
	if (f->n_evidence == 0)
		return;
	jsonw_key(j, "evidence");
	jsonw_open(j, '[');
	for (size_t i = 0; i < f->n_evidence; i++) {
		const struct evidence *e = &f->evidence[i];

		jsonw_open(j, '{');
		jsonw_member_words(j, "name", e->name);
		jsonw_member_i64(j, "value", e->value);
		if (e->value == OOMLOG_ABSENT)
			jsonw_member_text(j, "value", e->text);
		if (e->unit[0] != '\0')
			jsonw_member_words(j, "unit", e->unit);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

static void findings(struct jsonw *j, const struct diagnosis *d)
{
	if (d->n_findings == 0)
		return;
	jsonw_key(j, "findings");
	jsonw_open(j, '[');
	for (size_t i = 0; i < d->n_findings; i++) {
		const struct finding *f = &d->findings[i];

		jsonw_open(j, '{');
		jsonw_member_words(j, "code", f->rule->code);
		jsonw_member_words(j, "confidence", confidence_name(f->confidence));
		jsonw_member_text(j, "text", f->text);
		evidence(j, f);
		sentences(j, "advice", f->advice, f->n_advice);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

static bool is_first_of_its_need(const struct diagnosis *d, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(d->undecided[k].needs, d->undecided[i].needs) == 0)
			return false;
	return true;
}

/* A bare kill line leaves most rules undecided, for few reasons: by reason, so that it stays short. */
static void undecided(struct jsonw *j, const struct diagnosis *d)
{
	if (d->n_undecided == 0)
		return;
	jsonw_key(j, "undecided");
	jsonw_open(j, '[');
	for (size_t i = 0; i < d->n_undecided; i++) {
		if (!is_first_of_its_need(d, i))
			continue;
		jsonw_open(j, '{');
		jsonw_member_words(j, "needs", d->undecided[i].needs);
		jsonw_key(j, "codes");
		jsonw_open(j, '[');
		for (size_t k = i; k < d->n_undecided; k++)
			if (strcmp(d->undecided[k].needs, d->undecided[i].needs) == 0)
				jsonw_str(j, str_of(d->undecided[k].rule->code));
		jsonw_close(j, ']');
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

/* --- the request --- */

static void request_zone(struct jsonw *j, const struct request_zone *z)
{
	jsonw_member_text(j, "zone", z->zone->zone);
	jsonw_member_i64(j, "node", z->zone->node);
	jsonw_member_u64(j, "free_bytes", z->free_bytes);
	jsonw_member_u64(j, "usable_bytes", z->usable_bytes);
	jsonw_member_words(j, "mark", z->mark == REQUEST_MARK_HIGH ? "high" : "min");
	jsonw_member_u64(j, "mark_bytes", z->mark == REQUEST_MARK_HIGH ? z->high_bytes : z->min_bytes);
	jsonw_member_u64(j, "reserve_bytes", z->reserve_bytes);
	jsonw_member_words(j, "failed_because", request_refusal_name(z->refusal));
	jsonw_member_i64(j, "missing_order", z->missing_order);
}

static void request_zones(struct jsonw *j, const struct request *r)
{
	if (r->n_zones == 0)
		return;
	jsonw_key(j, "zones");
	jsonw_open(j, '[');
	for (size_t i = 0; i < r->n_zones; i++) {
		const struct request_zone *z = &r->zones[i];

		jsonw_open(j, '{');
		request_zone(j, z);
		member_boolean(j, "allowed", z->allowed);
		if (z->cma_bytes > 0)
			jsonw_member_u64(j, "cma_bytes", z->cma_bytes);
		if (z->highatomic_bytes > 0)
			jsonw_member_u64(j, "highatomic_bytes", z->highatomic_bytes);
		if (z->useless_block_bytes > 0)
			jsonw_member_u64(j, "useless_block_bytes", z->useless_block_bytes);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
	member_if(j, "zones_cut", r->zones_cut);
}

static void request_certainty(struct jsonw *j, const struct request *r)
{
	if (r->refusal == REQUEST_UNKNOWN) {
		jsonw_member_words(j, "unknown_because", r->uncertain_because);
		return;
	}
	member_boolean(j, "certain", r->certain);
	jsonw_member_words(j, "uncertain_because", r->uncertain_because);
}

static void request(struct jsonw *j, const struct request *r)
{
	jsonw_key(j, "request");
	jsonw_open(j, '{');
	/* The one to tell about, with the names of the contract; then all. */
	if (r->zone != NULL) {
		request_zone(j, r->zone);
	} else {
		jsonw_member_words(j, "failed_because", request_refusal_name(r->refusal));
	}
	jsonw_member_i64(j, "order", r->order);
	jsonw_member_u64(j, "bytes", r->bytes);
	jsonw_member_text(j, "highest_zone", r->highest_zone);
	request_certainty(j, r);
	member_if(j, "low_zone_short", r->low_zone);
	member_if(j, "bound_zone_short", r->bound_zone);
	member_if(j, "only_cma_free", r->cma_only);
	member_if(j, "other_nodes_free", r->other_nodes_free);
	member_if(j, "nodes_inferred", r->nodes_inferred);
	request_zones(j, r);
	jsonw_close(j, '}');
}

/* --- where the memory went --- */

static void balance_parts(struct jsonw *j, const struct balance *b)
{
	jsonw_key(j, "items");
	jsonw_open(j, '[');
	for (size_t i = 0; i < b->n; i++) {
		jsonw_open(j, '{');
		jsonw_member_words(j, "name", b->items[i].name);
		jsonw_member_u64(j, "bytes", b->items[i].bytes);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
	jsonw_member_u64(j, "unaccounted_bytes", b->rest_bytes);
	if (b->note != NULL)
		jsonw_member_words(j, "note", b->note);
}

static void balance_nodes(struct jsonw *j, const struct oomlog_event *ev)
{
	struct balance b;

	if (!balance_of_node(ev, 0, &b))
		return;
	jsonw_key(j, "nodes");
	jsonw_open(j, '[');
	for (size_t i = 0; balance_of_node(ev, i, &b); i++) {
		jsonw_open(j, '{');
		jsonw_member_i64(j, "node", b.node);
		jsonw_member_u64(j, "managed_bytes", b.total_bytes);
		balance_parts(j, &b);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

static void balance(struct jsonw *j, const struct diagnosis *d)
{
	const struct balance *b = &d->balance;
	bool memcg = d->scope == SCOPE_MEMCG;

	if (!d->has_balance)
		return;
	jsonw_key(j, "balance");
	jsonw_open(j, '{');
	if (memcg)
		jsonw_member_u64(j, "limit_bytes", b->total_bytes);
	else
		jsonw_member_u64(j, "managed_bytes", b->total_bytes);
	jsonw_member_u64(j, "usage_bytes", b->used_bytes);
	balance_parts(j, b);
	if (!memcg)
		balance_nodes(j, d->ev);
	jsonw_close(j, '}');
}

static void holder(struct jsonw *j, const struct holder *h)
{
	if (h->kind == HOLDER_UNKNOWN)
		return;
	jsonw_key(j, "holder");
	jsonw_open(j, '{');
	jsonw_member_words(j, "kind", holder_kind_name(h->kind));
	jsonw_member_text(j, "name", h->name);
	if (h->task != NULL)
		jsonw_member_i64(j, "pid", h->task->pid);
	member_if(j, "numbered", h->kind == HOLDER_GROUP && h->numbered);
	if (h->kind == HOLDER_GROUP)
		jsonw_member_u64(j, "tasks", h->tasks);
	jsonw_member_u64(j, "bytes", h->bytes);
	jsonw_member_u64(j, "of_bytes", h->of_bytes);
	if (h->kind == HOLDER_PROCESS || h->kind == HOLDER_GROUP)
		member_boolean(j, "was_killed", h->was_killed);
	member_if(j, "by_score", h->by_score);
	jsonw_member_u64(j, "tasks_anon_bytes", h->tasks_anon_bytes);
	jsonw_member_u64(j, "rss_sum_bytes", h->rss_sum_bytes);
	jsonw_close(j, '}');
}

/* --- the selection --- */

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
	jsonw_key(j, "candidates");
	jsonw_open(j, '[');
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
	jsonw_key(j, "exempt");
	jsonw_open(j, '[');
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
		jsonw_key(j, "totalpages_range");
		jsonw_open(j, '[');
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
	if (s->page_bytes != OOMLOG_ABSENT_U)
		jsonw_member_u64(j, "page_size_bytes", s->page_bytes);
	member_if(j, "page_size_assumed", s->page_assumed);
	candidates(j, s);
	if (s->victim.task != NULL)
		jsonw_member_u64(j, "victim_rank", s->victim.rank);
	jsonw_member_i64(j, "margin_pages", s->margin_pages);
	member_if(j, "tie", s->tie);
	member_if(j, "adj_decided", s->adj_decided);
	jsonw_member_i64(j, "adj_to_spare", s->adj_to_spare);
}

static void selection(struct jsonw *j, const char *name, const struct selection *s, bool real)
{
	jsonw_key_of(j, name);
	jsonw_open(j, '{');
	jsonw_member_words(j, "formula", selection_formula_words(s->formula, s->n_top > 0 ? s->top[0].task : NULL));
	if (s->uncomputable == NULL)
		computed(j, s);
	exempt(j, s);
	jsonw_member_i64(j, "score_printed", s->score_printed);
	jsonw_member_i64(j, "score_computed", s->score_computed);
	if (s->uncomputable == NULL && real) {
		member_boolean(j, "agrees", s->agrees);
		words(j, "differs_because", s->differs_because, s->n_differs);
	}
	jsonw_member_words(j, "uncomputable", s->uncomputable);
	jsonw_close(j, '}');
}

/* --- swap --- */

/* A kill line alone tells nothing of swap, and nobody would look for it there: then it is left out. */
static void swap(struct jsonw *j, const struct swap *s, bool reported)
{
	if (s->state == SWAP_UNKNOWN && !reported)
		return;
	jsonw_key(j, "swap");
	jsonw_open(j, '{');
	jsonw_member_words(j, "state", swap_state_name(s->state));
	jsonw_member_words(j, "unknown_because", s->unknown_because);
	jsonw_member_words(j, "of", s->scope == SWAP_OF_MEMCG ? "memcg" : "machine");
	jsonw_member_u64(j, "total_bytes", s->total_bytes);
	jsonw_member_u64(j, "free_bytes", s->free_bytes);
	words(j, "useless_because", s->useless_because, s->n_useless);
	jsonw_member_u64(j, "tasks_bytes", s->tasks_bytes);
	if (s->n_top > 0) {
		jsonw_key(j, "top");
		jsonw_open(j, '[');
		for (size_t i = 0; i < s->n_top; i++) {
			jsonw_open(j, '{');
			jsonw_member_i64(j, "pid", s->top[i]->pid);
			jsonw_member_text(j, "comm", s->top[i]->comm);
			jsonw_member_u64(j, "swapents", s->top[i]->swapents);
			jsonw_close(j, '}');
		}
		jsonw_close(j, ']');
	}
	jsonw_close(j, '}');
}

void jsondiagnosis_members(struct jsonw *j, const struct diagnosis *d)
{
	bool oom = oomlog_event_kind(d->ev) == OOMLOG_KIND_OOM;

	jsonw_member_words(j, "scope", scope_name(d->scope));
	jsonw_member_words(j, "cause", cause_name(d->cause));
	jsonw_member_words(j, "confidence", confidence_name(d->confidence));
	sentences(j, "advice", d->advice, d->n_advice);
	findings(j, d);
	undecided(j, d);
	if (oomlog_event_trigger(d->ev) != NULL)
		request(j, &d->request);
	balance(j, d);
	holder(j, &d->holder);
	swap(j, &d->swap, oomlog_event_trigger(d->ev) != NULL);
	if (oom && oomlog_event_tasks(d->ev) > 0)
		selection(j, "selection", &d->selection, true);
	if (d->has_what_if && oom && oomlog_event_tasks(d->ev) > 0)
		selection(j, "what_if", &d->what_if, false);
}
