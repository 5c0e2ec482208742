#include "steady.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "say.h"

enum {
	LARGE = 32 * 1024 * 1024, /* pieces over it are mapped, and given back when they are freed: glibc's most */
	LARGE_FOR_NOW = 128 * 1024,
};

/* One heap, whose end is never given back and from which also large pieces come. Where it is; NULL: no memory. */
static char *take_heap(void)
{
	char *heap;

#ifdef M_ARENA_MAX
	(void)mallopt(M_ARENA_MAX, 1);
	(void)mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
	(void)mallopt(M_MMAP_THRESHOLD, LARGE);
#endif
	heap = malloc(STEADY_HEAP);
	if (heap != NULL) {
		/* volatile: each page is touched, though nobody reads it */
		for (size_t i = 0; i < STEADY_HEAP; i += 4096)
			((volatile char *)heap)[i] = 0;
		free(heap);
	}
	return heap;
}

/*
 * All that is mapped now, where the limit allows it. It is 8 MiB where nobody has raised it, and the code and the
 * libraries are larger: then the heap, which is what would be written to.
 */
static void lock_memory(const char *heap)
{
	uintptr_t page = (uintptr_t)heap & ~(uintptr_t)4095;

	if (mlockall(MCL_CURRENT) == 0)
		return;
	if (heap == NULL || mlock((const void *)page, STEADY_HEAP) != 0)
		say_note("its memory may be paged out: cannot lock it: %s", strerror(errno));
}

static void lower_score(void)
{
	FILE *f = fopen("/proc/self/oom_score_adj", "we");
	int written;

	if (f == NULL)
		return;
	written = fprintf(f, "%d", STEADY_OOM_SCORE_ADJ);
	/* EACCES without CAP_SYS_RESOURCE: a service gets it from its OOMScoreAdjust= instead. */
	if (fclose(f) != 0 || written < 0)
		say_note("the OOM killer may take oomlog itself: cannot set its oom_score_adj");
}

void steady_prepare(void)
{
	lower_score();
	lock_memory(take_heap());
}

void steady_give_back(bool now)
{
#ifdef M_ARENA_MAX
	(void)mallopt(M_MMAP_THRESHOLD, now ? LARGE_FOR_NOW : LARGE);
#endif
}
