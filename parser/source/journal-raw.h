/*
 * A damaged journal file, read object by object as they lie in it, without any of its indexes: systemd's journal-def.h.
 * Where the chain of objects is broken, the next one is looked for.
 */
#ifndef OOMLOG_SOURCE_JOURNAL_RAW_H
#define OOMLOG_SOURCE_JOURNAL_RAW_H

#include <oomlog/oomlog.h>

#include "source/journal-header.h"

enum {
	RAW_ITEMS = 1024,   /* fields of an entry that are looked at */
	RAW_WINDOW = 65536, /* bytes read at once */
};

struct raw_entry {
	uint64_t number, realtime_us, monotonic_us;
	uint64_t fields[RAW_ITEMS]; /* where they are */
	size_t n_fields;
};

struct raw;

/* Takes the file over, also when this fails (NULL): it is none, of an unknown form, or there is no memory. */
struct raw *raw_open(int fd);
struct raw *raw_close(struct raw *r); /* NULL-safe; returns NULL */
/* Goes to the next entry; false: no more. */
bool raw_next(struct raw *r);
const struct raw_entry *raw_entry(const struct raw *r);
/* "NAME=value" of the entry's n-th field, borrowed until the next call, cut at that many bytes; false: it is damaged. */
bool raw_field(struct raw *r, size_t n, size_t most, struct oomlog_str *ret);
/* Entries that were met, and those that the file should have; 0: not known. */
uint64_t raw_met(const struct raw *r);
uint64_t raw_wanted(const struct raw *r);

#endif
