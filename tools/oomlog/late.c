#include "late.h"

#include "util/str.h"

bool late_was_read(struct late *s, const char *cursor, int64_t realtime_us)
{
	uint64_t hash = str_hash(STR_HASH, str_of(cursor)) | 1; /* 0 is an empty place */
	size_t set = (size_t)(hash >> 32) % LATE_SETS, at;

	for (size_t i = 0; i < LATE_WAYS; i++)
		if (s->items[set][i].hash == hash)
			return true;
	at = s->next[set];
	s->next[set] = (unsigned char)((at + 1) % LATE_WAYS);
	if (s->items[set][at].hash != 0 && s->items[set][at].realtime_us > s->floor_us)
		s->floor_us = s->items[set][at].realtime_us;
	s->items[set][at].hash = hash;
	s->items[set][at].realtime_us = realtime_us;
	return false;
}

bool late_is_known(struct late *s, const char *cursor, int64_t realtime_us)
{
	return realtime_us <= s->floor_us || late_was_read(s, cursor, realtime_us);
}
