/*
 * A row of the task table whose columns end where those of the row before did. The kernel prints them with fixed widths
 * ("[%7d] %5d %5d %8lu .. %s"), so that nearly all rows of a table are alike; then no column has to wait for the end of
 * the one before it, and each is cut by arithmetic on the eight bytes before its end. What is otherwise is left to
 * task_parse(), which comes to the same end where both can read a row.
 */
#include "model/absent.h"
#include "section/section.h"
#include "util/word.h"

enum {
	MOST_WIDTH = 2 * WORD_BYTES, /* of a column, without the blank before it */
	LONGEST_NAME = 15,
};

/* --- the form --- */

/* Of eight bytes the last n. */
static uint64_t last_bytes(size_t n)
{
	return n < WORD_BYTES ? ~(UINT64_MAX >> 8 * n) : UINT64_MAX;
}

/* "     0", " -1000" */
static bool skip_column(strv *s)
{
	uint64_t number;

	if (skip_blanks(s) == 0)
		return false;
	skip_byte(s, '-');
	return parse_u64(s, &number);
}

static bool learn(struct row_form *form, const struct columns *columns, strv row)
{
	strv rest = str_from(row, str_find_byte(row, ']'));
	size_t begin = (size_t)(rest.p - row.p), end;

	if (begin > WORD_BYTES || !skip_byte(&rest, ']'))
		return false;
	form->pid_end = (uint8_t)begin++;
	for (size_t i = 0; i < columns->n; i++, begin = end) {
		struct row_column *c = &form->columns[i];
		size_t width;

		if (columns->field[i] < 0 || !skip_column(&rest))
			return false;
		end = (size_t)(rest.p - row.p);
		width = end - begin - 1;
		if (end > UINT8_MAX || width > MOST_WIDTH || end < (width > WORD_BYTES ? MOST_WIDTH : WORD_BYTES))
			return false;
		c->begin = (uint8_t)begin;
		c->end = (uint8_t)end;
		c->member = (uint16_t)column_member(columns->field[i], &c->is_signed);
		c->own = last_bytes(width);
		c->front = width > WORD_BYTES ? last_bytes(width - WORD_BYTES) : 0;
	}
	return true;
}

void row_form_learn(struct columns *columns, strv row)
{
	columns->form.n = WORD_IS_TEXT && columns->known && learn(&columns->form, columns, row) ? columns->n : 0;
}

/* --- a row --- */

typedef signed char bytes16 __attribute__((vector_size(16)));
typedef unsigned long long words2 __attribute__((vector_size(16)));

/*
 * The end of the row, and so all of its name: nothing that a carrier could have written otherwise (escapes, entities,
 * quoted-printable), that a page, a forum or a terminal could have put behind it, or that is cut off a line.
 */
static bool is_plain(strv text)
{
	bytes16 v, odd;
	words2 any;

	if (text.n < sizeof(v))
		return false;
	memcpy(&v, text.p + text.n - sizeof(v), sizeof(v));
	odd = (bytes16)(v < ' ') | (bytes16)(v == '=') | (bytes16)(v == '\\') | (bytes16)(v == '#') |
		(bytes16)(v == '&') | (bytes16)(v == '`') | (bytes16)(v == '^') | (bytes16)(v == ']') |
		(bytes16)(v == '>');
	any = (words2)odd;
	return (any[0] | any[1]) == 0 && text.p[text.n - 1] != ' ';
}

/* "[    122]" */
static bool cut_pid(const struct row_form *form, const char *row, int64_t *ret)
{
	uint64_t word = word_at(row + 1), number = 0;
	size_t blanks = word_blanks(word), digits;

	if (row[0] != '[' || row[form->pid_end] != ']' || blanks + 1 >= form->pid_end)
		return false;
	digits = word_number(word >> 8 * blanks, &number);
	*ret = (int64_t)number;
	return 1 + blanks + digits == form->pid_end;
}

/* Blanks, perhaps a '-', and up to seven digits. */
static bool cut_column(const struct row_column *c, const char *row, struct oomlog_task *task)
{
	const uint64_t minus = (uint64_t)('-' ^ ' ') << 56;
	uint64_t word = word_at(row + c->end - WORD_BYTES), digits = word ^ WORD_EACH('0'), other = word_others(digits);
	unsigned n = other != 0 ? (unsigned)__builtin_clzll(other) : 0; /* bits of the digits, which end the word */
	uint64_t before, number;

	if (n == 0 || row[c->begin] != ' ')
		return false;
	before = ((word ^ WORD_EACH(' ')) & c->own) << n;
	if (c->front != 0 && ((word_at(row + c->end - MOST_WIDTH) ^ WORD_EACH(' ')) & c->front) != 0)
		return false;
	number = word_value(digits >> (64 - n) << (64 - n));
	if (before != 0) {
		if (before != minus || !c->is_signed)
			return false;
		number = 0 - number;
	}
	memcpy((char *)task + c->member, &number, sizeof(number));
	return true;
}

/* Where the name begins; 0: the row is of another form. */
static size_t cut_numbers(const struct row_form *form, strv text, struct oomlog_task *task)
{
	size_t name = form->n > 0 ? form->columns[form->n - 1].end + 1 : 0;

	if (name == 0 || text.n <= name || text.n > name + LONGEST_NAME || text.p[name - 1] != ' ' || !is_plain(text) ||
	    !cut_pid(form, text.p, &task->pid))
		return 0;
	for (size_t i = 0; i < form->n; i++)
		if (!cut_column(&form->columns[i], text.p, task))
			return 0;
	return name;
}

bool row_add(struct oomlog_event *ev, const struct row_form *form, strv text)
{
	bool has_room = ev->tasks.n < ev->tasks.cap;
	struct oomlog_task own, *task = has_room ? &ev->tasks.items[ev->tasks.n] : &own;
	size_t name;

	task_absent(task);
	name = cut_numbers(form, text, task);
	/* the same pid again: perhaps the row before, written twice on its way */
	if (name == 0 || ev->tasks.n == 0 || task->pid == ev->tasks.items[ev->tasks.n - 1].pid)
		return false;
	task->comm = arena_spare_str(&ev->arena, str_from(text, name));
	if (task->comm.p == NULL)
		return false;
	if (has_room) {
		ev->tasks.n++;
		return true;
	}
	task = arena_push(&ev->arena, &ev->tasks);
	if (task != NULL)
		*task = own;
	return task != NULL;
}
