#include "carrier/parts.h"

#include <stdlib.h>

enum {
	LEAST_REASON = 4,  /* "Oops" */
	MOST_REASON = 10,  /* "Emergency" */
	LONGEST_HEAD = 40, /* "Emergency#4294967295 Part4294967295" */
};

bool parts_is_head(strv s, strv *ret_dump, uint64_t *ret_number)
{
	strv rest = s;
	uint64_t count;
	size_t n = 0;

	if (s.n > LONGEST_HEAD)
		return false;
	while (n < s.n && ((s.p[n] >= 'a' && s.p[n] <= 'z') || (s.p[n] >= 'A' && s.p[n] <= 'Z')))
		n++;
	rest = str_from(s, n);
	if (n < LEAST_REASON || n > MOST_REASON || !skip_byte(&rest, '#') || !parse_u64(&rest, &count))
		return false;
	*ret_dump = str_upto(s, s.n - rest.n);
	return skip_literal(&rest, STR(" Part")) && str_to_u64(rest, ret_number);
}

/* A head: the first part of a dump that may go on with older ones, one of these, or neither. */
static enum parts_step take_head(struct parts *p, strv dump, uint64_t number)
{
	bool same = str_eq(dump, (strv){p->dump, p->dump_n});

	if (p->n_parts > 0 && (!same || number != p->number + 1 || p->n_parts == PARTS_MAX))
		return PARTS_FIRST;
	/* behind part 2 it ends a file whose oldest part stands first */
	if (p->n_parts == 0 && (number != 1 || (same && p->number == 2) || dump.n > sizeof(p->dump))) {
		p->dump_n = dump.n <= sizeof(p->dump) ? dump.n : 0;
		memcpy(p->dump, dump.p, p->dump_n);
		p->number = number;
		return PARTS_PASS;
	}
	if (p->lines == NULL && (p->lines = malloc(PARTS_BYTES)) == NULL)
		return PARTS_NOMEM;
	if (p->n_parts == 0)
		p->n = 0;
	p->dump_n = dump.n;
	memcpy(p->dump, dump.p, dump.n);
	p->number = number;
	p->begin[p->n_parts++] = p->n;
	return PARTS_HELD;
}

enum parts_step parts_take(struct parts *p, const struct line *line)
{
	uint64_t number;
	strv dump;

	if (line->text.n > 0 && is_digit(line->text.p[line->text.n - 1]) && parts_is_head(line->text, &dump, &number)) {
		enum parts_step step = take_head(p, dump, number);

		if (step != PARTS_HELD)
			return step;
	}
	if (p->n_parts == 0)
		return PARTS_PASS;
	if (sizeof(*line) + line->text.n > PARTS_BYTES - p->n)
		return PARTS_FIRST;
	memcpy(p->lines + p->n, line, sizeof(*line));
	p->n += sizeof(*line);
	if (line->text.n > 0)
		memcpy(p->lines + p->n, line->text.p, line->text.n);
	p->n += line->text.n;
	return PARTS_HELD;
}

bool parts_next(struct parts *p, struct line *ret)
{
	while (p->n_parts > 0) {
		size_t begin = p->begin[p->n_parts - 1];

		if (!p->reading)
			p->at = begin;
		p->reading = p->at < p->n;
		if (p->reading) {
			memcpy(ret, p->lines + p->at, sizeof(*ret));
			ret->text.p = p->lines + p->at + sizeof(*ret);
			p->at += sizeof(*ret) + ret->text.n;
			return true;
		}
		p->n = begin;
		p->n_parts--;
	}
	return false;
}

void parts_release(struct parts *p)
{
	free(p->lines);
	*p = (struct parts){0};
}
