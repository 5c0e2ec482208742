/* A folder of messages that could not be sent, oldest first, of bounded size. */
#ifndef OOMLOG_TOOLS_SPOOL_H
#define OOMLOG_TOOLS_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SPOOL_MESSAGES = 1000, /* then the oldest is dropped */
	SPOOL_BYTES = 64 * 1024 * 1024,
};

struct spool {
	const char *folder;
	uint64_t first, next; /* numbers of the messages that are there: first .. next - 1 */
	uint64_t bytes;
};

/* False after saying why: no such folder can be made. */
bool spool_open(struct spool *s, const char *folder);
bool spool_is_empty(const struct spool *s);
/* On disk when it returns. */
bool spool_put(struct spool *s, const char *data, size_t n);
/* The oldest one, to be freed; NULL: errno is ENOMEM, ENOENT, or another where it is there and cannot be read. */
char *spool_get(const struct spool *s, size_t *ret_n);
void spool_drop(struct spool *s);

#endif
