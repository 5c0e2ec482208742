/* Of all findings' advice, what a person should do first. */
#include "reports/diagnosis/diagnosis.h"

/* First what undoes a deed, then what speaks of the cause; behind the others' best the second and third advice of each. */
enum turn { TURN_DEEDS, TURN_CAUSE, TURN_OTHERS, TURNS = TURN_OTHERS + FINDING_ADVICE };

static bool is_its_turn(const struct finding *f, enum turn turn)
{
	return turn == TURN_DEEDS ? f->leading == LEADING_DEED : turn != TURN_CAUSE || f->leading == LEADING_CAUSE;
}

static bool is_given(const struct diagnosis *d, strv advice)
{
	for (size_t i = 0; i < d->n_advice; i++)
		if (str_eq(d->advice[i], advice))
			return true;
	return false;
}

/* First each finding's best advice, then the second ones: one finding must not fill the page. */
void advice_collect(struct diagnosis *d)
{
	for (enum turn turn = TURN_DEEDS; turn < TURNS; turn++)
		for (size_t i = 0; i < d->n_findings; i++) {
			const struct finding *f = &d->findings[i];
			size_t at = turn > TURN_OTHERS ? turn - TURN_OTHERS : 0;

			if (at < f->n_advice && d->n_advice < DIAGNOSIS_ADVICE && is_its_turn(f, turn) &&
			    !is_given(d, f->advice[at]))
				d->advice[d->n_advice++] = f->advice[at];
		}
}
