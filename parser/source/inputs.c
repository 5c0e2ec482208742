/* The sequence of inputs: opens each name when its turn comes and peels it until the bytes of a log come out. */
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <oomlog/oomlog.h>

#include "source/archive.h"
#include "source/codec.h"
#include "source/file.h"
#include "source/journal.h"
#include "source/logname.h"
#include "source/pathlist.h"
#include "source/unpacked.h"
#include "source/walk.h"

/* An archive, or one in another, that is being read. */
struct layer {
	struct archive_reader *reader;
	size_t logs, journals;    /* members read; binary journals left out */
	int error;                /* of unpacking them: an errno, or 0 */
	bool ended;               /* no member comes any more */
	struct unpacked unpacked; /* those that are read */
};

struct inputs {
	struct input input; /* the current one; first, so that input_read() finds the rest */
	struct stream *stream;
	char *error;             /* why it has no stream */
	char *name;              /* its name, where no list keeps it */
	struct pathlist named;   /* as given */
	struct walk_found found; /* what the current directory holds */
	size_t named_at, found_at, found_journals_at;
	struct layer layers[SOURCE_MAX_LAYERS];
	unsigned n_layers;
	struct stream *bottom; /* the file that everything comes from */
	uint64_t size;         /* and its size */
	bool gap;              /* whatever comes next does not go on where the last one ended */
	bool sorted;
	const struct journal_options *journal; /* asked for, and not yet opened */
	const struct journal_options *entries; /* which entries are read of journals among the names; NULL: all */
	inputs_note_fn note;
	void *note_user;
};

static const char journal_magic[8] = {'L', 'P', 'K', 'S', 'H', 'H', 'R', 'H'}; /* systemd's journal-def.h */

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

__attribute__((format(printf, 2, 3))) static void inputs_say(struct inputs *in, const char *format, ...)
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

/* In a build or on a machine without libsystemd; or more in an archive than are unpacked. */
static void say_journals(struct inputs *in, const char *where, size_t n)
{
	if (n > 0)
		inputs_say(in, "%zu binary journal file%s in '%s' skipped: %s", n, n == 1 ? "" : "s", where,
		           journal_is_supported() ? "unpack it, and give it the folder"
		                                  : "give it the output of journalctl --file");
}

/* --- the current input --- */

static void input_begin(struct inputs *in, const char *name)
{
	in->input = (struct input){.name = name, .mtime_us = INT64_MIN, .size = in->size};
}

/* The file has been closed, with all that came from it. */
static void bottom_forget(struct inputs *in)
{
	if (in->n_layers > 0)
		return;
	in->bottom = NULL;
	in->size = 0;
}

static void input_end(struct inputs *in)
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

/* The current input is nothing but these words. */
__attribute__((format(printf, 3, 4))) static int input_refuse(struct inputs *in, const char *name, const char *format,
                                                              ...)
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

/* --- peeling --- */

static int archive_push(struct inputs *in, struct stream *below)
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
		say_journals(in, name, layer->journals);
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

static bool is_journal(struct stream *s)
{
	return stream_peek(s) >= sizeof(journal_magic) && memcmp(s->head, journal_magic, sizeof(journal_magic)) == 0;
}

/* Fails with words instead of handing out bytes that are no text. */
static void check_readable(struct stream *s, size_t n)
{
	const char *other = codec_find_unsupported(s->head, n);

	if (other != NULL)
		stream_fail(s, "cannot read '%s': %s data is not supported", s->name, other);
	else if (is_journal(s))
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
static int peel(struct inputs *in, struct stream *s)
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

/* --- journals --- */

static int open_journal(struct inputs *in, const struct journal_options *opt)
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

/* name: of all of them together; NULL: the file's. names: of each, where they are copies; NULL: they are not. */
static int open_journal_files(struct inputs *in, const char *name, const char *const *files, const char *const *names,
                              size_t n)
{
	const struct journal_options *which = in->entries;
	struct journal_options opt = {
		.name = name,
		.files = files,
		.n_files = n,
		.names = names,
		.literal = true,
		.salvage = names == NULL, /* that opens them by their names again */
		.since_us = which != NULL ? which->since_us : OOMLOG_ABSENT,
		.until_us = which != NULL ? which->until_us : OOMLOG_ABSENT,
	};

	if (which != NULL) {
		opt.boot = which->boot;
		opt.boot_counted = which->boot_counted;
		opt.boot_offset = which->boot_offset;
	}
	return open_journal(in, &opt);
}

/* --- members of archives --- */

static int open_unpacked(struct inputs *in, struct layer *layer)
{
	struct unpacked *u = &layer->unpacked;
	uint64_t size = in->size; /* of the file that holds it all */
	int status;

	in->name = strdup(u->n == 1 ? u->names[0] : archive_reader_name(layer->reader));
	if (in->name == NULL)
		return OOMLOG_E_NOMEM;
	layer->logs += u->n;
	status = open_journal_files(in, in->name, (const char *const *)u->paths, (const char *const *)u->names, u->n);
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

static int next_member(struct inputs *in)
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
			return peel(in, member.stream);
		}
	}
	layer->ended = true;
	if (r == 0 && layer->unpacked.n > 0)
		return open_unpacked(in, layer);
	return r < 0 ? r : archive_pop(in);
}

