/*
 * Bytes that must wait before they can be written: in memory up to a bound, then in a temporary file that has no name.
 * What is appended stays where it is; it can be read and overwritten by its offset.
 */
#ifndef REPORTS_RENDER_SPOOL_H
#define REPORTS_RENDER_SPOOL_H

#include "reports/render/out.h"

enum { SPOOL_MEMORY = 1024 * 1024 };
#define SPOOL_NONE UINT64_MAX

struct spool {
	char *mem;
	size_t cap;
	uint64_t size;
	int fd;     /* -1: all is in memory */
	int status; /* sticks */
};

void spool_init(struct spool *s);
void spool_release(struct spool *s);
void spool_clear(struct spool *s);
int spool_append(struct spool *s, const void *data, size_t n);
int spool_read(struct spool *s, uint64_t at, void *ret, size_t n);
int spool_overwrite(struct spool *s, uint64_t at, const void *data, size_t n);
/* The bytes from `at` to the report. */
int spool_copy(struct spool *s, uint64_t at, uint64_t n, struct out *o);
/* An oomlog_write_fn; user is the spool. */
int spool_write(void *user, const void *data, size_t n);

/* Chains: pieces that grow one by one and are read in that order, many chains in one spool. */
struct spool_chain {
	uint64_t first, last; /* SPOOL_NONE: empty */
};

/* A new piece: what is appended between the two calls. SPOOL_NONE twice is an empty chain. */
int spool_chain_begin(struct spool *s, struct spool_chain *c);
int spool_chain_end(struct spool *s, const struct spool_chain *c);
/* Writes the pieces with commas between them. */
int spool_chain_copy(struct spool *s, const struct spool_chain *c, struct out *o);

#endif
