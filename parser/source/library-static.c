/*
 * A static command has in it what its builder had as archives: dlopen() there wants the very glibc that it was linked
 * with. The functions are found by name, as in a library that is loaded; CMakeLists.txt says which archives are linked.
 */
#include "source/library.h"

#ifdef OOMLOG_STATIC

#include <string.h>

// clang-format off
#define LINKED(X) \
	X(inflateInit2_) X(inflate) X(inflateReset) X(inflateEnd) \
	X(lzma_stream_decoder) X(lzma_code) X(lzma_end) \
	X(ZSTD_createDStream) X(ZSTD_decompressStream) X(ZSTD_isError) X(ZSTD_freeDStream) \
	X(BZ2_bzDecompressInit) X(BZ2_bzDecompress) X(BZ2_bzDecompressEnd) \
	X(LZ4F_createDecompressionContext) X(LZ4F_decompress) X(LZ4F_isError) X(LZ4F_freeDecompressionContext)
// clang-format on

/* Only their addresses are taken here, who calls them knows their types. Weak: one that was not linked is NULL. */
#define DECLARE(function) extern void function(void) __attribute__((weak));
LINKED(DECLARE)

#define ROW(function) {#function, function},
static const struct linked {
	const char *name;
	void (*at)(void);
} linked[] = {LINKED(ROW){NULL, NULL}};

static const struct linked *find(const char *name)
{
	const struct linked *l = linked;

	while (l->name != NULL && strcmp(l->name, name) != 0)
		l++;
	return l->name != NULL ? l : NULL;
}

bool library_can_load(void)
{
	return false;
}

void *library_load(const struct library *lib, void *ret_functions)
{
	for (size_t i = 0; i < lib->n_symbols; i++) {
		const struct linked *l = find(lib->symbols[i]);

		if (l == NULL || l->at == NULL)
			return NULL;
		memcpy((char *)ret_functions + i * sizeof(l->at), &l->at, sizeof(l->at));
	}
	return ret_functions; /* any that is not NULL: there is nothing to unload */
}

void library_unload(void *handle)
{
	(void)handle;
}

#endif
