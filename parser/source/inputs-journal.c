/* Journals as inputs: those asked for, and those that turn up among the names. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <oomlog/oomlog.h>

#include "source/inputs-inside.h"
#include "source/journal.h"

static const char journal_magic[8] = {'L', 'P', 'K', 'S', 'H', 'H', 'R', 'H'}; /* systemd's journal-def.h */

void inputs_say_journals(struct inputs *in, const char *where, size_t n)
{
	if (n > 0)
		inputs_say(in, "%zu binary journal file%s in '%s' skipped: %s", n, n == 1 ? "" : "s", where,
		           journal_is_supported() ? "unpack it, and give it the folder"
		                                  : "give it the output of journalctl --file");
}

bool stream_is_journal(struct stream *s)
{
	return stream_peek(s) >= sizeof(journal_magic) && memcmp(s->head, journal_magic, sizeof(journal_magic)) == 0;
}

int inputs_open_journal(struct inputs *in, const struct journal_options *opt)
{
	struct journal *j;
	int status = journal_open(&j, opt);

	if (status != OOMLOG_OK)
		return status;
	in->size = 0;
	input_begin(in, journal_name(j));
	in->input.journal = j;
	in->gap = true;
	return 1;
}

int inputs_open_journal_files(struct inputs *in, const char *name, const char *const *files, const char *const *names,
                              size_t n)
{
	const struct journal_options *which = in->entries;
	struct journal_options opt = {
		.name = name,
		.files = files,
		.n_files = n,
		.names = names,
		.literal = true,
		.salvage = true,
		.since_us = which != NULL ? which->since_us : OOMLOG_ABSENT,
		.until_us = which != NULL ? which->until_us : OOMLOG_ABSENT,
	};

	if (which != NULL) {
		opt.boot = which->boot;
		opt.boot_counted = which->boot_counted;
		opt.boot_offset = which->boot_offset;
	}
	return inputs_open_journal(in, &opt);
}

int inputs_open_found_journals(struct inputs *in)
{
	const struct path *first = &in->found.journals.items[in->found_journals_at];
	size_t left = in->found.journals.n - in->found_journals_at, n = 0;
	const char **files = calloc(left, sizeof(*files));
	char *folder = strndup(first->name, (size_t)(strrchr(first->name, '/') - first->name));
	int status = OOMLOG_E_NOMEM;

	if (files != NULL && folder != NULL) {
		for (; n < left && pathlist_same_folder(first, first + n); n++)
			files[n] = first[n].name;
		status = inputs_open_journal_files(in, folder, files, NULL, n);
	}
	in->found_journals_at += n;
	free(files);
	free(folder);
	return status;
}

static bool is_journal_file(const char *path)
{
	char magic[sizeof(journal_magic)];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	bool is = fd >= 0 && read(fd, magic, sizeof(magic)) == (ssize_t)sizeof(magic) &&
		memcmp(magic, journal_magic, sizeof(magic)) == 0;

	if (fd >= 0)
		close(fd);
	return is;
}

int inputs_open_named_journals(struct inputs *in, const struct path *path)
{
	const char **files = calloc(in->named.n + 1, sizeof(*files));
	size_t n = 1;
	int status;

	if (files == NULL)
		return OOMLOG_E_NOMEM;
	files[0] = path->name;
	while (in->found_at == in->found.logs.n && in->named_at < in->named.n &&
	       pathlist_same_folder(path, &in->named.items[in->named_at]) &&
	       is_journal_file(in->named.items[in->named_at].name))
		files[n++] = in->named.items[in->named_at++].name;
	status = inputs_open_journal_files(in, NULL, files, NULL, n);
	free(files);
	return status;
}