/* Those of one folder: what one machine, or one service that collects journals, has written. */
static int open_found_journals(struct inputs *in)
{
	const struct path *first = &in->found.journals.items[in->found_journals_at];
	size_t left = in->found.journals.n - in->found_journals_at, n = 0;
	const char **files = calloc(left, sizeof(*files));
	char *folder = strndup(first->name, (size_t)(strrchr(first->name, '/') - first->name));
	int status = OOMLOG_E_NOMEM;

	if (files != NULL && folder != NULL) {
		for (; n < left && pathlist_same_folder(first, first + n); n++)
			files[n] = first[n].name;
		status = open_journal_files(in, folder, files, NULL, n);
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

/* "*.journal": a report may begin in one file and end in the next, so those behind it in the same folder go along. */
static int open_named_journals(struct inputs *in, const struct path *path)
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
	status = open_journal_files(in, NULL, files, NULL, n);
	free(files);
	return status;
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
		say_journals(in, name, in->found.journals.n);
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
	if (S_ISREG(st->st_mode) && strcmp(path->name, "-") != 0 && is_journal(s)) {
		stream_free(s);
		return open_named_journals(in, path);
	}
	in->bottom = s;
	in->size = S_ISREG(st->st_mode) && st->st_size > 0 ? (uint64_t)st->st_size : 0;
	input_begin(in, path->name);
	in->input.continues = path->continues && !in->gap;
	in->input.live = kmsg_is(st);
	in->gap = false;
	if (S_ISREG(st->st_mode))
		in->input.mtime_us = stat_mtime_us(st);
	return peel(in, s);
}

static int open_path(struct inputs *in, const struct path *path)
{
	struct stat st;
	int fd;

	if (path->error != NULL)
		return input_refuse(in, path->name, "%s", path->error);
	fd = open_fd(path->name);
	if (fd < 0)
		return input_refuse(in, path->name, "cannot open '%s': %s", path->name, strerror(errno));
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
		r = open_journal(in, in->journal);
		in->journal = NULL;
	}
	while (r == 0) {
		if (in->n_layers > 0)
			r = next_member(in);
		else if (in->found_at < in->found.logs.n)
			r = open_path(in, &in->found.logs.items[in->found_at++]);
		else if (in->found_journals_at < in->found.journals.n)
			r = open_found_journals(in);
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

const char *source_temp_folder(void)
{
	const char *folder = getenv("TMPDIR");

	return folder != NULL && folder[0] != '\0' ? folder : "/var/tmp";
}

static const char *library_state(bool found)
{
	if (library_can_load())
		return found ? "found" : "not found";
	return found ? "built in" : "not built in";
}

bool source_library(size_t i, struct source_library *ret)
{
	bool found;

	if (i < n_codecs) {
		ret->name = codecs[i].library.soname;
		ret->what = codecs[i].name;
		found = codec_is_found(&codecs[i]);
	} else if (i == n_codecs) {
		ret->name = "libarchive.so.13";
		ret->what = "tar, zip, cpio, 7z";
		found = archive_is_found();
	} else if (i == n_codecs + 1) {
		ret->name = "libsystemd.so.0";
		ret->what = "the journal";
		found = journal_is_supported();
	} else {
		return false;
	}
	ret->state = library_state(found);
	return true;
}
