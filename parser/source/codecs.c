/*
 * The rows: gzip, xz, zstd, bzip2, lz4. Each library is found at run time only, so its headers are not needed to build:
 * the few declarations here are those that its soname has fixed for good, and nothing else of it is used.
 */
#include <limits.h>
#include <stdint.h>

#include "source/codec.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static unsigned int clamp_uint(size_t n)
{
	return n < UINT_MAX ? (unsigned int)n : UINT_MAX;
}

/* --- gzip: zlib.h of libz.so.1 --- */

struct z_stream_1 {
	const unsigned char *next_in;
	unsigned int avail_in;
	unsigned long total_in;
	unsigned char *next_out;
	unsigned int avail_out;
	unsigned long total_out;
	const char *msg;
	void *state, *zalloc, *zfree, *opaque; /* NULL: its own malloc */
	int data_type;
	unsigned long adler, reserved;
};

struct gzip {
	struct {
		int (*init)(struct z_stream_1 *strm, int window_bits, const char *version, int stream_size);
		int (*inflate)(struct z_stream_1 *strm, int flush);
		int (*reset)(struct z_stream_1 *strm);
		int (*end)(struct z_stream_1 *strm);
	} fn;
	struct z_stream_1 z;
};

static const char *const gzip_symbols[] = {"inflateInit2_", "inflate", "inflateReset", "inflateEnd"};

enum { Z_OK_ = 0, Z_STREAM_END_ = 1, Z_BUF_ERROR_ = -5, Z_GZIP_ONLY_ = 15 + 16 };

static bool gzip_open(void *state)
{
	struct gzip *g = state;

	/* The version's first digit and the size of the struct are what zlib checks. */
	return g->fn.init(&g->z, Z_GZIP_ONLY_, "1", (int)sizeof(g->z)) == Z_OK_;
}

static enum codec_result gzip_step(void *state, struct codec_io *io)
{
	struct gzip *g = state;
	unsigned int in = clamp_uint(io->in_n), out = clamp_uint(io->out_n);
	int r;

	g->z.next_in = io->in;
	g->z.avail_in = in;
	g->z.next_out = io->out;
	g->z.avail_out = out;
	r = g->fn.inflate(&g->z, 0);
	io->in_n -= in - g->z.avail_in;
	io->out_n -= out - g->z.avail_out;
	if (r == Z_STREAM_END_)
		return CODEC_END;
	return r == Z_OK_ || r == Z_BUF_ERROR_ ? CODEC_MORE : CODEC_BAD;
}

static bool gzip_restart(void *state)
{
	struct gzip *g = state;

	return g->fn.reset(&g->z) == Z_OK_;
}

static void gzip_close(void *state)
{
	struct gzip *g = state;

	(void)g->fn.end(&g->z);
}

/* --- xz: lzma/base.h, lzma/container.h of liblzma.so.5 --- */

struct lzma_stream_5 {
	const uint8_t *next_in;
	size_t avail_in;
	uint64_t total_in;
	uint8_t *next_out;
	size_t avail_out;
	uint64_t total_out;
	const void *allocator;
	void *internal, *reserved_ptr[4];
	uint64_t seek_pos, reserved_int2;
	size_t reserved_int3, reserved_int4;
	int reserved_enum[2];
};

struct xz {
	struct {
		int (*decoder)(struct lzma_stream_5 *strm, uint64_t memlimit, uint32_t flags);
		int (*code)(struct lzma_stream_5 *strm, int action);
		void (*end)(struct lzma_stream_5 *strm);
	} fn;
	struct lzma_stream_5 lzma;
};

static const char *const xz_symbols[] = {"lzma_stream_decoder", "lzma_code", "lzma_end"};

enum { LZMA_OK_ = 0, LZMA_STREAM_END_ = 1, LZMA_MEMLIMIT_ERROR_ = 6, LZMA_BUF_ERROR_ = 10 };

/* xz -9 needs 65 MiB */
#define XZ_MAX_MEMORY (UINT64_C(256) << 20)

static bool xz_open(void *state)
{
	struct xz *x = state;

	return x->fn.decoder(&x->lzma, XZ_MAX_MEMORY, 0) == LZMA_OK_;
}

