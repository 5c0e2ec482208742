/* Streams of open file descriptors: files, pipes, terminals, character devices, and the kernel's own /dev/kmsg. */
#ifndef OOMLOG_SOURCE_FILE_H
#define OOMLOG_SOURCE_FILE_H

#include <sys/stat.h>

#include "source/stream.h"

/* Both own fd from now on, also when they fail; OOMLOG_E_NOMEM. st: what fstat() says of it. */
int file_new(struct stream **ret, int fd, const struct stat *st, const char *name);
int kmsg_new(struct stream **ret, int fd, const char *name);

/* Of a stream of file_new() on a regular file, with where in it stream_read() goes on; -1: it is none. */
int file_descriptor(const struct stream *s, uint64_t *ret_at);

/* Its writer and its reader wait less often for each other. What is no pipe, or may not be larger, stays as it is. */
void file_grow_pipe(int fd);

/* The character device that hands out this machine's kernel log record by record, under whatever name. */
bool kmsg_is(const struct stat *st);
/* Words to add to why it cannot be opened: "" or what it takes. */
const char *kmsg_advice(int error);

#endif
