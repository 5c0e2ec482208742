/*
 * Lines that a mailer wrapped, a console tore or a newline in a comm split. The newest text of a report is kept, and
 * a text that is nothing by itself is tried as its continuation: taken only if both together are a whole line.
 */
#include "assemble/context.h"

#include <stdlib.h>

#include "util/grow.h"

/* Mailers wrap at 72 to 80 columns, a word earlier at the latest; a shorter line was not wrapped. */
enum {
	WRAP_LEAST = 60,
	FOLD_LEAST = 81, /* a terminal's narrowest line */
	MOST_MARKS = 8   /* "> > " before a piece */
};

void last_release(struct last_line *last)
{
	free(last->text);
	*last = (struct last_line){0};
}

static bool store(struct assembler *a, struct last_line *last, const struct record *r, strv text, enum line_kind kind,
                  bool incomplete)
{
	last->n = 0;
	last->pieces = 0;
	if (text.n > MOST_JOIN)
		return false;
	if (!grow(&last->text, &last->cap, text.n)) {
		a->nomem = true;
		return false;
	}
	if (text.n > 0)
		memcpy(last->text, text.p, text.n);
	last->n = text.n;
	last->kind = kind;
	last->incomplete = incomplete;
	last->foreign = 0;
	last->foreign_stamped = false;
	last->width = (size_t)(r->last_byte - r->first_byte);
	return true;
}

void last_set(struct assembler *a, struct last_line *last, const struct record *r, strv text, enum line_kind kind,
              bool incomplete)
{
	if (!store(a, last, r, text, kind, incomplete))
		return;
	last->pieces = 1;
	last->fold = 0;
	last->applied = false;
	last->stamped = (r->flags & RECORD_STAMPED) != 0;
	last->line = last->end_line = r->line;
	last->first_byte = r->first_byte;
	last->mono_us = r->mono_us;
	last->real_us = r->real_us;
	last->wall = r->wall;
}

bool last_extend(struct assembler *a, struct last_line *last, const struct record *r, strv text, enum line_kind kind,
                 bool incomplete)
{
	size_t fold = last_is_folded(last) ? last->width : 0;
	unsigned pieces = last->pieces;

	if (!store(a, last, r, text, kind, incomplete))
		return false;
	last->pieces = pieces + 1;
	last->fold = fold;
	last->stamped = false;
	last->end_line = r->line;
	return true;
}

void last_place(const struct last_line *last, struct record *r)
{
	r->line = last->line;
	r->first_byte = last->first_byte;
	r->mono_us = last->mono_us;
	r->real_us = last->real_us;
	r->wall = last->wall;
}

/* *ret: the kept text, `between`, and this one; in the assembler's scratch space. */
bool last_add(struct assembler *a, struct last_line *last, const char *between, strv text, strv *ret)
{
	size_t gap = strlen(between);

	if (last->pieces == 0 || last->pieces >= MOST_PIECES || last->n + gap + text.n > MOST_JOIN)
		return false;
	memcpy(a->scratch, last->text, last->n);
	memcpy(a->scratch + last->n, between, gap);
	memcpy(a->scratch + last->n + gap, text.p, text.n);
	*ret = (strv){a->scratch, last->n + gap + text.n};
	return true;
}

/*
 * A terminal folds at its last column, in the middle of a word; a mailer breaks at a blank before its 79th, and a line
 * of its that is longer has no blank.
 */
bool last_is_folded(const struct last_line *last)
{
	strv text = {last->text, last->n};

	if (last->width < FOLD_LEAST)
		return false;
	if (last->width <= FOLD_LEAST + 1) /* with its newline, and perhaps a carriage return */
		return true;
	if (last->stamped || last->width == last->fold)
		return true; /* a mailer's break would be behind the stamp */
	if (text.n > last->width)
		text = str_from(text, text.n - last->width + MOST_MARKS);
	return str_find_byte(str_trim(text), ' ') != SIZE_MAX;
}

/* "----", "====", "***": the end of a quotation, and of no line */
static bool is_ruler(strv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("-=~*_#.", s.p[i]) == NULL)
			return false;
	return true;
}

/* May `text` be the rest of the kept line? Only a line known to be cut, or one long enough to have been wrapped. */
bool last_joinable(const struct last_line *last, const struct record *r, strv text)
{
	strv rest = str_trim_left(text), word;

	if (last->pieces == 0 || last->n == 0 || is_ruler(str_trim_right(rest)))
		return false;
	if (r->line > last->end_line + MOST_PIECES)
		return false;
	if (last->foreign_stamped && (r->flags & (RECORD_STAMPED | RECORD_CONTINUES)) == 0)
		return false;
	if (last->incomplete || last->kind == LINE_NONE || (r->flags & RECORD_CONTINUES) != 0)
		return true;
	if ((r->flags & RECORD_STAMPED) != 0)
		return false;
	parse_word(&rest, &word);
	return last->width + 1 + word.n >= WRAP_LEAST;
}
