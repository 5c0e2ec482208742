/*
 * Where bytes come from: files, standard input, directories and archives full of logs, compressed or not. A list of
 * names becomes a sequence of inputs, each one stream of bytes; nothing is read ahead of its turn, nothing is held.
 */
#ifndef OOMLOG_SOURCE_SOURCE_H
#define OOMLOG_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A directory is searched this deep, for this many logs, looking at this many names. */
#define SOURCE_MAX_DEPTH 16u
#define SOURCE_MAX_FILES 20000u
#define SOURCE_MAX_NAMES 1000000u
/* A compressed file in an archive in a compressed archive ..: so many layers. */
#define SOURCE_MAX_LAYERS 6u
/* Headers read of one archive. */
#define SOURCE_MAX_MEMBERS 1000000u
/* Against bombs: beyond SOURCE_FREE_BYTES a compressed file or archive may hold SOURCE_MAX_RATIO times its own size. */
#define SOURCE_FREE_BYTES (UINT64_C(256) << 20)
#define SOURCE_MAX_RATIO  1000u
#define SOURCE_MAX_BYTES  (UINT64_C(256) << 30)

struct inputs;
struct journal;
struct journal_options;

struct input {
	const char *name; /* as a person would name it: "logs/messages.1.gz", "sos.tar.xz:sos_commands/kernel/dmesg" */
	int64_t mtime_us; /* modification time of the file or archive member; INT64_MIN: none (a pipe) */
	uint64_t size;    /* bytes if known, else 0; for the progress bar: bytes of the file on disk */
	bool continues;   /* the next piece of the same rotated log as the input before it */
	bool live;        /* this machine's kernel log */
	struct journal *journal; /* its records are read from there, and not by input_read(); NULL: bytes */
};

int inputs_new(struct inputs **ret);
struct inputs *inputs_free(struct inputs *in);
/* A file, a directory, an archive or "-" (standard input). Names are resolved when their turn comes, but a rotated
 * family named here or found in one directory is put in order, oldest first. */
int inputs_add(struct inputs *in, const char *path);

/* A journal, before all names; opt and what it points at live until inputs_free(). */
void inputs_add_journal(struct inputs *in, const struct journal_options *opt);

/* Of journals that turn up among the names: only since_us, until_us and the boot of opt count. */
void inputs_journal_entries(struct inputs *in, const struct journal_options *opt);

/* Called with words about what was left out on purpose (a binary journal in a directory); that is no error. */
typedef void (*inputs_note_fn)(void *user, const char *words);
void inputs_on_note(struct inputs *in, inputs_note_fn fn, void *user);

/* 1: *ret is open, valid until the next call; 0: no more; negative: no memory.
 * An input that cannot be opened is returned all the same: input_read() then fails and says why. */
int inputs_next(struct inputs *in, struct input **ret);
/* Bytes read, 0 at the end, -1 on an error: what could be read before has been delivered, input_error() has the words.
 * size: INPUT_BLOCK or more, since /dev/kmsg hands out nothing but whole records. */
#define INPUT_BLOCK 16384u
ssize_t input_read(struct input *input, void *buf, size_t size);
/*
 * The file of an input that is nothing but a regular file's bytes, for pread(2) by any thread: its descriptor, and where
 * in it input_read() goes on. -1: there is none.
 */
int input_file(const struct input *input, uint64_t *ret_at);
/* Where in that file input_read() is to go on; false: it cannot. */
bool input_seek(struct input *input, uint64_t at);
/* "cannot open 'x.log': Permission denied", "'x.gz': truncated: ..."; NULL: no error so far. */
const char *input_error(const struct input *input);
/* Bytes of the underlying file that have been consumed so far (before decompression); for the progress bar. */
uint64_t input_position(const struct input *input);

/* Where copies of journals are made: $TMPDIR, else /var/tmp, which is made for large ones. */
const char *source_temp_folder(void);

/* For --version: the i-th library that reading compressed files and archives looks for; false behind the last. */
struct source_library {
	const char *name, *what;
	const char *state; /* "found", "not found"; of a static command "built in", "not built in" */
};
bool source_library(size_t i, struct source_library *ret);

#endif
