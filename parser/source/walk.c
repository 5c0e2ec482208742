#include "source/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <oomlog/oomlog.h>

#include "source/logname.h"
#include "source/source.h"

struct walk {
	struct walk_found *found;
	struct pathlist todo; /* directories; their depth in `order` */
	const char *given;
	char *real;   /* "/var/log" where "." was given: tells a system's tree from a folder of somebody's logs */
	size_t names; /* looked at */
	bool full;    /* a limit was met, and said so */
};

/* A place that could not be searched takes its turn among the inputs, with its words. */
__attribute__((format(printf, 3, 4))) static int walk_fail(struct walk *w, const char *path, const char *format, ...)
{
	struct pathlist *logs = &w->found->logs;
	int status = pathlist_add(logs, path);
	va_list args;

	if (status != OOMLOG_OK)
		return status;
	va_start(args, format);
	if (vasprintf(&logs->items[logs->n - 1].error, format, args) < 0) {
		logs->items[logs->n - 1].error = NULL;
		status = OOMLOG_E_NOMEM;
	}
	va_end(args);
	return status;
}

static int walk_fail_full(struct walk *w, const char *path)
{
	w->full = true;
	return walk_fail(w, path, "directory '%s' holds more than %u logs or %u names: the rest is left out", w->given,
	                 SOURCE_MAX_FILES, SOURCE_MAX_NAMES);
}

/* Does the name, seen from the root of the file system, look like a log's? */
static int walk_is_log(const struct walk *w, const char *path, bool *ret)
{
	char *real;

	if (asprintf(&real, "%s/%s", w->real, path + strlen(w->given)) < 0)
		return OOMLOG_E_NOMEM;
	*ret = logname_is_log(real);
	free(real);
	return OOMLOG_OK;
}

static int walk_file(struct walk *w, const char *path, const struct stat *st, bool link)
{
	struct walk_found *found = w->found;
	struct pathlist *list = logname_is_journal(path) ? &found->journals : &found->logs;
	bool is_log = true;
	int status = OOMLOG_OK;

	if (list == &found->logs)
		status = walk_is_log(w, path, &is_log);
	if (status != OOMLOG_OK || !is_log)
		return status;
	if (found->logs.n + found->journals.n >= SOURCE_MAX_FILES)
		return walk_fail_full(w, path);
	status = pathlist_add(list, path);
	if (status != OOMLOG_OK)
		return status;
	list->items[list->n - 1].dev = st->st_dev;
	list->items[list->n - 1].ino = st->st_ino;
	list->items[list->n - 1].link = link && list == &found->journals;
	return OOMLOG_OK;
}

static int walk_subdirectory(struct walk *w, const char *path, size_t depth)
{
	int status;

	if (depth >= SOURCE_MAX_DEPTH)
		return walk_fail(w, path, "directory '%s' lies more than %u folders deep: it is left out", path,
		                 SOURCE_MAX_DEPTH);
	status = pathlist_add(&w->todo, path);
	if (status == OOMLOG_OK)
		w->todo.items[w->todo.n - 1].order = depth + 1;
	return status;
}

/* A link is followed to a file (the walk keeps one name of it), never to a directory: that may lead back here. */
static int walk_name(struct walk *w, int dir, const char *path, const char *name, size_t depth)
{
	struct stat st;
	bool link;

	/* Gone since it was listed: a log being rotated. */
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return OOMLOG_OK;
	if (S_ISDIR(st.st_mode))
		return walk_subdirectory(w, path, depth);
	link = S_ISLNK(st.st_mode);
	if (link && fstatat(dir, name, &st, 0) != 0)
		return OOMLOG_OK;
	return S_ISREG(st.st_mode) ? walk_file(w, path, &st, link) : OOMLOG_OK;
}

static int walk_entries(struct walk *w, DIR *dir, const char *folder, size_t depth)
{
	const char *slash = folder[0] != '\0' && folder[strlen(folder) - 1] == '/' ? "" : "/";
	struct dirent *entry;
	int status = OOMLOG_OK;

	while (status == OOMLOG_OK && !w->full && (entry = readdir(dir)) != NULL) {
		char *path;

		/* ".", "..", and what hides from people. */
		if (entry->d_name[0] == '.')
			continue;
		if (asprintf(&path, "%s%s%s", folder, slash, entry->d_name) < 0)
			return OOMLOG_E_NOMEM;
		if (++w->names > SOURCE_MAX_NAMES)
			status = walk_fail_full(w, path);
		else
			status = walk_name(w, dirfd(dir), path, entry->d_name, depth);
		free(path);
	}
	return status;
}

static int walk_folder(struct walk *w, size_t i)
{
	/* Adding to `todo` moves the items, not the names. */
	const char *folder = w->todo.items[i].name;
	size_t depth = w->todo.items[i].order;
	DIR *dir = opendir(folder);
	int status;

	if (dir == NULL)
		return walk_fail(w, folder, "cannot open directory '%s': %s", folder, strerror(errno));
	status = walk_entries(w, dir, folder, depth);
	closedir(dir);
	return status;
}

int walk_directory(struct walk_found *ret, const char *path)
{
	struct walk w = {.found = ret, .given = path, .real = realpath(path, NULL)};
	int status = pathlist_add(&w.todo, path);

	if (w.real == NULL)
		w.real = strdup(path);
	if (w.real == NULL)
		status = OOMLOG_E_NOMEM;
	if (status == OOMLOG_OK)
		w.todo.items[0].order = 0;
	for (size_t i = 0; status == OOMLOG_OK && !w.full && i < w.todo.n; i++)
		status = walk_folder(&w, i);
	if (status == OOMLOG_OK)
		status = pathlist_sort_names(&ret->logs);
	pathlist_sort_folders(&ret->journals);
	pathlist_release(&w.todo);
	free(w.real);
	return status;
}
