/*
 * The files of a journal. libsystemd leaves out what it cannot use without a word: so each file is looked at here, and
 * what is damaged, truncated or not for us to read is told.
 */
#ifdef HAVE_SYSTEMD
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/journal-sd.h"
#include "source/logname.h"
#include "util/str.h"

struct look {
	void (*take)(struct look *, const char *path);
	struct journal *j;
	journal_file_fn fn;
	void *user;
	const char *name_space; /* NULL: the default one */
	size_t n_files, n_denied, n_good;
	char denied[256]; /* the first of them */
};

/* Whether libsystemd can read this one file, which is noted where it may have to be looked at again. */
static int try_file(struct journal *j, const char *path, const char *name, bool note)
{
	const char *paths[] = {path, NULL};
	sd_journal *one;
	int r = j->fn.open_files(&one, paths, 0);

	if (r < 0)
		return r;
	if (note)
		journal_note_file(j, path, name, one);
	j->fn.close(one);
	return r;
}

/* For words: a longer name is cut. */
static void keep_name(struct look *l, const char *path)
{
	size_t n = strnlen(path, sizeof(l->denied) - 1);

	memcpy(l->denied, path, n);
	l->denied[n] = '\0';
}

static void look_at_file(struct look *l, const char *path)
{
	int r;

	if (l->n_files >= JOURNAL_MAX_FILES)
		return;
	l->n_files++;
	r = try_file(l->j, path, path, true);
	l->n_good += r >= 0;
	/* Gone meanwhile: journald has rotated or vacuumed. */
	if (r >= 0 || r == -ENOENT)
		return;
	if (r == -EACCES || r == -EPERM) {
		if (l->n_denied++ == 0)
			keep_name(l, path);
		return;
	}
	if (!journal_note_refused(l->j, path, path, r))
		journal_say(l->j, "cannot read '%s': %s", path, journal_words(r));
}

/* "3a6b..": a machine's folder; with ".NAME" that of a namespace. */
static bool is_machine_folder(const struct look *l, const char *name)
{
	size_t n = strspn(name, "0123456789abcdef");
	const char *ns = name[n] == '.' ? name + n + 1 : NULL;

	if (n != 32 || (name[n] != '\0' && ns == NULL))
		return false;
	if (l->name_space == NULL)
		return ns == NULL;
	if (l->name_space[0] == '*')
		return true;
	if (l->name_space[0] == '+' && ns == NULL)
		return true;
	return ns != NULL && strcmp(ns, l->name_space + (l->name_space[0] == '+')) == 0;
}

/* NOLINTNEXTLINE(misc-no-recursion): one level, since `deeper` is false below */
static void look_into(struct look *l, const char *folder, bool deeper)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	char path[4096];

	if (dir == NULL) {
		if (errno == EACCES && l->n_denied++ == 0)
			snprintf(l->denied, sizeof(l->denied), "%s", folder);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >= (int)sizeof(path))
			continue;
		if (logname_is_journal(entry->d_name))
			l->take(l, path);
		else if (deeper && is_machine_folder(l, entry->d_name))
			look_into(l, path, false);
	}
	closedir(dir);
}

/* Where journald keeps them, under a root. */
static const char *const places[] = {"run/log/journal", "var/log/journal"};
enum { N_PLACES = sizeof(places) / sizeof(places[0]) };

static void look_under(struct look *l, const char *root)
{
	char path[4096];

	for (size_t i = 0; i < N_PLACES; i++)
		if (snprintf(path, sizeof(path), "%s/%s", root, places[i]) < (int)sizeof(path))
			look_into(l, path, true);
}

static void look_everywhere(struct look *l, const struct journal_options *opt)
{
	if (opt->directory != NULL)
		look_into(l, opt->directory, true);
	else
		look_under(l, opt->root != NULL ? opt->root : "");
}

static void say_denied(const struct look *l)
{
	journal_say(l->j,
	            "cannot read '%s'%s: Permission denied: be in the group systemd-journal "
	            "(usermod -aG systemd-journal USER), or run as root; --kmsg reads the kernel's own buffer",
	            l->denied, l->n_denied > 1 ? " and more files" : "");
}

