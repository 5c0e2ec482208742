#include "check/seen.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "output.h"
#include "reports/diagnosis/tally.h"
#include "say.h"

/* Keys in a ring, oldest first, and an open table of those that the file held. */
enum { TABLE = 2 * SEEN_MAX };

struct seen {
	struct output output; /* open from the start: a place that cannot be written is told before anything is run */
	uint64_t ring[SEEN_MAX];
	size_t first, n;
	uint64_t table[TABLE]; /* 0: free */
};

static const char heading[] = "oomlog.seen/1\n";

static void remember(struct seen *s, uint64_t key)
{
	s->ring[(s->first + s->n) % SEEN_MAX] = key;
	if (s->n < SEEN_MAX)
		s->n++;
	else
		s->first = (s->first + 1) % SEEN_MAX;
}

static uint64_t *find(struct seen *s, uint64_t key)
{
	size_t at = key % TABLE;

	while (s->table[at] != 0 && s->table[at] != key)
		at = (at + 1) % TABLE;
	return &s->table[at];
}

static uint64_t key_of(const struct oomlog_event *ev)
{
	const struct oomlog_origin *o = oomlog_event_origin(ev);
	const struct oomlog_time *t = oomlog_event_time(ev);
	int64_t at = t->monotonic_us != OOMLOG_ABSENT ? t->monotonic_us : t->realtime_us;
	uint64_t key = tally_hash(0, str_of(oomlog_event_id(ev)));

	key = tally_hash(key, o->host);
	key = tally_hash(key, (strv){(const char *)&at, sizeof(at)});
	return key != 0 ? key : 1;
}

static bool read_keys(struct seen *s, FILE *f)
{
	char line[64];
	uint64_t key;

	if (fgets(line, sizeof(line), f) == NULL)
		return feof(f) != 0; /* empty: made by mktemp */
	if (strcmp(line, heading) != 0)
		return false;
	while (fgets(line, sizeof(line), f) != NULL && s->n < SEEN_MAX) {
		strv rest = str_of(line);

		if (!parse_hex(&rest, &key) || !str_eq(rest, STR("\n")) || key == 0)
			return false;
		*find(s, key) = key;
		remember(s, key);
	}
	return ferror(f) == 0;
}

int seen_read(struct seen **ret, const char *file)
{
	struct seen *s = calloc(1, sizeof(*s));
	FILE *f;

	if (s == NULL) {
		say("out of memory");
		return EXIT_INPUT;
	}
	s->output.fd = -1;
	f = fopen(file, "re");
	if (f == NULL && errno != ENOENT)
		say("cannot open '%s': %s", file, strerror(errno));
	else if (f != NULL && !read_keys(s, f))
		say("'%s' was not written by oomlog check --cursor-file", file);
	else if (output_open(&s->output, file) == 0)
		*ret = s;
	if (f != NULL)
		fclose(f);
	if (*ret != s)
		seen_free(s);
	return *ret == s ? 0 : EXIT_USAGE;
}

struct seen *seen_free(struct seen *s)
{
	if (s != NULL)
		output_abandon(&s->output);
	free(s);
	return NULL;
}

bool seen_before(struct seen *s, const struct oomlog_event *ev)
{
	uint64_t key = key_of(ev);

	if (*find(s, key) == key)
		return true;
	remember(s, key);
	return false;
}

int seen_write(struct seen *s)
{
	char line[32];

	output_write(&s->output, heading, strlen(heading));
	for (size_t i = 0; i < s->n; i++) {
		snprintf(line, sizeof(line), "%016" PRIx64 "\n", s->ring[(s->first + i) % SEEN_MAX]);
		output_write(&s->output, line, strlen(line));
	}
	return output_close(&s->output) == 0 ? 0 : EXIT_INPUT;
}
