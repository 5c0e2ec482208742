#include "reports/diagnosis/diagnosis.h"

#include "reports/diagnosis/leading.h"
#include "reports/diagnosis/measure.h"

static void apply_rule(struct diagnosis *d, const struct rule *rule)
{
	struct finding *f = &d->findings[d->n_findings];

	if (d->n_findings == DIAGNOSIS_FINDINGS)
		return;
	f->rule = rule;
	f->confidence = CONFIDENCE_CERTAIN;
	f->text = STR_NONE;
	f->n_evidence = f->n_advice = 0;
	f->needs = NULL;
	switch (rule->apply(d, f)) {
	case RULE_HOLDS:
		/* without its sentence, for want of room, a finding says nothing */
		if (f->text.p != NULL)
			d->n_findings++;
		break;
	case RULE_UNKNOWN:
		if (d->n_undecided < DIAGNOSIS_UNDECIDED)
			d->undecided[d->n_undecided++] = (struct undecided){rule, f->needs};
		break;
	case RULE_SILENT:
		break;
	}
}

static void figures(struct diagnosis *d, const struct oomlog_what_if *what_if, size_t n_what_if)
{
	d->ram = measure_ram(d->ev);
	d->has_balance =
		d->scope == SCOPE_MEMCG ? balance_of_memcg(d->ev, &d->balance) : balance_of_machine(d->ev, &d->balance);
	holder_of_event(d->ev, d->has_balance ? &d->balance : NULL, &d->holder);
	request_of_event(d->ev, &d->request);
	selection_of_event(d->ev, NULL, 0, &d->selection);
	swap_of_event(d->ev, &d->request, &d->swap);
	d->has_what_if = n_what_if > 0;
	if (d->has_what_if)
		selection_of_event(d->ev, what_if, n_what_if, &d->what_if);
}

void diagnosis_of_event(struct diagnosis *d, const struct oomlog_event *ev, const struct oomlog_what_if *what_if,
                        size_t n_what_if)
{
	d->ev = ev;
	d->n_findings = d->n_undecided = d->n_advice = d->text_used = 0;
	d->scope = scope_of_event(ev);
	d->has_workload = workload_of_event(ev, &d->workload);
	figures(d, what_if, n_what_if);
	cause_of_event(d);
	for (const struct rule *const *part = rules_parts; *part != NULL; part++)
		for (const struct rule *rule = *part; rule->code != NULL; rule++)
			apply_rule(d, rule);
	leading_sort(d);
	advice_collect(d);
}
