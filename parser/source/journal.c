/* Opening a journal and reading its entries one after the other. */
#ifdef HAVE_SYSTEMD
#include "source/journal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/journal-sd.h"
#include "util/str.h"

void journal_say(struct journal *j, const char *format, ...)
{
	char *old = j->error, *words = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&words, format, args) < 0)
		words = NULL;
	va_end(args);
	if (words == NULL)
		return;
	if (old == NULL)
		j->error = words;
	else if (asprintf(&j->error, "%s; %s", old, words) < 0)
		j->error = old;
	if (j->error != words)
		free(words);
	if (j->error != old)
		free(old);
}

int journal_open_handle(struct journal *j, sd_journal **ret, const struct journal_options *opt, bool tell)
{
	int flags = opt->merge ? 0 : SD_JOURNAL_LOCAL_ONLY;
	const char *ns = opt->name_space;

	if (opt->n_files > 0)
		return journal_open_files(j, ret, opt, tell);
	if (opt->directory != NULL)
		return j->fn.open_directory(ret, opt->directory, 0);
	if (opt->root != NULL)
		return j->fn.open_directory(ret, opt->root, SD_JOURNAL_OS_ROOT);
	if (ns == NULL)
		return j->fn.open(ret, flags);
	/* journalctl(1): "*" means all of them, "+NAME" also the default one */
	if (strcmp(ns, "*") == 0)
		return j->fn.open_namespace(ret, NULL, flags | SD_JOURNAL_ALL_NAMESPACES);
	if (ns[0] == '+')
		return j->fn.open_namespace(ret, ns + 1, flags | SD_JOURNAL_INCLUDE_DEFAULT_NAMESPACE);
	return j->fn.open_namespace(ret, ns, flags);
}

static int set_name(struct journal *j, const struct journal_options *opt)
{
	int n;

	if (opt->name != NULL)
		n = asprintf(&j->name, "%s", opt->name);
	else if (opt->n_files == 1)
		n = asprintf(&j->name, "%s", opt->files[0]);
	else if (opt->n_files > 1)
		n = asprintf(&j->name, "%zu journal files", opt->n_files);
	else if (opt->directory != NULL)
		n = asprintf(&j->name, "%s", opt->directory);
	else if (opt->root != NULL)
		n = asprintf(&j->name, "journal of %s", opt->root);
	else if (opt->machine != NULL)
		n = asprintf(&j->name, "journal of machine %s", opt->machine);
	else if (opt->name_space != NULL)
		n = asprintf(&j->name, "journal of namespace %s", opt->name_space);
	else
		n = asprintf(&j->name, "journal");
	if (n < 0)
		j->name = NULL;
	return n < 0 ? OOMLOG_E_NOMEM : OOMLOG_OK;
}

int journal_seek_since(const struct journal *j, sd_journal *sd, int64_t since_us)
{
	if (since_us == OOMLOG_ABSENT || since_us < JOURNAL_MARGIN_US)
		return j->fn.seek_head(sd);
	return j->fn.seek_realtime_usec(sd, (uint64_t)(since_us - JOURNAL_MARGIN_US));
}

void journal_close(struct journal *j)
{
	for (int i = 0; i < JOURNAL_LANES; i++) {
		if (j->lanes[i].sd != NULL)
			j->fn.close(j->lanes[i].sd);
		j->lanes[i].sd = NULL;
	}
	j->sd = NULL;
}

/* 0 with no handle: there is none of the files that were named. */
static int open_lane(struct journal *j, enum journal_lane lane, const struct journal_options *opt)
{
	struct lane *l = &j->lanes[lane];
	int r = journal_open_handle(j, &l->sd, opt, lane == LANE_KERNEL);

	if (r < 0 || l->sd == NULL)
		return r;
	r = j->fn.set_data_threshold(l->sd, JOURNAL_MAX_MESSAGE + sizeof("MESSAGE="));
	if (r >= 0)
		r = journal_match(j, l->sd, lane, j->only_boot);
	return r >= 0 ? journal_seek_since(j, l->sd, opt->since_us) : r;
}

