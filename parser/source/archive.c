#include "source/archive.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <oomlog/oomlog.h>

#include "source/library.h"
#include "source/source.h"

#ifdef HAVE_LIBARCHIVE
#include <archive.h>
#include <archive_entry.h>
#endif

bool archive_is(const unsigned char *head, size_t n)
{
	static const struct {
		size_t at, n;
		const char *magic;
	} known[] = {
		{257, 5, "ustar"},
		{0, 4, "PK\3\4"},
		{0, 4, "PK\5\6"}, /* an empty zip */
		{0, 6, "7z\xbc\xaf\x27\x1c"},
		{0, 6, "070701"}, /* cpio: new ascii, with checksums, old ascii, binary in both orders */
		{0, 6, "070702"},
		{0, 6, "070707"},
		{0, 2, "\xc7\x71"},
		{0, 2, "\x71\xc7"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (n >= known[i].at + known[i].n && memcmp(head + known[i].at, known[i].magic, known[i].n) == 0)
			return true;
	return false;
}

#ifdef HAVE_LIBARCHIVE

#define UNPACK_MAX_SIZE (UINT64_C(8) << 30) /* with its holes */

struct archive_fns {
	__typeof__(archive_read_new) *read_new;
	__typeof__(archive_read_free) *read_free;
	__typeof__(archive_read_support_format_tar) *format_tar;
	__typeof__(archive_read_support_format_zip) *format_zip;
	__typeof__(archive_read_support_format_cpio) *format_cpio;
	__typeof__(archive_read_support_format_7zip) *format_7zip;
	__typeof__(archive_read_set_seek_callback) *set_seek;
	__typeof__(archive_read_open) *open;
	__typeof__(archive_read_next_header) *next_header;
	__typeof__(archive_read_data_block) *read_data_block;
	__typeof__(archive_error_string) *error_string;
	__typeof__(archive_entry_pathname) *pathname;
	__typeof__(archive_entry_pathname_utf8) *pathname_utf8;
	__typeof__(archive_entry_filetype) *filetype;
	__typeof__(archive_entry_mtime) *mtime;
	__typeof__(archive_entry_mtime_is_set) *mtime_is_set;
	__typeof__(archive_entry_hardlink) *hardlink;
};

static const char *const archive_symbols[] = {
	"archive_read_new",
	"archive_read_free",
	"archive_read_support_format_tar",
	"archive_read_support_format_zip",
	"archive_read_support_format_cpio",
	"archive_read_support_format_7zip",
	"archive_read_set_seek_callback",
	"archive_read_open",
	"archive_read_next_header",
	"archive_read_data_block",
	"archive_error_string",
	"archive_entry_pathname",
	"archive_entry_pathname_utf8",
	"archive_entry_filetype",
	"archive_entry_mtime",
	"archive_entry_mtime_is_set",
	"archive_entry_hardlink",
};

#define N_SYMBOLS (sizeof(archive_symbols) / sizeof(archive_symbols[0]))
_Static_assert(sizeof(struct archive_fns) == N_SYMBOLS * sizeof(void *), "one name for each function");

static const struct library archive_library = {
	.soname = "libarchive.so.13",
	.package = "libarchive13 or libarchive",
	.symbols = archive_symbols,
	.n_symbols = N_SYMBOLS,
};

struct archive_reader {
	struct stream member; /* the current one */
	struct stream *below; /* has the words for what is wrong with the archive as a whole */
	void *handle;
	struct archive_fns fn;
	struct archive *archive;
	char *name;       /* of the current member: "x.tar:logs/messages" */
	const void *data; /* its bytes that libarchive has handed out and nobody has read */
	size_t data_n;
	uint64_t headers, total_out;
	bool ended;
	unsigned char block[65536];
};

static int member_fail(struct archive_reader *r, int status)
{
	const char *below = stream_error(r->below), *words = r->fn.error_string(r->archive);

	r->ended = status == ARCHIVE_FATAL;
	return stream_fail(&r->member, "'%s' breaks off after %" PRIu64 " bytes: %s", r->member.name,
	                   r->member.consumed,
	                   below != NULL           ? below
	                           : words != NULL ? words
	                                           : "damaged");
}

/*
 * By blocks: archive_read_data() drops what it has copied when the next block is damaged. Holes of a sparse file are
 * not filled: a log has no text there.
 */
static ssize_t member_read(struct stream *s, void *buf, size_t size)
{
	struct archive_reader *r = (struct archive_reader *)s;

	while (r->data_n == 0) {
		la_int64_t offset;
		int status = r->fn.read_data_block(r->archive, &r->data, &r->data_n, &offset);

		if (status == ARCHIVE_EOF)
			return 0;
		if (status == ARCHIVE_FAILED || status == ARCHIVE_FATAL) {
			r->data_n = 0;
			return member_fail(r, status);
		}
	}
	if (size > r->data_n)
		size = r->data_n;
	memcpy(buf, r->data, size);
	r->data = (const char *)r->data + size;
	r->data_n -= size;
	s->consumed += size;
	r->total_out += size;
	stream_check_growth(s, r->below->consumed, r->total_out);
	r->ended = s->failed;
	return (ssize_t)size;
}

/* 0, or an errno. */
static int write_at(int fd, const char *data, size_t n, uint64_t at)
{
	while (n > 0) {
		ssize_t done = pwrite(fd, data, n, (off_t)at);

		if (done < 0 && errno != EINTR)
			return errno;
		data += done > 0 ? done : 0;
		at += done > 0 ? (uint64_t)done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	return 0;
}

/* What is wrong with the archive itself. */
static int unpack_status(struct archive_reader *r, int status)
{
	const char *words;

	if (r->member.failed)
		stream_fail(r->below, "%s", r->member.error != NULL ? r->member.error : "out of memory");
	if (status == ARCHIVE_FATAL && stream_error(r->below) == NULL) {
		words = r->fn.error_string(r->archive);
		stream_fail(r->below, "'%s' breaks off: %s: what follows is lost", r->member.name,
		            words != NULL ? words : "damaged");
	}
	r->ended |= status == ARCHIVE_FATAL || r->member.failed;
	return r->member.failed || (status != ARCHIVE_EOF && status != ARCHIVE_OK) ? EIO : 0;
}

/* max is for what lies on the disk: a hole takes nothing. Where there is one at its end the end is told behind it. */
int archive_reader_unpack(struct archive_reader *r, int fd, uint64_t max, uint64_t *ret_bytes)
{
	la_int64_t at = 0;
	int status = ARCHIVE_OK, error = 0;

	*ret_bytes = 0;
	while (error == 0 && status == ARCHIVE_OK && !r->member.failed) {
		r->data_n = 0;
		status = r->fn.read_data_block(r->archive, &r->data, &r->data_n, &at);
		status = status == ARCHIVE_WARN ? ARCHIVE_OK : status;
		if ((status != ARCHIVE_OK && status != ARCHIVE_EOF) || at < 0)
			break;
		if ((uint64_t)at > UNPACK_MAX_SIZE || r->data_n > max - *ret_bytes)
			error = EFBIG;
		else if (status == ARCHIVE_OK)
			error = write_at(fd, r->data, r->data_n, (uint64_t)at);
		else
			error = lseek(fd, 0, SEEK_END) < at && ftruncate(fd, at) != 0 ? errno : 0;
		*ret_bytes += status == ARCHIVE_OK ? r->data_n : 0;
		r->total_out += status == ARCHIVE_OK ? r->data_n : 0;
		stream_check_growth(&r->member, r->below->consumed, r->total_out);
	}
	r->data_n = 0;
	return error != 0 ? error : unpack_status(r, status);
}

/* The reader's own memory: freed with it. */
static void member_free(struct stream *s)
{
	stream_release(s);
}

static const struct stream_ops member_ops = {.read = member_read, .free = member_free};

static void member_begin(struct archive_reader *r, char *name)
{
	stream_release(&r->member);
	free(r->name);
	r->name = name;
	r->data_n = 0;
	stream_init(&r->member, &member_ops, name);
}

/* An error below is an end to libarchive, so that it hands out all that came before; the words come from below. */
static la_ssize_t archive_pull(struct archive *a, void *user, const void **ret)
{
	struct archive_reader *r = user;
	ssize_t n = stream_read(r->below, r->block, sizeof(r->block));

	(void)a;
	*ret = r->block;
	return n > 0 ? n : 0;
}

static la_int64_t archive_seek(struct archive *a, void *user, la_int64_t offset, int whence)
{
	struct archive_reader *r = user;
	int64_t at = stream_seek(r->below, offset, whence);

	(void)a;
	return at >= 0 ? at : ARCHIVE_FATAL;
}

static int archive_start(struct archive_reader *r)
{
	r->archive = r->fn.read_new();
	if (r->archive == NULL)
		return OOMLOG_E_NOMEM;
	/* Only these: "all" has formats that take a plain text for an archive (mtree). */
	r->fn.format_tar(r->archive);
	r->fn.format_zip(r->archive);
	r->fn.format_cpio(r->archive);
	r->fn.format_7zip(r->archive);
	/* With a callback that fails, libarchive cannot pass over a member of more than 64 KiB. */
	if (stream_seek(r->below, 0, SEEK_CUR) >= 0)
		r->fn.set_seek(r->archive, archive_seek);
	/* What goes wrong here goes wrong again, with the same words, at the first header. */
	(void)r->fn.open(r->archive, r, NULL, archive_pull, NULL);
	return OOMLOG_OK;
}

int archive_reader_new(struct archive_reader **ret, struct stream *below)
{
	struct archive_reader *r = calloc(1, sizeof(*r));
	int status = r != NULL ? OOMLOG_OK : OOMLOG_E_NOMEM;

	if (r == NULL) {
		stream_free(below);
		return OOMLOG_E_NOMEM;
	}
	r->below = below;
	r->member.ops = &member_ops;
	r->handle = library_load(&archive_library, &r->fn);
	if (r->handle != NULL)
		status = archive_start(r);
	else
		stream_fail(below, "cannot read '%s': an archive needs %s (package %s)", below->name,
		            archive_library.soname, archive_library.package);
	if (status != OOMLOG_OK)
		archive_reader_free(r);
	else
		*ret = r;
	return status;
}

struct archive_reader *archive_reader_free(struct archive_reader *r)
{
	if (r == NULL)
		return NULL;
	if (r->archive != NULL)
		r->fn.read_free(r->archive);
	library_unload(r->handle);
	stream_release(&r->member);
	stream_free(r->below);
	free(r->name);
	free(r);
	return NULL;
}

/* The next header; NULL: no more, and below has the words if that is not a proper end. */
static struct archive_entry *reader_header(struct archive_reader *r)
{
	struct archive_entry *entry;
	int status;

	if (r->archive == NULL || r->ended)
		return NULL;
	status = r->fn.next_header(r->archive, &entry);
	if (status == ARCHIVE_RETRY)
		status = r->fn.next_header(r->archive, &entry);
	if (++r->headers > SOURCE_MAX_MEMBERS) {
		stream_fail(r->below, "'%s' has more than %u members: the rest is left out", r->below->name,
		            SOURCE_MAX_MEMBERS);
	} else if (status == ARCHIVE_OK || status == ARCHIVE_WARN) {
		return entry;
	} else if (status != ARCHIVE_EOF && stream_error(r->below) == NULL) {
		const char *words = r->fn.error_string(r->archive);

		stream_fail(r->below, "'%s': damaged: %s: what follows is lost", r->below->name,
		            words != NULL ? words : "not an archive");
	}
	r->ended = true;
	return NULL;
}

static const char *entry_path(struct archive_reader *r, struct archive_entry *entry)
{
	const char *path = r->fn.pathname(entry);

	/* A name that the locale cannot show. */
	if (path == NULL)
		path = r->fn.pathname_utf8(entry);
	return path != NULL ? path : "?";
}

int archive_reader_next(struct archive_reader *r, struct archive_member *ret)
{
	struct archive_entry *entry;
	char *name;

	do {
		entry = reader_header(r);
		if (entry == NULL)
			return 0;
	} while (r->fn.filetype(entry) != AE_IFREG || r->fn.hardlink(entry) != NULL);
	if (asprintf(&name, "%s:%s", r->below->name, entry_path(r, entry)) < 0)
		return OOMLOG_E_NOMEM;
	member_begin(r, name);
	ret->stream = &r->member;
	ret->path = name + strlen(r->below->name) + 1;
	ret->mtime_us = INT64_MIN;
	if (r->fn.mtime_is_set(entry) != 0 && r->fn.mtime(entry) < INT64_MAX / 1000000 && r->fn.mtime(entry) >= 0)
		ret->mtime_us = (int64_t)r->fn.mtime(entry) * 1000000;
	return 1;
}

bool archive_is_found(void)
{
	struct archive_fns fn;
	void *handle = library_load(&archive_library, &fn);

	library_unload(handle);
	return handle != NULL;
}

#else

/* Built without libarchive: an archive is still recognised, and refused with words. */
struct archive_reader {
	struct stream *below;
};

int archive_reader_new(struct archive_reader **ret, struct stream *below)
{
	struct archive_reader *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		stream_free(below);
		return OOMLOG_E_NOMEM;
	}
	r->below = below;
	stream_fail(below, "cannot read '%s': this oomlog was built without libarchive, which archives need",
	            below->name);
	*ret = r;
	return OOMLOG_OK;
}

struct archive_reader *archive_reader_free(struct archive_reader *r)
{
	if (r != NULL)
		stream_free(r->below);
	free(r);
	return NULL;
}

int archive_reader_next(struct archive_reader *r, struct archive_member *ret)
{
	(void)r;
	(void)ret;
	return 0;
}

int archive_reader_unpack(struct archive_reader *r, int fd, uint64_t max, uint64_t *ret_bytes)
{
	(void)r;
	(void)fd;
	(void)max;
	*ret_bytes = 0;
	return ENOSYS;
}

bool archive_is_found(void)
{
	return false;
}

#endif

const char *archive_reader_error(const struct archive_reader *r)
{
	return stream_error(r->below);
}

const char *archive_reader_name(const struct archive_reader *r)
{
	return r->below->name;
}
