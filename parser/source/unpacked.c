#include "source/unpacked.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <oomlog/oomlog.h>

#include "source/source.h"

/* 0, or an errno. */
static int make_folder(struct unpacked *u)
{
	char *folder;

	if (u->folder != NULL)
		return 0;
	if (asprintf(&folder, "%s/oomlog-XXXXXX", source_temp_folder()) < 0)
		return ENOMEM;
	if (mkdtemp(folder) == NULL) {
		free(folder);
		return errno;
	}
	u->folder = folder;
	return 0;
}

static bool make_room(struct unpacked *u)
{
	if (u->paths == NULL)
		u->paths = calloc(UNPACKED_MAX_FILES, sizeof(*u->paths));
	if (u->names == NULL)
		u->names = calloc(UNPACKED_MAX_FILES, sizeof(*u->names));
	return u->paths != NULL && u->names != NULL;
}

/* The name that it has in the archive is not to be trusted: it gets a number. */
static int unpack(struct unpacked *u, struct archive_reader *r, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), error = 0;
	uint64_t bytes = 0;

	if (fd < 0)
		return errno;
	error = archive_reader_unpack(r, fd, UNPACKED_MAX_BYTES - u->bytes, &bytes);
	u->bytes += bytes;
	close(fd);
	if (error != 0)
		(void)unlink(path);
	return error;
}

int unpacked_add(struct unpacked *u, struct archive_reader *r, const char *name, int *ret_error)
{
	char *path = NULL, *shown = NULL;

	*ret_error = 0;
	if (u->n >= UNPACKED_MAX_FILES)
		return 0;
	if (!make_room(u))
		return OOMLOG_E_NOMEM;
	*ret_error = make_folder(u);
	if (*ret_error == 0 && asprintf(&path, "%s/%zu.journal", u->folder, u->n) < 0)
		path = NULL;
	if (*ret_error == 0)
		shown = strdup(name);
	if (path != NULL && shown != NULL && (*ret_error = unpack(u, r, path)) == 0) {
		u->paths[u->n] = path;
		u->names[u->n++] = shown;
		return 1;
	}
	free(path);
	free(shown);
	return *ret_error != 0 ? 0 : OOMLOG_E_NOMEM;
}

void unpacked_remove(struct unpacked *u)
{
	for (size_t i = 0; i < u->n; i++) {
		(void)unlink(u->paths[i]);
		free(u->paths[i]);
		free(u->names[i]);
	}
	if (u->folder != NULL)
		(void)rmdir(u->folder);
	free(u->folder);
	free(u->paths);
	free(u->names);
	*u = (struct unpacked){0};
}

const char *source_temp_folder(void)
{
	const char *folder = getenv("TMPDIR");

	return folder != NULL && folder[0] != '\0' ? folder : "/var/tmp";
}
