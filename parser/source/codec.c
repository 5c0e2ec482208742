#include "source/codec.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <oomlog/oomlog.h>

#define CODEC_BUFFER 65536u
#define PAGE         4096u /* what is read into whole pages is copied three times as fast */

struct codec_stream {
	struct stream stream;
	const struct codec *codec;
	struct stream *below;
	void *handle, *state;
	bool opened;
	bool between; /* at the end of one compressed stream: the file may end here */
	bool pending; /* the last step filled all room: more may wait inside */
	bool ended;   /* no more bytes below */
	size_t in_at, in_n;
	uint64_t total_in, total_out, streams;
	_Alignas(PAGE) unsigned char in[CODEC_BUFFER];
};

static void codec_refill(struct codec_stream *c)
{
	ssize_t n = stream_read(c->below, c->in, sizeof(c->in));

	c->in_at = 0;
	c->in_n = n > 0 ? (size_t)n : 0;
	c->ended = n <= 0;
	c->total_in += c->in_n;
}

/* Between two compressed streams: tapes and block devices pad with zeros. */
static void codec_skip_padding(struct codec_stream *c)
{
	while (c->in_at < c->in_n && c->in[c->in_at] == 0)
		c->in_at++;
}

/* The end of what lies below: a proper end, or the words for what is missing. */
static int codec_end(struct codec_stream *c)
{
	const char *below = stream_error(c->below);

	if (below != NULL)
		return stream_fail(&c->stream, "%s", below);
	if (c->between && c->streams > 0)
		return 0;
	return stream_fail(&c->stream,
	                   "'%s': truncated: the %s data breaks off after %" PRIu64 " bytes, the rest is lost",
	                   c->stream.name, c->codec->name, c->total_out);
}

static int codec_bad(struct codec_stream *c, enum codec_result why)
{
	if (why == CODEC_HUGE)
		return stream_fail(&c->stream, "'%s': its %s data needs too much memory to unpack", c->stream.name,
		                   c->codec->name);
	if (c->between && c->streams > 0)
		return stream_fail(&c->stream, "'%s': what follows the end of its %s data was not read", c->stream.name,
		                   c->codec->name);
	return stream_fail(&c->stream,
	                   "'%s': damaged: the %s data cannot be unpacked behind byte %" PRIu64 ", the rest is lost",
	                   c->stream.name, c->codec->name, c->total_out);
}

/* One step of the library: bytes written, or -1. */
static ssize_t codec_step(struct codec_stream *c, unsigned char *out, size_t size)
{
	struct codec_io io = {.in = c->in + c->in_at, .in_n = c->in_n - c->in_at, .out = out, .out_n = size};
	enum codec_result result = c->codec->step(c->state, &io);
	size_t wrote = size - io.out_n, took = c->in_n - c->in_at - io.in_n;

	if (result == CODEC_MORE && wrote == 0 && took == 0 && io.in_n > 0)
		result = CODEC_BAD; /* stuck */
	c->in_at += took;
	c->total_out += wrote;
	c->pending = io.out_n == 0 && result == CODEC_MORE;
	if (result == CODEC_BAD || result == CODEC_HUGE)
		codec_bad(c, result);
	else
		c->between = false;
	if (result == CODEC_END) {
		c->between = true;
		c->streams++;
		if (!c->codec->restart(c->state))
			stream_fail(&c->stream, "out of memory");
	}
	return wrote > 0 || !c->stream.failed ? (ssize_t)wrote : -1;
}

static int codec_start(struct codec_stream *c)
{
	if (c->handle == NULL && !library_can_load())
		return stream_fail(
			&c->stream,
			"cannot read '%s': it is %s data, which this build of one file cannot unpack: give it "
			"to oomlog through a pipe from the program that can",
			c->stream.name, c->codec->name);
	if (c->handle == NULL)
		return stream_fail(&c->stream, "cannot read '%s': %s data needs %s (package %s)", c->stream.name,
		                   c->codec->name, c->codec->library.soname, c->codec->library.package);
	if (!c->codec->open(c->state))
		return stream_fail(&c->stream, "cannot read '%s': %s cannot start", c->stream.name,
		                   c->codec->library.soname);
	c->opened = true;
	return 0;
}

static ssize_t codec_read(struct stream *s, void *buf, size_t size)
{
	struct codec_stream *c = (struct codec_stream *)s;
	ssize_t n = 0;

	if (!c->opened && codec_start(c) != 0)
		return -1;
	while (n == 0) {
		if (c->between)
			codec_skip_padding(c);
		if (c->in_at == c->in_n && !c->pending) {
			if (!c->ended)
				codec_refill(c);
			if (c->ended)
				return codec_end(c);
			continue;
		}
		n = codec_step(c, buf, size);
	}
	if (n > 0 && !s->failed)
		stream_check_growth(s, c->total_in, c->total_out);
	s->consumed = c->total_in;
	return n;
}

static void codec_free(struct stream *s)
{
	struct codec_stream *c = (struct codec_stream *)s;

	if (c->opened)
		c->codec->close(c->state);
	library_unload(c->handle);
	stream_free(c->below);
	free(c->state);
	stream_release(s);
	free(c);
}

static const struct stream_ops codec_ops = {.read = codec_read, .free = codec_free};

int codec_new(struct stream **ret, const struct codec *codec, struct stream *below)
{
	struct codec_stream *c = aligned_alloc(PAGE, sizeof(*c));
	void *state = calloc(1, codec->state_size);

	if (c == NULL || state == NULL) {
		free(c);
		free(state);
		stream_free(below);
		return OOMLOG_E_NOMEM;
	}
	stream_init(&c->stream, &codec_ops, below->name);
	c->codec = codec;
	c->below = below;
	c->state = state;
	c->handle = library_load(&codec->library, state);
	c->opened = c->between = c->pending = c->ended = false;
	c->in_at = c->in_n = 0;
	c->total_in = c->total_out = c->streams = 0;
	*ret = &c->stream;
	return OOMLOG_OK;
}

const struct codec *codec_find(const unsigned char *head, size_t n)
{
	for (size_t i = 0; i < n_codecs; i++)
		if (n >= codecs[i].n_magic && memcmp(head, codecs[i].magic, codecs[i].n_magic) == 0)
			return &codecs[i];
	return NULL;
}

bool codec_is_found(const struct codec *codec)
{
	void *state = calloc(1, codec->state_size);
	void *handle = state != NULL ? library_load(&codec->library, state) : NULL;

	library_unload(handle);
	free(state);
	return handle != NULL;
}

const char *codec_find_unsupported(const unsigned char *head, size_t n)
{
	static const struct {
		const char *magic, *name;
	} known[] = {
		{"\x1f\x9d", "compress (.Z)"},   {"LZIP", "lzip"},    {"\x89LZO", "lzop"},
		{"\x02\x21\x4c\x18", "old lz4"}, {"Rar!\x1a", "rar"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (n >= strlen(known[i].magic) && memcmp(head, known[i].magic, strlen(known[i].magic)) == 0)
			return known[i].name;
	return NULL;
}
