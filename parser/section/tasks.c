/*
 * The task table. Its columns are what its header says:
 *   [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name
 * The name is the rest of a row: it may hold blanks, brackets, anything.
 */
#include "model/absent.h"
#include "section/section.h"
#include "util/word.h"

enum column_type { COLUMN_SIGNED, COLUMN_UNSIGNED };

static const struct column {
	const char *word;
	enum column_type type;
	size_t offset;
} table[] = {
	{"uid", COLUMN_SIGNED, offsetof(struct oomlog_task, uid)},
	{"tgid", COLUMN_SIGNED, offsetof(struct oomlog_task, tgid)},
	{"total_vm", COLUMN_UNSIGNED, offsetof(struct oomlog_task, total_vm_pages)},
	{"rss", COLUMN_UNSIGNED, offsetof(struct oomlog_task, rss_pages)},
	{"rss_anon", COLUMN_UNSIGNED, offsetof(struct oomlog_task, rss_anon_pages)},
	{"rss_file", COLUMN_UNSIGNED, offsetof(struct oomlog_task, rss_file_pages)},
	{"rss_shmem", COLUMN_UNSIGNED, offsetof(struct oomlog_task, rss_shmem_pages)},
	{"nr_ptes", COLUMN_UNSIGNED, offsetof(struct oomlog_task, nr_ptes)},
	{"nr_pmds", COLUMN_UNSIGNED, offsetof(struct oomlog_task, nr_pmds)},
	{"nr_puds", COLUMN_UNSIGNED, offsetof(struct oomlog_task, nr_puds)},
	{"pgtables_bytes", COLUMN_UNSIGNED, offsetof(struct oomlog_task, pgtables_bytes)},
	{"swapents", COLUMN_UNSIGNED, offsetof(struct oomlog_task, swapents)},
	{"cpu", COLUMN_SIGNED, offsetof(struct oomlog_task, cpu)},
	{"oom_adj", COLUMN_SIGNED, offsetof(struct oomlog_task, oom_adj)},
	{"oom_score_adj", COLUMN_SIGNED, offsetof(struct oomlog_task, oom_score_adj)},
};

enum { N_TABLE = sizeof(table) / sizeof(table[0]), FIRST_FOUR = 4 };

/* "[", blanks, "pid" or digits, blanks, "]" */
static bool skip_pid(strv *s, strv *ret)
{
	strv rest = *s;
	size_t n = 0;

	if (!skip_byte(&rest, '['))
		return false;
	skip_blanks(&rest);
	while (n < rest.n && rest.p[n] != ']' && !is_blank(rest.p[n]))
		n++;
	*ret = str_upto(rest, n);
	rest = str_from(rest, n);
	skip_blanks(&rest);
	if (n == 0 || !skip_byte(&rest, ']'))
		return false;
	*s = rest;
	return true;
}

/* The same with a number in it. */
static bool row_pid(strv *s, uint64_t *ret)
{
	strv rest = *s;

	if (!skip_byte(&rest, '['))
		return false;
	word_skip_blanks(&rest);
	if (!word_parse_u64(&rest, ret))
		return false;
	word_skip_blanks(&rest);
	if (!skip_byte(&rest, ']'))
		return false;
	*s = rest;
	return true;
}

bool is_columns(strv text)
{
	strv pid;

	return skip_pid(&text, &pid) && str_eq(pid, STR("pid")) && str_starts(str_trim_left(text), STR("uid"));
}

size_t column_member(int8_t field, bool *ret_signed)
{
	*ret_signed = table[field].type == COLUMN_SIGNED;
	return table[field].offset;
}

static int8_t column_find(strv word)
{
	for (int8_t i = 0; i < (int8_t)N_TABLE; i++)
		if (str_eq(word, str_of(table[i].word)))
			return i;
	return -1;
}

size_t columns_known(strv text)
{
	strv word, pid;
	size_t n = 0;

	if (!skip_pid(&text, &pid))
		return 0;
	for (skip_blanks(&text); parse_word(&text, &word); skip_blanks(&text))
		n += column_find(word) >= 0;
	return n;
}

