/*
 * Where a report goes: standard output, or a file that gets its name only when it is whole. Written through a buffer.
 */
#ifndef OOMLOG_TOOLS_OUTPUT_H
#define OOMLOG_TOOLS_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

enum { OUTPUT_BUFFER = 65536 };

struct output {
	int fd;
	const char *name;  /* for words */
	char *path, *temp; /* a file that is renamed at the end; NULL: written where it stands */
	int error;         /* errno of the first write that failed */
	bool closed;       /* the reader of a pipe went away: what is written is thrown away without a word */
	bool to_pager;     /* once there is something to show */
	bool paged;        /* fd is the pager's */
	bool grown;        /* if it is a pipe */
	size_t n;
	char buf[OUTPUT_BUFFER];
};

/* file: NULL or "-" is standard output. 0, or -1 after saying why. */
int output_open(struct output *out, const char *file);
/* For what people read: on a terminal it is shown by a pager. */
void output_page(struct output *out, bool no_pager);
/* An oomlog_write_fn; user is the output. */
int output_write(void *user, const void *data, size_t len);
/* Writes what is buffered: an event is seen when it is found. */
int output_flush(struct output *out);
/* Writes the rest and gives the file its name; -1 after saying why. */
int output_close(struct output *out);
/* Leaves nothing behind. */
void output_abandon(struct output *out);

/* On SIGINT, SIGTERM, SIGHUP: remove the temporary files, then die as usual. Ignores SIGPIPE. */
void output_handle_signals(void);

#endif
