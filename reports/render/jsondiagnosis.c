#include "reports/render/jsondiagnosis.h"

#include "reports/diagnosis/measure.h"
#include "reports/render/jsondiagnosis-parts.h"

static void sentences(struct jsonw *j, const char *name, const strv *items, size_t n)
{
	if (n == 0)
		return;
	jsonw_open_member_of(j, name, '[');
	for (size_t i = 0; i < n; i++)
		jsonw_str(j, items[i]);
	jsonw_close(j, ']');
}

/* --- findings --- */

static void evidence(struct jsonw *j, const struct finding *f)
{
	if (f->n_evidence == 0)
		return;
	jsonw_open_member(j, "evidence", '[');
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
	jsonw_open_member(j, "findings", '[');
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
	jsonw_open_member(j, "undecided", '[');
	for (size_t i = 0; i < d->n_undecided; i++) {
		if (!is_first_of_its_need(d, i))
			continue;
		jsonw_open(j, '{');
		jsonw_member_words(j, "needs", d->undecided[i].needs);
		jsonw_open_member(j, "codes", '[');
		for (size_t k = i; k < d->n_undecided; k++)
			if (strcmp(d->undecided[k].needs, d->undecided[i].needs) == 0)
				jsonw_str(j, str_of(d->undecided[k].rule->code));
		jsonw_close(j, ']');
		jsonw_close(j, '}');
	}
	jsonw_close(j, ']');
}

/* --- swap --- */

/* A kill line alone tells nothing of swap, and nobody would look for it there: then it is left out. */
static void swap(struct jsonw *j, const struct swap *s, bool reported)
{
	if (s->state == SWAP_UNKNOWN && !reported)
		return;
	jsonw_open_member(j, "swap", '{');
	jsonw_member_words(j, "state", swap_state_name(s->state));
	jsonw_member_words(j, "unknown_because", s->unknown_because);
	jsonw_member_words(j, "of", s->scope == SWAP_OF_MEMCG ? "memcg" : "machine");
	jsonw_member_u64(j, "total_bytes", s->total_bytes);
	jsonw_member_u64(j, "free_bytes", s->free_bytes);
	jsonw_member_list(j, "useless_because", s->useless_because, s->n_useless);
	jsonw_member_u64(j, "tasks_bytes", s->tasks_bytes);
	if (s->n_top > 0) {
		jsonw_open_member(j, "top", '[');
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
		jsondiagnosis_request(j, &d->request);
	jsondiagnosis_balance(j, d);
	jsondiagnosis_holder(j, &d->holder);
	swap(j, &d->swap, oomlog_event_trigger(d->ev) != NULL);
	if (oom && oomlog_event_tasks(d->ev) > 0)
		jsondiagnosis_selection(j, "selection", &d->selection, true);
	if (d->has_what_if && oom && oomlog_event_tasks(d->ev) > 0)
		jsondiagnosis_selection(j, "what_if", &d->what_if, false);
}
