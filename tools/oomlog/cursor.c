#include "cursor.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "say.h"
#include "util/str.h"
#include "wholefile.h"

static const char head[] = "oomlog-cursor 1\n";

static ssize_t read_all(int fd, char *buf, size_t size)
{
	size_t used = 0;
	ssize_t n;

	while (used < size && (n = read(fd, buf + used, size - used)) != 0) {
		if (n < 0 && errno != EINTR)
			return -1;
		used += n > 0 ? (size_t)n : 0;
	}
	return (ssize_t)used;
}

/* "<tab>1874<tab>1" */
static uint64_t read_number(const char **words)
{
	uint64_t n;
	strv rest = str_of(*words + (**words == '\t'));

	if (**words != '\t' || !parse_u64(&rest, &n) || (rest.n > 0 && rest.p[0] != '\t'))
		return UINT64_MAX;
	*words = rest.p;
	return n;
}

/* "93edbbaa893cd9f2<tab>1874<tab>1"; older files have fewer numbers, or none */
static void read_id(struct cursor *c, const char *words)
{
	struct cursor_id *id = &c->ids[c->n_ids];
	size_t n = strcspn(words, "\t");

	if (n != CURSOR_ID || c->n_ids == CURSOR_IDS)
		return;
	memcpy(id->id, words, n);
	id->id[n] = '\0';
	words += n;
	id->span = read_number(&words);
	id->victims = id->span != UINT64_MAX ? read_number(&words) : UINT64_MAX;
	c->n_ids++;
}

/* The lines become strings; ids are copied out. */
static bool understand(struct cursor *c)
{
	char *save = NULL;

	if (strncmp(c->text, head, strlen(head)) != 0)
		return false;
	for (char *p = c->text; (p = strtok_r(p, "\n", &save)) != NULL; p = NULL)
		if (strncmp(p, "id\t", 3) == 0)
			read_id(c, p + 3);
	return true;
}

int cursor_load(struct cursor *ret, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	*ret = (struct cursor){.n = 0};
	if (fd < 0 && errno == ENOENT)
		return 0;
	n = fd >= 0 ? read_all(fd, ret->text, sizeof(ret->text) - 1) : -1;
	if (n < 0)
		say("cannot read '%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return -1;
	ret->n = (size_t)n;
	if (n == 0)
		return 0;
	if (understand(ret))
		return 1;
	say("'%s' is no cursor file of oomlog: remove it, or name another", path);
	return -1;
}

const char *cursor_place(const struct cursor *c, const char *source)
{
	size_t n = strlen(source);

	for (const char *p = c->text; p < c->text + c->n; p += strlen(p) + 1)
		if (strncmp(p, "place\t", 6) == 0 && strncmp(p + 6, source, n) == 0 && p[6 + n] == '\t')
			return p + 6 + n + 1;
	return NULL;
}

bool cursor_has(const struct cursor *c, const char *source)
{
	for (const char *p = c->text; p < c->text + c->n; p += strlen(p) + 1)
		if (strncmp(p, "place\t", 6) == 0 && strncmp(p + 6, source, strlen(source)) == 0)
			return true;
	return false;
}

bool cursor_take_id(struct cursor *c, const char *id, struct cursor_id *ret)
{
	for (size_t i = 0; i < c->n_ids; i++) {
		if (strcmp(c->ids[i].id, id) != 0)
			continue;
		*ret = c->ids[i];
		c->ids[i] = c->ids[--c->n_ids];
		return true;
	}
	return false;
}

void cursor_begin(struct cursor *c)
{
	c->n_ids = 0;
	c->n = strlen(head);
	memcpy(c->text, head, c->n + 1);
}

static bool add(struct cursor *c, const char *word, const char *a, const char *between, const char *b)
{
	size_t room = sizeof(c->text) - c->n;
	int n = snprintf(c->text + c->n, room, "%s\t%s%s%s\n", word, a, between, b);

	if (n < 0 || (size_t)n >= room)
		return false;
	c->n += (size_t)n;
	return true;
}

bool cursor_add_place(struct cursor *c, const char *source, const char *place)
{
	return strpbrk(source, "\t\n") == NULL && add(c, "place", source, "\t", place);
}

bool cursor_add_id(struct cursor *c, const struct cursor_id *id)
{
	char numbers[48];

	snprintf(numbers, sizeof(numbers), "%" PRIu64 "\t%" PRIu64, id->span, id->victims);
	return add(c, "id", id->id, "\t", numbers);
}

bool cursor_write(void *user, const char *data, size_t n)
{
	return wholefile_write(user, 0600, data, n);
}
