#include "arrears.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "say.h"
#include "util/str.h"

#define PLACE_OF "journal file "

enum { ID_DIGITS = 2 * JOURNAL_ID, PLACE_NAME = sizeof(PLACE_OF) + ID_DIGITS };

struct looking {
	struct arrears *arrears;
	const struct cursor *last;
	bool begin;
};

static void write_id(const unsigned char id[JOURNAL_ID], char ret[ID_DIGITS + 1])
{
	for (size_t i = 0; i < JOURNAL_ID; i++)
		snprintf(ret + 2 * i, 3, "%02x", id[i]);
}

static struct arrears_file *find(struct arrears *a, const unsigned char id[JOURNAL_ID])
{
	for (size_t i = 0; i < a->n; i++)
		if (memcmp(a->files[i].id, id, JOURNAL_ID) == 0)
			return &a->files[i];
	return NULL;
}

/* One that is gone may only have been renamed in this moment: it is forgotten when its place is needed. */
static struct arrears_file *forget_gone(struct arrears *a)
{
	struct arrears_file *gone = NULL;

	for (size_t i = 0; i < a->n; i++)
		if (a->look - a->files[i].look > 1 && (gone == NULL || a->files[i].look < gone->look))
			gone = &a->files[i];
	return gone;
}

static struct arrears_file *add(struct arrears *a)
{
	struct arrears_file *grown;

	if (a->n >= JOURNAL_MAX_FILES)
		return forget_gone(a);
	grown = realloc(a->files, (a->n + 1) * sizeof(*grown));
	if (grown == NULL)
		return NULL;
	a->files = grown;
	return &grown[a->n++];
}

static uint64_t saved(const struct cursor *last, const unsigned char id[JOURNAL_ID], uint64_t otherwise)
{
	char name[PLACE_NAME] = PLACE_OF;
	const char *place;

	write_id(id, name + strlen(PLACE_OF));
	place = last != NULL ? cursor_place(last, name) : NULL;
	return place != NULL ? strtoull(place, NULL, 16) : otherwise;
}

static void met_first(struct looking *l, const struct journal_header *h)
{
	struct arrears *a = l->arrears;
	uint64_t read = l->begin ? saved(l->last, h->file_id, a->fresh ? 0 : h->last) : 0;
	struct arrears_file *f = add(a);

	if (f == NULL) {
		if (!a->told)
			say("too many journal files: what comes late in some of them is not read");
		a->told = true;
		return;
	}
	*f = (struct arrears_file){.read = read, .seen = read, .clean = read, .settled = read, .look = a->look};
	memcpy(f->id, h->file_id, JOURNAL_ID);
	memcpy(f->seqnum_id, h->seqnum_id, JOURNAL_ID);
	f->realtime_us = read == h->last ? h->realtime_us : 0;
}

static void note_growth(struct arrears_file *f, const char *path, const struct journal_header *h, uint64_t before_us)
{
	bool late = f->realtime_us < before_us || h->realtime_us < before_us;

	f->read = f->seen;
	if (h->last == f->seen)
		return;
	f->seen = h->last;
	f->realtime_us = h->realtime_us;
	if (late)
		f->path = strdup(path);
}

static void look_at(const char *path, void *user)
{
	struct looking *l = user;
	struct arrears *a = l->arrears;
	struct journal_header h;
	struct arrears_file *f;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	bool is = fd >= 0 && journal_header_read(fd, &h);

	if (fd >= 0)
		close(fd);
	if (!is)
		return;
	f = find(a, h.file_id);
	if (f == NULL) {
		met_first(l, &h);
		f = find(a, h.file_id);
	}
	if (f == NULL)
		return;
	f->look = a->look;
	if (!l->begin && f->path == NULL)
		note_growth(f, path, &h, a->before_us);
}

static void forget_paths(struct arrears *a)
{
	for (size_t i = 0; i < a->n; i++) {
		free(a->files[i].path);
		a->files[i].path = NULL;
	}
}

void arrears_free(struct arrears *a)
{
	forget_paths(a);
	free(a->files);
	*a = (struct arrears){0};
}

void arrears_begin(struct arrears *a, const struct journal_options *opt, const struct cursor *last)
{
	struct looking l = {.arrears = a, .last = last, .begin = true};

	arrears_free(a);
	a->fresh = last != NULL && cursor_has(last, PLACE_OF);
	journal_each_file(opt, look_at, &l);
}

void arrears_again(struct arrears *a)
{
	forget_paths(a);
	for (size_t i = 0; i < a->n; i++) {
		a->files[i].read = a->files[i].seen = a->files[i].clean = a->files[i].settled;
		a->files[i].realtime_us = 0;
	}
	a->at = a->n;
}

void arrears_look(struct arrears *a, const struct journal_options *opt, int64_t before_us, bool event_is_open)
{
	struct looking l = {.arrears = a};

	forget_paths(a);
	a->before_us = before_us > 0 ? (uint64_t)before_us : 0;
	a->look++;
	a->at = 0;
	journal_each_file(opt, look_at, &l);
	for (size_t i = 0; i < a->n && !event_is_open; i++)
		a->files[i].clean = a->files[i].read;
}

struct arrears_file *arrears_next(struct arrears *a)
{
	while (a->at < a->n)
		if (a->files[a->at++].path != NULL)
			return &a->files[a->at - 1];
	return NULL;
}

void arrears_place(const struct arrears_file *file, char *ret, size_t size)
{
	char id[ID_DIGITS + 1];

	write_id(file->seqnum_id, id);
	snprintf(ret, size, "s=%s;i=%" PRIx64, id, file->read + 1);
}

void arrears_settle(struct arrears *a)
{
	for (size_t i = 0; i < a->n; i++)
		a->files[i].settled = a->files[i].clean;
}

void arrears_save(struct arrears *a, struct cursor *c)
{
	char name[PLACE_NAME] = PLACE_OF, place[24];

	for (size_t i = 0; i < a->n; i++) {
		write_id(a->files[i].id, name + strlen(PLACE_OF));
		snprintf(place, sizeof(place), "%" PRIx64, a->files[i].settled);
		if (cursor_add_place(c, name, place) || a->told)
			continue;
		say("too many journal files for a cursor file: what comes late in some of them over a restart is not read");
		a->told = true;
	}
}
