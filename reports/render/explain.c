#include "reports/render/explain.h"

/* Findings that a person is shown without asking for all; the order of the rules puts the telling ones first. */
enum { SHOWN_FINDINGS = 6 };

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

static const struct finding *find(const struct diagnosis *dg, const char *code)
{
	for (size_t i = 0; i < dg->n_findings; i++)
		if (strcmp(dg->findings[i].rule->code, code) == 0)
			return &dg->findings[i];
	return NULL;
}

/* "would have been first, not ..", where "was larger and protected" is said of the same process. */
static bool is_giant_said(const struct finding *f, const struct diagnosis *dg)
{
	const struct finding *giant = find(dg, "protected-giant");

	if (strcmp(f->rule->code, "adj-decided") != 0 || giant == NULL || dg->selection.without_adj == NULL)
		return false;
	for (size_t i = 0; i < giant->n_evidence; i++)
		if (strcmp(giant->evidence[i].name, "tasks.pid") == 0)
			return giant->evidence[i].value == dg->selection.without_adj->pid;
	return false;
}

/* Of the request, where no fact "refused" stands above; of the choice, what "why it" does not say with its number. */
static bool is_never_said(const struct finding *f)
{
	static const char *const codes[] = {"no-zone", "above-marks", "user-session-adj", "adj-decided",
	                                    "protected-giant"};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(f->rule->code, codes[i]) == 0)
			return true;
	return false;
}

/* What the sentence above or a fact has already said; without `all` it is not said again. */
static bool is_said(const struct finding *f, const struct diagnosis *dg)
{
	static const char *const headings[] = {"Request", "Selection", "Completeness"};
	static const char *const codes[] = {"whole-machine", "memcg-limit", "no-swap", "swap-full"};

	if (is_never_said(f))
		return is_giant_said(f, dg);
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
