#include "reports/diagnosis/sentence.h"

#include "reports/diagnosis/headline.h"

/* Cgroups' paths reach 4096 bytes; in a sentence their ends tell enough, and the evidence has them whole. */
enum { NAME_MAX_BYTES = 160, NAME_HEAD_BYTES = 60 };

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static void name(struct text *t, strv s)
{
	size_t head = NAME_HEAD_BYTES, tail = s.n - (NAME_MAX_BYTES - NAME_HEAD_BYTES);

	if (s.n <= NAME_MAX_BYTES) {
		text_name(t, s);
		return;
	}
	while (head > 0 && is_continuation(s.p[head]))
		head--;
	while (tail < s.n && is_continuation(s.p[tail]))
		tail++;
	text_name(t, str_upto(s, head));
	text_add(t, " .. ");
	text_name(t, str_from(s, tail));
}

static void process(struct text *t, strv comm, int64_t pid)
{
	if (comm.n <= NAME_MAX_BYTES) {
		headline_process(t, comm, pid, OOMLOG_ABSENT);
		return;
	}
	name(t, comm);
	if (pid == OOMLOG_ABSENT)
		return;
	text_add(t, " (pid ");
	text_i64(t, pid);
	text_add(t, ")");
}

static void add(struct text *t, const struct piece *p)
{
	switch (p->kind) {
	case PIECE_WORDS:
		text_add(t, p->words);
		break;
	case PIECE_NAME:
		name(t, p->name);
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
		process(t, p->name, p->n);
		break;
	}
}

static void add_pieces(struct text *t, const struct piece *pieces, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(t, &pieces[i]);
}

void sentence_text(struct diagnosis *d, struct finding *f, const struct piece *pieces, size_t n)
{
	add_pieces(finding_begin(d), pieces, n);
	finding_text(d, f);
}

void sentence_advice(struct diagnosis *d, struct finding *f, const struct piece *pieces, size_t n)
{
	add_pieces(finding_begin(d), pieces, n);
	finding_advice(d, f);
}
