#include "source/journal-raw.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/codec.h"
#include "util/little.h"

enum {
	/* enum ObjectType */
	OBJECT_DATA = 1,
	OBJECT_ENTRY = 3,
	OBJECT_LAST = 7,
	/* OBJECT_COMPRESSED_XZ, _LZ4, _ZSTD */
	COMPRESSED = 1 | 2 | 4,
	/* HEADER_INCOMPATIBLE_*: compressed in three ways, keyed hashes, compact */
	COMPACT = 16,
	KNOWN_FORMS = 31,
	OBJECT_HEAD = 16, /* type, flags, six zeroes, size */
	ALIGNED = 8,
	CHAIN_LEAST = 3, /* objects behind one whose size is believed */
	/* struct EntryObject: seqnum, realtime, monotonic, boot_id, xor_hash, items */
	ENTRY_NUMBER = 16,
	ENTRY_REALTIME = 24,
	ENTRY_MONOTONIC = 32,
	ENTRY_HEAD = 64,
	ENTRY_ITEM = 16, /* offset, hash */
	ENTRY_ITEM_COMPACT = 4,
	/* struct DataObject */
	DATA_HEAD = 64,
	DATA_HEAD_COMPACT = 72,
	ENTRY_MOST = ENTRY_HEAD + RAW_ITEMS * ENTRY_ITEM,
	FIELD_MOST = 128 * 1024, /* of a field that is unpacked */
	HEADER_USUAL = 264,      /* where its size is damaged: objects are looked for from here on */
	HEADER_MOST = 4096,
};

struct raw {
	int fd;
	bool compact;
	uint64_t at, end; /* of the file */
	uint64_t written; /* behind the last byte that is not zero: a file grows by megabytes */
	uint64_t met, wanted;
	uint64_t window_at;
	size_t window_n;
	struct raw_entry entry;
	unsigned char window[RAW_WINDOW], object[ENTRY_MOST], field[FIELD_MOST], unpacked[FIELD_MOST];
};

struct object {
	unsigned type, flags;
	uint64_t size;
};

static bool read_at(const struct raw *r, uint64_t at, void *to, size_t n)
{
	return at <= r->end && n <= r->end - at && pread(r->fd, to, n, (off_t)at) == (ssize_t)n;
}

/* Heads of objects are met one behind the other. */
static const unsigned char *head_at(struct raw *r, uint64_t at)
{
	if (at > r->end || r->end - at < OBJECT_HEAD)
		return NULL;
	if (at < r->window_at || at + OBJECT_HEAD > r->window_at + r->window_n) {
		ssize_t n = pread(r->fd, r->window, sizeof(r->window), (off_t)at);

		r->window_at = at;
		r->window_n = n > 0 ? (size_t)n : 0;
	}
	return r->window_n >= OBJECT_HEAD ? r->window + (at - r->window_at) : NULL;
}

/* What looks like the head of an object. */
static bool object_at(struct raw *r, uint64_t at, struct object *ret)
{
	static const unsigned char zeroes[6];
	const unsigned char *head = at % ALIGNED == 0 ? head_at(r, at) : NULL;

	if (head == NULL || memcmp(head + 2, zeroes, sizeof(zeroes)) != 0)
		return false;
	*ret = (struct object){.type = head[0], .flags = head[1], .size = le64_at(head + 8)};
	return ret->type > 0 && ret->type <= OBJECT_LAST && (ret->flags & ~(unsigned)COMPRESSED) == 0 &&
		ret->size > OBJECT_HEAD && ret->size <= r->end - at;
}

static uint64_t behind(uint64_t at, const struct object *o)
{
	return (at + o->size + ALIGNED - 1) & ~(uint64_t)(ALIGNED - 1);
}

/* Its size leads to others, one behind the other, or to where the last one ends. */
static bool is_chained(struct raw *r, uint64_t at, const struct object *o)
{
	struct object next = *o;

	for (int i = 0; i < CHAIN_LEAST; i++) {
		at = behind(at, &next);
		if (!object_at(r, at, &next))
			return at >= r->written && at - r->written < ALIGNED;
	}
	return true;
}

/* --- entries --- */

static void take_items(struct raw *r, const unsigned char *items, size_t n)
{
	size_t step = r->compact ? ENTRY_ITEM_COMPACT : ENTRY_ITEM;

	r->entry.n_fields = 0;
	for (size_t i = 0; i + step <= n && r->entry.n_fields < RAW_ITEMS; i += step) {
		uint64_t at = r->compact ? le32_at(items + i) : le64_at(items + i);

		if (at > 0 && at % ALIGNED == 0 && at < r->end)
			r->entry.fields[r->entry.n_fields++] = at;
	}
}

