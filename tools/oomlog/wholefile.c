#include "wholefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

bool wholefile_put(int fd, const char *data, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, data, n);

		if (done < 0 && errno != EINTR)
			return false;
		data += done > 0 ? done : 0;
		n -= done > 0 ? (size_t)done : 0;
	}
	return true;
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
}

bool wholefile_has_place(const char *path)
{
	char *folder = folder_of(path);
	bool found = folder != NULL && access(folder, W_OK | X_OK) == 0;

	if (!found)
		say("cannot write '%s': %s", path, strerror(errno));
	free(folder);
	return found;
}

/* The name, too, has to be on disk. */
static void sync_folder(const char *path)
{
	char *folder = folder_of(path);
	int fd = folder != NULL ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(folder);
}

bool wholefile_write(const char *path, mode_t mode, const char *data, size_t n)
{
	char temp[4096];
	bool written;
	int fd;

	if (snprintf(temp, sizeof(temp), "%s.new", path) >= (int)sizeof(temp)) {
		say("cannot write '%s': %s", path, strerror(ENAMETOOLONG));
		return false;
	}
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	written = fd >= 0 && wholefile_put(fd, data, n) && fsync(fd) == 0 && rename(temp, path) == 0;
	if (written)
		sync_folder(path);
	else
		say("cannot write '%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return written;
}
