/* What is used of libsystemd, and the journal that stands on it; for journal*.c alone. */
#ifndef OOMLOG_SOURCE_JOURNAL_SD_H
#define OOMLOG_SOURCE_JOURNAL_SD_H

#include <systemd/sd-journal.h>

#include "source/journal-raw.h"
#include "source/journal.h"
#include "source/library.h"

#define SD_FUNCTION(name) __typeof__(&sd_journal_##name) name

/* In the order of the names in journal-sd.c. */
struct sd {
	SD_FUNCTION(open);
	SD_FUNCTION(open_directory);
	SD_FUNCTION(open_files);
	SD_FUNCTION(open_namespace);
	SD_FUNCTION(close);
	SD_FUNCTION(set_data_threshold);
	SD_FUNCTION(add_match);
	SD_FUNCTION(add_disjunction);
	SD_FUNCTION(add_conjunction);
	SD_FUNCTION(flush_matches);
	SD_FUNCTION(query_unique);
	SD_FUNCTION(enumerate_unique);
	SD_FUNCTION(seek_head);
	SD_FUNCTION(seek_tail);
	SD_FUNCTION(seek_realtime_usec);
	SD_FUNCTION(seek_cursor);
	SD_FUNCTION(test_cursor);
	SD_FUNCTION(get_cursor);
	SD_FUNCTION(next);
	SD_FUNCTION(previous_skip);
	SD_FUNCTION(get_realtime_usec);
	SD_FUNCTION(get_monotonic_usec);
	SD_FUNCTION(get_data);
	SD_FUNCTION(restart_data);
	SD_FUNCTION(enumerate_data);
	SD_FUNCTION(get_usage);
	SD_FUNCTION(get_fd);
	SD_FUNCTION(get_events);
	SD_FUNCTION(get_timeout);
	SD_FUNCTION(process);
	__typeof__(&sd_id128_get_boot) id_get_boot;
	__typeof__(&sd_id128_from_string) id_from_string;
	__typeof__(&sd_id128_to_string) id_to_string;
};

/*
 * Each match that is joined by OR costs a look into its index for every entry. So the many that find little have a
 * handle of their own, and the two are read as one by time.
 */
enum journal_lane { LANE_KERNEL, LANE_OTHERS, JOURNAL_LANES };

struct lane {
	sd_journal *sd;
	bool has_head;  /* it stands on an entry that has not been given yet */
	bool skip_done; /* the next entry may be one that has been dealt with: see cursor */
	uint64_t realtime_us, monotonic_us;
	sd_id128_t boot;
};

/* A file of which libsystemd may not give all. */
struct journal_file {
	char *path, *name; /* to open it, and for words */
	int fd;            /* kept where the path is not; else -1 */
	bool refused;      /* libsystemd does not open it */
	bool truncated;
	bool doubtful; /* its index does not find what is in it */
	bool hurt;     /* it is to be read without its index .. */
	struct {
		uint64_t *items;
		size_t n;
	} given; /* .. but for the entries of these numbers, in order */
	uint64_t unreadable;
};

extern const struct library journal_library;

struct journal {
	void *library;
	struct sd fn;
	struct lane lanes[JOURNAL_LANES];
	sd_journal *sd; /* the one of the newest entry; NULL: could not be opened */
	char *name, *error;
	char boot[SD_ID128_STRING_MAX]; /* the one that was found by counting */
	bool at_entry;                  /* `sd` stands on an entry, or behind the last */
	char *cursor;                   /* that one's */
	int64_t since_us;               /* OOMLOG_ABSENT: open */
	int64_t until_us;               /* OOMLOG_ABSENT: open */
	const char *only_boot;          /* NULL: all */
	bool salvage, salvaging;        /* asked for; all else has been read */
	bool keep;                      /* the files will have no names any more */
	struct {
		struct journal_file *items;
		size_t n, at;
	} files;              /* where they may have to be looked at again */
	struct raw *left;     /* the one that is read of them */
	uint64_t usage;       /* bytes of all files when they were opened */
	uint64_t bad_entries; /* whose text could not be read */
	size_t n_found;       /* files that exist */
	bool told;            /* of files lost while reading */
	char message[JOURNAL_MAX_MESSAGE + 1], fields[JOURNAL_MAX_FIELDS];
};

/* One more sentence for journal_error(). */
__attribute__((format(printf, 2, 3))) void journal_say(struct journal *j, const char *format, ...);
const char *journal_words(int error); /* of libsystemd: negative */
/* Says that reading cannot go on; -1. */
int journal_fail(struct journal *j, int error);
/* What a stands on is the older one. */
bool journal_is_before(const struct lane *a, const struct lane *b);

/* In journalctl's words which; *ret stays NULL where none of the files that were named can be read. */
int journal_open_handle(struct journal *j, sd_journal **ret, const struct journal_options *opt, bool tell);
void journal_close(struct journal *j);

/* journal-boot.c: counts boots, and sets j->boot. 1: go on; 0: there is no such boot, which was said. */
int journal_find_boot(struct journal *j, const struct journal_options *opt);

/* journal-files.c: looks at each file that `opt` means, says which are of no use, and why there is none. */
int journal_look_at_files(struct journal *j, const struct journal_options *opt);
/* Opens those of opt->files that can be read, and tells of the others. *ret stays NULL where there is none. */
int journal_open_files(struct journal *j, sd_journal **ret, const struct journal_options *opt, bool tell);

/* journal-machine.c: the root of a container that runs; false: none, which was said. */
bool journal_machine_root(struct journal *j, const char *name, char *ret, size_t size);

/* journal-match.c */
int journal_match(const struct journal *j, sd_journal *sd, enum journal_lane lane, const char *boot);
/* Of an entry with this field, "NAME=value"; unchanged where it is not asked for. */
void journal_lane_of(struct oomlog_str field, enum journal_lane *ret);
int journal_seek_since(const struct journal *j, sd_journal *sd, int64_t since_us);

/* journal-damage.c */
/* Whether a file that could not be opened is read later, and needs no words now. */
bool journal_note_refused(struct journal *j, const char *path, const char *name, int error);
/* One that was opened. */
void journal_note_file(struct journal *j, const char *path, const char *name, sd_journal *sd);
void journal_forget_files(struct journal *j);
/* When all has been read: which of them have to be read without their index. */
void journal_find_hurt(struct journal *j);
bool journal_was_given(const struct journal_file *file, uint64_t number);

/* journal-salvage.c */
/* Of the entry at hand, cut at that many bytes; where all else has been read. */
bool journal_left_field(struct journal *j, const char *name, size_t most, struct oomlog_str *ret);
/* When all else has been read. 1: j->left stands on an entry; 0: that was all. */
int journal_next_left(struct journal *j, int64_t *ret_realtime_us);

#endif
