/* A list of paths to read, put in order: rotated families together, oldest first. */
#ifndef OOMLOG_SOURCE_PATHLIST_H
#define OOMLOG_SOURCE_PATHLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct path {
	char *name;
	char *error;    /* words instead of a file: this part of a directory could not be searched */
	bool link;      /* a journal's other name: its own one tells its folder */
	bool continues; /* the next piece of the same rotated log as the path before it */
	dev_t dev;      /* 0, 0: not known */
	ino_t ino;
	size_t order; /* as added; of the first of its family once sorted */
};

struct pathlist {
	struct path *items;
	size_t n, cap;
};

/* Copies the name; OOMLOG_E_NOMEM. The new path, zeroed otherwise, is the last one. */
int pathlist_add(struct pathlist *list, const char *name);
/* A family stands where its first member was added; the rest keeps its order. OOMLOG_E_NOMEM. */
int pathlist_sort_families(struct pathlist *list);
/* By name, families oldest first; a file that is there under several names is kept once. OOMLOG_E_NOMEM. */
int pathlist_sort_names(struct pathlist *list);
/* By folder and name; a file that is there under several names is kept once. */
void pathlist_sort_folders(struct pathlist *list);
bool pathlist_same_folder(const struct path *a, const struct path *b);
void pathlist_release(struct pathlist *list);

#endif
