/* The current input: its bytes, its place, and why there are none. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <oomlog/oomlog.h>

#include "source/file.h"
#include "source/inputs-inside.h"
#include "source/journal.h"

void input_begin(struct inputs *in, const char *name)
{
	in->input = (struct input){.name = name, .mtime_us = INT64_MIN, .size = in->size};
}

void bottom_forget(struct inputs *in)
{
	if (in->n_layers > 0)
		return;
	in->bottom = NULL;
	in->size = 0;
}

void input_end(struct inputs *in)
{
	if (input_error(&in->input) != NULL)
		in->gap = true;
	in->stream = stream_free(in->stream);
	in->input.journal = journal_free(in->input.journal);
	free(in->error);
	free(in->name);
	in->error = in->name = NULL;
	bottom_forget(in);
}

int input_refuse(struct inputs *in, const char *name, const char *format, ...)
{
	va_list args;
	int n;

	in->name = strdup(name);
	if (in->name == NULL)
		return OOMLOG_E_NOMEM;
	input_begin(in, in->name);
	va_start(args, format);
	n = vasprintf(&in->error, format, args);
	va_end(args);
	if (n < 0)
		in->error = NULL;
	return n >= 0 ? 1 : OOMLOG_E_NOMEM;
}

ssize_t input_read(struct input *input, void *buf, size_t size)
{
	struct inputs *in = (struct inputs *)input;

	return in->stream != NULL ? stream_read(in->stream, buf, size) : -1;
}

int input_file(const struct input *input, uint64_t *ret_at)
{
	const struct inputs *in = (const struct inputs *)input;

	return in->stream != NULL && input->journal == NULL ? file_descriptor(in->stream, ret_at) : -1;
}

bool input_seek(struct input *input, uint64_t at)
{
	struct inputs *in = (struct inputs *)input;

	return in->stream != NULL && stream_seek(in->stream, (int64_t)at, SEEK_SET) >= 0;
}

const char *input_error(const struct input *input)
{
	const struct inputs *in = (const struct inputs *)input;

	if (input->journal != NULL)
		return journal_error(input->journal);
	return in->stream != NULL ? stream_error(in->stream) : in->error;
}

uint64_t input_position(const struct input *input)
{
	const struct inputs *in = (const struct inputs *)input;

	return in->bottom != NULL ? in->bottom->consumed : 0;
}
