/*
 * The journal, entry by entry. Its places are libsystemd's cursors, "after s=..;i=.." or "at s=..;i=..", or "begin" where
 * there is no entry before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrears.h"
#include "clock.h"
#include "late.h"
#include "live.h"
#include "records.h"
#include "say.h"
#include "source/journal.h"

/* Entries after which the journal is opened anew: its maps, which libsystemd keeps, are dropped with the old handle. */
enum { REOPEN_EVERY = 50000 };

/*
 * Journals of several machines are read by time, and libsystemd passes over an entry that comes when a later one of
 * another machine has been read. So what is this old is looked at again when something has come, so often at most. What
 * is older than that is read file by file.
 */
#define LATE_US INT64_C(60000000)
enum { LATE_EVERY_MS = 500 };

/* libsystemd watches the folders that it has opened, not their names: whether others are there now is looked at so often. */
enum { WHERE_EVERY_MS = 2000 };

struct live_journal {
	struct live live;
	struct journal_options options;
	struct journal *journal;
	char boot[33];         /* the one that was counted, when it was opened first */
	uint64_t entries;      /* since it was opened */
	bool from_begin;       /* nothing lies before what was read of it */
	struct late *late;     /* NULL: of one machine */
	char newest[MARK_MAX]; /* the cursor of the latest entry, where entries may come late; "": none yet */
	int64_t newest_us, looked_ms, where_ms;
	uint64_t where;         /* journal_whereabouts() when it was opened */
	bool gone;              /* which was told */
	int64_t from_us;        /* what is looked at again begins here */
	struct arrears arrears; /* what is older */
	struct journal *behind; /* the file that it is read of */
	bool passing;           /* all that may be late is being looked at */
	bool changed;           /* something has come since it was looked at again */
};

/* tell: what of it cannot be read, which is said once. */
static struct journal *open_journal(const struct journal_options *options, bool tell)
{
	struct journal *j;

	if (journal_open(&j, options) != OOMLOG_OK) {
		say("out of memory");
		return NULL;
	}
	if (journal_error(j) != NULL && tell)
		say("%s", journal_error(j));
	return journal_is_dead(j) ? journal_free(j) : j;
}

static bool cursor_of(struct journal *j, const char *word, char *ret, size_t size)
{
	char *cursor = journal_cursor(j);
	bool fits = cursor != NULL && snprintf(ret, size, "%s %s", word, cursor) < (int)size;

	free(cursor);
	return fits;
}

static bool journal_here(struct live *live, char *ret, size_t size)
{
	struct live_journal *l = (struct live_journal *)live;

	if (l->newest[0] != '\0')
		return snprintf(ret, size, "after %s", l->newest) < (int)size;
	if (cursor_of(l->journal, "after", ret, size))
		return true;
	return l->from_begin && snprintf(ret, size, "begin") < (int)size;
}

/* "..;t=5d9a3;x=.."; 0: none */
static int64_t time_of(const char *cursor)
{
	const char *at = cursor != NULL ? strstr(cursor, ";t=") : NULL;

	return at != NULL ? (int64_t)strtoull(at + 3, NULL, 16) : 0;
}

/* Reading begins behind this time: what lies before it is known, or nobody's concern. */
static void begin_late(struct live_journal *l, int64_t realtime_us)
{
	if (l->late == NULL)
		return;
	memset(l->late, 0, sizeof(*l->late));
	l->late->floor_us = realtime_us;
	arrears_again(&l->arrears);
	l->behind = journal_free(l->behind);
	l->newest[0] = '\0';
	l->newest_us = l->looked_ms = 0;
	l->passing = false;
	l->changed = true;
}

static bool journal_resume(struct live *live, const char *place)
{
	struct live_journal *l = (struct live_journal *)live;
	bool after = strncmp(place, "after ", 6) == 0;
	const char *cursor = strchr(place, ' ');

	begin_late(l, after ? time_of(cursor) : time_of(cursor) - 1);
	if (strcmp(place, "begin") == 0) {
		l->from_begin = true;
		return journal_seek_begin(l->journal) == 0;
	}
	return cursor != NULL && journal_seek_cursor(l->journal, cursor + 1, after) == 0;
}

