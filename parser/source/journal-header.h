/* What the first bytes of a journal file say: systemd's journal-def.h, struct Header. */
#ifndef OOMLOG_SOURCE_JOURNAL_HEADER_H
#define OOMLOG_SOURCE_JOURNAL_HEADER_H

#include <stdbool.h>
#include <stdint.h>

enum { JOURNAL_ID = 16 };

struct journal_header {
	unsigned char file_id[JOURNAL_ID];   /* stays with the file when it is renamed */
	unsigned char seqnum_id[JOURNAL_ID]; /* whose numbers its entries have: a cursor's "s=" */
	uint32_t incompatible;               /* flags of what a reader has to know */
	uint64_t header_size, arena_size;
	uint64_t data_index[2], field_index[2], entries; /* where, and the size */
	uint64_t n_entries, first;
	uint64_t last;        /* number of the last entry: a cursor's "i=" */
	uint64_t realtime_us; /* of that one */
};

/* False: no journal file, or too short for one. */
bool journal_header_read(int fd, struct journal_header *ret);
/* It tells where the file's indexes are, and there they are. */
bool journal_header_is_sound(int fd, const struct journal_header *h);

#endif
