/* What the first bytes of a journal file say: systemd's journal-def.h, struct Header. */
#ifndef OOMLOG_SOURCE_JOURNAL_HEADER_H
#define OOMLOG_SOURCE_JOURNAL_HEADER_H

#include <stdbool.h>
#include <stdint.h>

enum { JOURNAL_ID = 16 };

struct journal_header {
	unsigned char file_id[JOURNAL_ID];   /* stays with the file when it is renamed */
	unsigned char seqnum_id[JOURNAL_ID]; /* whose numbers its entries have: a cursor's "s=" */
	uint64_t header_size, arena_size;
	uint64_t last;        /* number of the last entry: a cursor's "i=" */
	uint64_t realtime_us; /* of that one */
};

/* False: no journal file, or too short for one. */
bool journal_header_read(int fd, struct journal_header *ret);

#endif