static bool take_entry(struct raw *r, uint64_t at, const struct object *o)
{
	size_t n = o->size < ENTRY_MOST ? (size_t)o->size : ENTRY_MOST;

	if (o->size <= ENTRY_HEAD || !read_at(r, at, r->object, n))
		return false;
	r->entry.number = le64_at(r->object + ENTRY_NUMBER);
	r->entry.realtime_us = le64_at(r->object + ENTRY_REALTIME);
	r->entry.monotonic_us = le64_at(r->object + ENTRY_MONOTONIC);
	take_items(r, r->object + ENTRY_HEAD, n - ENTRY_HEAD);
	return r->entry.number > 0 && r->entry.n_fields > 0;
}

bool raw_next(struct raw *r)
{
	while (r->at < r->end) {
		uint64_t at = r->at;
		struct object o;

		r->at = at + ALIGNED;
		if (!object_at(r, at, &o))
			continue;
		if (is_chained(r, at, &o))
			r->at = behind(at, &o);
		if (o.type == OBJECT_ENTRY && take_entry(r, at, &o)) {
			r->met++;
			return true;
		}
	}
	return false;
}

const struct raw_entry *raw_entry(const struct raw *r)
{
	return &r->entry;
}

/* --- fields --- */

static size_t unpack_with(const struct codec *codec, void *state, struct codec_io *io)
{
	void *library = library_load(&codec->library, state);
	size_t room = io->out_n, n = 0;

	if (library != NULL && codec->open(state)) {
		if (codec->step(state, io) != CODEC_BAD)
			n = room - io->out_n;
		codec->close(state);
	}
	library_unload(library);
	return n;
}

/* Of zstd and xz, which a journal's fields are packed with as files are; lz4's are not. */
static size_t unpack(struct raw *r, size_t n)
{
	const struct codec *codec = codec_find(r->field, n);
	struct codec_io io = {.in = r->field, .in_n = n, .out = r->unpacked, .out_n = sizeof(r->unpacked)};
	void *state = codec != NULL ? calloc(1, codec->state_size) : NULL;
	size_t unpacked = state != NULL ? unpack_with(codec, state, &io) : 0;

	free(state);
	return unpacked;
}

bool raw_field(struct raw *r, size_t n, size_t most, struct oomlog_str *ret)
{
	size_t head = r->compact ? DATA_HEAD_COMPACT : DATA_HEAD;
	unsigned char bytes[OBJECT_HEAD];
	uint64_t at = r->entry.fields[n], size;

	if (!read_at(r, at, bytes, sizeof(bytes)) || bytes[0] != OBJECT_DATA)
		return false;
	size = le64_at(bytes + 8);
	if (size <= head || size > r->end - at)
		return false;
	size -= head;
	if ((bytes[1] & COMPRESSED) != 0)
		most = FIELD_MOST;
	if (size > most || size > FIELD_MOST)
		size = most < FIELD_MOST ? most : FIELD_MOST;
	if (!read_at(r, at + head, r->field, (size_t)size))
		return false;
	*ret = (struct oomlog_str){(const char *)r->field, (size_t)size};
	if ((bytes[1] & COMPRESSED) == 0)
		return true;
	*ret = (struct oomlog_str){(const char *)r->unpacked, unpack(r, (size_t)size)};
	return ret->n > 0;
}

/* --- the file --- */

static uint64_t written_of(struct raw *r)
{
	uint64_t at = r->end;

	while (at > 0) {
		size_t n = at < sizeof(r->window) ? (size_t)at : sizeof(r->window);

		at -= n;
		if (pread(r->fd, r->window, n, (off_t)at) != (ssize_t)n)
			return r->end;
		for (size_t i = n; i > 0; i--)
			if (r->window[i - 1] != 0)
				return at + i;
	}
	return 0;
}

struct raw *raw_open(int fd)
{
	struct raw *r = calloc(1, sizeof(*r));
	struct journal_header h;
	struct stat st;

	if (r == NULL || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || !journal_header_read(fd, &h) ||
	    (h.incompatible & ~(uint32_t)KNOWN_FORMS) != 0) {
		free(r);
		close(fd);
		return NULL;
	}
	r->fd = fd;
	r->compact = (h.incompatible & COMPACT) != 0;
	r->end = (uint64_t)st.st_size;
	r->written = written_of(r);
	r->at = h.header_size >= HEADER_USUAL && h.header_size <= HEADER_MOST ? h.header_size : HEADER_USUAL;
	r->at &= ~(uint64_t)(ALIGNED - 1);
	/* An entry and its part of an index take more than this. */
	r->wanted = h.n_entries <= (h.header_size + h.arena_size) / ENTRY_HEAD ? h.n_entries : 0;
	return r;
}

struct raw *raw_close(struct raw *r)
{
	if (r != NULL)
		close(r->fd);
	free(r);
	return NULL;
}

uint64_t raw_met(const struct raw *r)
{
	return r->met;
}

uint64_t raw_wanted(const struct raw *r)
{
	return r->wanted;
}