static enum codec_result xz_step(void *state, struct codec_io *io)
{
	struct xz *x = state;
	int r;

	x->lzma.next_in = io->in;
	x->lzma.avail_in = io->in_n;
	x->lzma.next_out = io->out;
	x->lzma.avail_out = io->out_n;
	r = x->fn.code(&x->lzma, 0);
	io->in_n = x->lzma.avail_in;
	io->out_n = x->lzma.avail_out;
	switch (r) {
	case LZMA_OK_:
	case LZMA_BUF_ERROR_:
		return CODEC_MORE;
	case LZMA_STREAM_END_:
		return CODEC_END;
	case LZMA_MEMLIMIT_ERROR_:
		return CODEC_HUGE;
	default:
		return CODEC_BAD;
	}
}

static void xz_close(void *state)
{
	struct xz *x = state;

	x->fn.end(&x->lzma);
}

/* --- zstd: zstd.h of libzstd.so.1 --- */

struct zstd_buffer_1 { /* ZSTD_inBuffer and ZSTD_outBuffer */
	void *at;
	size_t size, pos;
};

struct zstd {
	struct {
		void *(*create)(void);
		size_t (*decompress)(void *dctx, struct zstd_buffer_1 *out, struct zstd_buffer_1 *in);
		unsigned int (*is_error)(size_t code);
		size_t (*free)(void *dctx);
	} fn;
	void *dctx;
};

static const char *const zstd_symbols[] = {"ZSTD_createDStream", "ZSTD_decompressStream", "ZSTD_isError",
                                           "ZSTD_freeDStream"};

static bool zstd_open(void *state)
{
	struct zstd *z = state;

	z->dctx = z->fn.create();
	return z->dctx != NULL;
}

/* Its own limit holds: a window of 128 MiB. */
static enum codec_result zstd_step(void *state, struct codec_io *io)
{
	struct zstd *z = state;
	struct zstd_buffer_1 in = {.at = (void *)(uintptr_t)io->in, .size = io->in_n};
	struct zstd_buffer_1 out = {.at = io->out, .size = io->out_n};
	size_t left = z->fn.decompress(z->dctx, &out, &in);

	io->in_n -= in.pos;
	io->out_n -= out.pos;
	if (z->fn.is_error(left) != 0)
		return CODEC_BAD;
	return left == 0 ? CODEC_END : CODEC_MORE;
}

static void zstd_close(void *state)
{
	struct zstd *z = state;

	(void)z->fn.free(z->dctx);
}

/* --- bzip2: bzlib.h of libbz2.so.1 --- */

struct bz_stream_1 {
	const char *next_in;
	unsigned int avail_in, total_in_lo32, total_in_hi32;
	char *next_out;
	unsigned int avail_out, total_out_lo32, total_out_hi32;
	void *state, *bzalloc, *bzfree, *opaque;
};

struct bzip2 {
	struct {
		int (*init)(struct bz_stream_1 *strm, int verbosity, int small);
		int (*decompress)(struct bz_stream_1 *strm);
		int (*end)(struct bz_stream_1 *strm);
	} fn;
	struct bz_stream_1 bz;
};

static const char *const bzip2_symbols[] = {"BZ2_bzDecompressInit", "BZ2_bzDecompress", "BZ2_bzDecompressEnd"};

enum { BZ_OK_ = 0, BZ_STREAM_END_ = 4 };

static bool bzip2_open(void *state)
{
	struct bzip2 *b = state;

	return b->fn.init(&b->bz, 0, 0) == BZ_OK_;
}

static enum codec_result bzip2_step(void *state, struct codec_io *io)
{
	struct bzip2 *b = state;
	unsigned int in = clamp_uint(io->in_n), out = clamp_uint(io->out_n);
	int r;

	b->bz.next_in = (const char *)io->in;
	b->bz.avail_in = in;
	b->bz.next_out = (char *)io->out;
	b->bz.avail_out = out;
	r = b->fn.decompress(&b->bz);
	io->in_n -= in - b->bz.avail_in;
	io->out_n -= out - b->bz.avail_out;
	if (r == BZ_STREAM_END_)
		return CODEC_END;
	return r == BZ_OK_ ? CODEC_MORE : CODEC_BAD;
}