int journal_look_at_files(struct journal *j, const struct journal_options *opt)
{
	struct look l = {.take = look_at_file, .j = j, .name_space = opt->name_space};

	if (opt->n_files > 0)
		return OOMLOG_OK;
	look_everywhere(&l, opt);
	j->n_found = l.n_files;
	if (l.n_denied > 0)
		say_denied(&l);
	else if (l.n_files == 0)
		journal_say(j, "no journal in %s%s",
		            opt->directory != NULL      ? opt->directory
		                    : opt->root != NULL ? opt->root
		                                        : "/run/log/journal or /var/log/journal",
		            opt->root != NULL ? ""
		                              : " (--kmsg reads the kernel's own buffer; else give it a log's name)");
	/* Nothing to wait for and nothing to read. */
	if (l.n_good == 0)
		journal_close(j);
	return OOMLOG_OK;
}

/* The paths behind one word of --file. */
static void expand(struct journal *j, const char *word, glob_t *found, bool first, bool tell)
{
	int r = glob(word, GLOB_NOCHECK | (first ? 0 : GLOB_APPEND), NULL, found);

	if (r != 0 && r != GLOB_NOMATCH && tell)
		journal_say(j, "cannot look for '%s'", word);
}

/* names: of the files, for words. */
static int open_good(struct journal *j, sd_journal **ret, const char *const *paths, const char *const *names,
                     size_t n_paths, bool tell)
{
	const char **good = calloc(n_paths + 1, sizeof(*good));
	size_t n = 0;
	int r;

	if (good == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < n_paths; i++) {
		r = try_file(j, paths[i], names[i], tell);
		if (r >= 0)
			good[n++] = paths[i];
		else if (tell && !journal_note_refused(j, paths[i], names[i], r))
			journal_say(j, "cannot read '%s': %s", names[i], journal_words(r));
	}
	j->n_found = n;
	r = n > 0 ? j->fn.open_files(ret, good, 0) : 0;
	free(good);
	return r;
}

int journal_open_files(struct journal *j, sd_journal **ret, const struct journal_options *opt, bool tell)
{
	glob_t found = {0};
	int r;

	if (opt->literal)
		return open_good(j, ret, opt->files, opt->names != NULL ? opt->names : opt->files, opt->n_files, tell);
	for (size_t i = 0; i < opt->n_files; i++)
		expand(j, opt->files[i], &found, i == 0, tell);
	r = open_good(j, ret, (const char *const *)found.gl_pathv, (const char *const *)found.gl_pathv, found.gl_pathc,
	              tell);
	globfree(&found);
	return r;
}

static void pass_on(struct look *l, const char *path)
{
	if (l->n_files++ < JOURNAL_MAX_FILES)
		l->fn(path, l->user);
}

static void pass_on_words(struct look *l, const struct journal_options *opt)
{
	glob_t found = {0};

	for (size_t i = 0; i < opt->n_files; i++)
		expand(NULL, opt->files[i], &found, i == 0, false);
	for (size_t i = 0; i < found.gl_pathc; i++)
		pass_on(l, found.gl_pathv[i]);
	globfree(&found);
}

void journal_each_file(const struct journal_options *opt, journal_file_fn fn, void *user)
{
	struct look l = {.take = pass_on, .fn = fn, .user = user, .name_space = opt->name_space};

	if (opt->n_files == 0 && opt->machine == NULL)
		look_everywhere(&l, opt);
	for (size_t i = 0; opt->literal && i < opt->n_files; i++)
		pass_on(&l, opt->files[i]);
	if (!opt->literal)
		pass_on_words(&l, opt);
}

static void hash_place(const char *path, void *user)
{
	uint64_t *hash = user;
	struct stat st;

	if (stat(path, &st) != 0)
		return;
	*hash = str_hash(*hash, (strv){(const char *)&st.st_dev, sizeof(st.st_dev)});
	*hash = str_hash(*hash, (strv){(const char *)&st.st_ino, sizeof(st.st_ino)});
}

uint64_t journal_whereabouts(const struct journal_options *opt)
{
	const uint64_t none = STR_HASH;
	const char *root = opt->root != NULL ? opt->root : "";
	uint64_t hash = none;
	char path[4096];

	if (opt->machine != NULL)
		return 1;
	if (opt->n_files > 0) {
		journal_each_file(opt, hash_place, &hash);
	} else if (opt->directory != NULL) {
		hash_place(opt->directory, &hash);
	} else {
		for (size_t i = 0; i < N_PLACES; i++)
			if (snprintf(path, sizeof(path), "%s/%s", root, places[i]) < (int)sizeof(path))
				hash_place(path, &hash);
	}
	return hash == none ? 0 : hash | 1;
}
#endif
