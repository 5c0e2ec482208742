#include "late.h"

#include <stddef.h>

/* FNV-1a, never 0: that is an empty place. */
static uint64_t hash_of(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash != 0 ? hash : 1;
}

bool late_is_known(struct late *s, const char *cursor, int64_t realtime_us)
{
	uint64_t hash = hash_of(cursor);
	size_t set = (size_t)(hash >> 32) % LATE_SETS, at;

	if (realtime_us <= s->floor_us)
		return true;
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
