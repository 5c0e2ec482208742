#include "source/journal-header.h"

#include <endian.h>
#include <string.h>
#include <unistd.h>

enum {
	FILE_ID_AT = 24,
	SEQNUM_ID_AT = 72,
	HEADER_SIZE_AT = 88,
	ARENA_SIZE_AT = 96,
	LAST_AT = 160,
	REALTIME_AT = 192,
	HEADER_LEAST = 208, /* as systemd 187 wrote it; later ones are longer */
};

static const char magic[8] = {'L', 'P', 'K', 'S', 'H', 'H', 'R', 'H'};

static uint64_t le64_at(const unsigned char *p)
{
	uint64_t n;

	memcpy(&n, p, sizeof(n));
	return le64toh(n);
}

bool journal_header_read(int fd, struct journal_header *ret)
{
	unsigned char bytes[HEADER_LEAST];

	if (pread(fd, bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes) || memcmp(bytes, magic, sizeof(magic)) != 0)
		return false;
	memcpy(ret->file_id, bytes + FILE_ID_AT, JOURNAL_ID);
	memcpy(ret->seqnum_id, bytes + SEQNUM_ID_AT, JOURNAL_ID);
	ret->header_size = le64_at(bytes + HEADER_SIZE_AT);
	ret->arena_size = le64_at(bytes + ARENA_SIZE_AT);
	ret->last = le64_at(bytes + LAST_AT);
	ret->realtime_us = le64_at(bytes + REALTIME_AT);
	return true;
}
