#include "reports/render/jsonrow.h"

/* --- which members there are --- */

static uint64_t word_of(const void *row, size_t offset)
{
	uint64_t word;

	memcpy(&word, (const char *)row + offset, sizeof(word));
	return word;
}

static struct jsonrow_lacking lacking_of(const struct jsonmember *m)
{
	switch (m->kind) {
	case JSONMEMBER_U64:
		return (struct jsonrow_lacking){m->offset, OOMLOG_ABSENT_U};
	case JSONMEMBER_I64:
		return (struct jsonrow_lacking){m->offset, (uint64_t)OOMLOG_ABSENT};
	case JSONMEMBER_FIELDS:
		return (struct jsonrow_lacking){m->offset + offsetof(struct oomlog_fields, n), 0};
	default: /* JSONMEMBER_TEXT */
		return (struct jsonrow_lacking){m->offset + offsetof(struct oomlog_str, p), 0};
	}
}

static bool lacks(const struct jsonmember *m, const void *row)
{
	struct jsonrow_lacking lacking = lacking_of(m);

	return word_of(row, lacking.offset) == lacking.absent;
}

/* It can be written here: a number, a text, or fields that there are none of. */
static bool is_simple(const struct jsonmember *m, const void *row)
{
	return m->kind <= JSONMEMBER_TEXT || (m->kind == JSONMEMBER_FIELDS && lacks(m, row));
}

static void add_there(struct jsonrow *r, const struct jsonmember *m)
{
	struct jsonrow_there *t = &r->there[r->n_there];

	memcpy(t->key, m->key, sizeof(t->key));
	if (r->n_there++ == 0)
		t->key[0] = '{';
	t->len = m->len + sizeof(",\"\":") - 1;
	t->offset = m->offset;
	t->kind = m->kind;
}

void jsonrow_init(struct jsonrow *r, const struct jsonmember *members, const void *first)
{
	r->members = members;
	r->n_there = r->n_lacking = 0;
	for (const struct jsonmember *m = members; !jsonmember_is_end(m); m++) {
		if (!is_simple(m, first) || m - members == JSONROW_MEMBERS) {
			r->n_there = 0;
			return;
		}
		if (lacks(m, first))
			r->lacking[r->n_lacking++] = lacking_of(m);
		else
			add_there(r, m);
	}
}

/* --- a row --- */

static bool lacks_the_same(const struct jsonrow *r, const void *row)
{
	uint64_t other = 0;

	for (size_t i = 0; i < r->n_lacking; i++)
		other |= word_of(row, r->lacking[i].offset) ^ r->lacking[i].absent;
	return other == 0;
}

/* The end of what was written; NULL: the row has other members, or a text that is not simple. */
static char *put_row(char *p, const struct jsonrow *r, const void *row)
{
	for (const struct jsonrow_there *t = r->there, *end = t + r->n_there; t < end; t++) {
		const char *at = (const char *)row + t->offset;

		memcpy(p, t->key, sizeof(t->key)); /* a known size, more than is needed */
		p += t->len;
		if (t->kind == JSONMEMBER_TEXT)
			p = jsonmember_put_text(p, *(const strv *)(const void *)at);
		else
			p = jsonmember_put_number(p, *(const uint64_t *)(const void *)at, t->kind);
		if (p == NULL)
			return NULL;
	}
	*p++ = '}';
	return p;
}

void jsonrow_write(struct jsonw *j, const struct jsonrow *r, const void *row)
{
	char *p = out_room(j->out, (size_t)JSONROW_MEMBERS * JSONMEMBER_ROOM);

	*p = ',';
	p += j->comma;
	p = r->n_there > 0 && lacks_the_same(r, row) ? put_row(p, r, row) : NULL;
	if (p == NULL) {
		jsonmember_object(j, r->members, row);
		return;
	}
	out_take(j->out, p);
	j->comma = true;
}
