#include "reports/diagnosis/diagnosis.h"

struct text *finding_begin(struct diagnosis *d)
{
	text_init(&d->words);
	return &d->words;
}

/* A sentence that finds no room is left out as a whole: half a sentence could say the opposite. */
static strv keep(struct diagnosis *d)
{
	strv s = text_str(&d->words);
	char *to = d->text + d->text_used;

	if (s.n > sizeof(d->text) - d->text_used || d->words.cut)
		return STR_NONE;
	memcpy(to, s.p, s.n);
	d->text_used += s.n;
	return (strv){to, s.n};
}

void finding_text(struct diagnosis *d, struct finding *f)
{
	f->text = keep(d);
}

void finding_advice(struct diagnosis *d, struct finding *f)
{
	strv s;

	if (f->n_advice == FINDING_ADVICE)
		return;
	s = keep(d);
	if (s.p != NULL)
		f->advice[f->n_advice++] = s;
}

static struct evidence *add(struct finding *f, const char *name)
{
	struct evidence *e;

	if (f->n_evidence == FINDING_EVIDENCE)
		return NULL;
	e = &f->evidence[f->n_evidence++];
	*e = (struct evidence){.name = name, .value = OOMLOG_ABSENT, .unit = ""};
	return e;
}

void finding_signed(struct finding *f, const char *name, int64_t value, const char *unit)
{
	struct evidence *e = value != OOMLOG_ABSENT ? add(f, name) : NULL;

	if (e == NULL)
		return;
	e->value = value;
	e->unit = unit;
}

void finding_number(struct finding *f, const char *name, uint64_t value, const char *unit)
{
	if (value <= INT64_MAX)
		finding_signed(f, name, (int64_t)value, unit);
}

void finding_word(struct finding *f, const char *name, strv text)
{
	struct evidence *e = text.p != NULL ? add(f, name) : NULL;

	if (e != NULL)
		e->text = text;
}
