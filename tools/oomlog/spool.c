#include "spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "say.h"
#include "util/str.h"
#include "wholefile.h"

static bool path_of(const struct spool *s, uint64_t number, char *ret, size_t size)
{
	return snprintf(ret, size, "%s/%020" PRIu64 ".json", s->folder, number) < (int)size;
}

static void note(struct spool *s, uint64_t number)
{
	char path[4096];
	struct stat st;

	if (s->first == s->next) {
		s->first = number;
		s->next = number + 1;
	}
	s->first = number < s->first ? number : s->first;
	s->next = number >= s->next ? number + 1 : s->next;
	if (path_of(s, number, path, sizeof(path)) && stat(path, &st) == 0)
		s->bytes += (uint64_t)st.st_size;
}

bool spool_open(struct spool *s, const char *folder)
{
	const struct dirent *entry;
	uint64_t number;
	strv rest;
	DIR *dir;

	*s = (struct spool){.folder = folder};
	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		say("cannot make the folder '%s': %s", folder, strerror(errno));
		return false;
	}
	dir = opendir(folder);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		rest = str_of(entry->d_name);
		if (parse_u64(&rest, &number) && str_eq(rest, STR(".json")))
			note(s, number);
	}
	if (dir != NULL)
		closedir(dir);
	return dir != NULL;
}

bool spool_is_empty(const struct spool *s)
{
	return s->folder == NULL || s->first == s->next;
}

void spool_drop(struct spool *s)
{
	char path[4096];
	struct stat st;

	if (path_of(s, s->first, path, sizeof(path))) {
		if (stat(path, &st) == 0 && s->bytes >= (uint64_t)st.st_size)
			s->bytes -= (uint64_t)st.st_size;
		(void)unlink(path);
	}
	s->first++;
}

bool spool_put(struct spool *s, const char *data, size_t n)
{
	char path[4096];

	if (s->folder == NULL || n > SPOOL_BYTES || !path_of(s, s->next, path, sizeof(path)))
		return false;
	while (!spool_is_empty(s) && (s->next - s->first >= SPOOL_MESSAGES || s->bytes + n > SPOOL_BYTES)) {
		say("'%s' is full: its oldest message is dropped", s->folder);
		spool_drop(s);
	}
	if (!wholefile_write(path, 0600, data, n))
		return false;
	s->next++;
	s->bytes += n;
	return true;
}

char *spool_get(const struct spool *s, size_t *ret_n)
{
	char path[4096], *data = NULL;
	struct stat st;
	int fd, error;

	errno = EINVAL;
	if (!path_of(s, s->first, path, sizeof(path)) || (fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && st.st_size > 0 && st.st_size <= SPOOL_BYTES)
		data = malloc((size_t)st.st_size);
	if (data != NULL && read(fd, data, (size_t)st.st_size) != (ssize_t)st.st_size) {
		free(data);
		data = NULL;
		errno = EIO;
	}
	if (data != NULL)
		*ret_n = (size_t)st.st_size;
	error = errno;
	close(fd);
	errno = error;
	return data;
}