static void bzip2_close(void *state)
{
	struct bzip2 *b = state;

	(void)b->fn.end(&b->bz);
}

static bool bzip2_restart(void *state)
{
	struct bzip2 *b = state;

	bzip2_close(b);
	b->bz = (struct bz_stream_1){0};
	return bzip2_open(b);
}

/* --- lz4: lz4frame.h of liblz4.so.1 --- */

struct lz4 {
	struct {
		size_t (*create)(void **ret, unsigned int version);
		size_t (*decompress)(void *ctx, void *dst, size_t *dst_n, const void *src, size_t *src_n,
		                     const void *options);
		unsigned int (*is_error)(size_t code);
		size_t (*free)(void *ctx);
	} fn;
	void *ctx;
};

static const char *const lz4_symbols[] = {"LZ4F_createDecompressionContext", "LZ4F_decompress", "LZ4F_isError",
                                          "LZ4F_freeDecompressionContext"};

enum { LZ4F_VERSION_ = 100 };

static bool lz4_open(void *state)
{
	struct lz4 *l = state;

	return l->fn.is_error(l->fn.create(&l->ctx, LZ4F_VERSION_)) == 0;
}

static enum codec_result lz4_step(void *state, struct codec_io *io)
{
	struct lz4 *l = state;
	size_t in = io->in_n, out = io->out_n;
	size_t hint = l->fn.decompress(l->ctx, io->out, &out, io->in, &in, NULL);

	if (l->fn.is_error(hint) != 0)
		return CODEC_BAD;
	io->in_n -= in;
	io->out_n -= out;
	return hint == 0 ? CODEC_END : CODEC_MORE;
}

static void lz4_close(void *state)
{
	struct lz4 *l = state;

	(void)l->fn.free(l->ctx);
}

/* zstd and lz4 begin the next frame by themselves. */
static bool codec_restarts_itself(void *state)
{
	(void)state;
	return true;
}

#define LIBRARY(so, pkg, list)                                                                     \
	{                                                                                          \
		.soname = (so), .package = (pkg), .symbols = (list), .n_symbols = ARRAY_SIZE(list) \
	}
#define MAGIC(bytes) .magic = (bytes), .n_magic = sizeof(bytes) - 1

// clang-format off
const struct codec codecs[] = {
	{
		.name = "gzip", MAGIC("\x1f\x8b"), .library = LIBRARY("libz.so.1", "zlib1g or zlib", gzip_symbols),
		.state_size = sizeof(struct gzip),
		.open = gzip_open, .step = gzip_step, .restart = gzip_restart, .close = gzip_close,
	},
	{
		.name = "xz", MAGIC("\xfd" "7zXZ\0"), .library = LIBRARY("liblzma.so.5", "liblzma5 or xz-libs", xz_symbols),
		.state_size = sizeof(struct xz),
		.open = xz_open, .step = xz_step, .restart = xz_open, .close = xz_close,
	},
	{
		.name = "zstd", MAGIC("\x28\xb5\x2f\xfd"),
		.library = LIBRARY("libzstd.so.1", "libzstd1 or libzstd", zstd_symbols), .state_size = sizeof(struct zstd),
		.open = zstd_open, .step = zstd_step, .restart = codec_restarts_itself, .close = zstd_close,
	},
	{
		.name = "bzip2", MAGIC("BZh"),
		.library = LIBRARY("libbz2.so.1", "libbz2-1.0 or bzip2-libs", bzip2_symbols),
		.state_size = sizeof(struct bzip2),
		.open = bzip2_open, .step = bzip2_step, .restart = bzip2_restart, .close = bzip2_close,
	},
	{
		.name = "lz4", MAGIC("\x04\x22\x4d\x18"),
		.library = LIBRARY("liblz4.so.1", "liblz4-1 or lz4-libs", lz4_symbols), .state_size = sizeof(struct lz4),
		.open = lz4_open, .step = lz4_step, .restart = codec_restarts_itself, .close = lz4_close,
	},
};
// clang-format on
const size_t n_codecs = ARRAY_SIZE(codecs);
