/* `--detail=full`: the kernel's own tests step by step, to be checked by hand. */
#include "reports/render/explain.h"
#include "reports/render/memory.h"

enum { ZONE = 16, MARK = 11, NAME = 20, POINTS = 11, WIDE = 10, ADJ = 6 };

static void header(struct draw *d, const char *first, unsigned columns, const char *const *names,
                   const unsigned *widths, size_t n)
{
	struct text line;

	text_init(&line);
	text_add(&line, "  ");
	draw_cell_left(&line, str_of(first), columns);
	for (size_t i = 0; i < n; i++)
		draw_cell_right(&line, str_of(names[i]), widths[i]);
	draw_row(d, DRAW_FAINT, text_str(&line));
}

/* --- zones --- */

static void zone_row(struct draw *d, const struct request_zone *z)
{
	struct text line, name;

	text_init(&name);
	memory_zone_name(&name, z->zone);
	text_init(&line);
	text_add(&line, "  ");
	draw_cell_left(&line, text_str(&name), ZONE);
	draw_cell_size(&line, z->free_bytes, MARK);
	draw_cell_size(&line, z->usable_bytes, MARK);
	draw_cell_size(&line, z->min_bytes, MARK);
	draw_cell_size(&line, z->high_bytes, MARK);
	draw_cell_size(&line, z->reserve_bytes, MARK);
	text_add(&line, "  ");
	text_add(&line, z->allowed ? request_refusal_name(z->refusal) : "not allowed");
	draw_row(d, DRAW_PLAIN, text_str(&line));
}

static void zones(struct draw *d, const struct diagnosis *dg)
{
	const struct request *r = &dg->request;
	static const char *const names[] = {"free", "usable", "min", "high", "reserve"};
	static const unsigned widths[] = {MARK, MARK, MARK, MARK, MARK};

	if (r->n_zones == 0)
		return;
	draw_line(d);
	draw_paragraph(
		d, DRAW_PLAIN, 2,
		oomlog_event_kind(dg->ev) == OOMLOG_KIND_OOM
			? STR("the kernel's test of each zone: refused where usable <= mark + reserve; the last try "
	                      "before a kill is made against the high mark")
			: STR("the kernel's test of each zone: refused where usable <= mark + reserve"));
	header(d, "zone", ZONE, names, widths, sizeof(names) / sizeof(names[0]));
	for (size_t i = 0; i < r->n_zones; i++)
		zone_row(d, &r->zones[i]);
}

/* --- the choice --- */

static void candidate_row(struct draw *d, const struct selection_candidate *c)
{
	struct text line, name;

	text_init(&name);
	text_name(&name, c->task->comm);
	text_add(&name, "[");
	text_i64(&name, c->task->pid);
	text_add(&name, "]");
	text_init(&line);
	text_add(&line, "  ");
	draw_cell_left(&line, text_str(&name), NAME);
	draw_cell_number(&line, c->rss_pages, WIDE);
	draw_cell_number(&line, c->swap_pages, WIDE);
	draw_cell_number(&line, c->table_pages, WIDE);
	draw_cell_number(&line, c->adj, ADJ);
	draw_cell_number(&line, c->adj_points, POINTS);
	draw_cell_number(&line, c->points, POINTS);
	draw_row(d, DRAW_PLAIN, text_str(&line));
}

static void formula(struct draw *d, const struct selection *s)
{
	struct text t;

	text_init(&t);
	text_add(&t, "points = ");
	text_add(&t, selection_formula_words(s->formula, s->top[0].task));
	if (s->totalpages != OOMLOG_ABSENT_U) {
		text_add(&t, "; totalpages = ");
		text_u64(&t, s->totalpages);
		if (s->totalpages_from != NULL) {
			text_add(&t, " (");
			text_add(&t, s->totalpages_from);
			text_add(&t, ")");
		}
	}
	draw_paragraph(d, DRAW_PLAIN, 2, text_str(&t));
}

static void choice(struct draw *d, const struct selection *s)
{
	static const char *const names[] = {"rss", "swap", "tables", "adj", "adj points", "points"};
	static const unsigned widths[] = {WIDE, WIDE, WIDE, ADJ, POINTS, POINTS};

	if (s->uncomputable != NULL || s->n_top == 0)
		return;
	draw_line(d);
	formula(d, s);
	header(d, "process", NAME, names, widths, sizeof(names) / sizeof(names[0]));
	for (size_t i = 0; i < s->n_top; i++)
		candidate_row(d, &s->top[i]);
	if (s->victim.task != NULL && s->victim.rank > s->n_top)
		candidate_row(d, &s->victim);
}

void explain_arithmetic(struct draw *d, const struct diagnosis *dg)
{
	struct text t;

	zones(d, dg);
	choice(d, &dg->selection);
	if (dg->selection.uncomputable == NULL || oomlog_event_tasks(dg->ev) == 0 ||
	    oomlog_event_kind(dg->ev) != OOMLOG_KIND_OOM)
		return;
	text_init(&t);
	text_add(&t, "the choice cannot be recomputed: ");
	text_add(&t, dg->selection.uncomputable);
	draw_line(d);
	draw_paragraph(d, DRAW_PLAIN, 2, text_str(&t));
}
