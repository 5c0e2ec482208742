/*
 * Decompression, one row per kind of compressed file. The libraries are loaded when the first bytes of an input ask
 * for them. Every byte that was decompressed before a file breaks off is handed out: that is why this does not go
 * through libarchive's filters, which drop their last block (64 KiB, a small log's everything) with the error.
 */
#ifndef OOMLOG_SOURCE_CODEC_H
#define OOMLOG_SOURCE_CODEC_H

#include "source/library.h"
#include "source/stream.h"

struct codec_io {
	const unsigned char *in;
	size_t in_n;
	unsigned char *out;
	size_t out_n;
};

enum codec_result {
	CODEC_MORE, /* took or gave what it could */
	CODEC_END,  /* the end of one compressed stream; another may follow in the same file */
	CODEC_BAD,
	CODEC_HUGE, /* wants more memory than a log is worth */
};

struct codec {
	const char *name;
	const char *magic;
	size_t n_magic;
	struct library library;
	/* The state begins with the struct of the library's functions; zeroed and loaded before open(). */
	size_t state_size;
	bool (*open)(void *state);
	enum codec_result (*step)(void *state, struct codec_io *io);
	bool (*restart)(void *state);
	void (*close)(void *state);
};

extern const struct codec codecs[];
extern const size_t n_codecs;

/* By its first bytes; NULL: none of them. */
const struct codec *codec_find(const unsigned char *head, size_t n);
/* A known compression that no row reads, by name ("compress (.Z)"); NULL: none. */
const char *codec_find_unsupported(const unsigned char *head, size_t n);
bool codec_is_found(const struct codec *codec);

/*
 * What `below` holds, decompressed; owns it from now on, also when this fails. OOMLOG_E_NOMEM. Without the library the
 * stream is made all the same and fails when it is read.
 */
int codec_new(struct stream **ret, const struct codec *codec, struct stream *below);

#endif
