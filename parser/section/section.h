/*
 * The parts of a report that are cut by hand, since most of a report's lines are theirs: zones, free lists, task rows,
 * statistics, the call trace. `is_...` only looks and is cheap; `..._parse` fills, and returns false when the text is
 * not the whole line (then nothing is kept). A section never sees a time stamp or a carrier's prefix.
 */
#ifndef OOMLOG_SECTION_SECTION_H
#define OOMLOG_SECTION_SECTION_H

#include "formats/formats.h"
#include "model/event.h"

/* One "key:123kB", "key: 123kB", "key:123" or "key? yes" of a line. */
struct pair {
	strv key;
	uint64_t value;
	bool in_kb, answer; /* answer: "key? yes" (1) or "key? no" (0) */
};
/* 1: *ret holds the next one; 0: the end; -1: what stands there is no pair. */
int pair_next(strv *s, struct pair *ret);
/* Nothing but pairs to the end, and the last one not cut. */
bool pairs_whole(strv s);
/* The beginning of such a line, words and pairs: only its last word may be half of one. */
bool pairs_begun(strv s);
/* "isolated(anon)" with kB -> "isolated_anon_bytes"; without -> "isolated_anon". Lower case; others become one '_'. */
strv field_name(struct arena *a, strv key, const char *suffix);
/* "[Node 0 ]Normal" in front of a zone's line. Without CONFIG_NUMA *node stays absent. */
bool zone_head(strv *s, int64_t *node, strv *zone);

/* LINE_NONE, or which of the lines below the text begins like. */
enum line_kind section_kind(strv text);

/* memory.c */
bool counters_parse(struct oomlog_event *ev, strv text);
bool node_parse(struct oomlog_event *ev, strv text);
bool hugepages_parse(struct oomlog_event *ev, strv text);
bool slab_parse(struct oomlog_event *ev, strv text);
bool allocation_parse(struct oomlog_event *ev, strv text);
bool is_counters(strv text);
bool is_slab(strv text);

/* zones.c */
bool zone_parse(struct oomlog_event *ev, strv text);
bool lowmem_parse(struct oomlog_event *ev, strv text);
bool buddy_parse(struct oomlog_event *ev, strv text);

/* memcg.c */
bool stats_parse(struct oomlog_event *ev, strv text); /* "Memory cgroup stats for P:" with or without values */
/* The beginning of one: only its last word may be half of one. */
bool stats_begun(strv text);
bool stat_parse(struct oomlog_event *ev, strv text); /* "anon 123" */
bool is_stat(strv text);
bool limit_parse(struct oomlog_event *ev, strv text); /* "Task in A killed as a result of limit of B" */

/* trace.c */
bool frame_parse(struct oomlog_event *ev, strv text);
bool is_frame(strv text);
bool is_registers(strv text);

enum { MOST_COLUMNS = 24 };

/* Where the columns of a row end, each behind its last digit: of most tables all rows are alike in that. */
struct row_form {
	uint8_t n;       /* 0: not known */
	uint8_t pid_end; /* of the ']' */
	struct row_column {
		uint8_t begin, end; /* begin: of the blank behind the column before */
		bool is_signed;
		uint16_t member; /* of struct oomlog_task */
		uint64_t own;    /* of the eight bytes before `end` those that are the column's */
		uint64_t front;  /* .. and of the eight before them; 0: none */
	} columns[MOST_COLUMNS];
};

/* tasks.c: the table's columns, from its header */
struct columns {
	uint8_t n;
	bool known;                 /* a header was read */
	int8_t field[MOST_COLUMNS]; /* index into the column table; -1: a column only this kernel has */
	strv name[MOST_COLUMNS];    /* of those; in the event's arena */
	struct row_form form;       /* of the newest row that row_form_learn() was given */
};
bool is_columns(strv text);
bool is_task(strv text);
size_t columns_known(strv text); /* how many of the header's words are columns that we know */
bool columns_parse(struct oomlog_event *ev, struct columns *columns, strv text);
/* Nothing is kept in the event where it is no row: the text can be read another way. */
bool task_parse(struct oomlog_event *ev, const struct columns *columns, strv text, struct oomlog_task *task);
/* Where a column's number goes, and may it be negative? */
size_t column_member(int8_t field, bool *ret_signed);

/* row.c: rows of the same form as the one before */
void row_form_learn(struct columns *columns, strv row);
/* Adds the row to the table; false: it is of another form, or odd in any way, and nothing has changed. */
bool row_add(struct oomlog_event *ev, const struct row_form *form, strv text);

#endif
