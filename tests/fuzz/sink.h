/* Where the targets have reports written: whatever the input, it is UTF-8 without control characters. */
#ifndef TESTS_FUZZ_SINK_H
#define TESTS_FUZZ_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* What has been written: FNV-1a of it, and how it ends. */
struct sink {
	uint64_t hash;
	unsigned more; /* bytes of a UTF-8 sequence still to come */
	uint8_t before;
	bool tabs; /* may be in it: style and script of HTML are our own lines */
};

static inline void check_utf8(struct sink *s, uint8_t byte)
{
	if (s->more > 0) {
		/* U+0080 to U+009f are control characters, too: U+009b begins an escape like ESC [ */
		if ((byte & 0xc0) != 0x80 || (s->before == 0xc2 && byte < 0xa0))
			abort();
		s->more--;
	} else if (byte >= 0x80) {
		if (byte < 0xc2 || byte > 0xf4)
			abort();
		s->more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
	}
	s->before = byte;
}

static inline int sink_write(void *user, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;
	struct sink *s = user;

	for (size_t i = 0; i < len; i++) {
		if ((p[i] < 0x20 && p[i] != '\n' && !(p[i] == '\t' && s->tabs)) || p[i] == 0x7f)
			abort();
		check_utf8(s, p[i]);
		s->hash = (s->hash ^ p[i]) * UINT64_C(0x100000001b3);
	}
	return 0;
}

#endif
