#include "say.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "reports/text/text.h"

static bool quiet;
static void (*before)(void);

void say_quietly(void)
{
	quiet = true;
}

void say_before(void (*fn)(void))
{
	before = fn;
}

/* Names come from the command line, from folders and from inside archives: nothing of them may command the terminal. */
static void say_words(const char *format, va_list args)
{
	struct text t;
	char *words, some[512]; /* where there is no memory for all of them */
	va_list again;

	va_copy(again, args);
	if (vasprintf(&words, format, args) < 0) {
		words = NULL;
		vsnprintf(some, sizeof(some), format, again);
	}
	va_end(again);
	text_init(&t);
	text_name(&t, str_of(words != NULL ? words : some));
	free(words);
	if (before != NULL)
		before();
	fprintf(stderr, "oomlog: %.*s\n", (int)t.n, t.buf);
}

void say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_words(format, args);
	va_end(args);
}

void say_note(const char *format, ...)
{
	va_list args;

	if (quiet)
		return;
	va_start(args, format);
	say_words(format, args);
	va_end(args);
}
