#include "source/library.h"

#ifndef OOMLOG_STATIC /* library-static.c has the other half */

#include <dlfcn.h>
#include <string.h>

bool library_can_load(void)
{
	return true;
}

void *library_load(const struct library *lib, void *ret_functions)
{
	void *handle = dlopen(lib->soname, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; handle != NULL && i < lib->n_symbols; i++) {
		void *at = dlsym(handle, lib->symbols[i]);

		if (at == NULL) {
			dlclose(handle);
			return NULL;
		}
		/* POSIX has object and function pointers of one size; C has no cast between them. */
		memcpy((char *)ret_functions + i * sizeof(at), &at, sizeof(at));
	}
	return handle;
}

void library_unload(void *handle)
{
	if (handle != NULL)
		dlclose(handle);
}

#endif
