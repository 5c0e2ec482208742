#include "tests/support/load.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_all(FILE *f, struct bytes *ret)
{
	size_t n = 0, cap = 65536;
	char *p = malloc(cap), *more;

	while (p != NULL) {
		n += fread(p + n, 1, cap - n - 1, f);
		if (n < cap - 1)
			break;
		cap *= 2;
		more = realloc(p, cap);
		if (more == NULL)
			free(p);
		p = more;
	}
	if (p == NULL)
		return -1;
	if (ferror(f)) {
		free(p);
		return -1;
	}
	p[n] = '\0';
	*ret = (struct bytes){p, n};
	return 0;
}

int load_file(const char *path, struct bytes *ret)
{
	FILE *f = fopen(path, "rb");
	int status;

	if (f == NULL)
		return -1;
	status = read_all(f, ret);
	fclose(f);
	return status;
}

int load_fixture_named(const char *name, struct bytes *ret)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), FIXTURES_DIR "/%s/input.log", name);

	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return load_file(path, ret);
}

static int has_input(const struct dirent *d)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), FIXTURES_DIR "/%s/input.log", d->d_name);

	return d->d_name[0] != '.' && n > 0 && (size_t)n < sizeof(path) && access(path, R_OK) == 0;
}

int load_fixture(size_t i, const char **ret_name, struct bytes *ret)
{
	static char name[NAME_MAX + 1];
	struct dirent **list;
	int n = scandir(FIXTURES_DIR, &list, has_input, alphasort);
	int status = -1;

	for (int k = 0; k < n; k++) {
		if ((size_t)k == i) {
			snprintf(name, sizeof(name), "%s", list[k]->d_name);
			*ret_name = name;
			status = load_fixture_named(name, ret);
		}
		free(list[k]);
	}
	if (n >= 0)
		free(list);
	return status;
}
