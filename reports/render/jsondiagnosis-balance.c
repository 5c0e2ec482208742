/* `balance` and `holder`: where the memory went, and who has most of it. */
#include "reports/render/jsondiagnosis-parts.h"

static void balance_parts(struct jsonw *j, const struct balance *b)
{
	jsonw_open_member(j, "items", '[');
	for (size_t i = 0; i < b->n; i++) {
		jsonw_open(j, '{');
		jsonw_member_words(j, "name", b->items[i].name);
		jsonw_member_u64(j, "bytes", b->items[i].bytes);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
	jsonw_member_u64(j, "unaccounted_bytes", b->rest_bytes);
	jsonw_member_words(j, "note", b->note);
}

static void balance_nodes(struct jsonw *j, const struct oomlog_event *ev)
{
	struct balance b;

	if (!balance_of_node(ev, 0, &b))
		return;
	jsonw_open_member(j, "nodes", '[');
	for (size_t i = 0; balance_of_node(ev, i, &b); i++) {
		jsonw_open(j, '{');
		jsonw_member_i64(j, "node", b.node);
		jsonw_member_u64(j, "managed_bytes", b.total_bytes);
		balance_parts(j, &b);
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

/* A dump of which too little is left. */
static void why_none(struct jsonw *j, const struct diagnosis *d)
{
	bool pages = oomlog_event_memory(d->ev)->counters_pages.n > 0;

	jsonw_open_member(j, "items", '[');
	jsonw_close(j, ']');
	jsonw_member_words(j, "note",
	                   pages ? "the counters are in pages, and the page size is not in the log"
	                         : "the lines with counters are missing");
}

/* Up to 2.6.38 a cgroup's report shows the machine's memory, and has no statistics of the cgroup. */
static void balance_of_other(struct jsonw *j, const struct diagnosis *d)
{
	struct balance b;

	if (oomlog_event_memory(d->ev) == NULL)
		return;
	jsonw_open_member(j, "balance", '{');
	if (balance_of_machine(d->ev, &b)) {
		jsonw_member_u64(j, "managed_bytes", b.total_bytes);
		balance_parts(j, &b);
		balance_nodes(j, d->ev);
	} else {
		why_none(j, d);
	}
	jsonw_close(j, '}');
}

void jsondiagnosis_balance(struct jsonw *j, const struct diagnosis *d)
{
	const struct balance *b = &d->balance;
	bool memcg = d->scope == SCOPE_MEMCG;

	if (!d->has_balance) {
		balance_of_other(j, d);
		return;
	}
	jsonw_open_member(j, "balance", '{');
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

void jsondiagnosis_holder(struct jsonw *j, const struct holder *h)
{
	if (h->kind == HOLDER_UNKNOWN)
		return;
	jsonw_open_member(j, "holder", '{');
	jsonw_member_words(j, "kind", holder_kind_name(h->kind));
	jsonw_member_text(j, "name", h->name);
	if (h->task != NULL)
		jsonw_member_i64(j, "pid", h->task->pid);
	jsonw_member_if(j, "numbered", h->kind == HOLDER_GROUP && h->numbered);
	if (h->kind == HOLDER_GROUP)
		jsonw_member_u64(j, "tasks", h->tasks);
	jsonw_member_u64(j, "bytes", h->bytes);
	jsonw_member_u64(j, "of_bytes", h->of_bytes);
	if (h->kind == HOLDER_PROCESS || h->kind == HOLDER_GROUP)
		jsonw_member_boolean(j, "was_killed", h->was_killed);
	jsonw_member_if(j, "by_score", h->by_score);
	jsonw_member_u64(j, "tasks_anon_bytes", h->tasks_anon_bytes);
	jsonw_member_u64(j, "rss_sum_bytes", h->rss_sum_bytes);
	jsonw_close(j, '}');
}