static int begin(struct journal *j, const struct journal_options *opt)
{
	int r = opt->boot_counted ? journal_find_boot(j, opt) : 1;

	if (r == 0)
		return OOMLOG_OK; /* no such boot */
	if (j->boot[0] == '\0' && opt->boot != NULL)
		snprintf(j->boot, sizeof(j->boot), "%s", opt->boot);
	j->only_boot = j->boot[0] != '\0' ? j->boot : NULL;
	for (int i = 0; r >= 0 && i < JOURNAL_LANES && (i == 0 || j->lanes[0].sd != NULL); i++)
		r = open_lane(j, (enum journal_lane)i, opt);
	if (r == -ENOMEM)
		return OOMLOG_E_NOMEM;
	if (r < 0) {
		journal_say(j, "cannot open the %s%s: %s", strncmp(j->name, "journal", 7) == 0 ? "" : "journal ",
		            j->name, journal_words(r));
		journal_close(j);
		return OOMLOG_OK;
	}
	j->sd = j->lanes[LANE_KERNEL].sd;
	if (j->sd != NULL)
		(void)j->fn.get_usage(j->sd, &j->usage);
	return journal_look_at_files(j, opt);
}

/* A container is a tree like any other. */
static int begin_any(struct journal *j, const struct journal_options *opt)
{
	struct journal_options of_machine = *opt;
	char root[4096];

	if (opt->machine == NULL)
		return begin(j, opt);
	if (!journal_machine_root(j, opt->machine, root, sizeof(root)))
		return OOMLOG_OK;
	of_machine.root = root;
	return begin(j, &of_machine);
}

int journal_open(struct journal **ret, const struct journal_options *opt)
{
	struct journal *j = calloc(1, sizeof(*j));
	int status = OOMLOG_E_NOMEM;

	if (j != NULL)
		status = set_name(j, opt);
	if (status == OOMLOG_OK) {
		j->since_us = opt->since_us;
		j->until_us = opt->until_us;
		j->salvage = opt->salvage;
		j->keep = opt->names != NULL;
		j->library = library_load(&journal_library, &j->fn);
		if (j->library == NULL)
			journal_say(
				j, "cannot read a journal: no %s here: install %s, or give it the output of journalctl",
				journal_library.soname, journal_library.package);
		else
			status = begin_any(j, opt);
	}
	if (status != OOMLOG_OK)
		journal_free(j);
	else
		*ret = j;
	return status;
}

struct journal *journal_free(struct journal *j)
{
	if (j == NULL)
		return NULL;
	journal_close(j);
	j->left = raw_close(j->left);
	journal_forget_files(j);
	library_unload(j->library);
	free(j->cursor);
	free(j->name);
	free(j->error);
	free(j);
	return NULL;
}

const char *journal_name(const struct journal *j)
{
	return j->name;
}

const char *journal_boot(const struct journal *j)
{
	return j->boot[0] != '\0' ? j->boot : NULL;
}

const char *journal_error(const struct journal *j)
{
	return j->error;
}

bool journal_is_dead(const struct journal *j)
{
	if (j->sd != NULL)
		return false;
	for (size_t i = 0; i < j->files.n; i++)
		if (j->files.items[i].hurt)
			return false;
	return true;
}

/* --- entries --- */

/* libsystemd drops a file in which it meets damage, without a word: only the sum of all files' sizes shows it. */
static void note_dropped(struct journal *j)
{
	uint64_t usage;

	if (!j->told && j->fn.get_usage(j->lanes[LANE_KERNEL].sd, &usage) >= 0 && usage < j->usage)
		journal_say(j, "'%s': %llu of %llu bytes are in damaged files, which were read only in part", j->name,
		            (unsigned long long)(j->usage - usage), (unsigned long long)j->usage);
	if (!j->told && j->bad_entries > 0)
		journal_say(j, "'%s': %llu damaged entries were left out", j->name, (unsigned long long)j->bad_entries);
	j->told = true;
}

int journal_fail(struct journal *j, int error)
{
	journal_say(j, "cannot read '%s' on: %s", j->name, journal_words(error));
	return -1;
}

/* After a cursor: the entry that it is of, and only that. */
static bool is_done(struct journal *j, struct lane *l)
{
	if (!l->skip_done)
		return false;
	l->skip_done = false;
	return j->fn.test_cursor(l->sd, j->cursor) > 0;
}

