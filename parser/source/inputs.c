/* The sequence of inputs: opens each name when its turn comes and peels it until the bytes of a log come out. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <oomlog/oomlog.h>

#include "source/codec.h"
#include "source/file.h"
#include "source/inputs-inside.h"
#include "source/journal.h"

int inputs_new(struct inputs **ret)
{
	struct inputs *in = calloc(1, sizeof(*in));

	if (in == NULL)
		return OOMLOG_E_NOMEM;
	*ret = in;
	return OOMLOG_OK;
}

int inputs_add(struct inputs *in, const char *path)
{
	in->sorted = false;
	return pathlist_add(&in->named, path);
}

void inputs_add_journal(struct inputs *in, const struct journal_options *opt)
{
	in->journal = opt;
}

void inputs_journal_entries(struct inputs *in, const struct journal_options *opt)
{
	in->entries = opt;
}

void inputs_on_note(struct inputs *in, inputs_note_fn fn, void *user)
{
	in->note = fn;
	in->note_user = user;
}

void inputs_say(struct inputs *in, const char *format, ...)
{
	va_list args;
	char *words;

	if (in->note == NULL)
		return;
	va_start(args, format);
	if (vasprintf(&words, format, args) >= 0) {
		in->note(in->note_user, words);
		free(words);
	}
	va_end(args);
}

/* --- peeling --- */

/* Fails with words instead of handing out bytes that are no text. */
static void check_readable(struct stream *s, size_t n)
{
	const char *other = codec_find_unsupported(s->head, n);

	if (other != NULL)
		stream_fail(s, "cannot read '%s': %s data is not supported", s->name, other);
	else if (stream_is_journal(s))
		stream_fail(s, "cannot read '%s': a binary journal: give it the output of journalctl --file=%s",
		            s->name, s->name);
	else
		return;
	s->head_n = s->head_off = 0;
}

/*
 * Layer by layer, by what the bytes say: a file, in it gzip, in it tar, in that a member, in it gzip ..
 * 1: the current input can be read; 0: it is an archive, whose members come next. Owns s.
 */
int inputs_peel(struct inputs *in, struct stream *s)
{
	for (unsigned depth = in->n_layers;; depth++) {
		size_t n = stream_peek(s);
		const struct codec *codec = codec_find(s->head, n);
		bool archive = archive_is(s->head, n);

		if ((codec != NULL || archive) && depth >= SOURCE_MAX_LAYERS) {
			stream_fail(s, "cannot read '%s': packed more than %u times", s->name, SOURCE_MAX_LAYERS);
			s->head_n = s->head_off = 0;
		} else if (codec != NULL) {
			int status = codec_new(&s, codec, s);

			if (status != OOMLOG_OK)
				return status;
			continue;
		} else if (archive) {
			return archive_push(in, s);
		} else {
			check_readable(s, n);
		}
		in->stream = s;
		return 1;
	}
}

/* --- paths --- */

static int64_t stat_mtime_us(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000 + st->st_mtim.tv_nsec / 1000;
}

static int open_fd(const char *name)
{
	int fd;

	if (strcmp(name, "-") == 0)
		return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	do
		fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	while (fd < 0 && errno == EINTR);
	return fd;
}

static void release_found(struct inputs *in)
{
	pathlist_release(&in->found.logs);
	pathlist_release(&in->found.journals);
	in->found_at = in->found_journals_at = 0;
}

static int open_directory(struct inputs *in, const char *name)
{
	int status;

	release_found(in);
	in->gap = true;
	status = walk_directory(&in->found, name);
	if (status != OOMLOG_OK)
		return status;
	if (!journal_is_supported()) {
		inputs_say_journals(in, name, in->found.journals.n);
		pathlist_release(&in->found.journals);
	}
	return in->found.logs.n + in->found.journals.n > 0 ? 0
							   : input_refuse(in, name, "no log in directory '%s'", name);
}

static int open_stream(struct inputs *in, int fd, const struct stat *st, const struct path *path)
{
	struct stream *s;
	int status = kmsg_is(st) ? kmsg_new(&s, fd, path->name) : file_new(&s, fd, st, path->name);

	if (status != OOMLOG_OK)
		return status;
	if (S_ISREG(st->st_mode) && strcmp(path->name, "-") != 0 && stream_is_journal(s)) {
		stream_free(s);
		return inputs_open_named_journals(in, path);
	}
	in->bottom = s;
	in->size = S_ISREG(st->st_mode) && st->st_size > 0 ? (uint64_t)st->st_size : 0;
	input_begin(in, path->name);
	in->input.continues = path->continues && !in->gap;
	in->input.live = kmsg_is(st);
	in->gap = false;
	if (S_ISREG(st->st_mode))
		in->input.mtime_us = stat_mtime_us(st);
	return inputs_peel(in, s);
}

static int open_path(struct inputs *in, const struct path *path)
{
	struct stat st;
	int fd;

	if (path->error != NULL)
		return input_refuse(in, path->name, "%s", path->error);
	fd = open_fd(path->name);
	if (fd < 0)
		return input_refuse(in, path->name, "cannot open '%s': %s%s", path->name, strerror(errno),
		                    strcmp(path->name, "/dev/kmsg") == 0 ? kmsg_advice(errno) : "");
	if (fstat(fd, &st) != 0) {
		int error = errno;

		close(fd);
		return input_refuse(in, path->name, "cannot open '%s': %s", path->name, strerror(error));
	}
	if (S_ISDIR(st.st_mode) && strcmp(path->name, "-") != 0) {
		close(fd);
		return open_directory(in, path->name);
	}
	return open_stream(in, fd, &st, path);
}

int inputs_next(struct inputs *in, struct input **ret)
{
	int r = 0;

	input_end(in);
	if (!in->sorted) {
		r = pathlist_sort_families(&in->named);
		in->sorted = true;
	}
	if (r == 0 && in->journal != NULL) {
		r = inputs_open_journal(in, in->journal);
		in->journal = NULL;
	}
	while (r == 0) {
		if (in->n_layers > 0)
			r = archive_next_member(in);
		else if (in->found_at < in->found.logs.n)
			r = open_path(in, &in->found.logs.items[in->found_at++]);
		else if (in->found_journals_at < in->found.journals.n)
			r = inputs_open_found_journals(in);
		else if (in->named_at < in->named.n)
			r = open_path(in, &in->named.items[in->named_at++]);
		else
			break;
	}
	if (r > 0)
		*ret = &in->input;
	return r;
}

struct inputs *inputs_free(struct inputs *in)
{
	if (in == NULL)
		return NULL;
	in->stream = stream_free(in->stream);
	journal_free(in->input.journal);
	while (in->n_layers > 0) {
		archive_reader_free(in->layers[--in->n_layers].reader);
		unpacked_remove(&in->layers[in->n_layers].unpacked);
	}
	pathlist_release(&in->named);
	release_found(in);
	free(in->error);
	free(in->name);
	free(in);
	return NULL;
}