static bool journal_begin(struct live *live, const struct settings *s)
{
	struct live_journal *l = (struct live_journal *)live;

	char *cursor;

	/* --since was dealt with when it was opened. */
	if (s->since != NULL) {
		begin_late(l, l->options.since_us - JOURNAL_MARGIN_US - 1);
		return true;
	}
	l->from_begin = true;
	if (journal_seek_end(l->journal, s->lines) != 0)
		return false;
	cursor = journal_cursor(l->journal);
	begin_late(l, time_of(cursor));
	free(cursor);
	return true;
}

/* Places outlive the handle: what is open goes on. Where entries may come late it is known which were read. */
static bool reopen(struct live_journal *l)
{
	char place[MARK_MAX];
	struct journal *fresh;

	if (!journal_here(&l->live, place, sizeof(place)) || (fresh = open_journal(&l->options, false)) == NULL)
		return false;
	journal_free(l->journal);
	l->journal = fresh;
	l->entries = 0;
	l->passing = false;
	l->changed = true;
	if (l->late == NULL && !journal_resume(&l->live, place))
		say("the journal was opened anew, and has no place '%s' any more", place);
	return true;
}

/* Where entries may come late: whether this one was read before. */
static bool is_known(struct live_journal *l, int64_t realtime_us)
{
	char *cursor = journal_cursor(l->journal);
	bool known = cursor == NULL || realtime_us == OOMLOG_ABSENT || late_is_known(l->late, cursor, realtime_us);

	if (!known && realtime_us >= l->newest_us && strlen(cursor) < sizeof(l->newest)) {
		l->newest_us = realtime_us;
		memcpy(l->newest, cursor, strlen(cursor) + 1);
	}
	free(cursor);
	return known;
}

