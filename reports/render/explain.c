#include "reports/render/explain.h"

#include "reports/diagnosis/headline.h"

/* Findings that a person is shown without asking for all; the order of the rules puts the telling ones first. */
enum { SHOWN_FINDINGS = 6 };

/* --- the request --- */

static void zone_name(struct text *t, const struct request *r, const struct oomlog_zone *z)
{
	bool several_nodes = false;

	for (size_t i = 1; i < r->n_zones; i++)
		several_nodes |= r->zones[i].zone->node != r->zones[0].zone->node;
	text_add(t, "zone ");
	text_name(t, z->zone);
	if (several_nodes && z->node != OOMLOG_ABSENT) {
		text_add(t, " of node ");
		text_i64(t, z->node);
	}
}

static void reserve(struct text *t, const struct request_zone *z)
{
	if (z->reserve_bytes == 0 || z->reserve_bytes == OOMLOG_ABSENT_U)
		return;
	text_add(t, " + ");
	text_size(t, z->reserve_bytes);
	text_add(t, " kept in reserve");
}

/* Up to 4.3 a block is not enough: for each order the mark is halved, and the larger blocks have to be over it. */
static void fragmented(struct text *t, const struct request_zone *z)
{
	bool halved = z->missing_order == OOMLOG_ABSENT;

	text_add(t, halved ? ", but of that only " : ", but no usable free block of order ");
	if (halved) {
		text_size(t, z->left_bytes);
		text_add(t, " in blocks of order ");
	}
	text_i64(t, halved ? z->failed_order : z->missing_order);
	text_add(t, " or more");
	if (halved) {
		text_add(t, ", not over the mark for these, ");
		text_size(t, z->left_mark_bytes);
	}
}

/* The kernel wants more than the mark. Sizes that look the same when they are rounded are "just under". */
static const char *under(const struct request_zone *z, uint64_t mark)
{
	struct text usable, limit;

	if (z->usable_bytes == mark + z->reserve_bytes)
		return ", not over its min mark of ";
	text_init(&usable);
	text_size(&usable, z->usable_bytes);
	text_init(&limit);
	text_size(&limit, mark);
	return z->reserve_bytes == 0 && str_eq(text_str(&usable), text_str(&limit)) ? ", just under its min mark of "
										    : ", under its min mark of ";
}

static void refusal(struct text *t, const struct request_zone *z)
{
	switch (z->refusal) {
	case REQUEST_BELOW_MIN:
		text_add(t, under(z, z->min_bytes));
		text_size(t, z->min_bytes);
		reserve(t, z);
		break;
	case REQUEST_BELOW_HIGH:
		text_add(t, ", over its min mark but under the high mark of ");
		text_size(t, z->high_bytes);
		reserve(t, z);
		text_add(t, ", against which the last try is made");
		break;
	case REQUEST_FRAGMENTED:
		fragmented(t, z);
		break;
	default:
		text_add(t, ", over its marks");
		break;
	}
}

/* "1.7 MiB usable of 5.7 MiB free"; "3.1 MiB free" where the difference does not show */
static void free_memory(struct text *t, const struct request_zone *z)
{
	struct text usable, free;

	text_init(&usable);
	text_size(&usable, z->usable_bytes);
	text_init(&free);
	text_size(&free, z->free_bytes);
	if (!str_eq(text_str(&usable), text_str(&free))) {
		text_add_str(t, text_str(&usable));
		text_add(t, " usable of ");
	}
	text_add_str(t, text_str(&free));
	text_add(t, " free");
}

static void request_zone(struct draw *d, const struct request *r, const struct request_zone *z, bool first)
{
	struct text t;

	text_init(&t);
	zone_name(&t, r, z->zone);
	text_add(&t, " had ");
	free_memory(&t, z);
	refusal(&t, z);
	draw_fact(d, first ? "refused" : "", text_str(&t));
}

static bool is_refused(const struct request_zone *z)
{
	return z->allowed &&
		(z->refusal == REQUEST_BELOW_MIN || z->refusal == REQUEST_BELOW_HIGH ||
	         z->refusal == REQUEST_FRAGMENTED);
}

/* The one that matters first; two more, so that a machine of many nodes does not fill the page. */
void explain_request(struct draw *d, const struct diagnosis *dg)
{
	enum { SHOWN = 3 };
	const struct request *r = &dg->request;
	size_t shown = 0;

	if (r->zone == NULL || !is_refused(r->zone))
		return;
	request_zone(d, r, r->zone, true);
	shown++;
	for (size_t i = 0; i < r->n_zones && shown < SHOWN; i++)
		if (&r->zones[i] != r->zone && is_refused(&r->zones[i])) {
			request_zone(d, r, &r->zones[i], false);
			shown++;
		}
}