/* What earlyoom writes to /dev/kmsg is in both lanes. */
static bool is_of_first_lane(struct journal *j, const struct lane *l)
{
	const void *data;
	size_t n;

	return l != &j->lanes[LANE_KERNEL] && j->fn.get_data(l->sd, "_TRANSPORT", &data, &n) >= 0 &&
		str_eq((strv){data, n}, STR("_TRANSPORT=kernel"));
}

/* 1: it has an entry to give; 0: none for now. */
static int fetch(struct journal *j, struct lane *l)
{
	int r = 1;

	if (l->has_head)
		return 1;
	do
		r = j->fn.next(l->sd);
	while (r > 0 && (is_done(j, l) || is_of_first_lane(j, l)));
	l->has_head = r > 0;
	if (r <= 0)
		return r;
	if (j->fn.get_realtime_usec(l->sd, &l->realtime_us) < 0)
		l->realtime_us = UINT64_MAX;
	if (j->fn.get_monotonic_usec(l->sd, &l->monotonic_us, &l->boot) < 0)
		l->boot = SD_ID128_NULL;
	return 1;
}

/* The clock may be set in one boot, and the kernel's clock says nothing of two. */
bool journal_is_before(const struct lane *a, const struct lane *b)
{
	if (!sd_id128_is_null(a->boot) && sd_id128_equal(a->boot, b->boot))
		return a->monotonic_us <= b->monotonic_us;
	return a->realtime_us <= b->realtime_us;
}

/*
 * The earlier one of what the lanes have. Both are looked at, the kernel's first and last: an entry that is written
 * meanwhile may not be overtaken by one that is younger.
 */
static int next_entry(struct journal *j, int64_t *ret_realtime_us)
{
	struct lane *kernel = &j->lanes[LANE_KERNEL], *others = &j->lanes[LANE_OTHERS], *first;
	int r = fetch(j, kernel);

	if (r >= 0)
		r = fetch(j, others);
	if (r > 0 && !kernel->has_head)
		r = fetch(j, kernel);
	if (r < 0)
		return journal_fail(j, r);
	if (!kernel->has_head && !others->has_head)
		return 0;
	first = !others->has_head || (kernel->has_head && journal_is_before(kernel, others)) ? kernel : others;
	first->has_head = false;
	j->sd = first->sd;
	j->at_entry = true;
	*ret_realtime_us = first->realtime_us <= INT64_MAX ? (int64_t)first->realtime_us : OOMLOG_ABSENT;
	return 1;
}

/* What libsystemd gives, then what is left of damaged files. */
static int next_of_all(struct journal *j, int64_t *ret_realtime_us)
{
	int r = j->salvaging || j->lanes[LANE_KERNEL].sd == NULL ? 0 : next_entry(j, ret_realtime_us);

	if (r > 0 && j->until_us != OOMLOG_ABSENT && *ret_realtime_us != OOMLOG_ABSENT &&
	    *ret_realtime_us > j->until_us + JOURNAL_MARGIN_US)
		r = 0;
	if (r != 0)
		return r;
	if (!j->salvaging && j->lanes[LANE_KERNEL].sd != NULL)
		note_dropped(j);
	return j->salvage ? journal_next_left(j, ret_realtime_us) : 0;
}

int journal_next(struct journal *j, struct oomlog_str *ret_text, int64_t *ret_realtime_us)
{
	const size_t name = strlen("MESSAGE=");
	const void *data;
	size_t n;
	int r;

	if (journal_is_dead(j))
		return -1;
	while ((r = next_of_all(j, ret_realtime_us)) > 0) {
		if (j->salvaging) {
			if (!journal_left_field(j, "MESSAGE", name + JOURNAL_MAX_MESSAGE, ret_text))
				continue;
			*ret_text = (struct oomlog_str){ret_text->p + name, ret_text->n - name};
			return 1;
		}
		r = j->fn.get_data(j->sd, "MESSAGE", &data, &n);
		if (r >= 0 && n >= name) {
			*ret_text = (struct oomlog_str){(const char *)data + name, n - name};
			return 1;
		}
		/* ENOENT: an entry without a text */
		j->bad_entries += r < 0 && r != -ENOENT;
	}
	return r;
}
#endif
