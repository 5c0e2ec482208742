#include "source/journal-header.h"

#include <string.h>
#include <unistd.h>

#include "util/little.h"

enum {
	INCOMPATIBLE_AT = 12,
	FILE_ID_AT = 24,
	SEQNUM_ID_AT = 72,
	HEADER_SIZE_AT = 88,
	ARENA_SIZE_AT = 96,
	DATA_INDEX_AT = 104,
	FIELD_INDEX_AT = 120,
	N_ENTRIES_AT = 152,
	LAST_AT = 160,
	FIRST_AT = 168,
	ENTRIES_AT = 176,
	REALTIME_AT = 192,
	HEADER_LEAST = 208, /* as systemd 187 wrote it; later ones are longer */
	/* struct ObjectHeader: type, flags, six zeroes, size */
	OBJECT_HEAD = 16,
	OBJECT_DATA_INDEX = 4,
	OBJECT_FIELD_INDEX = 5,
	OBJECT_ENTRIES = 6,
};

static const char magic[8] = {'L', 'P', 'K', 'S', 'H', 'H', 'R', 'H'};

/* The object at an offset, or the one whose contents are `size` bytes there (0: not told). */
static bool is_object(int fd, uint64_t at, unsigned type, uint64_t size)
{
	unsigned char head[OBJECT_HEAD];

	return at <= INT64_MAX && pread(fd, head, sizeof(head), (off_t)at) == (ssize_t)sizeof(head) &&
		head[0] == type && (size == 0 || le64_at(head + 8) == size + OBJECT_HEAD);
}

bool journal_header_read(int fd, struct journal_header *ret)
{
	unsigned char bytes[HEADER_LEAST];

	if (pread(fd, bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes) || memcmp(bytes, magic, sizeof(magic)) != 0)
		return false;
	memcpy(ret->file_id, bytes + FILE_ID_AT, JOURNAL_ID);
	memcpy(ret->seqnum_id, bytes + SEQNUM_ID_AT, JOURNAL_ID);
	ret->incompatible = (uint32_t)le64_at(bytes + INCOMPATIBLE_AT);
	ret->header_size = le64_at(bytes + HEADER_SIZE_AT);
	ret->arena_size = le64_at(bytes + ARENA_SIZE_AT);
	ret->n_entries = le64_at(bytes + N_ENTRIES_AT);
	ret->first = le64_at(bytes + FIRST_AT);
	ret->last = le64_at(bytes + LAST_AT);
	ret->realtime_us = le64_at(bytes + REALTIME_AT);
	for (size_t i = 0; i < 2; i++) {
		ret->data_index[i] = le64_at(bytes + DATA_INDEX_AT + 8 * i);
		ret->field_index[i] = le64_at(bytes + FIELD_INDEX_AT + 8 * i);
	}
	ret->entries = le64_at(bytes + ENTRIES_AT);
	return true;
}

/* systemd-journald makes the indexes before the first entry. */
bool journal_header_is_sound(int fd, const struct journal_header *h)
{
	if (h->n_entries == 0)
		return true;
	return h->n_entries <= h->last - h->first + 1 &&
		is_object(fd, h->data_index[0] - OBJECT_HEAD, OBJECT_DATA_INDEX, h->data_index[1]) &&
		is_object(fd, h->field_index[0] - OBJECT_HEAD, OBJECT_FIELD_INDEX, h->field_index[1]) &&
		is_object(fd, h->entries, OBJECT_ENTRIES, 0);
}
