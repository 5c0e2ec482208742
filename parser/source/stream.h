/*
 * One stream of bytes, whatever lies below it: a file, /dev/kmsg, a decompressor on another stream, an archive member.
 * Its first bytes can be looked at before they are read, so that a pipe can be recognised like a file.
 */
#ifndef OOMLOG_SOURCE_STREAM_H
#define OOMLOG_SOURCE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A tar header is 512 bytes and has its magic at 257. */
#define STREAM_HEAD 512u

struct stream;

struct stream_ops {
	/* Bytes, 0 at the end, or -1 after stream_fail(). Not called again after a failure. */
	ssize_t (*read)(struct stream *s, void *buf, size_t size);
	/* As lseek(2), by the bytes that read() hands out; NULL: cannot. */
	int64_t (*seek)(struct stream *s, int64_t offset, int whence);
	/* Frees the stream with all below it. */
	void (*free)(struct stream *s);
};

struct stream {
	const struct stream_ops *ops;
	const char *name; /* for words; owned by whoever opened the stream */
	char *error;
	bool failed;
	bool whole_records; /* read() needs room for a whole record: never peeked into */
	uint64_t consumed;  /* bytes that read() took from below, for the progress bar */
	unsigned char head[STREAM_HEAD];
	size_t head_n, head_off;
};

void stream_init(struct stream *s, const struct stream_ops *ops, const char *name);
/* What every ops->free() ends with. */
void stream_release(struct stream *s);
struct stream *stream_free(struct stream *s); /* NULL-safe; returns NULL */

ssize_t stream_read(struct stream *s, void *buf, size_t size);
/* As lseek(2); -1: cannot. */
int64_t stream_seek(struct stream *s, int64_t offset, int whence);
/* The first bytes: at most STREAM_HEAD, fewer only at the end. They are read again by stream_read(). */
size_t stream_peek(struct stream *s);

/* Keeps the words; returns -1. */
__attribute__((format(printf, 2, 3))) int stream_fail(struct stream *s, const char *format, ...);
/* Against bombs: fails when `in` bytes became too many (SOURCE_MAX_RATIO, SOURCE_MAX_BYTES). */
void stream_check_growth(struct stream *s, uint64_t in, uint64_t out);
const char *stream_error(const struct stream *s); /* NULL: no error so far */

#endif