static int64_t now_ms(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

/*
 * Whether there is something to read. It is never gone on where the last entry was: a host's late lines would come behind
 * those that follow them.
 */
static bool look_again(struct live_journal *l)
{
	if (l->passing)
		return true;
	if (!l->changed || now_ms() - l->looked_ms < LATE_EVERY_MS)
		return false;
	l->looked_ms = now_ms();
	l->changed = false;
	l->from_us = l->newest_us - LATE_US;
	if (l->from_us < l->late->floor_us)
		l->from_us = l->late->floor_us;
	arrears_look(&l->arrears, &l->options, l->from_us, oomlog_parser_oldest(l->live.parser) != NULL);
	l->passing = l->from_us <= 0 || journal_seek_time(l->journal, l->from_us) == 0;
	return l->passing;
}

static int take_entry(struct live_journal *l, struct journal *j, struct oomlog_str text, int64_t realtime_us)
{
	char place[MARK_MAX];
	struct oomlog_record rec;

	if (oomlog_parser_passes(l->live.parser, text, realtime_us))
		return 1;
	journal_record(j, &rec);
	if (cursor_of(j, "at", place, sizeof(place)))
		live_mark(&l->live, place);
	if (oomlog_parser_feed(l->live.parser, &rec) < 0)
		return -1;
	return l->live.drain(&l->live, l->live.user) < 0 ? -1 : 1;
}

static int pump_one(struct live_journal *l)
{
	struct oomlog_str text;
	int64_t realtime_us;
	int r = journal_next(l->journal, &text, &realtime_us);

	if (r <= 0)
		return r;
	l->entries++;
	if (l->late != NULL && is_known(l, realtime_us))
		return 1;
	return take_entry(l, l->journal, text, realtime_us);
}

/* --- what is older than what is looked at again --- */

static bool open_behind(struct live_journal *l, const struct arrears_file *file)
{
	struct journal_options of_one = l->options;
	const char *path = file->path;
	char place[MARK_MAX];

	of_one.directory = of_one.root = NULL;
	of_one.files = &path;
	of_one.n_files = 1;
	of_one.literal = true;
	l->behind = open_journal(&of_one, true);
	arrears_place(file, place, sizeof(place));
	if (l->behind == NULL || journal_seek_cursor(l->behind, place, false) == 0)
		return l->behind != NULL;
	say("'%s': what came late is not read", file->path);
	l->behind = journal_free(l->behind);
	return false;
}

static int pump_behind(struct live_journal *l)
{
	struct oomlog_str text;
	int64_t realtime_us;
	int r = journal_next(l->behind, &text, &realtime_us);
	char *cursor;
	bool known;

	if (r <= 0) {
		l->behind = journal_free(l->behind);
		return 1;
	}
	/* What is not so late is met where it belongs. */
	if (realtime_us == OOMLOG_ABSENT || realtime_us > l->from_us)
		return 1;
	cursor = journal_cursor(l->behind);
	known = cursor == NULL || late_was_read(l->late, cursor, realtime_us);
	free(cursor);
	return known ? 1 : take_entry(l, l->behind, text, realtime_us);
}

/* 1: read some; 0: nothing is left. */
static int read_behind(struct live_journal *l)
{
	const struct arrears_file *file;

	while (l->behind == NULL && (file = arrears_next(&l->arrears)) != NULL)
		(void)open_behind(l, file);
	return l->behind != NULL ? pump_behind(l) : 0;
}

static void look_where(struct live_journal *l)
{
	uint64_t where;

	if (now_ms() - l->where_ms < WHERE_EVERY_MS)
		return;
	l->where_ms = now_ms();
	where = journal_whereabouts(&l->options);
	if (where == l->where)
		return;
	if (where == 0) {
		if (!l->gone)
			say("the journal is gone: waiting for it to come back");
		l->gone = true;
	} else if (reopen(l)) {
		if (l->gone)
			say("the journal is back");
		l->where = where;
		l->gone = false;
	}
}

static int journal_pump(struct live *live)
{
	struct live_journal *l = (struct live_journal *)live;
	int r = 1;

	look_where(l);
	l->changed |= journal_process(l->journal) > 0;
	if (l->late != NULL && !look_again(l))
		return 0;
	for (int i = 0; i < LIVE_BATCH && r > 0; i++) {
		r = read_behind(l);
		if (r == 0)
			r = pump_one(l);
	}
	l->passing &= r > 0;
	if (r >= 0 && l->entries > REOPEN_EVERY)
		(void)reopen(l);
	if (r < 0)
		say("%s", journal_error(l->journal) != NULL ? journal_error(l->journal) : "cannot go on");
	return r;
}

static void journal_load(struct live *live, const struct cursor *c)
{
	struct live_journal *l = (struct live_journal *)live;

	if (l->late != NULL)
		arrears_begin(&l->arrears, &l->options, c);
}

/* A place behind which nothing is open: so are the numbers of the files. */
static void journal_save(struct live *live, struct cursor *c)
{
	struct live_journal *l = (struct live_journal *)live;

	if (live->n_marks == 0)
		arrears_settle(&l->arrears);
	arrears_save(&l->arrears, c);
}

static int journal_fds(struct live *live, struct pollfd *fds, int *timeout_ms)
{
	struct live_journal *l = (struct live_journal *)live;
	int timeout, n = (int)journal_poll(l->journal, fds, &timeout);

	if (l->late != NULL && l->changed)
		timeout = LATE_EVERY_MS;
	if (timeout >= 0 && (*timeout_ms < 0 || timeout < *timeout_ms))
		*timeout_ms = timeout;
	return n;
}

static void journal_free_live(struct live *live)
{
	struct live_journal *l = (struct live_journal *)live;

	journal_free(l->journal);
	journal_free(l->behind);
	arrears_free(&l->arrears);
	free(l->late);
	live_release(live);
	free(l);
}

static const struct live_ops ops = {
	.resume = journal_resume,
	.begin = journal_begin,
	.pump = journal_pump,
	.poll = journal_fds,
	.here = journal_here,
	.load = journal_load,
	.save = journal_save,
	.free = journal_free_live,
};

/* Another may be the last one by the time it is opened anew. */
static void keep_boot(struct live_journal *l)
{
	const char *boot = journal_boot(l->journal);

	if (boot == NULL)
		return;
	snprintf(l->boot, sizeof(l->boot), "%s", boot);
	l->options.boot = l->boot;
	l->options.boot_counted = false;
}

struct live *live_journal(const struct settings *s)
{
	struct live_journal *l = calloc(1, sizeof(*l));

	if (l == NULL || !live_init(&l->live, &ops, "journal", true)) {
		say("out of memory");
		free(l);
		return NULL;
	}
	l->options = s->journal_of;
	l->changed = true;
	if (l->options.directory != NULL || l->options.n_files > 0 || l->options.merge)
		l->late = calloc(1, sizeof(*l->late));
	l->options.until_us = OOMLOG_ABSENT;
	l->where = journal_whereabouts(&l->options);
	l->where_ms = now_ms();
	l->journal = open_journal(&l->options, true);
	if (l->journal != NULL) {
		keep_boot(l);
		return &l->live;
	}
	journal_free_live(&l->live);
	return NULL;
}
