/* The sequence of inputs' inside, shared by inputs.c, input.c, inputs-archive.c and inputs-journal.c. */
#ifndef OOMLOG_SOURCE_INPUTS_INSIDE_H
#define OOMLOG_SOURCE_INPUTS_INSIDE_H

#include "source/archive.h"
#include "source/pathlist.h"
#include "source/source.h"
#include "source/stream.h"
#include "source/unpacked.h"
#include "source/walk.h"

/* An archive, or one in another, that is being read. */
struct layer {
	struct archive_reader *reader;
	size_t logs, journals;    /* members read; binary journals left out */
	int error;                /* of unpacking them: an errno, or 0 */
	bool ended;               /* no member comes any more */
	struct unpacked unpacked; /* those that are read */
};

struct inputs {
	struct input input; /* the current one; first, so that input_read() finds the rest */
	struct stream *stream;
	char *error;             /* why it has no stream */
	char *name;              /* its name, where no list keeps it */
	struct pathlist named;   /* as given */
	struct walk_found found; /* what the current directory holds */
	size_t named_at, found_at, found_journals_at;
	struct layer layers[SOURCE_MAX_LAYERS];
	unsigned n_layers;
	struct stream *bottom; /* the file that everything comes from */
	uint64_t size;         /* and its size */
	bool gap;              /* whatever comes next does not go on where the last one ended */
	bool sorted;
	const struct journal_options *journal; /* asked for, and not yet opened */
	const struct journal_options *entries; /* which entries are read of journals among the names; NULL: all */
	inputs_note_fn note;
	void *note_user;
};

__attribute__((format(printf, 2, 3))) void inputs_say(struct inputs *in, const char *format, ...);

/* Functions that open something: 1: it is the current input; 0: what it holds comes next; negative: no memory. */

/* input.c: the current one */
void input_begin(struct inputs *in, const char *name);
void input_end(struct inputs *in);
/* It is nothing but these words. */
__attribute__((format(printf, 3, 4))) int input_refuse(struct inputs *in, const char *name, const char *format, ...);
/* The file has been closed, with all that came from it. */
void bottom_forget(struct inputs *in);

/* inputs.c: what the bytes say, layer by layer. Owns s. */
int inputs_peel(struct inputs *in, struct stream *s);

/* inputs-archive.c */
int archive_push(struct inputs *in, struct stream *below);
int archive_next_member(struct inputs *in);

/* inputs-journal.c */
int inputs_open_journal(struct inputs *in, const struct journal_options *opt);
/* name: of all of them together; NULL: the file's. names: of each, where they are copies; NULL: they are not. */
int inputs_open_journal_files(struct inputs *in, const char *name, const char *const *files, const char *const *names,
                              size_t n);
/* Those of one folder: what one machine, or one service that collects journals, has written. */
int inputs_open_found_journals(struct inputs *in);
/* "*.journal": a report may begin in one file and end in the next, so those behind it in the same folder go along. */
int inputs_open_named_journals(struct inputs *in, const struct path *path);
bool stream_is_journal(struct stream *s);
/* In a build or on a machine without libsystemd; or more in an archive than are unpacked. */
void inputs_say_journals(struct inputs *in, const char *where, size_t n);

#endif