bool columns_parse(struct oomlog_event *ev, struct columns *columns, strv text)
{
	strv word, pid;

	if (!skip_pid(&text, &pid) || !str_eq(pid, STR("pid")))
		return false;
	*columns = (struct columns){.known = true};
	for (skip_blanks(&text); parse_word(&text, &word); skip_blanks(&text)) {
		if (str_eq(word, STR("name")))
			return columns->n >= FIRST_FOUR;
		if (columns->n == MOST_COLUMNS)
			return false;
		columns->field[columns->n] = column_find(word);
		if (columns->field[columns->n] < 0)
			columns->name[columns->n] = field_name(&ev->arena, word, "");
		columns->n++;
	}
	columns->known = false; /* cut before "name": the rows cannot be told apart */
	return false;
}

/* "[  124]  1001" - not "[  124.5]" nor "[ T124]" */
bool is_task(strv text)
{
	uint64_t number;

	return row_pid(&text, &number) && skip_blanks(&text) > 0 && text.n > 0 &&
		(is_digit(text.p[0]) || text.p[0] == '-');
}

/* One number of a row into the task, or into *ret_other where only this kernel has its column. */
static inline bool put(int8_t which, bool negative, uint64_t number, struct oomlog_task *task, int64_t *ret_other)
{
	char *dest = which >= 0 ? (char *)task + table[which].offset : (char *)ret_other;
	bool is_signed = which < 0 || table[which].type == COLUMN_SIGNED;

	if ((is_signed || negative) && number > INT64_MAX)
		return false;
	if (negative)
		number = 0 - number;
	/* a counter that slipped under zero ("-1"): not a number of pages */
	if (is_signed || !negative)
		memcpy(dest, &number, sizeof(number));
	return true;
}

/*
 * The row's numbers without a look at each byte, as long as enough of it is left that eight can be loaded anywhere in a
 * column. Returns how many columns were cut.
 */
static size_t cut_words(const struct columns *columns, strv *text, struct oomlog_task *task, int64_t *others)
{
	enum { ROOM = WORD_BYTES + 1 };
	const char *p = text->p, *end = p + text->n;
	size_t i = 0;

	for (; i < columns->n && (size_t)(end - p) >= ROOM; i++) {
		const char *at = p;
		size_t blanks = word_blanks(word_at(at)), digits;
		uint64_t number;
		bool negative;

		at += blanks;
		if (blanks == WORD_BYTES && (size_t)(end - at) >= ROOM)
			at += word_blanks(word_at(at));
		negative = at < end && *at == '-';
		at += negative;
		digits = (size_t)(end - at) >= WORD_BYTES ? word_number(word_at(at), &number) : 0;
		if (blanks == 0 || digits == 0 || !put(columns->field[i], negative, number, task, &others[i]))
			break;
		p = at + digits;
	}
	*text = (strv){p, (size_t)(end - p)};
	return i;
}

/* Any others, from that column on: tabs, more digits, the end of the line. */
static bool cut_rest(const struct columns *columns, size_t i, strv *text, struct oomlog_task *task, int64_t *others)
{
	for (; i < columns->n; i++) {
		uint64_t number;
		bool negative;

		if (skip_blanks(text) == 0)
			return false;
		negative = skip_byte(text, '-');
		if (!parse_u64(text, &number) || !put(columns->field[i], negative, number, task, &others[i]))
			return false;
	}
	return true;
}

static void add_others(struct oomlog_event *ev, const struct columns *columns, const int64_t *numbers,
                       struct oomlog_task *task)
{
	for (size_t i = 0; i < columns->n; i++)
		if (columns->field[i] < 0 && numbers[i] >= 0)
			fields_add(&ev->arena, &task->other, columns->name[i], (uint64_t)numbers[i]);
}

bool task_parse(struct oomlog_event *ev, const struct columns *columns, strv text, struct oomlog_task *task)
{
	/* without a header only what all eras have in common is certain */
	static const struct columns common = {.n = FIRST_FOUR, .field = {0, 1, 2, 3}};
	const struct columns *use = columns->known ? columns : &common;
	int64_t others[MOST_COLUMNS];
	uint64_t number;
	size_t cut;

	if (!row_pid(&text, &number) || number > INT32_MAX)
		return false;
	task_absent(task);
	task->pid = (int64_t)number;
	cut = WORD_IS_TEXT ? cut_words(use, &text, task, others) : 0;
	if (!cut_rest(use, cut, &text, task, others))
		return false;
	if (!columns->known) {
		strv more = text;
		int64_t skipped;

		while (skip_blanks(&more) > 0 && parse_i64(&more, &skipped) && (more.n == 0 || is_blank(more.p[0])))
			text = more;
	}
	if (!skip_byte(&text, ' '))
		return false;
	add_others(ev, use, others, task);
	task->comm = arena_str(&ev->arena, text);
	return true;
}