/* --- the choice --- */

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
static void points(struct text *t, const struct selection_candidate *c)
{
	bool first = true;

	text_i64(t, c->points);
	text_add(t, c->points == 1 ? " point" : " points");
	if (c->rss_pages == 0 && c->swap_pages == 0 && c->table_pages == 0)
		return;
	text_add(t, " (");
	part(t, "rss", c->rss_pages, &first);
	part(t, "swap", c->swap_pages, &first);
	part(t, "page tables", c->table_pages, &first);
	part(t, "oom_score_adj", c->adj_points, &first);
	text_add(t, ")");
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

static void differs(struct text *t, const struct selection *s)
{
	text_add(t, s->tie ? "by the table it was level with the first: " : "by the table ");
	process(t, s->top[0].task);
	text_add(t, " came first with ");
	points(t, &s->top[0]);
	if (s->victim.task != NULL) {
		text_add(t, ", the victim had ");
		points(t, &s->victim);
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
		points(&t, &s->top[0]);
		second(&t, dg->ev, s);
	} else {
		differs(&t, s);
	}
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
		points(&t, &s->top[0]);
		second(&t, dg->ev, s);
		exempt(&t, s);
	}
	draw_fact(d, "what if", text_str(&t));
}

/* --- findings --- */

static void evidence(struct draw *d, const struct finding *f)
{
	struct text t;

	text_init(&t);
	text_add(&t, f->rule->code);
	text_add(&t, ", ");
	text_add(&t, confidence_name(f->confidence));
	for (size_t i = 0; i < f->n_evidence; i++) {
		const struct evidence *e = &f->evidence[i];

		text_add(&t, i == 0 ? ": " : ", ");
		text_add(&t, e->name);
		text_add(&t, " ");
		if (e->value != OOMLOG_ABSENT)
			text_i64(&t, e->value);
		else
			text_name(&t, e->text);
		if (e->unit[0] != '\0') {
			text_add(&t, " ");
			text_add(&t, e->unit);
		}
	}
	draw_paragraph(d, DRAW_FAINT, 4, text_str(&t));
}

static void undecided(struct draw *d, const struct diagnosis *dg)
{
	struct text t;

	for (size_t i = 0; i < dg->n_undecided; i++) {
		text_init(&t);
		text_add(&t, "? ");
		text_add(&t, dg->undecided[i].rule->conclusion);
		text_add(&t, ": cannot be told without ");
		text_add(&t, dg->undecided[i].needs);
		draw_paragraph(d, DRAW_FAINT, 2, text_str(&t));
	}
}

/* "held 51.8 MiB, 59 % of the machine's memory" behind "was killed, holding 51.8 MiB (60 % of the RAM)" */
static bool is_holder_said(const struct finding *f, const struct diagnosis *dg)
{
	return strcmp(f->rule->code, "one-process") == 0 && dg->holder.was_killed && dg->scope != SCOPE_MEMCG &&
		oomlog_event_victims(dg->ev) == 1;
}

/* What the sentence above or a fact has already said; without `all` it is not said again. */
static bool is_said(const struct finding *f, const struct diagnosis *dg)
{
	static const char *const headings[] = {"Request", "Selection", "Completeness"};
	static const char *const codes[] = {"whole-machine", "memcg-limit", "no-swap", "swap-full", "panic"};

	/* of the request, where no fact "refused" stands above */
	if (strcmp(f->rule->code, "no-zone") == 0 || strcmp(f->rule->code, "above-marks") == 0)
		return false;
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		if (strcmp(f->rule->about, headings[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(f->rule->code, codes[i]) == 0)
			return true;
	if (strcmp(f->rule->code, "swap-free") == 0)
		return dg->swap.n_useless == 0;
	return is_holder_said(f, dg);
}

void explain_findings(struct draw *d, const struct diagnosis *dg, bool all)
{
	size_t shown = 0;

	for (size_t i = 0; i < dg->n_findings && (all || shown < SHOWN_FINDINGS); i++) {
		const struct finding *f = &dg->findings[i];

		if (!all && is_said(f, dg))
			continue;
		if (shown++ == 0)
			draw_line(d);
		draw_bullet(d, f->text);
		if (all)
			evidence(d, f);
	}
	if (all)
		undecided(d, dg);
}

void explain_advice(struct draw *d, const struct diagnosis *dg)
{
	struct text t;

	if (dg->n_advice == 0)
		return;
	draw_line(d);
	for (size_t i = 0; i < dg->n_advice; i++) {
		text_init(&t);
		text_add_str(&t, dg->advice[i]);
		draw_fact(d, i == 0 ? "next" : "", text_str(&t));
	}
}
