#include "source/pathlist.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <oomlog/oomlog.h>

#include "source/rotation.h"

int pathlist_add(struct pathlist *list, const char *name)
{
	char *copy;

	if (list->n == list->cap) {
		size_t cap = list->cap != 0 ? 2 * list->cap : 16;
		struct path *items;

		if (cap > SIZE_MAX / sizeof(*items))
			return OOMLOG_E_NOMEM;
		items = realloc(list->items, cap * sizeof(*items));
		if (items == NULL)
			return OOMLOG_E_NOMEM;
		list->items = items;
		list->cap = cap;
	}
	copy = strdup(name);
	if (copy == NULL)
		return OOMLOG_E_NOMEM;
	list->items[list->n] = (struct path){.name = copy, .order = list->n};
	list->n++;
	return OOMLOG_OK;
}

static void path_release(struct path *p)
{
	free(p->name);
	free(p->error);
}

void pathlist_release(struct pathlist *list)
{
	for (size_t i = 0; i < list->n; i++)
		path_release(&list->items[i]);
	free(list->items);
	*list = (struct pathlist){0};
}

/* A path with its name taken apart, so that sorting parses each name once. */
struct ranked {
	struct path path;
	struct rotation rotation;
};

static int compare_size(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_family(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	int order = rotation_compare(&x->rotation, &y->rotation);

	return order != 0 ? order : compare_size(x->path.order, y->path.order);
}

static int compare_order(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return x->path.order != y->path.order ? compare_size(x->path.order, y->path.order) : compare_family(a, b);
}

static bool same_family(const struct rotation *a, const struct rotation *b)
{
	return str_eq(a->family, b->family) && str_eq(a->ext, b->ext);
}

/* Sorted by family: every member gets the place of the one that was added first. */
static void place_families(struct ranked *r, size_t n)
{
	for (size_t from = 0, to; from < n; from = to) {
		size_t first = r[from].path.order;

		for (to = from + 1; to < n && same_family(&r[from].rotation, &r[to].rotation); to++)
			first = r[to].path.order < first ? r[to].path.order : first;
		for (size_t i = from; i < to; i++)
			r[i].path.order = first;
	}
}

int pathlist_sort_families(struct pathlist *list)
{
	struct ranked *r;

	if (list->n < 2)
		return OOMLOG_OK;
	r = calloc(list->n, sizeof(*r));
	if (r == NULL)
		return OOMLOG_E_NOMEM;
	for (size_t i = 0; i < list->n; i++) {
		r[i].path = list->items[i];
		rotation_parse(&r[i].rotation, r[i].path.name);
	}
	qsort(r, list->n, sizeof(*r), compare_family);
	place_families(r, list->n);
	qsort(r, list->n, sizeof(*r), compare_order);
	for (size_t i = 0; i < list->n; i++) {
		list->items[i] = r[i].path;
		list->items[i].continues = i > 0 && rotation_follows(&r[i - 1].rotation, &r[i].rotation);
	}
	free(r);
	return OOMLOG_OK;
}

static int compare_name(const void *a, const void *b)
{
	const struct path *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int compare_inode(const void *a, const void *b)
{
	const struct path *x = a, *y = b;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	if (x->ino != y->ino)
		return x->ino < y->ino ? -1 : 1;
	return x->link != y->link ? x->link - y->link : compare_name(a, b);
}

static size_t folder_n(const struct path *p)
{
	const char *slash = strrchr(p->name, '/');

	return slash != NULL ? (size_t)(slash - p->name) : 0;
}

bool pathlist_same_folder(const struct path *a, const struct path *b)
{
	size_t n = folder_n(a);

	return n == folder_n(b) && memcmp(a->name, b->name, n) == 0;
}

static int compare_folder(const void *a, const void *b)
{
	const struct path *x = a, *y = b;
	size_t n = folder_n(x), m = folder_n(y);
	int order = memcmp(x->name, y->name, n < m ? n : m);

	return order != 0 ? order : n != m ? compare_size(n, m) : compare_name(a, b);
}

/* sosreport links its top-level `dmesg` to sos_commands/kernel/dmesg. */
static void drop_same_files(struct pathlist *list)
{
	size_t kept = 0;

	qsort(list->items, list->n, sizeof(*list->items), compare_inode);
	for (size_t i = 0; i < list->n; i++) {
		struct path *p = &list->items[i];

		if (p->ino != 0 && kept > 0 && list->items[kept - 1].ino == p->ino &&
		    list->items[kept - 1].dev == p->dev)
			path_release(p);
		else
			list->items[kept++] = *p;
	}
	list->n = kept;
}

int pathlist_sort_names(struct pathlist *list)
{
	if (list->n == 0)
		return OOMLOG_OK;
	drop_same_files(list);
	qsort(list->items, list->n, sizeof(*list->items), compare_name);
	for (size_t i = 0; i < list->n; i++)
		list->items[i].order = i;
	return pathlist_sort_families(list);
}

void pathlist_sort_folders(struct pathlist *list)
{
	if (list->n < 2)
		return;
	drop_same_files(list);
	qsort(list->items, list->n, sizeof(*list->items), compare_folder);
}
