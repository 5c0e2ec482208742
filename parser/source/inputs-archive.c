/* Members of archives, and of archives in them, as inputs. */
#include <stdlib.h>
#include <string.h>

#include <oomlog/oomlog.h>

#include "source/inputs-inside.h"
#include "source/journal.h"
#include "source/logname.h"

int archive_push(struct inputs *in, struct stream *below)
{
	struct layer *layer = &in->layers[in->n_layers];
	int status;

	*layer = (struct layer){0};
	status = archive_reader_new(&layer->reader, below);
	if (status == OOMLOG_OK)
		in->n_layers++;
	return status;
}

/* The end of an archive: its last words, if it has any, become an input. */
static int archive_pop(struct inputs *in)
{
	struct layer *layer = &in->layers[in->n_layers - 1];
	const char *name = archive_reader_name(layer->reader), *error = archive_reader_error(layer->reader);
	int status = OOMLOG_OK;

	if (layer->error == 0)
		inputs_say_journals(in, name, layer->journals);
	if (error != NULL)
		status = input_refuse(in, name, "%s", error);
	else if (layer->error != 0)
		status = input_refuse(in, name, "'%s': %zu binary journal file%s cannot be unpacked into '%s': %s",
		                      name, layer->journals, layer->journals == 1 ? "" : "s", source_temp_folder(),
		                      strerror(layer->error));
	else if (layer->logs == 0)
		status = input_refuse(in, name, "no log in archive '%s'", name);
	layer->reader = archive_reader_free(layer->reader);
	unpacked_remove(&layer->unpacked);
	in->n_layers--;
	bottom_forget(in);
	in->gap = true;
	return status;
}

static int open_unpacked(struct inputs *in, struct layer *layer)
{
	struct unpacked *u = &layer->unpacked;
	uint64_t size = in->size; /* of the file that holds it all */
	int status;

	in->name = strdup(u->n == 1 ? u->names[0] : archive_reader_name(layer->reader));
	if (in->name == NULL)
		return OOMLOG_E_NOMEM;
	layer->logs += u->n;
	status = inputs_open_journal_files(in, in->name, (const char *const *)u->paths, (const char *const *)u->names,
	                                   u->n);
	in->size = size;
	unpacked_remove(u);
	return status;
}

/* They are read when all are there: a report may begin in one and end in the next. */
static int unpack_journal(struct layer *layer, const struct archive_member *member)
{
	int error = 0, r = 0;

	if (journal_is_supported())
		r = unpacked_add(&layer->unpacked, layer->reader, member->stream->name, &error);
	if (r == 0) {
		layer->journals++;
		layer->error = error != 0 ? error : layer->error;
	}
	return r;
}

int archive_next_member(struct inputs *in)
{
	struct layer *layer = &in->layers[in->n_layers - 1];
	struct archive_member member;
	int r = 0;

	while (!layer->ended && (r = archive_reader_next(layer->reader, &member)) > 0) {
		if (logname_is_journal(member.path)) {
			if ((r = unpack_journal(layer, &member)) < 0)
				return r;
		} else if (logname_is_log(member.path)) {
			layer->logs++;
			input_begin(in, member.stream->name);
			in->input.mtime_us = member.mtime_us;
			return inputs_peel(in, member.stream);
		}
	}
	layer->ended = true;
	if (r == 0 && layer->unpacked.n > 0)
		return open_unpacked(in, layer);
	return r < 0 ? r : archive_pop(in);
}
