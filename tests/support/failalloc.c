#include "tests/support/failalloc.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

/* ld --wrap=malloc turns calls of malloc() into __wrap_malloc(), and __real_malloc() into the C library's. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);

static struct {
	bool armed, forever, failed;
	size_t left, count;
} state;

void failalloc_arm(size_t n, bool forever)
{
	state.armed = true;
	state.forever = forever;
	state.failed = false;
	state.left = n;
}

bool failalloc_disarm(void)
{
	state.armed = false;
	return state.failed;
}

size_t failalloc_count(void)
{
	return state.count;
}

static bool fails(void)
{
	state.count++;
	if (!state.armed || (state.failed && !state.forever))
		return false;
	if (state.left > 0) {
		state.left--;
		return false;
	}
	state.failed = true;
	errno = ENOMEM;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
	if (size != 0 && n > SIZE_MAX / size) {
		errno = ENOMEM;
		return NULL;
	}
	return fails() ? NULL : __real_realloc(p, n * size);
}

char *__wrap_strndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = fails() ? NULL : __real_malloc(len + 1);

	if (copy == NULL)
		return NULL;
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *__wrap_strdup(const char *s)
{
	return __wrap_strndup(s, strlen(s));
}
