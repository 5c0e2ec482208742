/*
 * The task table. Its columns are what its header says:
 *   [ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name
 * The name is the rest of a row: it may hold blanks, brackets, anything.
 */
#include "section/section.h"

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

bool is_columns(strv text)
{
	strv pid;

	return skip_pid(&text, &pid) && str_eq(pid, STR("pid")) && str_starts(str_trim_left(text), STR("uid"));
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
	strv pid;
	uint64_t number;

	return skip_pid(&text, &pid) && str_to_u64(pid, &number) && skip_blanks(&text) > 0 && text.n > 0 &&
		(is_digit(text.p[0]) || text.p[0] == '-');
}

static bool put(struct oomlog_event *ev, const struct columns *columns, size_t i, strv *text, struct oomlog_task *task)
{
	int8_t which = columns->field[i];
	char *dest = which >= 0 ? (char *)task + table[which].offset : NULL;
	int64_t number;
	uint64_t large;

	if (which >= 0 && table[which].type == COLUMN_UNSIGNED) {
		if (parse_u64(text, &large)) {
			*(uint64_t *)(void *)dest = large;
			return true;
		}
		/* a counter that slipped under zero ("-1"): not a number of pages */
		return parse_i64(text, &number);
	}
	if (!parse_i64(text, &number))
		return false;
	if (which >= 0)
		*(int64_t *)(void *)dest = number;
	else if (number >= 0)
		fields_add(&ev->arena, &task->other, columns->name[i], (uint64_t)number);
	return true;
}

bool task_parse(struct oomlog_event *ev, const struct columns *columns, strv text, struct oomlog_task *task)
{
	/* without a header only what all eras have in common is certain */
	static const struct columns common = {.n = FIRST_FOUR, .field = {0, 1, 2, 3}};
	const struct columns *use = columns->known ? columns : &common;
	uint64_t number;
	strv pid;

	if (!skip_pid(&text, &pid) || !str_to_u64(pid, &number) || number > INT32_MAX)
		return false;
	task->pid = (int64_t)number;
	for (size_t i = 0; i < use->n; i++)
		if (skip_blanks(&text) == 0 || !put(ev, use, i, &text, task))
			return false;
	if (!columns->known) {
		strv more = text;
		int64_t skipped;

		while (skip_blanks(&more) > 0 && parse_i64(&more, &skipped) && (more.n == 0 || is_blank(more.p[0])))
			text = more;
	}
	if (!skip_byte(&text, ' '))
		return false;
	task->comm = arena_str(&ev->arena, text);
	return true;
}
