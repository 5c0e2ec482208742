#include "reports/diagnosis/sentence.h"

#include "reports/diagnosis/headline.h"

static void add(struct text *t, const struct piece *p)
{
	switch (p->kind) {
	case PIECE_WORDS:
		text_add(t, p->words);
		break;
	case PIECE_NAME:
		text_name(t, p->name);
		break;
	case PIECE_SIZE:
		text_size(t, p->a);
		break;
	case PIECE_NUMBER:
		text_u64(t, p->a);
		break;
	case PIECE_SIGNED:
		text_i64(t, p->n);
		break;
	case PIECE_PERCENT:
		text_percent(t, p->a, p->b);
		break;
	case PIECE_TASK:
		headline_process(t, p->name, p->n, OOMLOG_ABSENT);
		break;
	}
}

void sentence_add(struct text *t, const struct piece *pieces, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(t, &pieces[i]);
}

void sentence_text(struct diagnosis *d, struct finding *f, const struct piece *pieces, size_t n)
{
	sentence_add(finding_begin(d), pieces, n);
	finding_text(d, f);
}

void sentence_advice(struct diagnosis *d, struct finding *f, const struct piece *pieces, size_t n)
{
	sentence_add(finding_begin(d), pieces, n);
	finding_advice(d, f);
}
