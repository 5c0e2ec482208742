/*
 * Libraries that are looked for only when an input needs them, so that a plain log costs nothing and needs nothing. A
 * static command looks among those that were linked into it.
 */
#ifndef OOMLOG_SOURCE_LIBRARY_H
#define OOMLOG_SOURCE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct library {
	const char *soname;  /* "libz.so.1" */
	const char *package; /* for words: "zlib1g on Debian, zlib on Fedora" */
	const char *const *symbols;
	size_t n_symbols;
};

/*
 * Writes the address of each symbol to `ret_functions`, a struct of nothing but function pointers in the same order.
 * NULL: the library is not there, or lacks a symbol; else what library_unload() takes.
 */
void *library_load(const struct library *lib, void *ret_functions);
/* False in a static command, which has in it what it has. */
bool library_can_load(void);
void library_unload(void *handle); /* NULL-safe */

#endif
