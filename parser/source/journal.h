/*
 * The systemd journal as a source of records, through libsystemd, which is looked for when a journal is asked for.
 *
 * What is read is narrowed by matches, so that the journal's own index finds it: the kernel's entries, what pretends to
 * be the kernel's (to count it), what systemd says of units, and what the userspace killers say.
 */
#ifndef OOMLOG_SOURCE_JOURNAL_H
#define OOMLOG_SOURCE_JOURNAL_H

#include <poll.h>

#include <oomlog/oomlog.h>

/* Bytes kept of a MESSAGE: the parser's max_line; and of all other fields of an entry together. */
#define JOURNAL_MAX_MESSAGE 65536u
#define JOURNAL_MAX_FIELDS  4096u
/* A report's first line may lie this long before --since, its last this long behind --until. */
#define JOURNAL_MARGIN_US (INT64_C(30) * 1000 * 1000)
/* Journal files of one machine or folder that are looked at. */
#define JOURNAL_MAX_FILES 4096u
/* Boots that are counted for boot_offset. */
#define JOURNAL_MAX_BOOTS 65536u

/* Which journal, in journalctl's words; all NULL: this machine's. Borrowed. */
struct journal_options {
	const char *directory, *root, *machine, *name_space;
	const char *const *files; /* paths; each may be a glob, unless `literal` */
	size_t n_files;
	bool literal;
	const char *const *names;   /* of the files, for words; NULL: their paths */
	const char *name;           /* of all the files together, for words; NULL: make one */
	bool merge;                 /* also what other machines sent here */
	const char *boot;           /* 32 hexadecimal digits: only its entries; NULL: all */
	bool boot_counted;          /* only the entries of the one boot_offset behind `boot`; or, where that is NULL: */
	int64_t boot_offset;        /* 1 is the first boot in the journal, 0 the last, -1 the one before */
	int64_t since_us, until_us; /* OOMLOG_ABSENT: open */
	bool salvage;               /* also what is left of damaged files, behind all else */
};

struct journal;

/* OOMLOG_E_NOMEM, or OOMLOG_OK: one that cannot be opened is returned all the same, with its words. */
int journal_open(struct journal **ret, const struct journal_options *opt);
struct journal *journal_free(struct journal *j); /* NULL-safe; returns NULL */
/* "the journal", "the journal in 'DIR'" */
const char *journal_name(const struct journal *j);
/* The one that was found by counting; NULL: none. */
const char *journal_boot(const struct journal *j);
/* What could not be opened or read, so far; NULL: nothing. */
const char *journal_error(const struct journal *j);
/* Nothing at all can be read. */
bool journal_is_dead(const struct journal *j);

/* 1: the next entry's text, borrowed until the next call; 0: no more for now; -1: an error. */
int journal_next(struct journal *j, struct oomlog_str *ret_text, int64_t *ret_realtime_us);
/* All of that entry; borrowed until the next journal_next(). */
void journal_record(struct journal *j, struct oomlog_record *ret);

/* --- for those who stay --- */

/* Goes where the last `lines` entries begin. */
int journal_seek_end(struct journal *j, uint64_t lines);
int journal_seek_begin(struct journal *j);
int journal_seek_time(struct journal *j, int64_t realtime_us);
/* `after`: the entry itself has been dealt with. -1: no such place. */
int journal_seek_cursor(struct journal *j, const char *cursor, bool after);
/* Of the entry that journal_next() gave; the caller frees it. NULL: memory, or none. */
char *journal_cursor(struct journal *j);
/* What poll() is to wait for, and at most how long (milliseconds, -1: for ever). How many. */
#define JOURNAL_FDS 2u
size_t journal_poll(struct journal *j, struct pollfd ret[JOURNAL_FDS], int *ret_timeout);
/* After poll(): takes notice of what has changed. 1: something; -1: an error. */
int journal_process(struct journal *j);

/* Each file that is meant, as far as it can be looked for. */
typedef void (*journal_file_fn)(const char *path, void *user);
void journal_each_file(const struct journal_options *opt, journal_file_fn fn, void *user);

/* Another one when the folders, or the files that were named, are others than before; 0: there are none. */
uint64_t journal_whereabouts(const struct journal_options *opt);

/* libsystemd is here, and this build can use it. */
bool journal_is_supported(void);

#endif
